//! Practice participants, who use the public protocol alone: to rehearse with, to see a full room, and to
//! run a whole session in a test.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use crosstracks_protocol::view::Phase;
use futures_util::future::try_join_all;
use tokio::task::JoinSet;

mod arrive;
mod book;
pub mod client;
mod command;
mod conductor;
mod follow_up;
mod person;
mod plan;
mod report;
mod scene;
#[cfg(test)]
mod tests;
mod whole;
mod words;
mod work;

pub use self::{
    book::Disagreement,
    command::run_command,
    follow_up::FollowedUp,
    plan::{Plan, RehearsalError, Teller},
    report::{Groups, Report},
};

use self::{
    arrive::Arrived,
    client::{Client, ClientError},
    conductor::Conductor,
    person::{Common, Person},
    plan::{dwell, pace},
    report::Observed,
    scene::Scene,
};

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

    let (found, followed_up) = tokio::select! {
        found = session(&plan, facilitator.as_ref(), &people, &common) => found?,
        error = failure(&mut taking_part) => return Err(error),
        () = narrate(&people, &plan.tell) => return Err(RehearsalError::TooFewPeople),
        () = plan.stop.cancelled() => {
            (plan.tell)("Stopping.");
            (look_back(&people, &common, None).await?, None)
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
        follow_up: followed_up,
        groups: observed.groups(),
        seconds: began.elapsed().as_secs_f64(),
        ended: observed.ended(),
    })
}

type Found = BTreeSet<Disagreement>;

/// Goes through the session and its follow-up, and looks back at the end of each.
async fn session(
    plan: &Plan,
    facilitator: Option<&Client>,
    people: &[Person],
    common: &Common,
) -> Result<(Found, Option<FollowedUp>), RehearsalError> {
    let Some(client) = facilitator else {
        for person in people {
            person.ended(common).await?;
        }
        return Ok((look_back(people, common, None).await?, None));
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
        person.ended(common).await?;
    }
    found.extend(look_back(people, common, None).await?);
    let followed_up = follow_up::follow_up(plan, &conductor, common).await?.map(|(followed_up, differ)| {
        found.extend(differ);
        followed_up
    });
    Ok((found, followed_up))
}

/// Everybody compares what was acknowledged with what the room shows.
async fn look_back(
    people: &[Person],
    common: &Common,
    stage: Option<usize>,
) -> Result<Found, RehearsalError> {
    let mut each = Vec::with_capacity(people.len());
    for person in people {
        each.push(person.look_back(common, stage));
    }
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
