//! Who says their plan to whom: people of different services at the same table, by two where that works out.

use std::collections::BTreeMap;

use super::Room;
use crate::{
    ids::{ParticipantId, ServiceId},
    room::groups::Grouping,
};

impl Room {
    /// The people of a table who say their plans to each other, by twos and threes. The same table gives the same.
    pub(crate) fn partners(&self, table: &Grouping) -> Vec<Vec<ParticipantId>> {
        let place = |service: &ServiceId| self.pack.services.iter().position(|other| other.id == *service);
        let present = table.members.iter().filter(|who| self.is_in(who));
        let mut of_services: BTreeMap<Option<usize>, Vec<ParticipantId>> = BTreeMap::new();
        for who in present {
            let service = self.members.participants.get(who).and_then(|member| place(&member.service));
            of_services.entry(service).or_default().push(who.clone());
        }
        pair(of_services.into_values().collect())
    }
}

/// Pairs people of different services, the two largest at a time. Those left over, who are all of one service,
/// join a pair each; where there are more of them than pairs, the rest pair up among themselves.
fn pair<P>(mut services: Vec<Vec<P>>) -> Vec<Vec<P>> {
    // People are taken from the end, so that they pair up in the order of the table.
    services.iter_mut().for_each(|people| people.reverse());
    let mut sets: Vec<Vec<P>> = Vec::new();
    loop {
        services.sort_by_key(|people| std::cmp::Reverse(people.len()));
        let [first, second, ..] = services.as_mut_slice() else { break };
        if second.is_empty() {
            break;
        }
        sets.push(first.pop().into_iter().chain(second.pop()).collect());
    }
    let mut left: Vec<P> = services.into_iter().flatten().collect();
    let mut joining = sets.len().min(left.len());
    if left.len() == joining + 1 && joining > 0 {
        // Rather a pair of one service than somebody with nobody.
        joining -= 1;
    }
    for set in sets.iter_mut().take(joining) {
        set.extend(left.pop());
    }
    while left.len() > 1 {
        // The last three stay together.
        let size = if left.len() == 3 { 3 } else { 2 };
        sets.push((0..size).filter_map(|_| left.pop()).collect());
    }
    sets.extend(left.pop().map(|alone| vec![alone]));
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs people who are called by their service and their number.
    fn paired(sizes: &[usize]) -> Vec<String> {
        let people = |(service, size): (usize, &usize)| {
            let service = ["a", "b", "c"][service];
            (1..=*size).map(|n| format!("{service}{n}")).collect()
        };
        pair(sizes.iter().enumerate().map(people).collect()).into_iter().map(|set| set.join(" ")).collect()
    }

    #[test]
    fn people_pair_across_services() {
        assert_eq!(paired(&[2, 2]), ["a1 b1", "a2 b2"]);
        assert_eq!(paired(&[2, 2, 2]), ["a1 b1", "c1 a2", "c2 b2"]);
        assert_eq!(paired(&[4, 2, 2]), ["a1 b1", "a2 c1", "a3 c2", "a4 b2"], "the largest has one in each");
    }

    #[test]
    fn nobody_is_left_with_nobody() {
        assert_eq!(paired(&[3, 2]), ["a1 b1 a3", "a2 b2"], "an odd one makes a three");
        assert_eq!(paired(&[4, 1]), ["a1 b1 a2", "a3 a4"]);
        assert_eq!(paired(&[5, 2]).len(), 3);
        assert_eq!(paired(&[3, 0]).len(), 1, "with whoever is there");
        assert_eq!(paired(&[2, 0]).len(), 1);
        assert_eq!(paired(&[1, 0]), ["a1"]);
        assert!(paired(&[0, 0]).is_empty());
    }

    #[test]
    fn every_table_is_shared_out_by_twos_and_threes() {
        for (a, b, c) in (0..8).flat_map(|a| (0..8).flat_map(move |b| (0..4).map(move |c| (a, b, c)))) {
            let sets = paired(&[a, b, c]);
            let mut people: Vec<&str> = sets.iter().flat_map(|set| set.split(' ')).collect();
            people.sort_unstable();
            people.dedup();
            assert_eq!(people.len(), a + b + c, "{a} {b} {c}: {sets:?}");
            let alone = sets.iter().filter(|set| !set.contains(' ')).count();
            assert_eq!(alone, usize::from(a + b + c == 1), "{a} {b} {c}: {sets:?}");
            assert!(sets.iter().all(|set| set.split(' ').count() <= 3), "{sets:?}");
            // As many as can be are with another service.
            let mixed = |set: &&String| set.split(' ').any(|who| who.as_bytes()[0] != set.as_bytes()[0]);
            let largest = a.max(b).max(c);
            let pairs = (a + b + c - largest).min((a + b + c) / 2);
            assert_eq!(sets.iter().filter(mixed).count(), pairs, "{a} {b} {c}: {sets:?}");
        }
    }
}
