//! Pairs of random sessions that differ only in what is hidden: whoever is not entitled to it is sent the same
//! bytes in both, in every patch, on coming back, and in every refusal.
//!
//! A pair runs through a whole session and its follow-up, or to where all is told. At every move of the desk, pairs branch off that go their own random ways
//! for a few commands, so that what was hidden long ago is looked for in places where no agenda leads.

mod hidden;
mod later;
mod probe;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

#[cfg(feature = "planted-bugs")]
use crosstracks_protocol::planted;
use crosstracks_protocol::{
    command::Command,
    ids::{GroupId, ParticipantId},
    stamp::Chance,
    view::{Audience, Phase},
};

use self::{hidden::Hidden, probe::Names};
use super::{
    doing::everybody_works,
    rig::{Rig, pack, three_services},
};

/// Pairs that branch off at every move of the desk.
const BRANCHES: usize = 3;
/// Commands that a branch goes on for.
const LENGTH: usize = 3;

/// Who may know of the difference by now.
#[derive(Clone, Default)]
struct Entitled {
    everybody: bool,
    desk: bool,
    groups: BTreeSet<GroupId>,
    people: BTreeSet<ParticipantId>,
}

impl Entitled {
    fn has(&self, audience: &Audience) -> bool {
        self.everybody
            || match audience {
                Audience::Desk => self.desk,
                Audience::Group(group) => self.groups.contains(group),
                Audience::Own(who) => self.people.contains(who),
                Audience::Shared | Audience::Display => false,
            }
    }
}

/// What was compared.
#[derive(Debug, Default, Clone, Copy)]
struct Figures {
    pairs: usize,
    commands: usize,
    bytes: usize,
    /// Pairs whose logs differ: in those something was hidden.
    differ: usize,
}

/// Two sessions.
#[derive(Clone)]
struct Twins {
    rigs: [Rig; 2],
    hidden: Hidden,
    entitled: Entitled,
    chance: Chance,
    names: Arc<Names>,
    figures: Figures,
}

impl Twins {
    fn new(hidden: Hidden, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let packs = hidden.packs(if chance.below(4) == 0 { three_services() } else { pack() });
        let sizes = [2 + chance.below(4), 2 + chance.below(4)];
        let mut rigs = packs.map(|pack| Rig::with_people(pack, &sizes, seed));
        for rig in &mut rigs {
            rig.checks = false;
            rig.listen();
        }
        let entitled = Entitled { desk: hidden.is_in_pack(), ..Entitled::default() };
        let names = Arc::new(Names::of(rigs.each_ref().map(|rig| rig.room.pack())));
        let mut twins = Self { rigs, hidden, entitled, chance, names, figures: Figures::default() };
        twins.compare("at the door");
        twins
    }

    /// A facilitator does the same in both.
    fn desk_does(&mut self, command: &Command) -> bool {
        let before = self.rigs[0].log.len();
        let done = self.rigs.each_mut().map(|rig| rig.desk_does(command));
        assert_eq!(done[0], done[1], "{:?}: {command:?}", self.hidden);
        if self.rigs[0].log.len() > before {
            self.hidden.clone().is_told_by(command, self);
        }
        self.compare(&format!("after {command:?}"));
        done[0].is_ok()
    }

    /// Somebody does the same in both.
    fn does(&mut self, who: &ParticipantId, command: &Command) {
        let done = self.rigs.each_mut().map(|rig| rig.does(who, command));
        assert_eq!(done[0], done[1], "{:?}: {command:?}", self.hidden);
        self.compare(&format!("after {command:?}"));
    }

    /// Nobody who is not entitled was sent anything else since the last time.
    fn compare(&mut self, when: &str) {
        let sent = self.rigs.each_mut().map(|rig| rig.transcript.as_mut().unwrap().take());
        self.same(sent, when);
        self.figures.commands += 1;
    }

    /// Nor is sent anything else who comes back.
    fn come_back(&mut self) {
        let sent = self.rigs.each_mut().map(|rig| rig.transcript.as_mut().unwrap().whole(&rig.room));
        self.same(sent, "on coming back");
    }

    fn same(&mut self, [one, other]: [BTreeMap<Audience, String>; 2], when: &str) {
        let others = |audience: &Audience| other.get(audience).map(String::as_str);
        for (audience, sent) in one.iter().filter(|(audience, _)| !self.entitled.has(audience)) {
            if Some(sent.as_str()) != others(audience) {
                let told = others(audience).unwrap_or("nothing");
                panic!("{:?} shows to {audience:?} {when}:\n{sent}\n{told}", self.hidden);
            }
            self.figures.bytes += sent.len();
        }
        assert_eq!(one.len(), other.len(), "{when}");
    }

    /// Follows the desk's next move in both. False at the end.
    fn next(&mut self) -> bool {
        let Some(next) = self.rigs[0].desk().next else { return false };
        assert!(self.desk_does(&next.command), "{:?}", next.command);
        true
    }

    /// A pair that goes its own way from here, and comes back at its end.
    fn branch(&self, seed: u64) -> Figures {
        let mut twins = Self { chance: Chance::new(seed), figures: Figures::default(), ..self.clone() };
        for _ in 0..LENGTH {
            match twins.chance.below(3) {
                0 => {
                    let command = twins.desks_command();
                    twins.desk_does(&command);
                }
                _ => twins.probe(),
            }
            if twins.entitled.everybody {
                break;
            }
        }
        twins.come_back();
        twins.ended()
    }

    fn ended(&self) -> Figures {
        let [one, other] = &self.rigs;
        let differ = self.hidden.is_in_pack() || one.log != other.log || one.texts != other.texts;
        let differ = usize::from(differ);
        Figures { pairs: 1, differ, ..self.figures }
    }
}

/// Runs a pair to its end, and all that branch off on the way.
fn run(seed: u64) -> Vec<Figures> {
    let hidden = Hidden::ALL[usize::try_from(seed).unwrap() % Hidden::ALL.len()].clone();
    let mut twins = Twins::new(hidden, seed);
    let mut figures = Vec::new();
    loop {
        twins.rigs.iter_mut().for_each(|rig| everybody_works(rig, 0));
        twins.compare("after everybody worked");
        twins.hide();
        for n in 0..BRANCHES {
            figures.push(twins.branch(seed.wrapping_mul(1_000_003) + (figures.len() + n) as u64));
        }
        if twins.rigs[0].shared().phase == Phase::Closed {
            if !twins.goes_on() {
                break;
            }
        } else if !twins.next() || twins.entitled.everybody {
            break;
        }
    }
    figures.push(twins.ended());
    figures
}

/// `TWINS=10000 cargo test --release -p crosstracks-protocol --test rooms twins -- --nocapture` is the longer run.
#[test]
fn sessions_that_differ_in_what_is_hidden_look_the_same_to_others() {
    let wanted = std::env::var("TWINS").map_or(500, |wanted| wanted.parse().unwrap());
    plant();
    let mut all = Figures::default();
    let mut differ = vec![0; Hidden::ALL.len()];
    // Every kind in its turn, whether or not fewer would do.
    for seed in 0.. {
        if all.pairs >= wanted && seed >= Hidden::ALL.len() {
            break;
        }
        for one in run(seed as u64) {
            all.pairs += one.pairs;
            all.commands += one.commands;
            all.bytes += one.bytes;
            all.differ += one.differ;
            differ[seed % Hidden::ALL.len()] += one.differ;
        }
    }
    let idle: Vec<_> = Hidden::ALL.iter().zip(&differ).filter(|(_, differ)| **differ < 3).collect();
    assert!(idle.is_empty(), "nothing was hidden of {idle:?}");
    println!(
        "{} twin sessions, {} with something hidden by then; {} commands; {} bytes compared, 0 differ",
        all.pairs, all.differ, all.commands, all.bytes
    );
    assert!(all.differ * 3 > all.pairs, "too few differ for this to mean something: {all:?}");
}

/// Plants the bug in the rules that `tests/planted-bugs.sh` names, to be found here.
fn plant() {
    #[cfg(feature = "planted-bugs")]
    match std::env::var("CROSSTRACKS_PLANTED_BUG").as_deref() {
        Ok("reveal-early") => planted::plant(planted::Bug::RevealEarly),
        Ok("leak-count") => planted::plant(planted::Bug::LeakCount),
        _ => {}
    }
}

/// Somebody who may not know of the difference.
fn stranger(twins: &mut Twins) -> Option<ParticipantId> {
    let rig = &twins.rigs[0];
    let is_stranger = |who: &&ParticipantId| {
        let group = rig.group_id(who);
        !twins.entitled.people.contains(*who)
            && group.is_none_or(|group| !twins.entitled.groups.contains(&group))
    };
    let strangers: Vec<_> = rig.people.iter().filter(is_stranger).cloned().collect();
    (!strangers.is_empty()).then(|| strangers[twins.chance.below(strangers.len())].clone())
}
