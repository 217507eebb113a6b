## Opening a room

open-title = Open a room
open-lead = You get a code for people to join with, a desk to run the session from, and a screen for the projector.
open-room-title = What is the session called?
open-room-title-hint = People see it before they join.
open-room-title-missing = Give the session a name.
open-name = What should people call you?
open-name-missing = Type a name, so that people know who hosts the session.
open-pack = Materials
open-preset = How much time is there?
open-preset-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
open-token = The server’s pass phrase
open-token-hint = Whoever runs this server has it.
open-token-missing = This server asks for its pass phrase before a room is opened.
open-go = Open the room
open-too-long = Please keep this to { $limit } characters.
open-unreachable = We can’t reach the server right now. Please check that you’re online, then try again.
open-failed = That didn’t work. Please try again.
open-keep = Keep the next page to yourself: whoever has its link can run the session.
