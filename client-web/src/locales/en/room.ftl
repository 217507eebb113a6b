## Around every step

room-stage = Stage { $number } of { $count }
room-moved-on = A new step is open.
room-go-there = Go there
room-next = Next:
room-facilitator-away = Carry on – the facilitator is reconnecting.
room-menu = Menu
room-no-seat-title = You’re not in a room on this device
room-no-seat-why = Join with the session’s code, and you’ll be back in a moment.
room-join = Join a session
room-over-title = This connection has ended

## Waiting and other states

lobby-title = You’re in, { $name }
lobby-waiting = { $facilitators } will start the session soon. Keep this page open; it moves on by itself.
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

## For those who came later

catch-up-title = Good to have you here, { $name }
catch-up-stage = The room is at stage { $number } of { $count }: { $title }.
catch-up-quotes = { $shown ->
    [one] { $shown } quote has been shown already. You can look at it below.
   *[other] { $shown } quotes have been shown already. You can look at them below.
}
catch-up-group = You’re at { $group }, with { $names }.
catch-up-group-alone = You’re at { $group }.
catch-up-no-group = The facilitator is finding you a place.
catch-up-done = I’m up to date

## What was not sent

unsent-title = You hadn’t sent this yet
unsent-drop = Drop it

## Menu

menu-title = You and this room
menu-back = Back to the menu
menu-help = Ask the facilitator for help
menu-help-on = The facilitator knows that you need help.
menu-help-off = I’m fine now
menu-details = Correct my details
menu-device = Move to another device
menu-rules = How we talk today
menu-glossary = Words explained
menu-code = Code for someone beside you
menu-code-qr = QR code to join this room
menu-leave = Leave the room
menu-erase = Delete what I gave
menu-leave-why = Your seat is given up, and what you shared with your group stays there. You can come back at any time.
details-service-fixed = The voting has begun, so only the facilitator can change your service now.
details-save = Save
device-why = Open this on your other device and carry on there as yourself. It works once.
device-qr = QR code to carry on on another device
device-copy = Copy the link
device-copied = Copied
device-failed = We couldn’t make a link right now. Please check that you’re online, then try again.
