//! Whether a participant may do something to its object: is it open, and is it theirs?

use super::super::{
    Room,
    groups::Grouping,
    points::{Point, SheetUse},
};
use crate::{
    action::PlanStanding,
    command::Command,
    ids::{ItemId, ParticipantId, PointId, SheetId},
    pack::{Activity, InstrumentStage},
    rejection::{Rejection, Thing},
    view::ItemState,
};

/// Whether the object of a participant's command is open to it.
pub(super) fn check(room: &Room, me: &ParticipantId, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::AcceptRules {}
        | Command::AskForHelp { .. }
        | Command::Leave {}
        | Command::ComeBack {}
        | Command::EraseMyself {} => Ok(()),
        Command::CorrectMyself { service, .. } => own_service(room, me, service),
        Command::AnswerSurvey { instrument, .. } => {
            let found = room.pack.instrument(instrument).ok_or(Rejection::Unknown(Thing::Item))?;
            known(found.stage != InstrumentStage::Followup, Thing::Item)?;
            // What one thought of the day can be changed as long as the session lasts.
            match room.agenda.item(instrument.as_str()).state {
                ItemState::Closed if found.stage != InstrumentStage::Baseline => Ok(()),
                _ => open(room, instrument),
            }
        }
        Command::Vote { quote, .. } => vote(room, quote),
        Command::AnswerForTable { quote, .. } => {
            mine(room, me, Activity::Impressions)?;
            note(room, quote)
        }
        Command::AnswerPoll { part, .. } => poll(room, part),
        Command::SaySurprise { .. } => {
            let item = room.agenda.item(room.surprise_item().as_str());
            // A line that comes late is taken until the lines are shown.
            match item.state {
                ItemState::Closed if item.exposed => Err(Rejection::AlreadyRevealed),
                ItemState::Closed => Ok(()),
                _ => open(room, &room.surprise_item()),
            }
        }
        Command::AddPoint { sheet, .. } => sheet_is_mine(room, me, sheet),
        Command::EditPoint { point, .. } | Command::RemovePoint { point, .. } => {
            let (group, found) = (my_group(room, me)?, found(room, point)?);
            if found.group != group.id {
                return Err(Rejection::Unknown(Thing::Point));
            }
            sheet_is_mine(room, me, &found.sheet)
        }
        Command::SetDontKnow { question, .. } | Command::SetConfidence { question, .. } => {
            sheet_is_mine(room, me, &SheetId::new(question.as_str()))
        }
        Command::TakePen {} => my_group(room, me).map(drop),
        Command::ConfirmHere {} | Command::GoToTurn { .. } => {
            let group = mine(room, me, Activity::Knowledge)?;
            let pairing = room.pairing_now(&group.id).ok_or(Rejection::NoGroup)?;
            let state = room.agenda.item(pairing.id.as_str());
            match command {
                Command::GoToTurn { .. } if !state.opened => Err(Rejection::NotOpen),
                _ => Ok(()),
            }
        }
        Command::MarkPoint { point, .. } => correction(room, me, point, true),
        Command::ClarifyPoint { point, .. } => correction(room, me, point, false),
        Command::ClarifyQuestion { question, .. } => {
            let group = mine(room, me, Activity::Knowledge)?;
            about_mine(room, group, question)?;
            let pairing = room.pairing_about(&group.id, question).ok_or(Rejection::NoGroup)?;
            exchanged(room, pairing.id.as_str(), question)
        }
        Command::TapPoint { point, .. } => {
            let (group, found) = (mine(room, me, Activity::Knowledge)?, found(room, point)?);
            if found.group != group.id {
                return Err(Rejection::Unknown(Thing::Point));
            }
            if room.has_met(&group.id) { Ok(()) } else { Err(Rejection::NotOpen) }
        }
        Command::DisputeModel { question, .. } => {
            about_mine(room, mine(room, me, Activity::Knowledge)?, question)?;
            if room.agenda.item(question.as_str()).shown >= 2 { Ok(()) } else { Err(Rejection::NotOpen) }
        }
        Command::KeepPlan { .. } | Command::DropPlan { .. } => own_plan(room),
        Command::AddAction { .. } => mine(room, me, Activity::Plans).and_then(|_| together(room)),
        Command::WriteAction { action, .. } | Command::RemoveAction { action, .. } => {
            let group = mine(room, me, Activity::Plans)?;
            let found = room.plans.actions().get(action).filter(|found| found.group == group.id);
            let found = found.ok_or(Rejection::Unknown(Thing::Action))?;
            together(room)?;
            // What the room has said something to stays as it heard it.
            if found.standing == PlanStanding::Proposed { Ok(()) } else { Err(Rejection::AlreadyRevealed) }
        }
        // A facilitator's; the rule has refused them.
        _ => Ok(()),
    }
}

fn known(is: bool, thing: Thing) -> Result<(), Rejection> {
    if is { Ok(()) } else { Err(Rejection::Unknown(thing)) }
}

/// Whether an item takes answers.
fn open(room: &Room, item: &ItemId) -> Result<(), Rejection> {
    match room.agenda.item(item.as_str()).state {
        ItemState::Open | ItemState::Closing => Ok(()),
        ItemState::Locked | ItemState::Skipped => Err(Rejection::NotOpen),
        ItemState::Closed | ItemState::Revealed => Err(Rejection::AlreadyClosed),
    }
}

fn own_service(room: &Room, me: &ParticipantId, service: &crate::ids::ServiceId) -> Result<(), Rejection> {
    let same = room.members.participants.get(me).is_some_and(|member| member.service == *service);
    if same || !room.services_fixed() { Ok(()) } else { Err(Rejection::AlreadyClosed) }
}

/// Votes are taken while a quote is open, and late until the room has seen the answer.
fn vote(room: &Room, quote: &ItemId) -> Result<(), Rejection> {
    known(room.is_live_quote(quote), Thing::Item)?;
    let item = room.agenda.item(quote.as_str());
    match item.state {
        ItemState::Closed if !item.exposed => Ok(()),
        ItemState::Closed | ItemState::Revealed => Err(Rejection::AlreadyRevealed),
        _ => open(room, quote),
    }
}

/// Answers to a part's poll are taken as votes are: while it is open, and late until the room has seen the result.
fn poll(room: &Room, part: &ItemId) -> Result<(), Rejection> {
    known(room.part_items().contains(part), Thing::Item)?;
    let item = room.agenda.item(part.as_str());
    match item.state {
        // Whether a part to come has a poll is not told.
        ItemState::Locked | ItemState::Skipped => return Err(Rejection::NotOpen),
        ItemState::Closed if !item.exposed => {}
        ItemState::Closed | ItemState::Revealed => return Err(Rejection::AlreadyRevealed),
        ItemState::Open | ItemState::Closing => {}
    }
    known(room.part(part).is_some_and(|(_, part)| part.poll.is_some()), Thing::Item)
}

/// A table's notes on a part of the case: while it is open, and late until the room has heard a table.
fn case_note(room: &Room, sheet: &SheetId) -> Result<(), Rejection> {
    let begins = |case: &crate::pack::Case| {
        sheet.as_str().strip_prefix(case.id.as_str()).is_some_and(|rest| rest.starts_with('.'))
    };
    known(room.case().is_some_and(begins), Thing::Sheet)?;
    // Of a part to come not even the names of its questions are told.
    let part = room.part_of_sheet(sheet).ok_or(Rejection::NotOpen)?;
    match room.agenda.item(part.as_str()).state {
        ItemState::Closed | ItemState::Revealed if room.case_study.is_heard() => {
            Err(Rejection::AlreadyRevealed)
        }
        ItemState::Closed | ItemState::Revealed => Ok(()),
        _ => open(room, &part),
    }
}

/// One's own plans can be written from when they open on, until the session ends: nobody sees them.
fn own_plan(room: &Room) -> Result<(), Rejection> {
    known(room.has_plans(), Thing::Plan)?;
    if room.agenda.item(room.personal_item().as_str()).opened { Ok(()) } else { Err(Rejection::NotOpen) }
}

/// What a table will do: while it is open, and late until the room comes to hear it.
fn together(room: &Room) -> Result<(), Rejection> {
    let item = room.together_item();
    match room.agenda.item(item.as_str()).state {
        ItemState::Closed if room.has_read_out() => Err(Rejection::AlreadyRevealed),
        ItemState::Closed => Ok(()),
        _ => open(room, &item),
    }
}

fn my_group<'a>(room: &'a Room, me: &ParticipantId) -> Result<&'a Grouping, Rejection> {
    room.group_of(me).ok_or(Rejection::NoGroup)
}

/// One's group in an activity; elsewhere on the agenda there is none.
fn mine<'a>(room: &'a Room, me: &ParticipantId, activity: Activity) -> Result<&'a Grouping, Rejection> {
    if room.stage().activity != activity {
        return Err(Rejection::NotNow);
    }
    my_group(room, me)
}

fn found<'a>(room: &'a Room, point: &PointId) -> Result<&'a Point, Rejection> {
    room.points.get(point).ok_or(Rejection::Unknown(Thing::Point))
}

/// A table's note on a quote: while the talk is open, and late until the room has seen the answer.
fn note(room: &Room, quote: &ItemId) -> Result<(), Rejection> {
    known(room.is_live_quote(quote), Thing::Item)?;
    let item = room.agenda.item(quote.as_str());
    if room.one_by_one() {
        // The talk is on from the end of the quote's vote.
        return match item.state {
            ItemState::Closed if !item.exposed => Ok(()),
            ItemState::Closed | ItemState::Revealed => Err(Rejection::AlreadyRevealed),
            _ => Err(Rejection::NotOpen),
        };
    }
    known(room.talk_quotes().contains(quote), Thing::Item)?;
    let talk = room.talk_item();
    match room.agenda.item(talk.as_str()).state {
        ItemState::Closed if !item.exposed => Ok(()),
        ItemState::Closed => Err(Rejection::AlreadyRevealed),
        _ => open(room, &talk),
    }
}

/// A sheet that one's group writes on: a note at a table, or a question that one's service is asked.
fn sheet_is_mine(room: &Room, me: &ParticipantId, sheet: &SheetId) -> Result<(), Rejection> {
    match SheetUse::of(sheet) {
        SheetUse::Note { quote } => {
            mine(room, me, Activity::Impressions)?;
            note(room, &quote)
        }
        SheetUse::Case => {
            mine(room, me, Activity::CaseStudy)?;
            case_note(room, sheet)
        }
        SheetUse::Answer { question } => {
            let group = mine(room, me, Activity::Knowledge)?;
            let asked =
                group.service.as_ref().is_some_and(|s| room.questions_of(s).iter().any(|q| q.id == question));
            known(asked, Thing::Sheet)?;
            let item = room.agenda.item(question.as_str());
            // What comes late is taken until anybody else has seen the answers.
            match item.state {
                ItemState::Closed if item.exposed => Err(Rejection::AlreadyRevealed),
                ItemState::Closed if !room.has_met(&group.id) => Ok(()),
                _ => open(room, &question),
            }
        }
    }
}

fn about_mine(room: &Room, group: &Grouping, question: &ItemId) -> Result<(), Rejection> {
    let question = room.pack.question(question).ok_or(Rejection::Unknown(Thing::Item))?;
    if group.service.as_ref() == Some(&question.target_service) { Ok(()) } else { Err(Rejection::NotYours) }
}

/// Corrections are taken from when the pairing's exchange opens until the room has seen them.
fn exchanged(room: &Room, pairing: &str, question: &ItemId) -> Result<(), Rejection> {
    if !room.agenda.item(pairing).opened {
        return Err(Rejection::NotOpen);
    }
    if room.agenda.item(question.as_str()).exposed { Err(Rejection::AlreadyRevealed) } else { Ok(()) }
}

/// A point about one's own service, written by a group that one's group meets. Only the group that leads
/// on the question marks; the others may add words.
fn correction(room: &Room, me: &ParticipantId, point: &PointId, marks: bool) -> Result<(), Rejection> {
    let group = mine(room, me, Activity::Knowledge)?;
    let found = found(room, point)?;
    let SheetUse::Answer { question } = SheetUse::of(&found.sheet) else {
        return Err(Rejection::Unknown(Thing::Point));
    };
    // A point that one may not know of is as unknown as one that is not there.
    let pairing = room.shared_pairing(&group.id, &found.group).ok_or(Rejection::Unknown(Thing::Point))?;
    if !room.agenda.item(pairing.id.as_str()).opened {
        return Err(Rejection::Unknown(Thing::Point));
    }
    about_mine(room, group, &question)?;
    exchanged(room, pairing.id.as_str(), &question)?;
    let leads = room.turns(pairing).iter().any(|turn| turn.question == question && turn.lead == group.id);
    if marks && !leads { Err(Rejection::NotYours) } else { Ok(()) }
}

impl Room {
    /// From the first vote on only the desk corrects services.
    pub(crate) fn services_fixed(&self) -> bool {
        self.quotes().any(|quote| self.agenda.item(quote.id.as_str()).opened)
    }
}
