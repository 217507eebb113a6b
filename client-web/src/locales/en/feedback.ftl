## Feedback, on a phone

feedback-soon = A few questions come up in a moment
feedback-soon-why = Look back for a moment: what will stay with you?
feedback-private = Skip what you like. Nobody sees your answers, facilitators included: only figures for everybody together, once enough people have answered.
feedback-then = Before today
feedback-now = Now
feedback-words-send = Send
feedback-words-change = Change
feedback-name-service = My service may be named beside this
feedback-done = That’s all. You can change your answers until the session ends.
feedback-form-again = Look at my answers again
feedback-follow-up-at = In a few weeks we ask what came of it, from { DATETIME($at, dateStyle: "long") } on. Your words bring you there.
feedback-follow-up-open = Tell us what came of it
feedback-reminder = Put a reminder in my calendar

## What people take along

take-words = Your seven words
take-words-why = Take a picture of them, or write them down. They bring you back in a few weeks, and open your own plans. We don’t have your address, and we don’t know these words.
take-qr = QR code that brings you back in a few weeks
take-copy = Copy the words
take-copied = Copied
take-print = Print them
take-elsewhere = You have your words already
take-elsewhere-why = You made them on another device. Type them here to see them on this one too.
take-lost = I’ve lost my words
take-lost-why = You can have new ones. What you planned with the old ones can’t be opened any more.
take-anew = Make new words
take-failed = We can’t reach the server just now. Your words come up as soon as we can.
take-file = My session
take-file-why = A file for you: what was put right today, your own plans, and a note for your learning record. It is made on this device.
take-file-save = Save the file
take-file-name = my-session

## The file

my-session-plans = My plans
my-session-about = What we learned about { $service }
my-session-right = That’s right
my-session-partly = Partly
my-session-not-right = Not how it works
my-session-locally = It depends locally
my-session-differ = They differ among themselves
my-session-minutes = { $minutes } minutes together, breaks left out
my-session-stage = { $title }, { $minutes } min
my-session-made = Made on your own device. Nobody else has this file. Your seven words are not in it.
