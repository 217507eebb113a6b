## The return code: seven words

words-label = Your { $words } words
words-hint = In their order. Capitals don’t matter, and the first four letters of each are enough.
words-go = Continue
words-few =
    { $left ->
        [one] One word is missing.
       *[other] { $left } words are missing.
    }
words-many =
    { $over ->
        [one] There is one word too many.
       *[other] There are { $over } words too many.
    }
words-unknown =
    { $count ->
        [one] This word is in no code: { $unknown }. Please look at it again.
       *[other] These words are in no code: { $unknown }. Please look at them again.
    }
words-not-yours = These are not the words we know you by. Please look at each again.
words-unreachable = We can’t reach the server just now. Please try again in a moment.
