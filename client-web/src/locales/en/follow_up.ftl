## Weeks later

follow-up-title = What came of it?
follow-up-why = It takes four minutes. Type the seven words that you took along, or open the picture of them with your camera.
follow-up-without = Without your words
follow-up-without-why = Lost them? You can still tell us how it went. We can’t join it to what you said before.
follow-up-without-go = Answer without them
follow-up-without-hello = Skip what you like. Nobody knows that this is from you, and it can’t be changed once it is sent.
follow-up-have-words = I have my words after all
follow-up-send = Send
follow-up-hello = Good to see you again, { $name }
follow-up-hello-why = It takes four minutes. Skip what you like.
follow-up-private = Nobody sees your answers: only figures for everybody together, once enough people have answered.
follow-up-recalls = Two things from the session
follow-up-was-right = They had said: that’s right.
follow-up-was-not = They had said: that’s not how it works.
follow-up-kept = Every answer is kept as you give it. You can come back and change it.
follow-up-done = I’m done
follow-up-words-again = Type my words again
follow-up-thanks = Thank you
follow-up-thanks-why = That’s all. You can come back with your words until { DATETIME($at, dateStyle: "long") }; then everything is deleted.
follow-up-waiting = This opens on { DATETIME($at, dateStyle: "long") }
follow-up-waiting-why = Come back then, with your seven words at hand.
follow-up-reminder = Put a reminder in my calendar
follow-up-over = This is over
follow-up-over-why = Thank you for looking in. Answers can’t be taken any more.
follow-up-none = There is nothing here
