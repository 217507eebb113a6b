/** The most characters of an answer in words. */
export const WORDS_LIMIT = 280;
