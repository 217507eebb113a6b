## Writing what one knows

question-place = Question { $number } of { $count }
write-soon = Find your group
write-soon-why = Say hello to anyone new. The questions come up in a moment.
write-attributable = Others may be able to tell this came from you
write-attributable-why = Few people from your service are here today. Write only what you’re happy for the room to hear.
write-unknown = We don’t know
write-unknown-why = That’s a good answer. It shows where a talk is worth it.
write-unknown-said = Your group said that it doesn’t know. Add a point if something comes to mind.
write-points = { $count ->
    [0] Nothing yet
    [one] { $count } point
   *[other] { $count } points
}
write-progress = { $given } of { $count } answered
write-overview = Our answers
write-all-given = That’s all of them. Anyone in the group can still change a point until writing closes.
write-some-left = It’s fine not to reach them all.
write-closed = Writing has closed. You can still add to an answer until the exchange begins.
write-met = Writing has closed, and the other group has your answers.

## Meeting the other group

match-you-meet = You meet
match-you-meet-round = In round { $round }, you meet
match-on-the-way = On the way
match-there = Here
match-here = We’re here
match-here-why = One of you presses it for the whole group.
match-we-are-here = Thank you. We’re waiting for the others.
match-all-here = Everybody’s here
match-all-here-why = Say hello and who you are. The facilitator starts the exchange in a moment.
match-nobody = Nobody to meet yet
match-nobody-why = The facilitator is working out who meets whom. This page moves on by itself.
match-later = You meet in a later round
match-later-why = Take a breath, or listen in at a table near you.

## The exchange

exchange-soon = Say hello to each other
exchange-soon-why = The facilitator starts the exchange in a moment.
exchange-place = Turn { $number } of { $count }
exchange-you-read = You read your answer aloud
exchange-they-read = { $service } reads aloud
exchange-they-tell = { $service } then says how it really is.
exchange-you-tell = Listen first. Then go through it point by point, and say how it really is.
exchange-you-add = Listen first. Another group of your service leads here; you can add words.
exchange-our-answer = What we wrote
exchange-their-answer = What { $group } wrote
exchange-sure = How sure: { $label }
exchange-written = As written
exchange-really = How it really is
exchange-beside = Beside yours, so that you can compare.
exchange-how = How is it?
exchange-no-mark = Not looked at yet
exchange-change = Change
exchange-say = Tell them
exchange-say-again = Change it
exchange-add-words = Add what they should know
exchange-edit-words = Change our words
exchange-taps = What do you make of it?
exchange-question = About the question as a whole
exchange-they-dont-know = They said that they don’t know. This is the moment to tell them.
exchange-we-dont-know = You said that you don’t know. Now you can ask.
exchange-they-not-reached = They didn’t get to this one. Tell them what they should know.
exchange-we-not-reached = You didn’t get to this one. Now you can ask.
exchange-shown = The room has seen this one, so it stays as it is.
exchange-back = Back
exchange-next = Next question
exchange-last = That was the last question. Thank each other; the room comes back together soon.
exchange-together = This moves on for everybody at your table.

## What the room learned

harvest-soon = Look up
harvest-soon-why = The first question comes up in a moment.
harvest-look-up = Look up
harvest-look-up-why = The room is about to hear what was put right.
harvest-none = No group wrote about this question.
harvest-new = There is more to see about this question.
harvest-wrote = { $group } wrote
harvest-we-wrote = We wrote
harvest-note = Pack note
harvest-note-dated = Pack note, dated { $date }
harvest-facts = { $count ->
    [one] { $count } thing it stands on
   *[other] { $count } things it stands on
}
harvest-fact = { $status } · { $source } · { $date }
harvest-dispute = Is something different here?
harvest-dispute-hint = You know your own service. What you write goes beside the pack’s note.
harvest-dispute-send = Put it right
harvest-disputed = Different here, says { $service }

fact-verified = Checked at its source
fact-secondary = Checked at second hand
fact-memory = Not checked
fact-local = Differs from place to place
