## The case study, on a phone

case-soon = The next part comes up in a moment
case-soon-why = Stay with your table. Nobody has seen it yet.
case-rules = What we agreed to
case-real = If it reminds you of somebody real, keep that to yourself. You can step out at any time, or ask for help from the menu.
case-part-again = Read part { $number } again: { $title }
case-part-closed-why = Look up: the room goes on together. What your table wrote is kept.
case-story-again = Read the part again
case-join-in = Write something yourself
case-poll = For you alone
case-poll-why = Nobody ever sees your answer, facilitators included. The room sees only how many chose what, once at least five have answered.
case-poll-late = This part has closed. You can still answer until the result is shown; it won’t be counted.
case-poll-own = You answered: { $answer }. Only you see this.
case-poll-none = You didn’t answer this one.
heard-soon = Look up
heard-soon-why = The facilitator asks a table whether the room may see what it wrote.
heard-mine = That’s yours. Tell the room what lies behind it.
heard-others = Listen first. Then: who saw it another way?
