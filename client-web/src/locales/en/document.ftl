## The report as it is read on screen and on paper, and its downloads. The server says these.

doc-lead-talk = These figures are for talk. They are not scores, and they compare nobody with anybody elsewhere.
doc-lead-small = Where few people answered, figures are left out so that nobody can be told apart. They are marked “not shown”.
doc-lead-commissioners = Made for those who commissioned the session or whose people came: figures of { $fewest } people or more, and nothing that anybody wrote.
doc-lead-held = Some answers have come in since the last report and wait in it: so few would show who they are from.
doc-for-facilitators = For the facilitators
doc-for-commissioners = For commissioners and hosts
doc-fact-readers = Who it is for
doc-fact-date = Date
doc-fact-pack = Materials
doc-fact-pack-version = { $title }, version { $version }
doc-fact-people = People
doc-not-shown = not shown (fewer than { $fewest })
doc-not-shown-alike = not shown (nearly all answered alike)
doc-everyone = Everyone
doc-everyone-after = Everyone, after the tables’ talk
doc-everyone-later = Everyone, weeks later
doc-services-apart = Services apart
doc-together = { $services } together
doc-both = Both
doc-unsure = Not sure
doc-of = { $part } of { $whole }
doc-nothing = Nothing was noted here.
doc-percent = { $n } %
doc-minutes = { $n } min
doc-people = People
doc-service = Service
doc-question = Question
doc-note = Note
doc-who = Who
doc-erased = (removed)

## 1. How the session ran

doc-session = How the session ran
doc-session-people = People who took part
doc-session-stages = Minutes, as planned and as it went
doc-session-stages-hint = A stage that the room did not come to has no minutes.
doc-stage = Stage
doc-planned = Planned
doc-took = Took
doc-difference = Difference
doc-not-run = not run
doc-on-time = as planned
doc-longer = { $n } min longer
doc-shorter = { $n } min shorter
doc-session-groups = Who sat together
doc-group = Group
doc-tables = Mixed tables
doc-single = Groups of one service
doc-group-number = Group { $n }
doc-table-number = Table { $n }
doc-fact-tables = Groups
doc-fact-tables-value = { $tables ->
    [one] { $tables } mixed table
   *[other] { $tables } mixed tables
}, { $single ->
    [one] { $single } group of one service
   *[other] { $single } groups of one service
}
doc-deviations = What was not as planned
doc-deviations-none = Nothing was out of the plan.
doc-deviation-one-service = Only one service came, so it was not a meeting of services.
doc-deviation-latecomers = Some people came after the first vote had opened.
doc-deviation-bridges = Some people work for more than one of the services; they are in no figure of a service.
doc-deviation-exposed = The room saw { $item }, and then it was hidden again.
doc-deviation-withdrawn = { $item } was withdrawn; its votes were deleted.
doc-deviation-skipped = { $item } was left out.
doc-deviation-proxy = Some entries were typed in by a facilitator for people without a device.
doc-item-quote = quote { $n }
doc-item-question = question { $n } about { $service }
doc-item-part = part { $n } of the case

## 2. Who said it

doc-impressions = Who said it?
doc-votes = How the room attributed the quotes
doc-votes-hint = Votes before the tables talked. The choice that is so is marked “said it”. “Right” is the share of those who named somebody.
doc-voters = Who voted
doc-right = Right
doc-said-it = said it
doc-quote = Quote { $n }: “{ $text }”
doc-quote-short = Quote { $n }
doc-quote-about = Said by { $who } · { $valence } · { $provenance }
doc-tables-answers = Tables’ answers
doc-tables-split = { $n ->
    [one] { $n } table was split
   *[other] { $n } tables were split
}
doc-contested = What the room disagreed on, most contested first
doc-contested-hint = Disagreement is 0 where all who named somebody named the same, and nears 1 where votes spread. The gap is 0 where services voted alike and 1 where they voted wholly apart.
doc-disagreement = Disagreement
doc-gap-services = Gap between services
doc-leans = Which way services lean
doc-leans-hint = Above 0: that service heard such quotes as coming from others more often than they did. Below 0: less often. For talk, never a score.
doc-quotes-counted = Quotes
doc-lean = Lean
doc-valence = Kind of quote
doc-valence-critical = critical
doc-valence-mixed = mixed
doc-valence-neutral = neutral
doc-valence-self-critical = self-critical
doc-valence-appreciative = appreciative
doc-provenance-verbatim = somebody’s words
doc-provenance-light-edit = somebody’s words, lightly edited
doc-provenance-paraphrase = somebody’s thought in other words
doc-provenance-composite = made of what several people said
doc-provenance-illustrative = written for these materials

## 3. What tables thought behind it

doc-notes = What tables thought behind it
doc-notes-table = Tables’ notes, quote by quote
doc-why-said = Why might somebody say this?
doc-why-chosen = What made us choose that service?

## 4. What services did not know of each other

doc-knowledge = What services did not know of each other
doc-gaps = Where the gaps are
doc-gaps-hint = The gap counts what was not right or not known, and half of what was partly so, among all that was looked at. What depends on the place, or on whom you ask, is in no share.
doc-about = About { $service }
doc-written-by = Written by
doc-one-group = one group
doc-gap = Gap
doc-points = Points
doc-mark-right = that’s right
doc-mark-partly = partly
doc-mark-not-right = not how it works
doc-mark-dont-know = we don’t know
doc-mark-depends = depends where you are
doc-mark-differ = they differ among themselves
doc-mark-none = not looked at
doc-mark-not-reached = not reached
doc-corrections = Corrections, confidently wrong first
doc-answer = What was written
doc-how-sure = How sure
doc-how-it-is = How it is
doc-they-said = What the service says
doc-taken = What its authors make of it
doc-confidently-wrong = confidently wrong
doc-tap-surprised = surprised
doc-tap-still-differ = still see it differently
doc-tap-check-later = to check later
doc-disputes = What services say is otherwise in the materials’ own answers
doc-dispute = What is otherwise

## 5. The case

doc-case = The case
doc-poll = { $part }: { $question }
doc-option = Answer
doc-nearly-all = nearly all
doc-case-notes = What tables wrote
doc-lens = Looking at
doc-lens-contribution = who does what
doc-lens-values = what matters
doc-lens-conflict = disagreement
doc-recorded = what a table did not agree on

## 6. What people mean to do

doc-plans = What people mean to do
doc-actions = What groups agreed
doc-action = Action
doc-first-step = First step
doc-owners = Who sees to it
doc-owner = { $role } ({ $service })
doc-by = By when
doc-measure = How we’ll know
doc-must-agree = Who must agree
doc-sponsor = Who backs it
doc-standing = In the room
doc-standing-proposed = not read out
doc-standing-accepted = taken up
doc-standing-parked = parked for now
doc-personal = Personal plans
doc-personal-hint = What they are is their owners’ alone.
doc-personal-people = People who made any
doc-personal-plans = Plans they made
doc-confidence = How confident people are of them, 0 to 10
doc-actions-none = No group wrote down an action.

## 7. Before and after

doc-ratings = Before and after
doc-ratings-table = How people rate themselves
doc-ratings-hint = Only of those who gave every rating that was asked. Of fewer than ten people, ratings are in three bands.
doc-before = On arrival
doc-recalled = Before, seen from the end
doc-now = Now
doc-change = Change
doc-change-mean = { $mean } on average: { $improved } up, { $same } the same, { $worse } down
doc-change-improved = nearly all went up
doc-change-same = nearly all stayed the same
doc-change-worse = nearly all went down
doc-shift = Yardstick moved by { $n }
doc-ceiling = Many were at the top already
doc-band-low = low
doc-band-middle = middle
doc-band-high = high
doc-spread-most = nearly all: { $band }
doc-ratings-none = Nobody was asked to rate themselves.

## 8. What people thought of the day

doc-feedback = What people thought of the day
doc-feedback-none = No feedback was asked for.
doc-ratings-of = Answers

## 9. Weeks later

doc-follow-up = Weeks later
doc-follow-up-hint = As people report it themselves.
doc-follow-up-none = Nobody has answered yet.
doc-outcomes = What became of personal plans
doc-outcome = What became of it
doc-outcome-done = done
doc-outcome-partly = done in part
doc-outcome-not-yet = not yet
doc-outcome-dropped = no longer relevant
doc-outcome-response = Reported on, of all that were meant
doc-outcome-full = Done, of those still relevant
doc-outcome-any = Done at least in part, of those still relevant
doc-outcome-conservative = Done at least in part, of all that were meant
doc-outcome-alike = Nearly everybody’s plans came to the same.
doc-measure-name = What
doc-value = How many

## 10. For the next version of the materials

doc-debrief = For the next version of the materials
doc-debrief-none = Facilitators have noted nothing yet.
doc-debrief-table = What facilitators would change
doc-item = Item
doc-verdict = What becomes of it
doc-verdict-keep = keep
doc-verdict-edit = edit
doc-verdict-retire = retire
doc-why = Why

## Files

doc-csv-section = Section
doc-csv-table = Table
doc-csv-about = About
doc-csv-row = Row
doc-csv-column = Column
doc-csv-value = Value
doc-csv-of = Of
doc-csv-words = Words
doc-contents = In this report
doc-made-with = Made with { $name }
