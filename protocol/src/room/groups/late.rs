//! Where somebody sits who comes after the groups were made.

use super::{Grouping, MixedKind, TABLE_HARD_MAX};
use crate::ids::{GroupId, ParticipantId, ServiceId};

/// A table for a latecomer: one without anybody of their service, else one with a single person of it, else
/// the smallest; never a ninth, save in a fishbowl, whose outer circle takes everyone. None if all are full.
pub fn place_latecomer_table<'a>(
    kind: MixedKind,
    tables: &[Grouping],
    service_of: impl Fn(&ParticipantId) -> Option<&'a ServiceId>,
    newcomer: &ServiceId,
) -> Option<GroupId> {
    tables
        .iter()
        .filter(|table| kind == MixedKind::Fishbowl || table.members.len() < TABLE_HARD_MAX)
        .min_by_key(|table| {
            let fellows = table.members.iter().filter(|member| service_of(member) == Some(newcomer)).count();
            (fellows.min(2), table.members.len())
        })
        .map(|table| table.id.clone())
}

/// A group for a latecomer: the smallest of their own service. None if there is none.
pub fn place_latecomer_group(groups: &[Grouping], newcomer: &ServiceId) -> Option<GroupId> {
    groups
        .iter()
        .filter(|group| group.service.as_ref() == Some(newcomer))
        .min_by_key(|group| group.members.len())
        .map(|group| group.id.clone())
}
