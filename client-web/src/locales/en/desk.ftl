## The facilitator’s desk

desk-title = Desk
desk-none = There is no desk on this device
desk-none-why = Open a room, or use the link that you got when you opened one.
desk-open-room = Open a room
desk-over = This desk is closed
desk-panes = Parts of the desk
desk-pane-now = Now
desk-pane-agenda = Agenda
desk-pane-people = People
desk-wants = { $count ->
    [one] { $count } thing needs you
   *[other] { $count } things need you
}
desk-keep = Cancel
desk-clock = { DATETIME($at, hour: "numeric", minute: "2-digit") }
desk-minutes = { $minutes } min

## Time

desk-plan = Against the plan
desk-plan-total = { $minutes } min planned
desk-plan-on-time = On time
desk-plan-behind = { $minutes } min behind
desk-plan-ahead = { $minutes } min ahead
desk-plan-ends = Ends about
desk-plan-ends-if = If you start now, ends
desk-time = Time for this step
desk-elapsed = { $elapsed } of { $planned } min so far
desk-extend-more = { $minutes ->
    [one] { $minutes } minute more
   *[other] { $minutes } minutes more
}
desk-extend-less = { $minutes ->
    [one] { $minutes } minute less
   *[other] { $minutes } minutes less
}

## Now

desk-stage = Stage { $number } of { $count }
desk-script = You could say
desk-paused = Paused: { $title }
desk-paused-why = Every screen is neutral, and the time stands still. What people wrote is safe.
desk-ended = The session has ended
desk-ended-why = Thank you. Everything that was written is deleted in { $days } days. People can close the page.

## The next move

desk-next = The next move
desk-next-start = Start the session with { $people } people
desk-next-resume = Go on after the pause
desk-next-item = On to { $item }
desk-next-step = On to “{ $title }”
desk-next-tables = Work out the tables for { $people } people
desk-next-groups = Work out the groups of each service
desk-next-seat = { $count ->
    [one] Seat everyone at { $count } table
   *[other] Seat everyone at these { $count } tables
}
desk-next-form = { $count ->
    [one] Form { $count } group
   *[other] Form these { $count } groups
}
desk-next-accept = Take it: the room accepts table { $number }’s action
desk-next-pick = Take the ticked quotes to the tables
desk-next-end = End the session
desk-open-vote = { $count ->
    [one] Open the vote on { $count } quote
   *[other] Open the vote on { $count } quotes
}
desk-open-talk = { $count ->
   *[other] Open the talk at the tables
}
desk-open-surprise = { $count ->
   *[other] Ask everyone for one line
}
desk-open-write = { $count ->
    [one] Open the writing on { $count } question
   *[other] Open the writing on { $count } questions
}
desk-open-exchange = { $count ->
    [one] Open the exchange at { $count } meeting
   *[other] Open the exchange at { $count } meetings
}
desk-open-personal = { $count ->
   *[other] Ask everyone to write their own plans
}
desk-open-together = { $count ->
   *[other] Ask the tables what they will do
}
desk-open-step = Open “{ $title }”
desk-close-vote = Close the vote – { $done } of { $of } have voted
desk-close-talk = Close the talk – { $done } of { $of } tables have something
desk-close-surprise = Close – { $done } of { $of } have sent a line
desk-close-write = Close the writing – { $done } of { $of } groups have answered everything
desk-close-exchange = Close the exchange – { $done } of { $of } turns reached
desk-close-personal = Close – { $done } of { $of } people have a plan
desk-close-together = Have the tables hand in – { $done } of { $of } have something
desk-close-step = Close “{ $title }” – { $done } of { $of } have answered
desk-open-part = Open part { $number }: every table sees it
desk-close-part = Close this part – { $done } of { $of } tables have a word on every question
desk-reveal-poll = Show how the room answered on { $item }
desk-show-table-next = Show what table { $number } wrote: { $lens }
desk-reveal-votes = Show how the room voted on { $item }
desk-reveal-speaker = Show whose words { $item } is
desk-reveal-context = Show what is behind { $item }
desk-reveal-corrections = Show what was put right on { $item }
desk-reveal-model = Show the pack’s answer to { $item }
desk-reveal-surprises = Show what surprised people
desk-waiting-people = At least two people need to join first
desk-waiting-closing = Closing – { $seconds } s for the last answers
desk-waiting-decision = Choose above how people sit
desk-waiting-ended = The session has ended
desk-refusal-seen = All right
desk-latest = { $who } { $what } at { DATETIME($at, hour: "numeric", minute: "2-digit") }

## Moves beside it

desk-back = Back
desk-undo = Undo
desk-undo-nothing = nothing to take back
desk-skip = Leave out
desk-reopen = Reopen
desk-hide = Hide again
desk-pause = Pause
desk-pause-what = Makes every screen neutral and stops the time
desk-resume = Go on
desk-skip-title = Leave out { $item }?
desk-skip-text = { $count ->
    [0] Nobody has answered yet. You can bring it back later.
    [one] { $count } answer is there already. It stays, and is not shown.
   *[other] { $count } answers are there already. They stay, and are not shown.
}
desk-reopen-title = Reopen { $item }?
desk-reopen-text = People have seen it. Answers from now on are kept out of every count.
desk-hide-title = Hide { $item } again?
desk-hide-text = It goes from every screen. People have seen it, and that can’t be taken back.
desk-go = Go there
desk-go-title = Go to “{ $title }”?
desk-go-text = Everyone’s screen follows. Nothing opens or closes by it.
desk-go-open = Everyone’s screen follows. What is open here stays open until you close it.

## Items

desk-item-quote = quote { $number }
desk-item-question = question { $number } on { $service }
desk-item-part = part { $number }
desk-item-action = an action of table { $table }
desk-item-step = “{ $title }”
desk-item-many = all { $count }
desk-item-several = this step
desk-state-locked = Not open yet
desk-state-open = Open
desk-state-closing = Closing
desk-state-closed = Closed
desk-state-revealed = Shown to the room
desk-state-skipped = Left out
desk-shown-parts = { $shown } of { $parts } parts
desk-open-one = Open this one
desk-close-one = Close this one
desk-look-at = Look at this one
desk-answered = { $done } of { $of } have answered
desk-nothing-yet = Nothing yet

## What facilitators did

desk-deed-started = started the session
desk-deed-paused = paused the session
desk-deed-resumed = went on after the pause
desk-deed-ended = ended the session
desk-deed-opened = opened { $item }
desk-deed-closed = closed { $item }
desk-deed-revealed = showed { $item }
desk-deed-hid = hid { $item }
desk-deed-skipped = left out { $item }
desk-deed-moved = moved the room
desk-deed-extended = changed the time
desk-deed-undid = took a move back
desk-deed-proposed = worked out groups
desk-deed-discarded = dropped the groups
desk-deed-grouped = formed the groups
desk-deed-placed = moved someone
desk-deed-paired = changed who meets
desk-deed-picked = picked the quotes
desk-deed-settled = said what becomes of { $item }
desk-deed-withdrew = withdrew { $item }
desk-deed-showed-names = changed the names

## Arriving

desk-arrived = Here so far
desk-arrived-how = People join with the code, or by pointing a phone at the display. Someone without a phone can share one at the table.
desk-feedback-private = Answers are private. You see how many there are, and nobody’s own; they can be changed until the session ends.
desk-take-away = Everybody has seven words and a file on their phone.
desk-take-away-why = Give people a moment to take a picture of their words. The words are the only way back to their own plans.
desk-follow-up = What came of it
desk-follow-up-waiting = People are asked from { DATETIME($at, dateStyle: "long") } on.
desk-follow-up-open = People can answer now, until { DATETIME($at, dateStyle: "long") }.
desk-follow-up-over = The follow-up is over.
desk-follow-up-link = Send this link to everybody who was there. It is the same for all; their own words make it theirs.
desk-follow-up-copy = Copy the link
desk-follow-up-reminder = A reminder for your calendar, to send along
desk-follow-up-day = Open it on another day
desk-follow-up-change = Change the day
desk-follow-up-now = Open it now
desk-follow-up-now-why = People can answer from now on. The day can’t be changed any more.
desk-follow-up-few = Fewer than { $fewest } people have answered so far.
desk-follow-up-answered = { $count } people have answered.
desk-baseline-private = Answers are private. You see how many there are, and nobody’s own.
desk-rules = How we talk today
desk-stale = { $count ->
    [one] { $count } fact wants another look before you rely on it
   *[other] { $count } facts want another look before you rely on them
}
desk-stale-show = Show them
desk-stale-by = was due { DATETIME($by, day: "numeric", month: "long", year: "numeric") }
desk-after-break = Afterwards: { $title }

## Quotes

desk-quotes = The other quotes
desk-quote = Quote { $number }
desk-voted = { $done } of { $of } have voted
desk-must = Must be talked about
desk-differs = Disagreement { $percent } %
desk-gap = Between services { $percent } %
desk-truth = Whose words
desk-illustrative = Written for this pack
desk-context = What is behind it
desk-prompt = To ask the room
desk-note = For you
desk-sensitivity = Mind this
desk-speaker-present = Whoever said this may be in the room.
desk-votes = How the room voted
desk-votes-hidden = Only you see this so far.
desk-votes-shown = The room has seen this.
desk-tables-wrote = { $count ->
    [one] What { $count } table made of it
   *[other] What { $count } tables made of it
}
desk-table-split = Split
desk-table-no-answer = no answer yet
desk-about-quote = Votes and notes on this quote
desk-talked = { $done } of { $of } tables have something on every quote
desk-pick = Which quotes go to the tables?
desk-pick-why = Ticked are those that must be talked about and those the room differs on most. Change it as you like.
desk-pick-this = Take quote { $number } to the tables
desk-pick-these = Use these
desk-pick-again = Pick other quotes
desk-withdraw-ask = Too close to home? Withdraw it
desk-withdraw = Withdraw it
desk-withdraw-title = Withdraw { $item }?
desk-withdraw-text = { $count ->
    [0] It goes from every screen for good.
    [one] It goes from every screen for good, and { $count } vote on it is deleted.
   *[other] It goes from every screen for good, and { $count } votes on it are deleted.
}
desk-withdrawn = { $count ->
    [one] { $count } quote was withdrawn.
   *[other] { $count } quotes were withdrawn.
}
desk-lines = { $done } of { $of } have sent a line
desk-lines-later = You see the lines, without names, once this is closed.

## Questions

desk-writes-about = { $author } writes about { $target }
desk-about-service = About { $service }
desk-question = Question { $number } about { $service }
desk-groups-answered = { $done } of { $of } groups have answered
desk-fact-verified = Checked against { $source }, { DATETIME($on, month: "long", year: "numeric") }
desk-fact-secondary = From { $source }, not checked at its source; { DATETIME($on, month: "long", year: "numeric") }
desk-fact-memory = Not checked: { $source }; { DATETIME($on, month: "long", year: "numeric") }
desk-fact-local = Differs from place to place: { $source }; { DATETIME($on, month: "long", year: "numeric") }
desk-fact-stale = Wants another look.
desk-slot-empty = ask in the room
desk-meetings = Who meets
desk-round = Round { $round }
desk-there = there
desk-not-there = not there yet
desk-turn = Turn { $done } of { $of }
desk-move-meeting = Move { $group } to another meeting
desk-with = with { $groups }

## Groups

desk-grouping = Who sits with whom
desk-tables-why = Tables mix the services evenly and part people of one profession. You see the plan before anyone is seated.
desk-groups-why = Each group is of one service. You see the groups and who will meet whom before anyone is seated.
desk-mix-full = Every table has enough of every service.
desk-mix-large = Every table has enough of every service; the tables are large.
desk-mix-lone = There are few people of one service, so some tables have one of them.
desk-mix-fishbowl = There are too few of one service for tables: everyone sits together around an inner circle.
desk-mix-decision = One service is very small: how it sits is yours to say.
desk-mix-split = The small service is spread over the tables, as you chose.
desk-mix-rotating = The small service stays together and goes from table to table, as you chose.
desk-mix-one = Only one service has come.
desk-mix-empty = Nobody has come yet.
desk-warnings = Good to know before people sit down
desk-warn-lone = { $tables ->
    [one] At { $tables } table one person is the only one from { $service }.
   *[other] At { $tables } tables one person is the only one from { $service }.
}
desk-warn-unrepresented = { $tables ->
    [one] { $tables } table has nobody from { $service }.
   *[other] { $tables } tables have nobody from { $service }.
}
desk-warn-one = Only { $service } has come, so nothing here is between services.
desk-warn-nobody = { $author } writes about { $target }, and nobody from there is here to put it right.
desk-warn-host = { $group } has people in the room and people online: it needs someone with a laptop.
desk-warn-wishes =
    { $wishes ->
        [one] One wish to keep people apart or together could not be met. You can still move people.
       *[other] { $wishes } wishes to keep people apart or together could not be met. You can still move people.
    }
desk-warn-remote = { $group } has one person online, alone.
desk-inner = In the inner circle: { $names }
desk-rotation = { $tables ->
   *[other] { $names } stay together and visit { $tables } tables in turn.
}
desk-size = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
desk-move-person = Move { $name }
desk-move-to = Move to…
desk-would-be = { $name }, then { $size }
desk-will-meet = Who will meet
desk-decide = How should { $service } sit?
desk-decide-why = There are only one or two people from { $service } today, so there is no plan that is plainly best.
desk-decide-split = One at a table
desk-decide-split-note = Each table they reach has one voice of theirs. Other tables have none.
desk-decide-rotate = Together, from table to table
desk-decide-rotate-note = They have each other’s company, and every table has them for a while.
desk-decide-fishbowl = Everyone together
desk-decide-fishbowl-note = They sit in an inner circle with a few others; the rest sits around and swaps in.
desk-discard = Drop this plan
desk-wishes = Keep people apart or together
desk-wishes-why = For a manager and someone who reports to them, or an interpreter. It is used for this plan and kept nowhere.
desk-wish-apart = { $a } and { $b } at different tables
desk-wish-together = { $a } and { $b } at the same table
desk-wish-drop = Drop
desk-wish-one = The first person
desk-wish-other = The second person
desk-wish-relation = Apart or together
desk-wish-pick = Choose a person
desk-wish-not-with = not with
desk-wish-with = together with
desk-wish-add = Add
desk-again = Work it out again
desk-with-wishes = Work it out with these wishes

## People

desk-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
desk-nobody = Nobody has joined yet. The code is above.
desk-away = { $count ->
    [one] { $count } is away; the seat is held
   *[other] { $count } are away; their seats are held
}
desk-all-here = Everyone is connected
desk-by = Arranged by
desk-by-table = Tables
desk-by-group = Groups
desk-by-service = Services
desk-no-group = No place yet
desk-gone = Not here any more
desk-hand-up = asks for help
desk-remote = online
desk-is-here = Here and connected.
desk-is-away = Away; the seat is held.
desk-is-knocking = Knocking at the door.
desk-has-left = Has left. The seat can be taken again.
desk-was-removed = Was taken out of the room.
desk-late = Came after the first vote opened.
desk-knocks = { $name } is knocking
desk-asks = { $name } asks for help
desk-alert-small = { $left ->
    [one] { $group } is down to { $left } person
   *[other] { $group } is down to { $left } people
}
desk-alert-gone = { $group } has nobody from { $service } now
desk-alert-unplaced = { $name } has no place yet
desk-admit = Let in
desk-decline = Not now
desk-who = Who?
desk-place = Place
desk-move = Move
desk-move-table = Table
desk-move-group = Group
desk-sized = { $name } ({ $size })
desk-move-both = { $from } would have { $left }, { $to } would have { $size }.
desk-move-one = { $to } would have { $size }.
desk-erase-why = If { $name } asks for it, their name and all they typed can be deleted.
desk-erase-ask = Delete their name and words…
desk-erase-title = Delete what { $name } gave?
desk-erase-text = Their name, every word they typed and their plans are deleted for good, here and in every report. They give up their seat and can’t come back under this name. How they voted and rated stays in the figures, with nothing that leads to them.
desk-erase = Delete it all
desk-redact-head = Delete something that was typed
desk-redact-why = For words that name a patient or a colleague, say. They go from every screen, every report and the server, wherever they were typed. This can’t be undone.
desk-redact-label = The words, exactly as they stand
desk-redact = Delete for good
desk-redacted = Deleted. Nothing of it is kept.
desk-correct = Correct name, service or profession
desk-card-name = Name
desk-card-service = Service for today
desk-card-profession = Profession
desk-card-none = Not said
desk-card-where = Where
desk-card-room = in the room
desk-card-save = Save
desk-bridge = { $services ->
    [2] Works for both services
   *[other] Works for several of the services
}
desk-bridge-hint = Their votes are then left out of what is shown for each service.
desk-way-in = A new way in
desk-way-in-why = If { $name }’s device is lost or empty: they come back as themselves, on any device.
desk-way-in-make = Make a way in
desk-way-in-qr = QR code that brings { $name } back
desk-mark-left = Has gone home
desk-remove-ask = Take out of the room…
desk-remove = Take out
desk-remove-title = Take { $name } out of the room?
desk-remove-text = Their screen says so at once. What they gave to their table stays, and you can let them back in.
desk-readmit = Let back in

## Letting people in

desk-join = How people join
desk-join-with = Join code
desk-join-qr = QR code to join this room
desk-lock = Lock joining
desk-lock-on = People who come now knock, and you let them in with one press.
desk-lock-off = Anyone with the code comes straight in.
desk-link-copy = Copy the link
desk-copied = Copied
desk-link-failed = That didn’t work. Please try again.
desk-link-until = Works until { DATETIME($at, day: "numeric", month: "long", hour: "numeric", minute: "2-digit") }, once.

## The room

desk-room = Room
desk-room-title = This room
desk-display = The display
desk-display-why = For the projector, or to share in a call. It shows nothing that the room may not see.
desk-display-open = Open the display in a new window
desk-display-make = Get the display’s link
desk-names = Names on the display
desk-names-hint = Otherwise tables show how many people of each service sit there.
desk-facilitators = Who facilitates
desk-invite-why = Someone else can have the same desk. If your device fails, the session goes on.
desk-invite = Invite one more facilitator
desk-invite-qr = QR code of the invitation
desk-rehearse = Try it first
desk-rehearse-why = Run this where the server is, and practice participants come into this room:
desk-command-copy = Copy the command
desk-end-why = { $count ->
    [one] Ending is for good. { $count } person is here; everything is deleted in { $days } days.
   *[other] Ending is for good. { $count } people are here; everything is deleted in { $days } days.
}

## Shortcuts

desk-keys = Shortcuts
desk-keys-show = Show the shortcuts
desk-keys-on = One-letter shortcuts
desk-keys-hint = They never work while you type. The ? always opens this list.
desk-key-next = Go to the next move; Enter then does it
desk-key-back = Back
desk-key-undo = Undo
desk-key-skip = Leave out
desk-key-reopen = Reopen
desk-key-pause = Pause, or go on
desk-key-longer = One minute more
desk-key-shorter = One minute less
desk-key-join = How people join
desk-key-room = This room
desk-key-keys = This list

## The case study

desk-case-parts = The parts
desk-case-others = The other parts
desk-case-story = The story
desk-case-tables = { $done } of { $of } tables have a word on every question
desk-case-polled = { $done } of { $of } have answered in private
desk-case-poll-private = Nobody sees how anyone answers. The result comes when the part has closed.
desk-heard = Everybody sees what table { $table } wrote.
desk-heard-ask = Ask a table whether the room may see what it wrote, then show it.
desk-heard-nobody = No table has written anything for this.
desk-heard-now = on every screen
desk-heard-points = { $count ->
    [one] { $count } point
   *[other] { $count } points
}
desk-show-table = Show { $table }

## Plans

desk-plans-made = { $done } of { $of } people have a plan
desk-plans-private = What people write is locked on their own devices. Nobody else can read it, and this is all that anybody is told.
desk-plans-rehearse = Each table says its plans by twos and threes, across services. Names are on their phones.
desk-actions-made = { $done } of { $of } tables have written something
desk-actions = What the tables write
desk-actions-all = The other actions
desk-action-here = The action on the wall
desk-read-out-nothing = There is no action to read out. If tables still write, go back and have them hand in.
desk-sponsor = Who will stand behind it?
desk-sponsor-hint = A role, such as “both team leads”. It can stay empty.
desk-sponsor-keep = Keep who stands behind it
desk-accept = The room takes it
desk-park = Park it
desk-unsettle = Not decided after all
