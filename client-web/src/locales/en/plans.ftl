## Plans, on a phone

personal-soon = Think of a moment that comes up anyway
personal-soon-why = A letter, a call, a visit. In a moment you can write down what you will do then.
plan-own = Your own plans
plan-new = A new plan
plan-another = Make another plan
plan-number = Plan { $number }
plan-private = Only you can read your plans. They are locked on this device before they leave it; not even the facilitators have the key.
plan-cue = When …
plan-cue-hint = Something that you will notice, such as “the next time their letter comes in”.
plan-action = I will …
plan-partner = With whom, over there?
plan-partner-hint = A role or a name; nobody else sees it.
plan-day = By when?
plan-obstacle = What could get in the way?
plan-response = If that happens, I will …
plan-confidence = How confident are you that you will do it?
plan-confidence-least = 0: not at all
plan-confidence-most = 10: completely
plan-confidence-why = This number is not locked: the report counts it with everybody else’s, never alone.
plan-confident = Confidence: { $value } of 10
plan-keep = Keep this plan
plan-leave = Leave it as it is
plan-change = Change
plan-drop = Drop
plan-drop-sure = Drop this plan? It is deleted.
plan-long = That’s a little long in all. Please shorten one of the parts; nothing was lost.
plan-sealed = This plan was locked with other words than the ones on this device, so it can’t be read here.
plan-unreachable = We can’t reach the server just now. Your plans are safe; what you typed is still here.
plan-elsewhere = Your plans are safe
plan-elsewhere-why = You made them on another device. To read them here, type the words of your return code. You find them on that device, in the menu.
plan-lost = I can’t find my words
plan-lost-why = You can start with new words. Plans that you made with the old ones stay locked for good, so look for the old ones first.
plan-lost-anew = Start with new words
plan-when = When
plan-will = I will
plan-with = with
plan-by = by
plan-if = If
plan-then = then I will
day-week = In a week
day-month = In four weeks

rehearse = Say your plan to { $names }.
rehearse-swap = Then swap.
rehearse-round = Then the next of you, until everybody has had a turn.
rehearse-nobody = Say your plan aloud to somebody near you.
rehearse-again = { $count ->
    [one] Read my plan again
   *[other] Read my plans again
}

together-soon = What could you only do together?
together-soon-why = Start to talk. In a moment your table can write it down.
together-talk = Talk: what needs more than one of us?
together-closed = Handed in
together-closed-why = The room hears what every table will do. Look up.
action-new = What will we do?
action-another = What else will we do?
action-add = Add action
action-fill-in = Fill in
action-remove = Take away
action-remove-sure = Take this action away? What the table wrote for it is deleted.
action-keep = Keep it
action-join-in = Add an action yourself
action-full = That is as many actions as a table can take.
action-now = Now it says: “{ $text }”

read-out-mine = This one is yours. Say what lies behind it.
read-out-others = Would it work where you are?
read-out-here = The action on the wall
read-out-nothing = Look up
read-out-nothing-why = There is no action to read out.
read-out-all = { $count ->
    [one] The one action
   *[other] All { $count } actions
}
