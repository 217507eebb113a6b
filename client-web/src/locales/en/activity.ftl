## Parts that several activities share

pages-back = Back
pages-next = Next
pages-all = See them all
closing = Closing in { $seconds } s – finish your thought
closing-said = This closes in a few seconds. Finish your thought.
late-send = Send late answer
no-group-title = You’ll be placed in a moment
no-group-why = The facilitator is finding you a place. This page moves on by itself.

## Writing together

pen-mine = You have the pen: talk first, then note it.
pen-theirs = { $name } has the pen.
pen-nobody = Nobody has the pen yet.
pen-take = Take the pen
points-you = you
points-new = Add a point
points-writing = { $count ->
    [one] { $names } is writing here
   *[other] { $names } are writing here
}
