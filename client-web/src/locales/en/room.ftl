## Around every step

room-stage = Stage { $number } of { $count }
room-table = Table { $number }
room-group = Group { $number }
room-moved-on = A new step is open.
room-go-there = Go there
room-next = Next: { $title }
room-facilitator-away = Carry on – the facilitator is reconnecting.
room-menu = Menu
room-no-seat-title = You’re not in a room on this device
room-no-seat-why = Join with the session’s code, and you’ll be back in a moment.
room-join = Join a session
room-over-title = This connection has ended

## Waiting and other states

lobby-title = You’re in, { $name }
lobby-waiting = { $facilitators } will start the session soon. Keep this page open; it moves on by itself.
lobby-rules = How we talk today
lobby-rules-accept = I’ll keep to these
lobby-rules-accepted = Thank you. You’ve agreed to these.
lobby-sponsors = Why this is worth your time
lobby-next = What happens first
knocking-title = You’ve knocked, { $name }
knocking-why = The facilitator lets you in with one press. This page moves on by itself.
removed-title = You’re no longer in this room
removed-why = Please speak to the facilitator if that’s a surprise.
left-title = You’ve left the room
left-why = What you shared with your group stays there. You can come back at any time.
left-come-back = Come back in
paused-title = We’re having a pause
paused-why = Your answers are safe. This page moves on by itself.
closed-title = Thank you for today
closed-why = The session has ended. What was written is deleted { $days } days from now.

## Menu

menu-title = You and this room
menu-code = Code for someone beside you
menu-code-qr = QR code to join this room
menu-help = Ask for help
menu-help-on = The facilitator knows you need help.
menu-help-off = I’m fine now
menu-rules = How we talk today
menu-leave = Leave the room
menu-leave-why = Your seat is given up, and you can come back at any time.
