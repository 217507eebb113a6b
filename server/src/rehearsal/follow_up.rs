//! After the session: the practice facilitator opens the follow-up at once, and three of four people answer it,
//! by turns on the device that they have and with a return code on another one. Somebody answers without any.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::{Command, InWords, SurveyAnswer},
    ids::ItemId,
    stamp::Timestamp,
    view::{
        DeskView, SharedView,
        follow_up::{FollowUpAsked, FollowUpState},
    },
    wire::Layer,
};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Plan, RehearsalError,
    book::Disagreement,
    client::{Api, Client, ClientError, Outcome, Views, Way},
    conductor::Conductor,
    person::{Common, Person},
};
use crate::auth::Token;

/// Of so many people one does not answer.
const SILENT: usize = 4;

/// What came of the follow-up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FollowedUp {
    /// How many people answered.
    pub people: usize,
    /// How many of them came back with a return code, on another device.
    pub by_return_code: usize,
    /// How many answered without any way back, beside them.
    pub unlinked: usize,
}

/// The follow-up of a session that has ended; none where people are not asked.
pub(super) async fn follow_up(
    plan: &Plan,
    conductor: &Conductor<'_>,
    common: &Common,
) -> Result<Option<(FollowedUp, BTreeSet<Disagreement>)>, RehearsalError> {
    if conductor.desk()?.follow_up.is_none() {
        return Ok(None);
    }
    (plan.tell)("Opening the follow-up at once, as the facilitator can");
    let now = Command::SetFollowUp { opens_at: Timestamp(0) };
    match conductor.client.send(now.clone(), None).await? {
        Outcome::Acknowledged => {}
        Outcome::Rejected { message, .. } => return Err(RehearsalError::Refused { command: now, message }),
    }
    let api = Api::new(plan.site.clone()).patient(plan.patience);
    let answering = conductor.people.iter().filter(|person| person.index % SILENT != SILENT - 1);
    let each = answering.map(|person| answer(plan, &api, person, common));
    let returned = try_join_all(each).await?;
    let unlinked = answer_unlinked(&api, &conductor.desk()?).await?;

    let mut found = BTreeSet::new();
    for person in conductor.people {
        found.extend(person.look_back(common, None).await?);
    }
    let people = returned.len();
    let by_return_code = returned.into_iter().filter(|returned| *returned).count();
    let told = conductor.client.until(|views| told(views, people + unlinked)).await;
    told?;
    Ok(Some((FollowedUp { people, by_return_code, unlinked }, found)))
}

/// Whether the desk says that so many answered, or says nothing because they are few.
fn told(views: &Views, answered: usize) -> Option<()> {
    let desk: DeskView = views.read(Layer::Desk).ok()??;
    let view = desk.follow_up?;
    (view.answered == Some(answered).filter(|answered| *answered >= view.fewest)).then_some(())
}

/// What a phone is asked, once it is.
async fn asked(client: &Client) -> Result<FollowUpAsked, ClientError> {
    let asked = |views: &Views| {
        let shared: SharedView = views.read(Layer::Shared).ok()??;
        shared.follow_up.filter(|view| view.state == FollowUpState::Open)?.asked
    };
    client.until(asked).await
}

/// Somebody answers all of it; says whether they came back with a return code.
async fn answer(plan: &Plan, api: &Api, person: &Person, common: &Common) -> Result<bool, RehearsalError> {
    let returns = person.index.is_multiple_of(2);
    let client = if returns { come_back(plan, api, person).await? } else { person.client.clone() };
    let asked = asked(&client).await?;
    for task in person.follow_up(common, &asked) {
        match client.send(task.command.clone(), None).await? {
            Outcome::Acknowledged => person.book().keep(task.facts),
            Outcome::Rejected { message, .. } => {
                return Err(RehearsalError::Refused { command: task.command, message });
            }
        }
    }
    Ok(returns)
}

/// Somebody keeps a return code, and comes back with it on another device.
async fn come_back(plan: &Plan, api: &Api, person: &Person) -> Result<Client, ClientError> {
    #[derive(Deserialize)]
    struct Redeemed {
        token: String,
    }
    let code = json!({ "token": Token::draw().reveal() });
    let _: Value = api.post("/api/return-code", Some(&person.token), &code).await?;
    let Redeemed { token } = api.post("/api/redeem", None, &code).await?;
    Client::connect(Way { patience: plan.patience, ..Way::new(plan.site.clone(), token) }).await
}

/// Somebody who has lost their words answers what can be asked of them.
async fn answer_unlinked(api: &Api, desk: &DeskView) -> Result<usize, RehearsalError> {
    let Some(view) = &desk.follow_up else { return Ok(0) };
    let text = "We have each other’s numbers now.".to_owned();
    let words = SurveyAnswer::Words(InWords { text, name_service: false });
    let path = format!("/api/follow-up/{}", view.room);
    let card: Value = api.get(&path).await?;
    let items = card["instrument"]["items"].as_array().cloned().unwrap_or_default();
    let is_words = |item: &&Value| item["scale"].is_null() && item["options"].is_null();
    let Some(item) = items.iter().find(is_words).and_then(|item| item["id"].as_str()) else { return Ok(0) };
    let answers: BTreeMap<ItemId, SurveyAnswer> = [(ItemId::new(item), words)].into();
    let _: Value = api.post(&path, None, &json!({ "answers": answers })).await?;
    Ok(1)
}
