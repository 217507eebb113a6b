## Quotes

quote-number = Quote { $number }
quote-place = Quote { $number } of { $count }

## The vote

vote-soon = The quotes come up in a moment
vote-several = Choose everyone who might have said it.
vote-none = Not chosen yet
vote-progress = { $given } of { $count } chosen
vote-overview = Your choices
vote-all-given = That’s all of them. You can change any until voting closes. Nobody else sees your choices.
vote-some-left = You can leave some out, or come back to them until voting closes.
vote-closed = Voting has closed
vote-closed-why = Put the phone down for a moment. Your choices are kept, and nobody else sees them.
vote-closed-own = Voting has closed. This is what you chose; only you see it.
vote-missing = { $count ->
    [one] There is { $count } quote that you didn’t get to.
   *[other] There are { $count } quotes that you didn’t get to.
}
vote-choose-late = Choose now
vote-look = Look at your choices
vote-late = Voting has closed. You can still choose until the answer is shown; it won’t be counted.

## The talk at the table

talk-soon = Turn to your table
talk-soon-why = Say hello to anyone new. The quotes to talk about come up in a moment.
talk-answer = Our table thinks it was
talk-split = We’re split
talk-no-answer = No answer yet
talk-progress = { $given } of { $count } answered
talk-overview = What our table thinks
talk-join-in = Write something yourself
talk-closed = The talk has closed. You can still add a note until the answer is shown.

## The reveal

reveal-look-up = Look up
reveal-look-up-why = The room is about to see how it voted.
reveal-soon = The first quote comes up in a moment.
reveal-talk = Look up: the room is talking
reveal-talk-why = What made us hear it that way?
reveal-context = What lies behind it
reveal-room = How the room voted
reveal-own = You chose: { $choice }. Only you see this.
reveal-no-vote = You didn’t choose on this one.
reveal-earlier = { $count ->
    [one] { $count } earlier quote
   *[other] { $count } earlier quotes
}
reveal-said-who = These words belong to { $who }.
reveal-said-new = There is more to see about this quote.

source-said = Said by
source-assigned = Assigned to
source-verbatim = Somebody’s own words.
source-light_edit = Somebody’s own words, lightly edited.
source-paraphrase = What somebody said, in other words.
source-composite = Put together from what several people said.
source-illustrative = An illustration: nobody said these words. They were written for this session to reflect published themes.

reveal-result = { $voters ->
    [one] { $voters } person
   *[other] { $voters } people
}
reveal-result-after = After the talk: { $voters ->
    [one] { $voters } person
   *[other] { $voters } people
}
reveal-result-of = { $service } · { $voters ->
    [one] { $voters } person
   *[other] { $voters } people
}
reveal-by-service = By service

## What surprised us

surprise-soon = You can write your line in a moment.
surprise-hint = One line. It is shown without your name.
surprise-closed = This has closed. You can still send your line until the lines are shown.
surprise-send = Send
surprise-change = Change it
surprise-lines = What people wrote
surprise-none = Nobody wrote a line this time.
