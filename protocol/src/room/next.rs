//! What comes next: the one command that the desk suggests. Following it from the lobby on runs a session.

use super::Room;
use crate::{
    action::PlanStanding,
    command::{Command, Cursor, GroupsKind},
    ids::ItemId,
    pack::Step,
    view::{
        ItemState, Phase,
        desk::{NextLabel, NextMove, Waiting},
    },
};

/// The fewest people with whom a session can start.
const FEWEST_TO_START: usize = 2;

impl Room {
    /// The next command, or what has to happen first.
    pub(crate) fn next_move(&self) -> Result<NextMove, Waiting> {
        match self.agenda.phase {
            Phase::Closed => return Err(Waiting::Ended),
            Phase::Paused => return Ok(plain(Command::Resume {}, NextLabel::Resume {})),
            Phase::Lobby if self.counts.present() < FEWEST_TO_START => return Err(Waiting::People),
            Phase::Lobby => return Ok(plain(Command::Start {}, NextLabel::Start {})),
            Phase::Live => {}
        }
        if let Some(grouping) = self.next_grouping() {
            return grouping;
        }
        let items = if self.walks() { self.spotlight().into_iter().collect() } else { self.items_now() };
        if let Some(done) = self.next_on_items(&items) {
            return done;
        }
        Ok(self.next_place())
    }

    /// Groups, where the step needs them.
    fn next_grouping(&self) -> Option<Result<NextMove, Waiting>> {
        let kind = self.groups_now()?;
        if self.grouping.formed(kind).is_some() && self.grouping.proposal.is_none() {
            // Before a case or plans begin, tables that people have left are mended.
            let comes_back = self.is_at(Step::Brief) || self.is_at(Step::Personal);
            let mend = comes_back && !self.grouping.kept && self.mended_tables().is_some();
            return mend.then(|| Ok(plain(propose(kind, true), NextLabel::Propose { kind })));
        }
        Some(match &self.grouping.proposal {
            Some(proposal) if !proposal.undecided.is_empty() => Err(Waiting::Decision),
            Some(proposal) => Ok(plain(Command::ApplyGroups {}, NextLabel::Form { kind: proposal.kind })),
            None if self.counts.present() < FEWEST_TO_START => Err(Waiting::People),
            None => Ok(plain(propose(kind, false), NextLabel::Propose { kind })),
        })
    }

    /// Open, close, reveal: whatever the items of the step want next.
    fn next_on_items(&self, items: &[ItemId]) -> Option<Result<NextMove, Waiting>> {
        if self.is_at(Step::Plenary) {
            return self.next_table(items.first()?).map(Ok);
        }
        if self.is_at(Step::ReadOut) {
            return self.next_standing(items.first()?).map(Ok);
        }
        let state = |item: &&ItemId| self.agenda.item(item.as_str()).state;
        let with =
            |wanted: ItemState| items.iter().filter(|i| state(i) == wanted).cloned().collect::<Vec<_>>();
        if !with(ItemState::Closing).is_empty() {
            return Some(Err(Waiting::Closing));
        }
        let open = with(ItemState::Open);
        if !open.is_empty() {
            let progress = self.progress_now()?;
            return Some(Ok(plain(Command::Close { items: open }, NextLabel::Close { progress })));
        }
        let locked = self.first_round(with(ItemState::Locked));
        if !locked.is_empty() && self.opens_here() {
            if self.is_at(Step::Talk) && self.impressions.picked.is_none() {
                let quotes = self.suggested_quotes();
                // With every quote withdrawn there is nothing to talk about.
                return (!quotes.is_empty())
                    .then(|| Ok(plain(Command::PickQuotes { quotes }, NextLabel::Pick {})));
            }
            if let Some((at, _)) = self.part(&locked[0]).filter(|_| self.is_at(Step::Parts)) {
                let label = NextLabel::OpenPart { number: at + 1 };
                return Some(Ok(NextMove { command: Command::Open { items: locked }, hold: true, label }));
            }
            let count = locked.len();
            return Some(Ok(plain(Command::Open { items: locked }, NextLabel::Open { count })));
        }
        let unshown = |id: &&ItemId| {
            let item = self.agenda.item(id.as_str());
            matches!(item.state, ItemState::Closed | ItemState::Revealed) && item.shown < self.parts_of(id)
        };
        let item = items.iter().find(unshown)?.clone();
        let part = self.agenda.item(item.as_str()).shown + 1;
        let label = NextLabel::Reveal { item: item.clone(), part };
        // The pack's own answer is there if wanted; the room may go on without it.
        Some(Ok(NextMove { command: Command::Reveal { item, part }, hold: true, label }))
    }

    /// A table for the room to hear, where none is shown yet and one has something to say.
    fn next_table(&self, item: &ItemId) -> Option<NextMove> {
        if matches!(self.agenda.item(item.as_str()).state, ItemState::Revealed | ItemState::Skipped) {
            return None;
        }
        let (lens, table) = (self.lens(item)?, self.table_to_hear(item)?.id.clone());
        let label = NextLabel::ShowTable { lens, number: super::show::number(&table) };
        Some(NextMove { command: Command::ShowTable { item: item.clone(), table }, hold: true, label })
    }

    /// Taking the action on the wall, while the room has not said what becomes of it.
    fn next_standing(&self, action: &ItemId) -> Option<NextMove> {
        let found = self.plans.actions().get(action)?;
        let is_left_out = self.agenda.item(action.as_str()).state == ItemState::Skipped;
        if is_left_out || found.standing != PlanStanding::Proposed {
            return None;
        }
        let sponsor = found.sponsor.map_or_else(String::new, |text| self.texts.owned(text));
        let command =
            Command::SettleAction { action: action.clone(), standing: PlanStanding::Accepted, sponsor };
        Some(plain(command, NextLabel::Accept { number: super::show::number(&found.group) }))
    }

    /// Whether the step is one in which locked items are opened.
    fn opens_here(&self) -> bool {
        !matches!(self.step().step, Step::Reveal | Step::Harvest)
    }

    /// Of pairings those of the earliest round; other items as they are.
    fn first_round(&self, items: Vec<ItemId>) -> Vec<ItemId> {
        let round = |item: &ItemId| self.grouping.pairing(item.as_str()).map(|pairing| pairing.round);
        let first = items.iter().filter_map(round).min();
        items.into_iter().filter(|item| round(item) == first).collect()
    }

    /// The quotes that the room differs on most, those that the pack wants talked about in front.
    pub(crate) fn suggested_quotes(&self) -> Vec<ItemId> {
        let k = self.k_service();
        let mut quotes: Vec<_> = self
            .quotes()
            .filter(|quote| !self.impressions.withdrawn.contains(&quote.id))
            .map(|quote| {
                let tally = self.impressions.tallies(&quote.id).map(|tallies| &tallies.first);
                let differs = tally.and_then(|tally| tally.disagreement());
                let gap = tally.and_then(|tally| tally.gap(k));
                (!quote.must_discuss, std::cmp::Reverse(differs), std::cmp::Reverse(gap), quote)
            })
            .collect();
        quotes.sort_by_key(|(must, differs, gap, _)| (*must, *differs, *gap));
        let most = usize::from(self.pack.impressions.talk_quotes);
        quotes.into_iter().take(most).map(|(.., quote)| quote.id.clone()).collect()
    }

    /// On to the next item, step or stage; after the last, the end.
    fn next_place(&self) -> NextMove {
        let here = self.agenda.cursor;
        let items = self.items_now();
        let next_item = here.item + 1;
        if self.walks()
            && let Some(item) = items.get(next_item)
        {
            let cursor = Cursor { item: next_item, ..here };
            return plain(Command::GoTo { cursor }, NextLabel::ToItem { item: item.clone() });
        }
        match self.step_after() {
            Some((cursor, title)) => {
                plain(Command::GoTo { cursor }, NextLabel::ToStep { title: title.to_owned() })
            }
            None => NextMove { command: Command::CloseRoom {}, hold: true, label: NextLabel::End {} },
        }
    }

    /// The step that follows, in this stage or the next: where it is and what it is called.
    pub(crate) fn step_after(&self) -> Option<(Cursor, &str)> {
        let Cursor { stage, step, .. } = self.agenda.cursor;
        let stages = &self.preset().stages;
        // Where quotes are taken one by one, the vote has done what these steps are for.
        let passed = |s: Step| self.one_by_one() && matches!(s, Step::Talk | Step::Reveal);
        let rest = stages.get(stage)?.steps.iter().enumerate().skip(step + 1);
        if let Some((step, plan)) = rest.into_iter().find(|(_, plan)| !passed(plan.step)) {
            return Some((Cursor { stage, step, item: 0 }, &plan.title));
        }
        let next = stages.get(stage + 1)?;
        Some((Cursor { stage: stage + 1, step: 0, item: 0 }, &next.title))
    }

    /// The fewest voters of each service for splits to be shown. Packs raise it, never lower it.
    pub(crate) fn k_service(&self) -> usize {
        usize::from(self.pack.privacy.k_room).max(5)
    }
}

fn plain(command: Command, label: NextLabel) -> NextMove {
    NextMove { command, hold: false, label }
}

fn propose(kind: GroupsKind, mend: bool) -> Command {
    Command::ProposeGroups { kind, mend, seating: None, apart: Vec::new(), together: Vec::new() }
}
