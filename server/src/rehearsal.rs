//! Practice participants, who use the public protocol alone: to rehearse with, to see a full room, and to
//! run a whole session in a test.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crosstracks_protocol::{command::Command, ids::PackId, view::Phase};
use futures_util::future::try_join_all;
use thiserror::Error;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{auth::RoomCode, config::Speed, http::Site};

mod arrive;
mod book;
pub mod client;
mod command;
mod conductor;
mod person;
mod report;
mod scene;
mod whole;
mod words;
mod work;

pub use self::{
    book::Disagreement,
    command::run_command,
    report::{Groups, Report},
};

use self::{
    arrive::Arrived,
    client::{Client, ClientError},
    conductor::Conductor,
    person::{Common, Person},
    report::Observed,
    scene::Scene,
};

/// What is told as it happens, a line at a time.
pub type Teller = Arc<dyn Fn(&str) + Send + Sync>;

/// How to rehearse.
#[derive(Clone)]
pub struct Plan {
    /// The server.
    pub site: Site,
    /// How many people.
    pub people: usize,
    /// How many of each service, in the pack's order; without it, evenly.
    pub services: Option<Vec<usize>>,
    /// The room to join; without it, one is opened and facilitated.
    pub room: Option<RoomCode>,
    /// The token for opening rooms.
    pub creation_key: Option<String>,
    /// The pack to open a room with; without it, the server's first.
    pub pack: Option<PackId>,
    /// How fast people act.
    pub speed: Speed,
    /// What the chance of what people do is drawn from.
    pub seed: u64,
    /// Have everybody's connection drop after about one command in so many.
    pub drop_one_in: Option<usize>,
    /// How long to wait for a server that went away.
    pub patience: Duration,
    /// Ends the rehearsal early.
    pub stop: CancellationToken,
    /// Hears what happens.
    pub tell: Teller,
}

impl Plan {
    /// A rehearsal at full speed in a room of its own, which tells nothing.
    pub fn new(site: Site, people: usize) -> Self {
        Self {
            site,
            people,
            services: None,
            room: None,
            creation_key: None,
            pack: None,
            speed: Speed::Max,
            seed: 1,
            drop_one_in: None,
            patience: client::PATIENCE,
            stop: CancellationToken::new(),
            tell: Arc::new(|_| ()),
        }
    }

    /// With so many people of each service, in the pack's order.
    #[must_use]
    pub fn of_services(self, sizes: &[usize]) -> Self {
        Self { people: sizes.iter().sum(), services: Some(sizes.to_vec()), ..self }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plan({} people at {})", self.people, self.site)
    }
}

/// Why a rehearsal could not go on.
#[derive(Debug, Error)]
pub enum RehearsalError {
    /// The server or the connection.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The sizes do not fit the room.
    #[error("the room has {services} services, and --services names {named}")]
    Services {
        /// How many the room has.
        services: usize,
        /// How many were named.
        named: usize,
    },
    /// There is no such pack on the server.
    #[error("the server has no pack {0}; it has: {1}")]
    NoPack(PackId, String),
    /// A session needs two people.
    #[error("a session needs two people or more")]
    TooFewPeople,
    /// What the desk suggested was refused.
    #[error("the desk suggested {command:?}, and the server refused: {message}")]
    Refused {
        /// The suggestion.
        command: Command,
        /// Why, as a sentence.
        message: String,
    },
    /// Nothing happened any more.
    #[error("nothing happens any more at {step}; not done: {}", left.join(", "))]
    Stalled {
        /// Where.
        step: String,
        /// Who had something left to do.
        left: Vec<String>,
    },
    /// A view could not be read.
    #[error("a view could not be read: {0}")]
    View(String),
    /// Somebody's task ended by a panic.
    #[error("a practice participant stopped unexpectedly")]
    Panicked,
}

/// Rehearses as planned.
///
/// # Errors
/// [`RehearsalError`] when it cannot go on. What the room lost is no error but in the report.
pub async fn run(plan: Plan) -> Result<Report, RehearsalError> {
    let began = Instant::now();
    let Arrived { code, facilitator, people } = arrive::arrive(&plan).await?;
    let people: Arc<[Person]> = people.into();
    let common = Arc::new(Common {
        seed: plan.seed,
        pace: pace(plan.speed),
        practice: people.iter().map(|person| person.id.clone()).collect(),
        observed: Mutex::new(Observed::default()),
    });
    let mut taking_part = JoinSet::new();
    for index in 0..people.len() {
        let (people, common) = (Arc::clone(&people), Arc::clone(&common));
        taking_part.spawn(async move { people[index].take_part(&common).await });
    }

    let found = tokio::select! {
        found = session(&plan, facilitator.as_ref(), &people, &common) => found?,
        error = failure(&mut taking_part) => return Err(error),
        () = narrate(&people, &plan.tell) => return Err(RehearsalError::TooFewPeople),
        () = plan.stop.cancelled() => {
            (plan.tell)("Stopping.");
            look_back(&people, &common, None).await?
        }
    };
    taking_part.abort_all();

    let clients = people.iter().map(|person| &person.client).chain(&facilitator);
    let tallies: Vec<client::Tally> = clients.map(Client::tally).collect();
    let observed = common.observed.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Report {
        room: code,
        people_joined: people.len(),
        stages_completed: observed.stages_completed(),
        commands_acknowledged: tallies.iter().map(|tally| tally.acknowledged).sum(),
        commands_rejected: tallies.iter().map(|tally| tally.rejected).sum(),
        reconnects: tallies.iter().map(|tally| tally.reconnects).sum(),
        disagreements: found.into_iter().collect(),
        groups: observed.groups(),
        seconds: began.elapsed().as_secs_f64(),
        ended: observed.ended(),
    })
}

type Found = BTreeSet<Disagreement>;

/// Goes through the session, and looks back at the end.
async fn session(
    plan: &Plan,
    facilitator: Option<&Client>,
    people: &[Person],
    common: &Common,
) -> Result<Found, RehearsalError> {
    let Some(client) = facilitator else {
        for person in people {
            person.ended().await?;
        }
        return look_back(people, common, None).await;
    };
    let conductor = Conductor { client, people, dwell: dwell(plan.speed) };
    let end = conductor.conduct().await?;
    let mut found = Found::new();
    (plan.tell)("Comparing what was acknowledged with what the room shows");
    if let Some(end) = end {
        for stage in 0..conductor.desk()?.agenda.len() {
            conductor.visit(stage).await?;
            found.extend(look_back(people, common, Some(stage + 1)).await?);
            let desk = conductor.desk()?;
            if whole::is_ours(&desk, &common.practice) {
                found.extend(whole::compare(&desk, people));
            }
        }
        if whole::is_ours(&conductor.desk()?, &common.practice) {
            found.extend(people.iter().flat_map(Person::unseen));
        }
        conductor.perform(end, conductor.desk()?.revision).await?;
    }
    for person in people {
        person.ended().await?;
    }
    found.extend(look_back(people, common, None).await?);
    Ok(found)
}

/// Everybody compares, once as they are connected and once after a new hello.
async fn look_back(
    people: &[Person],
    common: &Common,
    stage: Option<usize>,
) -> Result<Found, RehearsalError> {
    let each = people.iter().map(|person| async move {
        let mut found = person.audit(common, stage).await?;
        person.client.reconnect().await?;
        found.extend(person.audit(common, stage).await?);
        Ok::<_, ClientError>(found)
    });
    Ok(try_join_all(each).await?.into_iter().flatten().collect())
}

/// Tells each step as the room comes to it. Ends only if there is nobody to see it.
async fn narrate(people: &[Person], tell: &Teller) {
    let Some(person) = people.first() else { return };
    let mut scene = Scene::default();
    let mut furthest = (0, 0);
    let come_to = person.client.until(|views| -> Option<()> {
        // A view that cannot be read fails whoever acts on it.
        scene.refresh(views).ok()?;
        let step =
            scene.shared.as_ref().filter(|shared| shared.phase != Phase::Lobby).map(|shared| &shared.step)?;
        if (step.stage_number, step.step_number) > furthest {
            furthest = (step.stage_number, step.step_number);
            tell(&format!("{} · {}", step.stage_title, step.title));
        }
        None
    });
    let _: Result<(), ClientError> = come_to.await;
    // The connection failed for good, which whoever acts on it tells better.
    std::future::pending().await
}

/// The first failure of anybody who takes part; never, if all goes well.
async fn failure(taking_part: &mut JoinSet<Result<(), RehearsalError>>) -> RehearsalError {
    loop {
        match taking_part.join_next().await {
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => return error,
            Some(Err(_)) => return RehearsalError::Panicked,
            None => std::future::pending().await,
        }
    }
}

/// From how many to how many milliseconds somebody takes for one thing.
fn pace(speed: Speed) -> (u64, u64) {
    match speed {
        Speed::Real => (4_000, 20_000),
        Speed::Brisk => (80, 500),
        Speed::Max => (0, 0),
    }
}

/// How long the practice facilitator dwells on each thing.
fn dwell(speed: Speed) -> Duration {
    match speed {
        Speed::Real => Duration::from_secs(8),
        Speed::Brisk => Duration::from_millis(250),
        Speed::Max => Duration::ZERO,
    }
}
