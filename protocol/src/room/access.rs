//! Who may do what, when: one total function, asked before every decision.
//!
//! [`rule`] says for every command whose it is and when in a room's life it can come. [`check`] holds
//! that against the asker, and then the command's object: its state, and whose it is.

mod objects;

use super::Room;
use crate::{
    command::{Actor, Command},
    ids::ParticipantId,
    rejection::{Rejection, StateFault, Who},
    stamp::Timestamp,
    view::{
        Phase, Standing,
        desk::{Deed, DeedKind},
        follow_up::FollowUpState,
    },
};

/// When in a room's life a command can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum During {
    /// Before the session starts.
    Lobby,
    /// While it runs, pauses included: what was sent from a phone that was away is taken.
    Running,
    /// While it runs and is not paused.
    Live,
    /// While it is paused.
    Paused,
    /// Until it ends.
    BeforeEnd,
    /// When it has ended, for as long as the room is kept.
    AfterEnd,
    /// Weeks after its end, while the follow-up is open.
    FollowUp,
    /// For as long as the room is kept, from its opening on.
    Kept,
}

/// Whose a command is, and when it can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Whose.
    pub who: Who,
    /// When.
    pub during: During,
    /// Whether it must say which revision of the agenda it was made for.
    pub revision: bool,
}

/// The rule of every command.
pub fn rule(command: &Command) -> Rule {
    use Command as C;
    let participant = |during| Rule { who: Who::Participant, during, revision: false };
    let people = Rule { who: Who::Facilitator, during: During::BeforeEnd, revision: false };
    let agenda = |during| Rule { who: Who::Facilitator, during, revision: true };
    match command {
        C::EraseMyself {} => participant(During::Kept),
        C::Erase { .. } | C::Redact { .. } => {
            Rule { who: Who::Facilitator, during: During::Kept, revision: false }
        }
        C::AcceptRules {} | C::CorrectMyself { .. } | C::AskForHelp { .. } | C::Leave {} | C::ComeBack {} => {
            participant(During::BeforeEnd)
        }
        C::AnswerSurvey { .. }
        | C::Vote { .. }
        | C::AnswerForTable { .. }
        | C::AnswerPoll { .. }
        | C::SaySurprise { .. }
        | C::AddPoint { .. }
        | C::EditPoint { .. }
        | C::RemovePoint { .. }
        | C::SetDontKnow { .. }
        | C::SetConfidence { .. }
        | C::TakePen {}
        | C::ConfirmHere {}
        | C::GoToTurn { .. }
        | C::MarkPoint { .. }
        | C::ClarifyPoint { .. }
        | C::ClarifyQuestion { .. }
        | C::TapPoint { .. }
        | C::DisputeModel { .. }
        | C::KeepPlan { .. }
        | C::DropPlan { .. }
        | C::AddAction { .. }
        | C::WriteAction { .. }
        | C::RemoveAction { .. } => participant(During::Running),
        C::AnswerFollowUp { .. } | C::ReportOutcome { .. } | C::AnswerRecall { .. } => {
            participant(During::FollowUp)
        }
        C::SetFollowUp { .. } => Rule { who: Who::Facilitator, during: During::AfterEnd, revision: false },
        C::LockJoining { .. }
        | C::Admit { .. }
        | C::Remove { .. }
        | C::Readmit { .. }
        | C::MarkLeft { .. }
        | C::CorrectParticipant { .. }
        | C::SetBridge { .. } => people,
        C::Start {} => agenda(During::Lobby),
        C::Pause {} => agenda(During::Live),
        C::Resume {} => agenda(During::Paused),
        C::CloseRoom {} | C::ShowNames { .. } => agenda(During::BeforeEnd),
        C::Open { .. }
        | C::Close { .. }
        | C::Reopen { .. }
        | C::Reveal { .. }
        | C::Unreveal { .. }
        | C::Skip { .. }
        | C::GoTo { .. }
        | C::Extend { .. }
        | C::ShowTable { .. }
        | C::SettleAction { .. }
        | C::Undo {} => agenda(During::Live),
        C::PickQuotes { .. }
        | C::WithdrawQuote { .. }
        | C::ProposeGroups { .. }
        | C::ApplyGroups {}
        | C::DiscardGroups {}
        | C::MoveParticipant { .. }
        | C::MoveToPairing { .. } => agenda(During::BeforeEnd),
        C::NoteDebrief { .. } => Rule { who: Who::Facilitator, during: During::AfterEnd, revision: false },
    }
}

/// Whether somebody may do something now.
///
/// # Errors
/// The [`Rejection`] they are told.
pub fn check(
    room: &Room,
    by: &Actor,
    expected: Option<u64>,
    command: &Command,
    now: Timestamp,
) -> Result<(), Rejection> {
    let rule = rule(command);
    match (by, rule.who) {
        (Actor::Participant(me), Who::Participant) => {
            stands(room, me, command)?;
            phase(room, rule.during, now)?;
            objects::check(room, me, command)
        }
        (Actor::Facilitator(me), Who::Facilitator) => {
            if !room.members.facilitators.contains_key(me) {
                return Err(Rejection::WrongRole { who: Who::Facilitator });
            }
            phase(room, rule.during, now)?;
            if rule.revision { revision(room, expected, now) } else { Ok(()) }
        }
        (_, who) => Err(Rejection::WrongRole { who }),
    }
}

fn stands(room: &Room, me: &ParticipantId, command: &Command) -> Result<(), Rejection> {
    let Some(member) = room.members.participants.get(me) else {
        return Err(Rejection::WrongRole { who: Who::Participant });
    };
    if member.erased {
        return Err(Rejection::Erased);
    }
    match member.standing {
        Standing::In => Ok(()),
        Standing::Left if matches!(command, Command::ComeBack {}) => Ok(()),
        // Who had to go before the end is asked all the same, and is erased if they wish.
        Standing::Left if matches!(rule(command).during, During::FollowUp | During::Kept) => Ok(()),
        Standing::Left => Err(Rejection::HasLeft),
        Standing::Knocking => Err(Rejection::NotInYet),
        Standing::Removed => Err(Rejection::Removed),
    }
}

pub(super) fn phase(room: &Room, during: During, now: Timestamp) -> Result<(), Rejection> {
    match (during, room.agenda.phase) {
        (During::AfterEnd | During::Kept, Phase::Closed) if room.is_kept(now) => Ok(()),
        (During::FollowUp, Phase::Closed) => match room.follow_up.state {
            Some(FollowUpState::Open) => Ok(()),
            Some(FollowUpState::Waiting) => Err(Rejection::NotOpen),
            Some(FollowUpState::Over) => Err(Rejection::AlreadyClosed),
            None => Err(Rejection::NotNow),
        },
        (_, Phase::Closed) => Err(Rejection::Ended),
        (During::AfterEnd, _) => Err(Rejection::WrongState(StateFault::EndFirst)),
        (During::FollowUp, _) => Err(Rejection::NotNow),
        (During::BeforeEnd | During::Kept, _)
        | (During::Lobby, Phase::Lobby)
        | (During::Running, Phase::Live | Phase::Paused)
        | (During::Live, Phase::Live)
        | (During::Paused, Phase::Paused) => Ok(()),
        (During::Lobby, _) => Err(Rejection::WrongState(StateFault::Started)),
        (During::Running | During::Live, Phase::Lobby) => Err(Rejection::NotStarted),
        (During::Live, Phase::Paused) => Err(Rejection::Paused),
        (During::Paused, _) => Err(Rejection::WrongState(StateFault::Already)),
    }
}

/// Refuses a command that was made for an older agenda, and says who was quicker.
fn revision(room: &Room, expected: Option<u64>, now: Timestamp) -> Result<(), Rejection> {
    let expected = expected.ok_or(Rejection::ExpectedMissing)?;
    if expected == room.agenda.revision {
        return Ok(());
    }
    let last = room.agenda.latest.as_ref();
    let name = last.and_then(|last| room.members.facilitators.get(&last.who));
    Err(Rejection::Stale {
        who: name.map_or_else(|| "Someone".to_owned(), |name| room.texts.owned(*name)),
        what: last.map_or_else(|| "changed the agenda".to_owned(), |last| words(room, &last.deed)),
        seconds: last.map_or(0, |last| now.since(last.at) / 1000),
    })
}

/// What somebody did, in a few words.
pub(super) fn words(room: &Room, deed: &Deed) -> String {
    let verb = match deed.kind {
        DeedKind::Started => "started the session",
        DeedKind::Paused => "paused the session",
        DeedKind::Resumed => "went on after the pause",
        DeedKind::Ended => "ended the session",
        DeedKind::Opened => "opened",
        DeedKind::Closed => "closed",
        DeedKind::Revealed => "showed",
        DeedKind::Hid => "hid",
        DeedKind::Skipped => "left out",
        DeedKind::Moved => "moved the room on",
        DeedKind::Extended => "changed the time",
        DeedKind::Undid => "undid the last change",
        DeedKind::Proposed => "worked out groups",
        DeedKind::Discarded => "dropped the proposed groups",
        DeedKind::Grouped => "formed the groups",
        DeedKind::Placed => "moved someone to another group",
        DeedKind::Paired => "changed a pairing",
        DeedKind::Picked => "picked quotes for the talk",
        DeedKind::Withdrew => "withdrew",
        DeedKind::Settled => "said what becomes of",
        DeedKind::ShowedNames => "changed whether names are shown",
    };
    let takes_item = matches!(
        deed.kind,
        DeedKind::Opened
            | DeedKind::Closed
            | DeedKind::Revealed
            | DeedKind::Hid
            | DeedKind::Skipped
            | DeedKind::Withdrew
            | DeedKind::Settled
    );
    if !takes_item {
        return verb.to_owned();
    }
    let Some(item) = &deed.item else { return format!("{verb} this step") };
    if let Some(place) = room.quotes().position(|quote| quote.id == *item) {
        return format!("{verb} quote {}", place + 1);
    }
    if let Some((at, _)) = room.part(item) {
        return format!("{verb} part {}", at + 1);
    }
    if let Some(action) = room.plans.actions().get(item) {
        return format!("{verb} an action of table {}", super::number(&action.group));
    }
    if room.lens(item).is_some() {
        return format!("{verb} a table");
    }
    match room.pack.question(item) {
        Some(question) => {
            let about = room.pack.service(&question.target_service).map_or("", |service| &service.short);
            format!("{verb} question {} about {about}", room.question_number(question))
        }
        None => format!("{verb} this step"),
    }
}
