## What came of the room’s answers, on the desk and on the display.

result-voted = { $count ->
    [one] How { $count } person voted
   *[other] How { $count } people voted
}
result-not-shown = Not shown: fewer than { $fewest } people voted, and nobody should be found out.
result-from = { $count } { $service }

## Whose words a quote is. An illustrative one must be called so.

result-words-of = The words of { $who }

## How a point was found. Never right or wrong in colour: a word and a shape.

mark-word-right = That’s right
mark-word-partly = Partly
mark-word-not-right = Not how it works
mark-word-depends-locally = Depends where you are
mark-word-we-differ = We differ among ourselves
mark-word-none = Not looked at yet

tap-word-surprised = Surprised us
tap-word-still-differ = Still see it differently
tap-word-check-later = To check later

result-dont-know = “We don’t know”
result-not-reached = Not reached
result-model = The pack’s answer
result-model-dated = Last looked at { DATETIME($on, day: "numeric", month: "long", year: "numeric") }
result-disputed = { $service } says otherwise

## The case study, on every screen

case-made-up = A made-up case in { $count ->
    [one] one part
   *[other] { $count } parts
}. Nobody in it is real.
case-part = Part { $number } of { $count }
case-part-number = Part { $number }
case-part-closed = This part has closed
case-moment-read = Read
case-moment-alone = Think on your own
case-moment-talk = Talk now
case-moment-record = Write it down
case-differ = Where we differ
lens-contribution = What each of us brings
lens-values = What matters
lens-conflict = When we disagree
heard-table = Table { $number }

poll-answered = How { $answered } people answered
poll-most = Nearly everybody: { $answer }
poll-most-why = { $answered } people answered. With so few, more would tell on somebody.
poll-not-shown = Not shown (fewer than { $fewest } answered)

## Plans, on every screen

action-action = What will be done
action-first-step = First step, within two weeks
action-owner = Who sees to it: { $service }
action-by = By when
action-measure = How we will know
action-must-agree = Who else must agree
action-vague = “{ $words }”: what would somebody see you do?
action-no-date = By when?
action-no-owner = Who sees to it? A role in each service is enough.
action-one-service = And who in { $service }?
standing-proposed = Not decided
standing-accepted = The room takes it
standing-parked = Parked for now
standing-sponsor = Behind it: { $sponsor }
