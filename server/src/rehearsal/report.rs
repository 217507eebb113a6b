//! What a rehearsal came to.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    ids::{GroupId, PairingId, ServiceId, StageId},
    view::{GroupView, Phase, SharedView},
};
use serde::Serialize;

use super::{book::Disagreement, follow_up::FollowedUp, scene::Scene};

/// What a rehearsal came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The room's code.
    pub room: String,
    /// Practice participants who joined.
    pub people_joined: usize,
    /// Stages that were gone through to their last step, in order.
    pub stages_completed: Vec<StageId>,
    /// Commands that were acknowledged, the facilitator's included.
    pub commands_acknowledged: u64,
    /// Commands that were refused.
    pub commands_rejected: u64,
    /// How often somebody came back after the connection was lost.
    pub reconnects: u64,
    /// Differences between what was acknowledged and what the room showed afterwards.
    pub disagreements: Vec<Disagreement>,
    /// What came of the follow-up; none where nobody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowedUp>,
    /// How people sat.
    pub groups: Groups,
    /// How long it took.
    pub seconds: f64,
    /// Whether the session came to its end.
    #[serde(skip)]
    pub ended: bool,
}

/// How people sat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Groups {
    /// Mixed tables: for each, its people of each service in the pack's order.
    pub mixed: Vec<Vec<usize>>,
    /// Single-service groups: for each service, the sizes of its groups.
    pub single: BTreeMap<ServiceId, Vec<usize>>,
    /// Groups that met.
    pub pairings: Vec<Vec<GroupId>>,
}

/// What practice participants saw together.
#[derive(Debug, Default)]
pub(super) struct Observed {
    services: Vec<ServiceId>,
    /// By number: which stage, and whether its last step was reached.
    stages: BTreeMap<usize, (StageId, bool)>,
    furthest: usize,
    ended: bool,
    /// By service (none for tables) and number.
    groups: BTreeMap<(Option<ServiceId>, usize), BTreeMap<ServiceId, usize>>,
    pairings: BTreeMap<PairingId, BTreeSet<GroupId>>,
}

impl Observed {
    /// Takes in what somebody sees.
    pub(super) fn see(&mut self, scene: &Scene) {
        if let Some(shared) = &scene.shared {
            self.see_room(shared);
        }
        if let Some(group) = &scene.group {
            self.see_group(group);
        }
    }

    fn see_room(&mut self, shared: &SharedView) {
        if self.services.is_empty() {
            self.services = shared.materials.services.iter().map(|service| service.id.clone()).collect();
        }
        self.ended |= shared.phase == Phase::Closed;
        if shared.phase != Phase::Lobby {
            let step = &shared.step;
            let stage = self.stages.entry(step.stage_number).or_insert_with(|| (step.stage.clone(), false));
            stage.1 |= step.step_number == step.step_count;
            self.furthest = self.furthest.max(step.stage_number);
        }
    }

    fn see_group(&mut self, group: &GroupView) {
        let mut sizes = BTreeMap::new();
        for person in group.people.values().filter(|person| !person.left) {
            *sizes.entry(person.service.clone()).or_insert(0) += 1;
        }
        self.groups.insert((group.service.clone(), group.number), sizes);
        if let Some(pairing) = &group.pairing {
            self.pairings.insert(pairing.pairing.clone(), pairing.groups.keys().cloned().collect());
        }
    }

    /// Whether the room was seen to have ended.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// The stages that were gone through and left, or were the last when the room ended.
    pub(super) fn stages_completed(&self) -> Vec<StageId> {
        let left = |number: usize| number < self.furthest || self.ended;
        let completed = self.stages.iter().filter(|(number, (_, last))| *last && left(**number));
        completed.map(|(_, (stage, _))| stage.clone()).collect()
    }

    /// How people sat.
    pub(super) fn groups(&self) -> Groups {
        let mut groups = Groups::default();
        for ((service, _), sizes) in &self.groups {
            let of = |service: &ServiceId| sizes.get(service).copied().unwrap_or(0);
            match service {
                None => groups.mixed.push(self.services.iter().map(of).collect()),
                Some(service) => groups.single.entry(service.clone()).or_default().push(of(service)),
            }
        }
        groups.pairings = self.pairings.values().map(|pairing| pairing.iter().cloned().collect()).collect();
        groups
    }
}

impl Report {
    /// Whether all that was acknowledged is there.
    pub fn agrees(&self) -> bool {
        self.disagreements.is_empty()
    }
}
