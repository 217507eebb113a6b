//! Whether what is to be published is safe beside all that was.

use std::collections::BTreeMap;

use super::{Division, Group};
use crate::ids::ParticipantId;

/// Whether divisions that are all published tell apart people in large enough numbers alone.
///
/// People whom no group tells apart are in the same groups with the same answers. Whatever is worked out from
/// all figures is worked out of such people together. So each of these sets is large enough, and `alike` says
/// of none that it has an answer in common. The last division is the one in question: where all its groups
/// were published before, it tells nothing new.
pub(crate) fn are_safe<V: Clone + PartialEq>(
    divisions: &[&Division<V>],
    alike: impl Fn(&[&V]) -> bool,
) -> bool {
    let Some((new, earlier)) = divisions.split_last() else { return true };
    let earlier: Vec<&Group<V>> = earlier.iter().flat_map(|division| division.groups()).collect();
    // A service and a room of the same people are not shown in the same detail.
    if earlier.is_empty() || new.groups().all(|group| earlier.contains(&group)) {
        return true;
    }
    let split = divisions.iter().any(|division| division.is_split());
    let fewest = if split { new.fewest.split } else { new.fewest.pooled };
    let mut answers: BTreeMap<&ParticipantId, Vec<(&V, Vec<usize>)>> = BTreeMap::new();
    for (i, group) in earlier.into_iter().chain(new.groups()).enumerate() {
        for (who, value) in &group.answers {
            let given = answers.entry(who).or_default();
            match given.iter_mut().find(|(there, _)| *there == value) {
                Some((_, groups)) => groups.push(i),
                None => given.push((value, vec![i])),
            }
        }
    }
    let mut sets: BTreeMap<Vec<usize>, Vec<&V>> = BTreeMap::new();
    for (value, groups) in answers.into_values().flatten() {
        sets.entry(groups).or_default().push(value);
    }
    sets.values().all(|values| values.len() >= fewest && !alike(values))
}
