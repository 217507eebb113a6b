## Arriving

rules-title = How we talk today
rules-accept = I’ve read these
rules-accepted = Thank you. You’ve read these.
sponsors-title = Why this is worth your time
card-name = You’re here as
card-service = Service
card-profession = Profession
card-where = Where
card-room = In the room
card-remote = Online

## Where people start from

baseline-soon = The statements come up in a moment
baseline-progress = { $given } of { $count } answered
baseline-done = That’s all of them
baseline-done-why = Thank you. You can still change an answer until this closes. Nobody else sees it.
baseline-closed = This has closed. What you answered is kept, and nobody else sees it.
rating-value = { $value }, { $label }
