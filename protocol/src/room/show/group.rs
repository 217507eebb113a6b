//! What the people of a group see of it, and, once their exchange has opened, of those they meet.

use std::collections::BTreeMap;

use super::{
    super::{Room, groups::Grouping, pairing::Pairing, points::Point},
    number,
};
use crate::{
    command::GroupsKind,
    ids::{GroupId, ItemId, ParticipantId, PointId, SheetId},
    view::Standing,
    view::group::{AnswerView, GroupView, MetGroup, PairingView, PersonView, PointView, Sheet},
};

/// From how many people of a service on nobody can tell from whom something comes.
const FEWEST_UNATTRIBUTABLE: usize = 5;

impl Room {
    pub(super) fn group_view(&self, id: &GroupId) -> Option<GroupView> {
        let (kind, group) = self.grouping.group(id)?;
        let sheet = |sheet: &SheetId| (sheet.clone(), self.sheet(id, sheet.as_str(), true, false));
        let single = kind == GroupsKind::Single;
        let questions = match &group.service {
            Some(service) => self.questions_of(service).iter().map(|question| question.id.clone()).collect(),
            None => Vec::new(),
        };
        Some(GroupView {
            group: id.clone(),
            kind,
            number: number(id),
            service: group.service.clone(),
            people: self.people_of(group),
            attributable: self.is_attributable(kind, group),
            scribe: self.scribe(kind, group),
            sheets: self.points.sheets(id).map(sheet).filter(|(_, points)| !points.is_empty()).collect(),
            answers: self.impressions.answers_of(id),
            questions: questions
                .into_iter()
                .map(|q| (q.clone(), self.knowledge.stance(id, q.as_str())))
                .collect(),
            actions: self.draft_actions(id),
            partners: if single { Vec::new() } else { self.partners_now(group) },
            pairing: self.pairing_now(id).filter(|_| single).map(|pairing| self.pairing_view(id, pairing)),
        })
    }

    fn people_of(&self, group: &Grouping) -> BTreeMap<ParticipantId, PersonView> {
        let person = |id: &ParticipantId| {
            let member = self.members.participants.get(id)?;
            let view = PersonView {
                name: self.texts.owned(member.name),
                service: member.service.clone(),
                profession: member.profession.clone(),
                left: member.standing != Standing::In,
            };
            Some((id.clone(), view))
        };
        group.members.iter().filter_map(person).collect()
    }

    /// Whether others may be able to tell from whom what a group writes comes: its service is small here,
    /// or the group is the only one of its kind.
    fn is_attributable(&self, kind: GroupsKind, group: &Grouping) -> bool {
        if kind == GroupsKind::Mixed {
            return false;
        }
        let service = group.service.as_ref();
        let people = service.map_or(0, |service| self.counts.of_service(service));
        let groups = self.grouping.single.iter().flat_map(|formed| formed.groups.values());
        people < FEWEST_UNATTRIBUTABLE || groups.filter(|g| g.service.as_ref() == service).count() == 1
    }

    /// Who writes: whoever took the pen, else the turn goes round by service and by stage.
    fn scribe(&self, kind: GroupsKind, group: &Grouping) -> Option<ParticipantId> {
        let present = |id: &ParticipantId| self.is_in(id);
        let taken = self.grouping.formed(kind).and_then(|formed| formed.scribes.get(&group.id));
        if let Some(scribe) = taken.filter(|id| present(id) && group.members.contains(id)) {
            return Some(scribe.clone());
        }
        let here: Vec<&ParticipantId> = group.members.iter().filter(|id| present(id)).collect();
        let services: Vec<_> = self.pack.services.iter().map(|service| &service.id).collect();
        let turn = number(&group.id) + self.agenda.cursor.stage;
        let service = services.get(turn.checked_rem(services.len())?)?;
        let of_service = |id: &&&ParticipantId| {
            self.members.participants.get(**id).is_some_and(|member| member.service == **service)
        };
        here.iter().find(of_service).or(here.first()).map(|id| (*id).clone())
    }

    /// A sheet's points. Authors are told to their own group alone; what was said to a point, once it was exchanged.
    fn sheet(&self, group: &GroupId, sheet: &str, own: bool, exchanged: bool) -> Sheet {
        let view = |(id, point): (&PointId, &Point)| {
            let words = self.knowledge.words_on_point(id).filter(|_| exchanged);
            let view = PointView {
                number: point.number,
                text: self.texts.owned(point.text),
                author: own.then(|| point.author.clone()),
                revision: point.revision,
                late: point.late,
                mark: self.knowledge.mark(id).filter(|_| exchanged),
                clarifications: words.map(|(group, text)| (group.clone(), self.texts.owned(text))).collect(),
                taps: self.knowledge.taps(id).filter(|_| exchanged).map(|tap| (tap, true)).collect(),
            };
            (id.clone(), view)
        };
        self.points.on(group, sheet).map(view).collect()
    }

    /// A group's answer to a question.
    pub(super) fn answer_view(&self, group: &GroupId, question: &ItemId, own: bool) -> AnswerView {
        let stance = self.knowledge.stance(group, question.as_str());
        let points = self.sheet(group, question.as_str(), own, true);
        AnswerView {
            dont_know: stance.dont_know,
            not_reached: points.is_empty() && !stance.dont_know,
            points,
            confidence: stance.confidence,
        }
    }

    fn pairing_view(&self, me: &GroupId, pairing: &Pairing) -> PairingView {
        let item = self.agenda.item(pairing.id.as_str());
        let groups: Vec<&Grouping> =
            pairing.groups.iter().filter_map(|id| Some(self.grouping.group(id)?.1)).collect();
        let met = |group: &&Grouping| {
            let service = group.service.clone()?;
            let names =
                self.people_of(group).into_values().filter(|person| !person.left).map(|p| p.name).collect();
            let here = self.knowledge.is_here(&pairing.id, &group.id);
            Some((group.id.clone(), MetGroup { number: number(&group.id), service, names, here }))
        };
        // Nothing that one side wrote goes to the other before their exchange opens.
        let turns = if item.opened { self.turns(pairing) } else { Vec::new() };
        let answers = |group: &&Grouping| {
            let asked = turns.iter().filter(|turn| group.service.as_ref() == Some(&turn.author_service));
            let own = group.id == *me;
            let answers =
                asked.map(|turn| (turn.question.clone(), self.answer_view(&group.id, &turn.question, own)));
            (group.id.clone(), answers.collect::<BTreeMap<_, _>>())
        };
        let said = self.knowledge.words_on_questions(&pairing.id).map(|(question, words)| {
            let words = words.iter().map(|(group, text)| (group.clone(), self.texts.owned(*text)));
            (question.clone(), words.collect())
        });
        PairingView {
            pairing: pairing.id.clone(),
            kind: pairing.kind,
            round: usize::from(pairing.round) + 1,
            status: item.status(),
            groups: groups.iter().filter_map(met).collect(),
            turn: self.knowledge.turn(&pairing.id),
            answers: if item.opened { groups.iter().map(answers).collect() } else { BTreeMap::new() },
            clarifications: said.collect(),
            turns,
        }
    }
}
