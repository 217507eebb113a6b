//! What an ordinary session does not do by itself.

use crosstracks_protocol::{
    action::ActionField,
    command::{Actor, Command},
    event::Event,
    ids::{ItemId, ParticipantId, PointId},
    pack::Step,
    report::Verdict,
    room::Decision,
    view::{ItemState, Phase, Standing, desk::DeedKind},
};

use super::super::{doing::answer, rig::Rig};

/// A kind of event, and an attempt at it.
type Rare = (&'static str, fn(&mut Rig));

/// Kinds of events, and how each comes about. An attempt is made at every turn of the session, after everybody has
/// worked, until there is an event of its kind; one that is refused, or finds that it is not yet the time, is made
/// again at the next turn. A new kind of event gets a line here.
pub(super) const RARE: &[Rare] = &[
    // At the door.
    ("joining_locked", |rig| desk(rig, &Command::LockJoining { on: true })),
    ("participant_admitted", |rig| {
        if let Some(participant) = knocks(rig) {
            desk(rig, &Command::Admit { participant });
        }
    }),
    ("participant_removed", |rig| {
        if let Some(participant) = latecomer(rig) {
            desk(rig, &Command::Remove { participant });
        }
    }),
    ("participant_corrected", |rig| {
        let me = rig.own(&rig.people[1]);
        let (service, profession, modality) = (me.service, me.profession, me.modality);
        own(rig, 1, &Command::CorrectMyself { name: "Pat".into(), service, profession, modality });
    }),
    ("participant_left", |rig| own(rig, 2, &Command::Leave {})),
    ("participant_returned", |rig| own(rig, 2, &Command::ComeBack {})),
    ("bridge_set", |rig| desk(rig, &Command::SetBridge { participant: rig.people[3].clone(), on: true })),
    ("help_asked", |rig| own(rig, 4, &Command::AskForHelp { on: true })),
    ("rules_accepted", |rig| own(rig, 5, &Command::AcceptRules {})),
    // On the agenda.
    ("names_shown", |rig| desk(rig, &Command::ShowNames { on: true })),
    ("paused", |rig| desk(rig, &Command::Pause {})),
    ("resumed", |rig| desk(rig, &Command::Resume {})),
    ("timer_extended", |rig| desk(rig, &Command::Extend { minutes: 5 })),
    ("undone", |rig| {
        if rig.desk().undo.is_some_and(|deed| deed.kind == DeedKind::Opened) {
            desk(rig, &Command::Undo {});
        }
    }),
    ("items_skipped", |rig| {
        if rig.shared().step.step == Step::Harvest {
            let items = rig.desk().item_order.split_off(4);
            desk(rig, &Command::Skip { items });
        }
    }),
    ("item_unrevealed", |rig| {
        let items = rig.desk().items;
        let shown = items.iter().find(|(_, item)| item.status.state == ItemState::Revealed);
        if let Some((item, _)) = shown {
            desk(rig, &Command::Unreveal { item: item.clone() });
        }
    }),
    ("quote_withdrawn", |rig| {
        if rig.shared().step.step == Step::Surprise {
            let quote = rig.shared().impressions.unwrap().order[0].clone();
            desk(rig, &Command::WithdrawQuote { quote });
        }
    }),
    // Groups.
    ("groups_discarded", |rig| desk(rig, &Command::DiscardGroups {})),
    ("participant_placed", |rig| {
        if rig.shared().step.step == Step::Talk {
            for group in rig.desk().groups.into_keys() {
                desk(rig, &Command::MoveParticipant { participant: rig.people[0].clone(), group });
            }
        }
    }),
    ("group_paired", |rig| {
        let pairings = rig.desk().pairings;
        if let [Some((one, there)), Some((other, _))] = [0, 1].map(|n| pairings.iter().nth(n)) {
            let group = there.groups.keys().next().unwrap().clone();
            let back = Command::MoveToPairing { group: group.clone(), pairing: one.clone() };
            desk(rig, &Command::MoveToPairing { group, pairing: other.clone() });
            desk(rig, &back);
        }
    }),
    ("pen_taken", |rig| own(rig, 0, &Command::TakePen {})),
    // What people write.
    ("point_edited", |rig| {
        anybody(rig, |point, _| Command::EditPoint {
            point,
            text: "Said in another way".into(),
            revision: 1,
        });
    }),
    ("point_removed", |rig| anybody(rig, |point, _| Command::RemovePoint { point, revision: 1 })),
    ("model_disputed", |rig| {
        anybody(rig, |_, question| Command::DisputeModel { question, text: "It is otherwise here".into() });
    }),
    ("plan_dropped", |rig| {
        if rig.shared().step.step == Step::Rehearse {
            own(rig, 0, &Command::DropPlan { plan: 3, revision: 1 });
        }
    }),
    ("action_removed", |rig| {
        own(rig, 0, &Command::AddAction { text: "Not this".into() });
        let actions = rig.group(&rig.people[0]).map(|group| group.actions).unwrap_or_default();
        let says = |part: &str| part == "Not this";
        let added = actions
            .into_iter()
            .find(|(_, draft)| draft.parts.get(&ActionField::Action).is_some_and(|part| says(&part.text)));
        if let Some((action, _)) = added {
            own(rig, 0, &Command::RemoveAction { action, revision: 1 });
        }
    }),
    // What is deleted.
    ("text_redacted", |rig| desk(rig, &Command::Redact { text: "Said in another way".into() })),
    ("participant_erased", |rig| {
        let people = rig.desk().people;
        let removed = people.into_iter().find(|(_, person)| person.standing == Standing::Removed);
        if let Some((participant, _)) = removed {
            desk(rig, &Command::Erase { participant });
        }
    }),
    // Afterwards.
    ("debrief_noted", |rig| {
        let item = rig.room.pack().quotes[0].id.clone();
        desk(rig, &Command::NoteDebrief { item, verdict: Verdict::Edit, note: "Shorter".into() });
    }),
    ("report_made", |rig| {
        if rig.room.phase() == Phase::Closed {
            let stamp = rig.stamp();
            let by = rig.facilitator.clone();
            let decision = rig.room.make_report(&by, stamp).unwrap();
            rig.keep(&decision, &Actor::Facilitator(by), None, stamp);
        }
    }),
    ("unlinked_answered", |rig| {
        if let Some(decision) = unlinked(rig) {
            let stamp = rig.stamp();
            rig.keep(&decision, &Actor::Server, None, stamp);
        }
    }),
];

fn desk(rig: &mut Rig, command: &Command) {
    // A refusal only means that it is not the time.
    _ = rig.desk_does(command);
}

fn own(rig: &mut Rig, nth: usize, command: &Command) {
    _ = rig.does(&rig.people[nth].clone(), command);
}

/// The first who may do it to any point or question does it.
fn anybody(rig: &mut Rig, command: impl Fn(PointId, ItemId) -> Command) {
    let questions: Vec<_> = rig.room.pack().knowledge_questions.iter().map(|one| one.id.clone()).collect();
    let added = rig.log.iter().filter_map(|entry| match &entry.event {
        Event::PointAdded { point, .. } => Some(point.clone()),
        _ => None,
    });
    let points: Vec<_> = added.chain(["none".into()]).collect();
    for who in rig.people.clone() {
        for n in 0..points.len().max(questions.len()) {
            let (point, question) = (&points[n % points.len()], &questions[n % questions.len()]);
            if rig.does(&who, &command(point.clone(), question.clone())) == Ok(1) {
                return;
            }
        }
    }
}

/// Somebody comes to a locked door. They take no part, so that everybody else can go on as one.
fn knocks(rig: &mut Rig) -> Option<ParticipantId> {
    if !rig.room.is_locked() {
        return None;
    }
    let who = rig.join(0, "Lee");
    rig.people.pop();
    Some(who)
}

/// Whoever is in and takes no part.
fn latecomer(rig: &Rig) -> Option<ParticipantId> {
    let people = rig.desk().people;
    let is_in = |who: &ParticipantId| rig.room.standing(who) == Some(Standing::In);
    people.into_keys().find(|who| is_in(who) && !rig.people.contains(who))
}

fn unlinked(rig: &Rig) -> Option<Decision> {
    let asked = rig.shared().follow_up?.asked?;
    let answers = asked.instrument.items.iter().map(|item| (item.id.clone(), answer(item, 2)));
    rig.room.answer_unlinked(&answers.collect()).ok()
}
