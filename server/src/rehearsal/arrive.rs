//! Everybody comes in: the room is opened or found, and people join it.

use crosstracks_protocol::{room::groups::Modality, view::Standing};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;

use super::{
    Plan, RehearsalError,
    client::{self, Api, Client, ClientError, Drops, Entry, Opened, RoomCard, ServiceCard, Way},
    person::Person,
    words::{self, lot},
};
use crate::{auth::RoomCode, config::Speed};

/// People who join at the same moment.
const AT_ONCE: usize = 8;

/// Who came.
pub(super) struct Arrived {
    /// The room's code, as it is shown.
    pub(super) code: String,
    /// The practice facilitator, in a room of one's own.
    pub(super) facilitator: Option<Client>,
    pub(super) people: Vec<Person>,
}

/// Opens a room or finds the one that was named, and has everybody join.
pub(super) async fn arrive(plan: &Plan) -> Result<Arrived, RehearsalError> {
    let api = Api::new(plan.site.clone());
    let (code, facilitator) = match &plan.room {
        Some(code) => (*code, None),
        None => {
            let opened = open(plan, &api).await?;
            let code: RoomCode = opened.code.parse().map_err(|error| strange(&api, &error))?;
            (plan.tell)(&format!("A room for practice is open: {code}"));
            (plan.tell)(&format!(
                "  Its projector: {}\n  Its desk: {}",
                opened.links.display, opened.links.desk
            ));
            (code, Some(Client::connect(way(plan, opened.facilitator, usize::MAX)).await?))
        }
    };
    let room = api.room(&code).await?;
    // From here on the server is known to be there: should it restart, it is waited for.
    let api = api.patient(plan.patience);
    let sizes = sizes(plan, room.services.len())?;
    let people = join(plan, &api, code, &room, &sizes).await?;
    let counts: Vec<String> =
        sizes.iter().zip(&room.services).map(|(size, service)| format!("{size} {}", service.name)).collect();
    (plan.tell)(&format!("{} people came to “{}”: {}", people.len(), room.title, counts.join(", ")));
    Ok(Arrived { code: code.to_string(), facilitator, people })
}

async fn open(plan: &Plan, api: &Api) -> Result<Opened, RehearsalError> {
    let packs = api.packs().await?;
    if let Some(pack) = plan.pack.as_ref().filter(|id| packs.iter().all(|pack| pack.id != **id)) {
        let has = packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>().join(", ");
        return Err(RehearsalError::NoPack(pack.clone(), has));
    }
    let mut wishes = json!({ "title": "Practice session", "name": "Practice facilitator" });
    if let Some(pack) = &plan.pack {
        wishes["pack"] = json!(pack);
    }
    match plan.speed {
        Speed::Real => {}
        Speed::Brisk => wishes["grace_seconds"] = json!(1),
        Speed::Max => wishes["grace_seconds"] = json!(0),
    }
    match api.open_room(&wishes, plan.creation_key.as_deref()).await {
        Err(ClientError::Refused { status: 401, .. }) => Err(RehearsalError::NeedsKey),
        opened => Ok(opened?),
    }
}

/// How many people of each service come.
fn sizes(plan: &Plan, services: usize) -> Result<Vec<usize>, RehearsalError> {
    match &plan.services {
        Some(sizes) if sizes.len() == services => Ok(sizes.clone()),
        Some(sizes) => Err(RehearsalError::Services { services, named: sizes.len() }),
        None => Ok(evenly(plan.people, services)),
    }
}

/// As alike as can be, the first services first.
fn evenly(people: usize, services: usize) -> Vec<usize> {
    let each = people.checked_div(services).unwrap_or(0);
    let rest = people.checked_rem(services).unwrap_or(0);
    (0..services).map(|service| each + usize::from(service < rest)).collect()
}

async fn join(
    plan: &Plan,
    api: &Api,
    code: RoomCode,
    room: &RoomCard,
    sizes: &[usize],
) -> Result<Vec<Person>, RehearsalError> {
    let services = room.services.iter().zip(sizes).flat_map(|(service, size)| vec![service; *size]);
    let mut joining = Vec::new();
    for (index, service) in services.enumerate() {
        joining.push(join_one(plan, api, code, index, service));
    }
    stream::iter(joining).buffered(AT_ONCE).try_collect().await
}

async fn join_one(
    plan: &Plan,
    api: &Api,
    code: RoomCode,
    index: usize,
    service: &ServiceCard,
) -> Result<Person, RehearsalError> {
    let name = words::name(index);
    let device = client::draw_device();
    let drawn = lot(plan.seed, &["arrives", &name]);
    let profession = drawn.checked_rem(service.professions.len()).and_then(|at| service.professions.get(at));
    let entry = Entry {
        code: code.as_str().to_owned(),
        name: name.clone(),
        service: service.id.clone(),
        profession: profession.map(|profession| profession.id.clone()),
        // All in the room, so that tables come out as the numbers alone say.
        modality: Modality::InRoom,
        device: device.clone(),
    };
    let joined = api.join(&entry).await?;
    let client = connect(Way { device, ..way(plan, joined.token.clone(), index) }, plan).await?;
    if joined.standing == Standing::Knocking {
        (plan.tell)(&format!("{name} knocks: joining is locked. The desk lets people in."));
    }
    Ok(Person::new(index, name, joined.participant, joined.token, client))
}

/// Connects, also while the server restarts.
async fn connect(way: Way, plan: &Plan) -> Result<Client, ClientError> {
    let end = tokio::time::Instant::now() + plan.patience;
    loop {
        match Client::connect(way.clone()).await {
            Err(ClientError::Unreachable { .. }) if tokio::time::Instant::now() < end => {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            connected => return connected,
        }
    }
}

fn way(plan: &Plan, token: String, index: usize) -> Way {
    let seed = plan.seed.wrapping_add(index as u64);
    let drops = plan.drop_one_in.map(|one_in| Drops::one_in(one_in, seed));
    Way { patience: plan.patience, drops, ..Way::new(plan.site.clone(), token) }
}

fn strange(api: &Api, what: &impl ToString) -> ClientError {
    ClientError::NotUnderstood { site: api.site().clone(), what: what.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_spread_evenly() {
        assert_eq!(evenly(24, 2), [12, 12]);
        assert_eq!(evenly(11, 3), [4, 4, 3]);
        assert_eq!(evenly(1, 0), [0; 0]);
    }
}
