//! How a room voted, counted when a vote closes, with what small numbers would give away left out.

use std::collections::BTreeMap;

use super::{impressions::Ballot, members::Members};
use crate::{
    command::{Choice, UNSURE},
    ids::{ParticipantId, ServiceId},
    view::activities::Distribution,
};

/// The fewest voters for any figure.
pub(crate) const FEWEST_POOLED: usize = 3;
/// How many voters must differ before a count that was shown is replaced, so that two counts never tell
/// what one or two people chose.
const FEWEST_NEW: usize = 3;

/// A count of votes: who voted what and from which service, as it was when the vote closed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    ballots: BTreeMap<ParticipantId, (Option<ServiceId>, Choice)>,
}

impl Tally {
    /// Counts again, unless a figure was out already and fewer than three people changed it.
    pub(crate) fn recount<'a>(
        &mut self,
        ballots: impl Iterator<Item = (&'a ParticipantId, &'a Ballot)>,
        members: &Members,
    ) {
        let service = |who: &ParticipantId| {
            members.participants.get(who).filter(|member| !member.bridge).map(|member| member.service.clone())
        };
        let new: BTreeMap<_, _> = ballots
            .filter(|(_, ballot)| ballot.counts)
            .map(|(who, ballot)| (who.clone(), (service(who), ballot.choice.clone())))
            .collect();
        let choice =
            |ballots: &BTreeMap<_, (_, Choice)>, who| ballots.get(who).map(|(_, choice)| choice.clone());
        let everybody = new.keys().chain(self.ballots.keys().filter(|who| !new.contains_key(*who)));
        let changed = everybody.filter(|who| choice(&new, *who) != choice(&self.ballots, *who)).count();
        if self.ballots.len() < FEWEST_POOLED || changed >= FEWEST_NEW {
            self.ballots = new;
        }
    }

    /// Who voted what, and from which service; none for somebody who works for more than one.
    pub(crate) fn votes(&self) -> impl Iterator<Item = (&ParticipantId, Option<&ServiceId>, &Choice)> {
        self.ballots.iter().map(|(who, (service, choice))| (who, service.as_ref(), choice))
    }

    /// Whether anybody voted.
    pub(crate) fn is_empty(&self) -> bool {
        self.ballots.is_empty()
    }

    /// What may be shown: services apart only where each that voted had at least `k_service` voters.
    ///
    /// Somebody who works for more than one service is in no split, and where splits are shown not in the
    /// total either, because the difference would be their vote.
    pub(crate) fn distribution(&self, k_service: usize) -> Distribution {
        let by_service = self.by_service(k_service);
        let mut counts = BTreeMap::new();
        for (service, choice) in self.ballots.values() {
            if by_service.is_empty() || service.is_some() {
                *counts.entry(choice.key()).or_insert(0) += 1;
            }
        }
        let voters = counts.values().sum();
        if voters < FEWEST_POOLED {
            return Distribution::NotShown { fewest: FEWEST_POOLED };
        }
        Distribution::Shown { voters, counts, by_service }
    }

    /// How much the room differs, 0 to 100: `1 − max p` over votes that name somebody.
    pub(crate) fn disagreement(&self) -> Option<u8> {
        let mut counts: BTreeMap<&Choice, usize> = BTreeMap::new();
        for (_, choice) in self.ballots.values().filter(|(_, choice)| !choice.is_unsure()) {
            *counts.entry(choice).or_insert(0) += 1;
        }
        let committed: usize = counts.values().sum();
        let most = counts.values().max()?;
        (committed >= FEWEST_POOLED).then(|| percent(committed - most, committed))
    }

    /// How far two services are apart, 0 to 100: `½ Σ |p_A − p_B|`, the largest of all pairs of services.
    /// Only where splits may be shown.
    pub(crate) fn gap(&self, k_service: usize) -> Option<u8> {
        let services = self.by_service(k_service);
        let shares: Vec<BTreeMap<&str, usize>> = services
            .values()
            .map(|counts| {
                counts.iter().filter(|(key, _)| *key != UNSURE).map(|(k, n)| (k.as_str(), *n)).collect()
            })
            .collect();
        let mut widest = None;
        for (i, a) in shares.iter().enumerate() {
            for b in &shares[i + 1..] {
                let (of_a, of_b): (usize, usize) = (a.values().sum(), b.values().sum());
                if of_a < k_service || of_b < k_service {
                    return None;
                }
                let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
                let share = |m: &BTreeMap<&str, usize>, key: &str| m.get(key).copied().unwrap_or(0);
                let apart: usize =
                    keys.map(|key| (share(a, key) * of_b).abs_diff(share(b, key) * of_a)).sum();
                widest = widest.max(Some(percent(apart, 2 * of_a * of_b)));
            }
        }
        widest
    }

    /// Counts by service; none where a service that voted had too few voters, or only one voted.
    fn by_service(&self, k_service: usize) -> BTreeMap<ServiceId, BTreeMap<String, usize>> {
        let mut services: BTreeMap<ServiceId, BTreeMap<String, usize>> = BTreeMap::new();
        for (service, choice) in self.ballots.values() {
            if let Some(service) = service {
                *services.entry(service.clone()).or_default().entry(choice.key()).or_insert(0) += 1;
            }
        }
        let sizes = services.values().map(|counts| counts.values().sum());
        if services_stand_apart(sizes, k_service) { services } else { BTreeMap::new() }
    }
}

/// Whether a room is shown its services apart, given how many voted of each service that did: more than one
/// did, and enough of each.
pub(crate) fn services_stand_apart(mut voters: impl Iterator<Item = usize>, k_service: usize) -> bool {
    let mut services = 0;
    let enough = voters.all(|voters| {
        services += 1;
        voters >= k_service
    });
    enough && services > 1
}

/// `part` of `whole` in percent, rounded to the nearest.
fn percent(part: usize, whole: usize) -> u8 {
    // At most 100, because a part is never more than its whole.
    u8::try_from((200 * part + whole) / (2 * whole).max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::TextId, room::groups::Modality, room::members::Member, view::Standing};

    fn room(votes: &[(&str, &[&str])]) -> (Members, Vec<(ParticipantId, Ballot)>) {
        let mut members = Members::default();
        let ballots = votes
            .iter()
            .enumerate()
            .map(|(i, (service, choice))| {
                let id = ParticipantId::new(format!("p{i:02}"));
                let bridge = *service == "bridge";
                let member = Member {
                    name: TextId(i as u64),
                    service: if bridge { "gp" } else { *service }.into(),
                    profession: None,
                    modality: Modality::InRoom,
                    standing: Standing::In,
                    bridge,
                    help: false,
                    rules_accepted: false,
                    late: false,
                    erased: false,
                };
                members.participants.insert(id.clone(), member);
                let choice = Choice(choice.iter().map(|c| ServiceId::from(*c)).collect());
                (id, Ballot { choice, counts: true })
            })
            .collect();
        (members, ballots)
    }

    fn tally(votes: &[(&str, &[&str])]) -> Tally {
        let (members, ballots) = room(votes);
        let mut tally = Tally::default();
        tally.recount(ballots.iter().map(|(who, ballot)| (who, ballot)), &members);
        tally
    }

    const GP: &[&str] = &["gp"];
    const ASC: &[&str] = &["asc"];
    const BOTH: &[&str] = &["asc", "gp"];
    const UNSURE_: &[&str] = &[];

    /// The vector of the workshop's formulas: GP voters 3, 3, 1, 1 and ASC voters 2, 4, 1, 0.
    fn vector() -> Vec<(&'static str, &'static [&'static str])> {
        let gp = [GP, GP, GP, ASC, ASC, ASC, BOTH, UNSURE_].map(|c| ("gp", c));
        let asc = [GP, GP, ASC, ASC, ASC, ASC, BOTH].map(|c| ("asc", c));
        gp.into_iter().chain(asc).collect()
    }

    #[test]
    fn disagreement_and_gap_of_the_vector() {
        let tally = tally(&vector());
        assert_eq!(tally.disagreement(), Some(50));
        assert_eq!(tally.gap(5), Some(14));
    }

    #[test]
    fn splits_are_shown_only_where_every_service_has_enough() {
        assert!(
            matches!(tally(&vector()).distribution(5), Distribution::Shown { voters: 15, by_service, .. } if by_service.len() == 2)
        );
        let few = [("gp", GP); 6].into_iter().chain([("asc", ASC); 4]).collect::<Vec<_>>();
        assert!(
            matches!(tally(&few).distribution(5), Distribution::Shown { voters: 10, by_service, .. } if by_service.is_empty())
        );
        assert_eq!(tally(&few).gap(5), None);
    }

    #[test]
    fn two_voters_are_never_shown() {
        assert_eq!(tally(&[("gp", GP), ("asc", ASC)]).distribution(5), Distribution::NotShown { fewest: 3 });
    }

    #[test]
    fn a_bridge_cannot_be_told_from_the_difference() {
        let mut votes = vector();
        votes.push(("bridge", ASC));
        let Distribution::Shown { voters, counts, by_service } = tally(&votes).distribution(5) else {
            panic!()
        };
        assert_eq!(voters, 15);
        assert_eq!(counts["asc"], by_service.values().map(|c| c["asc"]).sum::<usize>());
    }

    #[test]
    fn a_count_that_is_out_is_replaced_only_when_three_people_differ() {
        let (members, mut ballots) = room(&vector());
        let mut tally = Tally::default();
        tally.recount(ballots.iter().map(|(w, b)| (w, b)), &members);
        let before = tally.distribution(5);
        for people in 1..=2 {
            ballots[people].1.choice = Choice::default();
            tally.recount(ballots.iter().map(|(w, b)| (w, b)), &members);
            assert_eq!(tally.distribution(5), before, "{people} differ");
        }
        ballots[0].1.choice = Choice::default();
        tally.recount(ballots.iter().map(|(w, b)| (w, b)), &members);
        assert_ne!(tally.distribution(5), before);
    }
}
