## Words that every screen may need.

app-name = Crosstracks
app-not-loaded = This page didn’t load
app-not-loaded-why = The connection may have dropped for a moment. Nothing you wrote is lost.
app-try-again = Try again
loading = Loading

## Names of places to go

back-to-start = Back to the start page

## Connection

connection-open = Connected
connection-connecting = Connecting
connection-reconnecting = { $waiting ->
    [0] Reconnecting
    [one] Reconnecting – { $waiting } answer waiting
   *[other] Reconnecting – { $waiting } answers waiting
}
connection-offline = { $waiting ->
    [0] Offline – keep going
    [one] Offline – { $waiting } answer waiting
   *[other] Offline – { $waiting } answers waiting
}
connection-over = Not connected
connection-fallback = Connected, the fallback way

## Saving

save-saving = Saving
save-kept = Saved on this device
save-received = Received
save-refused = This couldn’t be saved.
outbox-full = A lot is waiting to be sent. It will go as soon as you’re back online.

## Timers

timer-minutes = { $minutes } min left
timer-seconds = { $seconds } s left
timer-minutes-said = { $minutes ->
    [one] { $minutes } minute left
   *[other] { $minutes } minutes left
}
timer-over = Time’s up – finish your thought
timer-paused = { $minutes ->
    [one] Paused, { $minutes } minute left
   *[other] Paused, { $minutes } minutes left
}

## Buttons that are held

hold-how = Hold, or press twice
hold-again = Press again to confirm

## Results

bars-answer = Answer
bars-people = People
bars-mine = your answer

## Points

point-add = Add point
point-edit = Change this point
point-edit-this = Change: { $text }
point-save = Save
point-cancel = Cancel
point-remove = Remove
point-remove-this = Remove: { $text }
point-remove-sure = Remove this point?
point-keep = Keep it
point-none = Nothing written yet.
point-erased = This point was removed.
point-late = added later
point-changed = Someone in your group changed this just now. It says: “{ $text }”
text-left = { $left ->
    [one] { $left } character left
   *[other] { $left } characters left
}
text-identifying = This could tell who someone is. Could you say it without names, numbers or dates?
text-over = { $over ->
    [one] { $over } character too long. Could it be two points?
   *[other] { $over } characters too long. Could it be two points?
}

## Other parts

sheet-close = Close
qr-missing = The picture didn’t load. The code works just as well.

## Names of groups, choices and those a quote is about

name-table = Table { $number }
name-group = { $service } { $number }
choice-both = Both
choice-unsure = Not sure
about = about { $who }
about-each-other = about each other
