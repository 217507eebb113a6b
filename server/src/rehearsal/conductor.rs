//! The practice facilitator: follows the desk's next move from the lobby to the end, and waits at each
//! until the practice participants have done what is asked.

use std::{collections::BTreeSet, time::Duration};

use crosstracks_protocol::{
    action::PlanStanding,
    command::{Command, Cursor, GroupsKind},
    ids::ItemId,
    rejection::RejectionCode,
    room::groups::Seating,
    view::{DeskView, desk::NextMove, desk::Waiting},
    wire::Layer,
};
use tokio::time::{sleep, timeout};

use super::{
    RehearsalError,
    client::{Changes, Client, Outcome},
    person::{Person, Settled},
    scene::{Place, takes_answers},
};

/// With nothing happening for so long, something is wrong.
const STALLED: Duration = Duration::from_secs(120);

/// A practice facilitator with those who take part.
pub(super) struct Conductor<'a> {
    pub(super) client: &'a Client,
    pub(super) people: &'a [Person],
    /// How long the room dwells on each thing.
    pub(super) dwell: Duration,
}

/// What the desk says is next.
enum Next {
    Move(Command),
    /// The last move: it ends the session.
    End(Command),
    Wait,
    Ended,
}

impl Conductor<'_> {
    /// Runs the session up to the last move, which is returned, for the room to be looked at before.
    pub(super) async fn conduct(&self) -> Result<Option<Command>, RehearsalError> {
        let mut changes = self.client.changes();
        loop {
            let desk = self.desk()?;
            match next(&desk, self.people.len())? {
                Next::Ended => return Ok(None),
                Next::Wait => self.change(&mut changes, &desk).await?,
                Next::End(command) => {
                    self.everybody(&desk).await?;
                    return Ok(Some(command));
                }
                Next::Move(command) => {
                    self.everybody(&desk).await?;
                    sleep(self.dwell).await;
                    self.perform(command, desk.revision).await?;
                }
            }
        }
    }

    /// Takes the room to a stage's last step without changing anything else.
    pub(super) async fn visit(&self, stage: usize) -> Result<(), RehearsalError> {
        let desk = self.desk()?;
        let steps = desk.agenda.get(stage).map_or(1, |stage| stage.steps.len());
        let cursor = Cursor { stage, step: steps.saturating_sub(1), item: 0 };
        if (desk.cursor.stage, desk.cursor.step) == (cursor.stage, cursor.step) {
            return Ok(());
        }
        self.perform(Command::GoTo { cursor }, desk.revision).await
    }

    /// Does something, and waits until the desk shows that it was done.
    pub(super) async fn perform(&self, command: Command, revision: u64) -> Result<(), RehearsalError> {
        match self.client.send(command.clone(), Some(revision)).await? {
            Outcome::Acknowledged => {}
            // Somebody else steers too: look again.
            Outcome::Rejected { code: RejectionCode::Stale, .. } => {}
            Outcome::Rejected { message, .. } => return Err(RehearsalError::Refused { command, message }),
        }
        let moved = self.client.until(|views| {
            let now = views.get(Layer::Desk)?.get("revision")?.as_u64()?;
            (now != revision).then_some(())
        });
        match timeout(STALLED, moved).await {
            Ok(moved) => Ok(moved?),
            Err(_) => Err(self.stalled(&self.desk()?)),
        }
    }

    /// The desk as it is.
    pub(super) fn desk(&self) -> Result<DeskView, RehearsalError> {
        let desk = self.client.look(|views| views.read(Layer::Desk));
        desk.map_err(|error| RehearsalError::View(error.to_string()))?
            .ok_or_else(|| RehearsalError::View("the facilitator has no desk".to_owned()))
    }

    async fn change(&self, changes: &mut Changes, desk: &DeskView) -> Result<(), RehearsalError> {
        match timeout(STALLED, changes.next()).await {
            Ok(changed) => Ok(changed?),
            Err(_) => Err(self.stalled(desk)),
        }
    }

    /// Waits until everybody has done what the room asks of them.
    async fn everybody(&self, desk: &DeskView) -> Result<(), RehearsalError> {
        for person in self.people {
            let mut settled = person.settled.subscribe();
            let mut done = self.done();
            loop {
                let is_ready = settled
                    .borrow_and_update()
                    .as_ref()
                    .is_some_and(|settled| is_ready(desk, person, settled));
                if is_ready {
                    break;
                }
                if timeout(STALLED, settled.changed()).await.is_err() {
                    // This one may be waiting for others who are busy.
                    let before = std::mem::replace(&mut done, self.done());
                    if done == before {
                        return Err(self.stalled(desk));
                    }
                }
            }
        }
        Ok(())
    }

    /// How many commands were answered to anybody so far.
    fn done(&self) -> u64 {
        self.people.iter().map(|person| person.client.tally()).map(|t| t.acknowledged + t.rejected).sum()
    }

    fn stalled(&self, desk: &DeskView) -> RehearsalError {
        let ready = |person: &&Person| {
            person.settled.borrow().as_ref().is_some_and(|settled| is_ready(desk, person, settled))
        };
        RehearsalError::Stalled {
            step: format!("{} · {}", desk.step.stage_title, desk.step.title),
            left: self.people.iter().filter(|person| !ready(person)).map(|p| p.name.clone()).collect(),
        }
    }
}

/// Whether somebody has nothing left to do of what the desk shows.
fn is_ready(desk: &DeskView, person: &Person, settled: &Settled) -> bool {
    let group = desk.people.get(&person.id).and_then(|person| person.group.as_ref());
    let concerns = |item: &ItemId| match desk.pairings.get(item.as_str()) {
        Some(pairing) => group.is_some_and(|group| pairing.groups.contains_key(group)),
        None => true,
    };
    let open = desk.items.iter().filter(|(id, item)| takes_answers(&item.status) && concerns(id));
    let open: BTreeSet<&ItemId> = open.map(|(id, _)| id).collect();
    settled.place == Place::of_desk(desk) && open.into_iter().all(|item| settled.finished.contains(item))
}

/// What becomes of the action in a place of the order, from 0, and who stands behind it.
pub(super) fn becomes(place: usize) -> (PlanStanding, &'static str) {
    if place % 3 == 1 {
        (PlanStanding::Parked, "")
    } else {
        (PlanStanding::Accepted, "The heads of both services")
    }
}

/// What to do about what the desk shows, for so many practice participants.
fn next(desk: &DeskView, people: usize) -> Result<Next, RehearsalError> {
    Ok(match (&desk.next, desk.waiting) {
        (Some(NextMove { command: command @ Command::CloseRoom {}, .. }), _) => Next::End(command.clone()),
        (Some(NextMove { command: Command::SettleAction { action, .. }, .. }), _) => {
            let (standing, sponsor) = becomes(desk.cursor.item);
            Next::Move(Command::SettleAction {
                action: action.clone(),
                standing,
                sponsor: sponsor.to_owned(),
            })
        }
        (Some(NextMove { command, .. }), _) => Next::Move(command.clone()),
        (None, Some(Waiting::Ended)) => Next::Ended,
        (None, Some(Waiting::Closing)) => Next::Wait,
        // A service of one or two sits one at a table.
        (None, Some(Waiting::Decision)) => Next::Move(Command::ProposeGroups {
            kind: desk.proposal.as_ref().map_or(GroupsKind::Mixed, |proposal| proposal.kind),
            mend: false,
            seating: Some(Seating::Split),
            apart: Vec::new(),
            together: Vec::new(),
        }),
        // They have joined, and the desk is about to hear of it.
        (None, Some(Waiting::People)) if desk.people.len() < people => Next::Wait,
        (None, Some(Waiting::People)) => return Err(RehearsalError::TooFewPeople),
        (None, None) => return Err(RehearsalError::View("the desk has no next move".to_owned())),
    })
}
