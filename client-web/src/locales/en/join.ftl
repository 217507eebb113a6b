## Start

start-title = Join your session
start-about = People from different services meet in one room, to find out what they think of each other, what they know, and what they could do together.
start-code = Code
start-code-hint = It’s on the big screen or in your invitation, like ABC-DEFG.
start-continue = Continue
start-code-missing = Type the code of your session.
start-code-wrong = A code is seven letters and numbers, like ABC-DEFG. It never has an O, an I or a zero in it.
start-running = Running a session?
start-open = Open a room
start-back-title = Welcome back
start-back-as = Continue as { $name }

nowhere-title = There is nothing here
nowhere-why = The link may be old, or a letter may be missing.

## Join

join-document-title = Join { $title }
join-hosted = { $count ->
    [0] You’re about to join
   *[other] Hosted by { $names }
}
join-back-as = Continue as { $name }
join-back-why = You’ve been in this room before. Everything you wrote is there.
join-someone-else = Join as someone else
join-name = What should we call you?
join-name-hint = A first name or a nickname is fine.
join-name-missing = Type a name, so that people know what to call you.
join-name-long = Please keep the name to { $limit } characters.
join-service = Which service are you from today?
join-service-missing = Choose your service for today.
join-profession = Your profession
join-profession-hint = You don’t have to say.
join-profession-none = Rather not say
join-where = Where are you?
join-where-room = In the room
join-where-remote = Joining online
join-others = Others see your name and your service, and your profession if you give it. Nobody sees how you vote, not even the facilitator.
join-privacy = What is kept, and for how long
join-privacy-text = Your name and what you write are kept for { $days } days after the session, then deleted. There is no account, and no email or employer is asked for. Please don’t write anything that identifies a patient, a client or a colleague.
join-go = Join
join-knock = Knock
join-locked-title = The session has begun
join-locked-why = Joining is locked, so you knock. The facilitator lets you in with one press.

join-unknown-title = No open session has the code { $code }
join-unknown-why = Check the code on the big screen or in your invitation, then type it again.
join-ended-title = This session has ended
join-ended-why = Nobody can join it any more. If you think that’s a mistake, please speak to whoever invited you.
join-unreachable-title = We can’t reach the session right now
join-unreachable-why = Please check that you’re online, then try again.
join-failed = That didn’t work. Please try again.

## Links that are redeemed

move-title = Carry on here
move-why = You come back as yourself, with everything you wrote.
move-go = Carry on on this device
move-failed-title = This link doesn’t work any more
move-failed-why = Each link works once. On your other device, open the menu and show a new one; or ask the facilitator for a new way in.
invite-title = You’re invited to facilitate
invite-name = What should people call you?
invite-go = Go to the desk
invite-failed-why = This invitation doesn’t work any more. Please ask for a new one.
link-missing = Part of the link is missing. Please open it again from where you got it.

## Having what one gave deleted

menu-erase-what = Your name, every word you typed and your plans are deleted for good, here and in every report. You give up your seat and can’t come back under this name.
menu-erase-stays = How you voted and rated stays in the room’s figures, with nothing that leads to you.
menu-erase-do = Delete it all
erased-title = Your name and your words are deleted
erased-what = They’re gone from the room, its reports and this device.
erased-stays = How you voted and rated stays in the room’s figures, with nothing that leads to you. You can close this page.
