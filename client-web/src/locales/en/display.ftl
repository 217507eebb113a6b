## The projector

display-title = Display
display-none = There is no display on this device
display-none-why = Open the display from the desk, or use the link that the desk gives.
display-reconnecting = Reconnecting
display-blank = Nothing to look at just now
display-keys = The display
display-key-join = join code
display-key-blank = blank
display-key-fullscreen = full screen

## The way in

display-join-at = Join at
display-qr = QR code to join this room
display-scan = Point your phone’s camera here
display-nobody = Be the first to come in
display-people = { $count ->
    [one] { $count } person is here
   *[other] { $count } people are here
}
display-locked = Knock, and you’re let in.

## Steps

display-next = Then: { $title }
display-answered = of { $of } have answered
display-paused = We’re having a pause
display-paused-why = Your answers are safe. We go on together.
display-ended = Thank you for today
display-ended-why = What was written is deleted in { $days } days.
display-until = Back at { DATETIME($at, hour: "numeric", minute: "2-digit") }
display-soon = We go on in a moment
display-sponsors = Why this is worth our time
display-more = { $count ->
    [one] and { $count } more on your own screen
   *[other] and { $count } more on your own screens
}

## Quotes

display-find-table = Find your table
display-from = { $count ->
   *[other] from { $service }
}
display-size = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
display-quotes = { $count ->
    [one] { $count } quote
   *[other] { $count } quotes
}
display-voted = of { $of } have voted
display-vote-closed = The vote is closed. Nobody sees yet how it went.
display-talk-quotes = Quotes { $numbers }
display-talked = { $done } of { $of } tables have noted something
display-talk-over = Look up and come back together
display-quote = Quote { $number }
display-illustrative = Written for this pack to reflect published themes
display-lines = of { $of } have sent a line

## Questions

display-writes-about = { $author } writes about { $target }
display-written = of { $of } groups have an answer to every question
display-round = Round { $round } of { $rounds }
display-there = { $done } of { $of } groups are there
display-all-there = Everyone is there
display-question = Question { $number } about { $service }

## Plans

display-plans = of { $of } people have a plan of their own
display-actions = of { $of } tables have something to do together
display-action-place = { $place } of { $count }
display-handed-in = { $count ->
    [one] One action is handed in.
   *[other] { $count } actions are handed in.
}
