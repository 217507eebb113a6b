/** Characters as people count them, which is how the server counts. */

const segmenter =
  typeof Intl.Segmenter === 'function'
    ? new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    : undefined;

/** The length of a text as it would be kept: runs of white space count once, and none at the ends. */
export function textLength(text: string): number {
  const tidy = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  return segmenter ? [...segmenter.segment(tidy)].length : [...tidy].length;
}
