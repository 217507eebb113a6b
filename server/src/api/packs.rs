//! What rooms can be opened with.

use std::sync::Arc;

use axum::{Json, Router, extract::State, routing::get};
use crosstracks_protocol::{
    ids::{PackId, PresetId},
    pack::{Pack, Version},
};
use serde::Serialize;

use crate::app::App;

/// How rooms are opened here.
#[derive(Serialize)]
struct Choices {
    /// Whether opening one takes the creation key.
    key_needed: bool,
    /// What they can be opened with; the first is for whoever does not choose.
    packs: Vec<PackCard>,
}

#[derive(Serialize)]
struct PackCard {
    id: PackId,
    title: String,
    version: Version,
    presets: Vec<PresetCard>,
}

#[derive(Serialize)]
struct PresetCard {
    id: PresetId,
    title: String,
    total_minutes: u16,
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/packs", get(packs))
}

async fn packs(State(app): State<Arc<App>>) -> Json<Choices> {
    let first = app.packs.first();
    let others = app.packs.iter().filter(|pack| pack.id != first.id);
    let packs = [first].into_iter().chain(others).map(|pack| card(pack)).collect();
    Json(Choices { key_needed: app.config.creation_key.is_some(), packs })
}

fn card(pack: &Pack) -> PackCard {
    let presets = pack.agenda.presets.iter().map(|preset| PresetCard {
        id: preset.id.clone(),
        title: preset.title.clone(),
        total_minutes: preset.total_minutes,
    });
    PackCard {
        id: pack.id.clone(),
        title: pack.title.clone(),
        version: pack.version,
        presets: presets.collect(),
    }
}
