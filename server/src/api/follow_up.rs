//! The follow-up's page, for whoever has its link: what it is and when, a reminder, and answers without a way back.
//!
//! Whoever has a return code redeems it and answers over the room's connection, like everything else.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Duration};
use crosstracks_protocol::{
    command::SurveyAnswer,
    ids::{ItemId, RoomId, is_id},
    view::follow_up::FollowUpCard,
};
use icalendar::{Alarm, Calendar, Component, Event, EventLike};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    http::{ApiError, ApiJson, site_for},
    limits::ClientAddress,
    registry::NoRoom,
    room_task::RoomHandle,
};

/// How long the reminder stands in a calendar, in milliseconds: longer than it takes to answer.
const REMINDER: u64 = 15 * 60 * 1_000;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/follow-up/{room}", get(look).post(answer))
        .route("/follow-up/{room}/reminder.ics", get(reminder))
}

/// A room and its follow-up. An id of none is charged like a wrong code.
async fn find(app: &App, address: &ClientAddress, id: &str) -> Result<(RoomHandle, FollowUpCard), ApiError> {
    app.codes.admit(address.source()).await;
    let room = if is_id(id) { app.rooms.get(&RoomId::new(id)).await } else { Err(NoRoom::None) };
    let room = match room {
        Ok(room) => room,
        Err(NoRoom::None) => {
            app.codes.charge(address.source());
            return Err(no_follow_up());
        }
        Err(error) => return Err(error.into()),
    };
    let card = room.follow_up().await?.ok_or_else(no_follow_up)?;
    Ok((room, card))
}

async fn look(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path(id): Path<String>,
) -> Result<Json<FollowUpCard>, ApiError> {
    Ok(Json(find(&app, &address, &id).await?.1))
}

/// What somebody without a way back says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    answers: BTreeMap<ItemId, SurveyAnswer>,
}

#[derive(Serialize)]
struct Taken {}

async fn answer(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    Path(id): Path<String>,
    ApiJson(Answering { answers }): ApiJson<Answering>,
) -> Result<Json<Taken>, ApiError> {
    let (room, _) = find(&app, &address, &id).await?;
    if !app.unlinked.admits(address.source(), room.id()) {
        return Err(ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_answers",
            "Many answers came from your network just now. Please try again in an hour.",
        ));
    }
    room.answer_unlinked(answers).await??;
    Ok(Json(Taken {}))
}

/// A file for a calendar that reminds of the follow-up.
async fn reminder(
    State(app): State<Arc<App>>,
    address: ClientAddress,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let (room, card) = find(&app, &address, &id).await?;
    let page = site_for(&app, &headers).page(&format!("/follow-up/{}", room.id()));
    let file = calendar(room.id(), &card, &page).ok_or_else(ApiError::internal)?;
    let content = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"follow-up.ics\""),
    ];
    Ok((content, file).into_response())
}

fn calendar(room: &RoomId, card: &FollowUpCard, page: &str) -> Option<String> {
    let moment = |millis: u64| DateTime::from_timestamp_millis(i64::try_from(millis).ok()?);
    let uid = format!("follow-up-{room}@crosstracks");
    let summary = format!("{}: what came of it?", card.title);
    let event = Event::new()
        .uid(&uid)
        // The same file at every look, so that calendars see no change where there is none.
        .timestamp(moment(card.opens_at.0)?)
        .starts(moment(card.opens_at.0)?)
        .ends(moment(card.opens_at.0 + REMINDER)?)
        .summary(&summary)
        .description(&format!(
            "It takes four minutes. Have your seven words at hand, if you kept them: {page}"
        ))
        .url(page)
        .alarm(Alarm::display(&summary, Duration::zero()).uid(&format!("alarm-{uid}")).done())
        .done();
    Some(Calendar::new().push(event).done().to_string())
}

/// The answer to a link of no follow-up, whether there never was one or the room is gone.
fn no_follow_up() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "no_follow_up",
        "There is no follow-up here, or it is over and was deleted. Please check the link.",
    )
}

#[cfg(test)]
mod tests {
    use crosstracks_protocol::{stamp::Timestamp, view::follow_up::FollowUpState};

    use super::*;

    #[test]
    fn the_reminder_is_at_the_moment_and_says_where() {
        let card = FollowUpCard {
            title: "Tuesday; with\nguests".into(),
            lang: "en".into(),
            state: FollowUpState::Waiting,
            opens_at: Timestamp(1_800_000_000_000),
            closes_at: Timestamp(1_900_000_000_000),
            instrument: None,
        };
        let page = "https://workshop.example.org/follow-up/r0123456789abcdef0123456789abcdef";
        let file = calendar(&"r1".into(), &card, page).unwrap();
        assert!(file.lines().all(|line| line.len() <= 75), "{file}");
        let whole = file.replace("\r\n ", "");
        for part in
            ["DTSTART:20270115T080000Z", "DTEND:20270115T081500Z", "SUMMARY:Tuesday\\; with\\nguests: what"]
        {
            assert!(whole.contains(part), "{part}: {whole}");
        }
        assert!(whole.contains(&format!("URL:{page}")), "{whole}");
        assert_eq!(file, calendar(&"r1".into(), &card, page).unwrap());
    }
}
