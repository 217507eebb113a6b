//! Which groups sit together to exchange answers, and in what order they go through the questions.

mod rounds;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::groups::Grouping;
use crate::{
    ids::{GroupId, ItemId, PairingId, ServiceId},
    pack::KnowledgeLink,
    stamp::Chance,
};

/// How the groups of two services sit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum PairingKind {
    /// One group with one.
    Pair,
    /// Two groups of one service with one of the other.
    Cluster,
    /// All the groups of one service with the few of the other, which sits as a fishbowl.
    Panel,
}

impl PairingKind {
    /// The kind between two services of so many (groups, people): a person who is alone of their service
    /// sits as a panel, and so does a service with less than half of the other's groups.
    pub(super) fn between(one: (usize, usize), other: (usize, usize)) -> Self {
        let (few, many) = (one.0.min(other.0), one.0.max(other.0));
        let alone = (one.1 == 1) != (other.1 == 1);
        match () {
            () if alone || many > 2 * few => Self::Panel,
            () if many > few => Self::Cluster,
            () => Self::Pair,
        }
    }
}

/// Groups of two services that sit together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(export_to = "protocol.ts")]
pub struct Pairing {
    /// `pair-1`, and so on.
    pub id: PairingId,
    /// What these groups are to each other. Where two services form clusters, one group may be left with one.
    pub kind: PairingKind,
    /// The round in which they sit together, from 0.
    pub round: u8,
    /// The groups, those of one service after those of the other.
    pub groups: Vec<GroupId>,
    /// The links dealt with here, in the pack's order.
    pub links: Vec<KnowledgeLink>,
}

/// Each link once, in the pack's order. A service that writes about itself has nobody else to hear from.
pub(super) fn distinct(links: &[KnowledgeLink]) -> impl Iterator<Item = &KnowledgeLink> {
    let mut seen = BTreeSet::new();
    links.iter().filter(move |link| link.author_service != link.target_service && seen.insert(*link))
}

/// Seats the groups of linked services together, so that every author group meets a target group of each of
/// its links, and every target group is met.
///
/// A group sits in one pairing per round. Two services need one round; three in a cycle need two, or three
/// where one of them has a single group. A link with nobody on one side has no pairing, of which the plan
/// of the groups warns. Among groups of one service the larger come first: where two of a service share a
/// partner, it is the larger partner.
pub fn pair(groups: &[Grouping], links: &[KnowledgeLink]) -> Vec<Pairing> {
    let services = by_service(groups);
    let place: BTreeMap<&ServiceId, usize> = services.iter().enumerate().map(|(i, (s, _))| (*s, i)).collect();
    // Both directions between two services share their pairings.
    let mut meetings: BTreeMap<(usize, usize), Vec<KnowledgeLink>> = BTreeMap::new();
    for link in distinct(links) {
        if let (Some(&a), Some(&b)) = (place.get(&link.author_service), place.get(&link.target_service)) {
            meetings.entry((a.min(b), a.max(b))).or_default().push(link.clone());
        }
    }
    let sides: Vec<Side<'_>> = services.into_values().collect();
    let between: Vec<(usize, usize)> = meetings.keys().copied().collect();
    let mut pairings = Vec::new();
    for block in rounds::blocks(&sides, &between) {
        let Some(links) = meetings.get(&block.services) else { continue };
        let people = |side: usize| sides[side].iter().map(|group| group.members.len()).sum::<usize>();
        let alone = (people(block.services.0) == 1) != (people(block.services.1) == 1);
        for (kind, groups) in seat(&block.one, &block.other, alone) {
            pairings.push(Pairing {
                id: PairingId::new(format!("pair-{}", pairings.len() + 1)),
                kind,
                round: block.round,
                groups: groups.into_iter().map(|group| group.id.clone()).collect(),
                links: links.clone(),
            });
        }
    }
    pairings
}

/// The groups of one service, the larger first.
type Side<'a> = Vec<&'a Grouping>;

fn by_service(groups: &[Grouping]) -> BTreeMap<&ServiceId, Side<'_>> {
    let mut services: BTreeMap<&ServiceId, Side<'_>> = BTreeMap::new();
    for group in groups.iter().filter(|group| !group.members.is_empty()) {
        if let Some(service) = &group.service {
            services.entry(service).or_default().push(group);
        }
    }
    for side in services.values_mut() {
        side.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
    }
    services
}

/// Deals the side with more groups round the other, or seats all together where that would put three at one.
fn seat<'a>(one: &[&'a Grouping], other: &[&'a Grouping], alone: bool) -> Vec<(PairingKind, Side<'a>)> {
    let (few, many) = (one.len().min(other.len()), one.len().max(other.len()));
    if alone || many > 2 * few {
        return vec![(PairingKind::Panel, one.iter().chain(other).copied().collect())];
    }
    let dealt = |side: &[&'a Grouping], n: usize| -> Side<'a> {
        side.iter().enumerate().filter(|(i, _)| i % few == n).map(|(_, group)| *group).collect()
    };
    (0..few)
        .map(|n| {
            let mut groups = dealt(one, n);
            groups.extend(dealt(other, n));
            (if groups.len() == 2 { PairingKind::Pair } else { PairingKind::Cluster }, groups)
        })
        .collect()
}

/// The minutes that a round takes: three tenths more, rounded up, once any pairing has more than two groups,
/// and for the whole room so that nobody waits idle.
pub fn exchange_minutes(minutes: u32, pairings: &[Pairing]) -> u32 {
    let shared = pairings.iter().any(|pairing| pairing.kind != PairingKind::Pair);
    if shared { minutes.saturating_mul(13).div_ceil(10) } else { minutes }
}

/// Which of the groups that a question is about leads in correcting it, by the question's place from 0: they
/// take turns, and the others may add.
pub fn lead(groups_of_target: &[GroupId], question_index: usize) -> Option<&GroupId> {
    groups_of_target.get(question_index.checked_rem(groups_of_target.len())?)
}

/// The order in which a pairing goes through the questions: (author service, target service, question).
///
/// The direction alternates by question while there are questions both ways, and chance says which is first.
/// `about` has the questions about each service.
pub fn turns(
    pairing: &Pairing,
    about: &BTreeMap<ServiceId, Vec<ItemId>>,
    seed: u64,
) -> Vec<(ServiceId, ServiceId, ItemId)> {
    let mut links: Vec<&KnowledgeLink> = pairing.links.iter().collect();
    Chance::new(seed).shuffle(&mut links);
    let asked: Vec<(&KnowledgeLink, &[ItemId])> = links
        .into_iter()
        .map(|link| (link, about.get(&link.target_service).map_or(&[][..], Vec::as_slice)))
        .collect();
    let longest = asked.iter().map(|(_, questions)| questions.len()).max().unwrap_or(0);
    let mut turns = Vec::new();
    for place in 0..longest {
        for (link, questions) in &asked {
            if let Some(question) = questions.get(place) {
                turns.push((link.author_service.clone(), link.target_service.clone(), question.clone()));
            }
        }
    }
    turns
}
