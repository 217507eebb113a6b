//! What a room gives to its report.

mod feedback;

use std::collections::BTreeMap;

use super::{
    AnswerRun, Answers, Asked, CaseNote, CasePartRun, CollectivePlan, Deviation, GroupRun, PlanOwner,
    PlansRun, PointRun, QuestionRun, QuoteRun, ReportInput, StageReport, StageRun, Table, Thresholds,
};
use crate::{
    action::ActionField,
    command::{Choice, Cursor, GroupsKind},
    ids::{GroupId, ItemId, ParticipantId, ServiceId, TextId},
    pack::{Lens, Question, Quote, StagePlan},
    room::{
        Room, Tally,
        case_study::PollTally,
        groups::Grouping,
        members::Member,
        number,
        plans::Action,
        points::{WHY_CHOSEN, WHY_SAID},
    },
    stamp::Timestamp,
    view::{ItemState, Standing},
};

impl From<&Room> for ReportInput {
    fn from(room: &Room) -> Self {
        Self {
            services: room.pack.services.iter().map(|service| service.id.clone()).collect(),
            thresholds: Thresholds::of(&room.pack.privacy),
            pack: Some((room.pack.title.clone(), room.pack.version)),
            opened_at: room.opened_at,
            attendance: room.members_table(|_, _| Some(())),
            stages: room.stage_runs(),
            groups: room.group_runs(),
            deviations: room.deviations(),
            quotes: room.quote_runs(),
            questions: room.questions().into_iter().map(|question| room.question_run(question)).collect(),
            case: room.part_items().iter().filter_map(|part| room.case_run(part)).collect(),
            plans: room.plans_run(),
            ratings: room.rating_runs(),
            debrief: room.debrief_notes(),
            feedback: room.feedback_runs(),
            follow_up: room.follow_up_run(),
        }
    }
}

/// The stages of a room's plan, as planned and as run.
pub(crate) fn planned_and_run(room: &Room) -> Vec<StageReport> {
    room.stage_runs().iter().map(super::fidelity::stage).collect()
}

fn table(tally: Option<&Tally>) -> Table<Choice> {
    let votes = tally.into_iter().flat_map(Tally::votes);
    votes.map(|(who, service, choice)| (who.clone(), (service.cloned(), choice.clone()))).collect()
}

impl Room {
    /// Something of everybody who took part, those who left included.
    fn members_table<V>(&self, of: impl Fn(&ParticipantId, &Member) -> Option<V>) -> Table<V> {
        let took_part = self.took_part();
        let row = |(who, member): (&ParticipantId, &Member)| {
            let service = (!member.bridge).then(|| member.service.clone());
            Some((who.clone(), (service, of(who, member)?)))
        };
        took_part.filter_map(row).collect()
    }

    fn took_part(&self) -> impl Iterator<Item = (&ParticipantId, &Member)> {
        let in_or_left = |member: &Member| matches!(member.standing, Standing::In | Standing::Left);
        self.members.participants.iter().filter(move |(_, member)| in_or_left(member))
    }

    fn stage_runs(&self) -> Vec<StageRun> {
        let stages = &self.preset().stages;
        let began = |stage: usize| self.agenda.began(Cursor { stage, step: 0, item: 0 });
        let ended = self.agenda.ended_at;
        let run = |(i, plan): (usize, &StagePlan)| {
            let next: Option<Timestamp> = (i + 1..stages.len()).find_map(began);
            StageRun {
                id: plan.id.clone(),
                title: plan.title.clone(),
                planned_minutes: plan.minutes.into(),
                began: began(i),
                ended: began(i).and(next.or(ended)),
            }
        };
        stages.iter().enumerate().map(run).collect()
    }

    fn groups_of(&self, kind: GroupsKind) -> impl Iterator<Item = &Grouping> {
        self.grouping.formed(kind).into_iter().flat_map(|formed| formed.groups.values())
    }

    fn group_runs(&self) -> Vec<GroupRun> {
        let run = |kind: GroupsKind, group: &Grouping| {
            let mut services: BTreeMap<ServiceId, usize> = BTreeMap::new();
            for member in group.members.iter().filter_map(|who| self.members.participants.get(who)) {
                *services.entry(member.service.clone()).or_insert(0) += 1;
            }
            GroupRun { id: group.id.clone(), kind, services }
        };
        let of = |kind| self.groups_of(kind).map(move |group| run(kind, group));
        of(GroupsKind::Mixed).chain(of(GroupsKind::Single)).collect()
    }

    fn deviations(&self) -> Vec<Deviation> {
        let mut found = Vec::new();
        let started = self.agenda.started_at.is_some();
        let services: Vec<&ServiceId> = self.took_part().map(|(_, member)| &member.service).collect();
        if started && services.windows(2).all(|pair| pair[0] == pair[1]) {
            found.push(Deviation::OneService {});
        }
        if self.took_part().any(|(_, member)| member.late) {
            found.push(Deviation::Latecomers {});
        }
        if self.took_part().any(|(_, member)| member.bridge) {
            found.push(Deviation::Bridges {});
        }
        let items = self.quotes().map(|quote| &quote.id);
        let parts = self.part_items();
        for id in items.chain(self.questions().into_iter().map(|question| &question.id)).chain(&parts) {
            let item = self.agenda.item(id.as_str());
            if self.impressions.withdrawn.contains(id) {
                found.push(Deviation::Withdrawn { quote: id.clone() });
            } else if item.state == ItemState::Skipped {
                found.push(Deviation::Skipped { item: id.clone() });
            } else if item.exposed && item.state != ItemState::Revealed {
                found.push(Deviation::Exposed { item: id.clone() });
            }
        }
        found
    }

    fn quote_runs(&self) -> Vec<QuoteRun> {
        let live = self.live_quotes();
        let quotes = self.quotes().enumerate().filter(|(_, quote)| live.contains(&quote.id));
        quotes.map(|(i, quote)| self.quote_run(i + 1, quote)).collect()
    }

    fn quote_run(&self, number: usize, quote: &Quote) -> QuoteRun {
        let tallies = self.impressions.tallies(&quote.id);
        let tables: Vec<&Grouping> = self.groups_of(GroupsKind::Mixed).collect();
        let answered: Vec<_> = tables
            .iter()
            .filter_map(|table| Some((table, self.impressions.answer(&table.id, &quote.id)?)))
            .collect();
        let notes = |part: &str| -> Vec<String> {
            tables.iter().flat_map(|table| self.words_on(&table.id, &format!("{}{part}", quote.id))).collect()
        };
        let outside = quote.speaker_stakeholder.as_ref().map(|id| ServiceId::from(id.as_str()));
        QuoteRun {
            id: quote.id.clone(),
            number,
            text: quote.text.clone(),
            truth: Choice(quote.speaker_services.iter().cloned().chain(outside).collect()),
            valence: quote.valence,
            provenance: quote.provenance,
            votes: table(tallies.map(|tallies| &tallies.first)),
            votes_after_talk: table(tallies.map(|tallies| &tallies.second)),
            table_people: answered.iter().map(|(table, _)| table.members.len()).sum(),
            tables: answered.into_iter().map(|(_, answer)| answer.clone()).collect(),
            why_said: notes(WHY_SAID),
            why_chosen: notes(WHY_CHOSEN),
        }
    }

    fn words_on(&self, group: &GroupId, sheet: &str) -> Vec<String> {
        let points = self.points.in_order(group, sheet);
        points.into_iter().map(|(_, point)| self.texts.owned(point.text)).collect()
    }

    fn question_run(&self, question: &Question) -> QuestionRun {
        let answers = self.groups_of(GroupsKind::Single).filter_map(|group| {
            let service = group.service.as_ref()?;
            let asked = self.questions_of(service).iter().any(|other| other.id == question.id);
            asked.then(|| self.answer_run(group, service, &question.id))
        });
        QuestionRun {
            id: question.id.clone(),
            number: self.question_number(question),
            text: question.text.clone(),
            topic: question.topic,
            target: question.target_service.clone(),
            answers: answers.collect(),
            disputes: self.knowledge.disputes(&question.id).map(|(_, text)| self.texts.owned(text)).collect(),
        }
    }

    fn answer_run(&self, group: &Grouping, service: &ServiceId, question: &ItemId) -> AnswerRun {
        let stance = self.knowledge.stance(&group.id, question.as_str());
        let points = self.points.in_order(&group.id, question.as_str());
        let pairings = self.grouping.pairings_of(&group.id);
        let said = pairings.flat_map(|pairing| self.knowledge.words_on_questions(&pairing.id));
        let clarifications = said
            .filter(|(id, _)| *id == question)
            .flat_map(|(_, words)| words.values().map(|text| self.texts.owned(*text)));
        AnswerRun {
            group: group.id.clone(),
            number: number(&group.id),
            service: service.clone(),
            people: group.members.len(),
            confidence: stance.confidence,
            dont_know: stance.dont_know,
            clarifications: clarifications.collect(),
            points: points
                .into_iter()
                .map(|(id, point)| PointRun {
                    text: self.texts.owned(point.text),
                    mark: self.knowledge.mark(id),
                    clarifications: self
                        .knowledge
                        .words_on_point(id)
                        .map(|(_, text)| self.texts.owned(text))
                        .collect(),
                    taps: self.knowledge.taps(id).collect(),
                })
                .collect(),
        }
    }

    /// A part of the case: what tables wrote, and the poll as it was counted for the room.
    fn case_run(&self, part: &ItemId) -> Option<CasePartRun> {
        let (_, found) = self.part(part)?;
        let member = |who: &ParticipantId| self.members.participants.get(who);
        let poll = found.poll.as_ref().map(|poll| {
            let answers = self.case_study.tally(part).into_iter().flat_map(PollTally::answers);
            let service =
                |who| member(who).filter(|member| !member.bridge).map(|member| member.service.clone());
            let answers = answers.map(|(who, option)| (who.clone(), (service(who), *option))).collect();
            let (id, text) = (part.clone(), poll.question.clone());
            Asked { id, text, answers: Answers::Options(poll.options.clone(), answers) }
        });
        let mut notes = Vec::new();
        for question in &found.questions {
            for (service, sheet) in self.question_sheets(question) {
                let of = |text| CaseNote {
                    lens: question.lens,
                    question: question.text.clone(),
                    service: service.clone(),
                    disagreement: false,
                    text,
                };
                notes.extend(self.words_of_tables(sheet.as_str()).map(of));
            }
        }
        let asked = self.pack.case_study.as_ref().map(|said| said.disagreement_prompt.clone());
        notes.extend(self.words_of_tables(Self::differ_sheet(part).as_str()).map(|text| CaseNote {
            lens: Lens::Conflict,
            question: asked.clone().unwrap_or_default(),
            service: None,
            disagreement: true,
            text,
        }));
        Some(CasePartRun { title: found.title.clone(), notes, poll })
    }

    fn words_of_tables(&self, sheet: &str) -> impl Iterator<Item = String> {
        self.groups_of(GroupsKind::Mixed).flat_map(move |table| self.words_on(&table.id, sheet))
    }

    /// What people planned: their own plans as counts, for nobody can read them.
    fn plans_run(&self) -> PlansRun {
        let count = |who: &ParticipantId| u8::try_from(self.plans.confidence_of(who).len()).ok();
        // As a whole mean, halves up.
        let mean = |who: &ParticipantId| {
            let sure: Vec<i32> = self.plans.confidence_of(who).into_iter().flatten().map(i32::from).collect();
            let people = i32::try_from(sure.len()).ok().filter(|people| *people > 0)?;
            Some((2 * sure.iter().sum::<i32>() + people) / (2 * people))
        };
        let mut tables: Vec<&GroupId> = self.plans.actions().groups().collect();
        tables.sort_by_key(|table| number(table));
        let actions = tables.into_iter().flat_map(|table| self.plans.actions().in_order(table));
        PlansRun {
            personal: self.members_table(|who, _| count(who).filter(|plans| *plans > 0)),
            confidence: self.members_table(|who, _| mean(who)),
            collective: actions.map(|(_, action)| self.collective_plan(action)).collect(),
        }
    }

    fn collective_plan(&self, action: &Action) -> CollectivePlan {
        let words = |text: TextId| self.texts.owned(text);
        let part = |field| action.text(&field).map(words);
        let owner =
            |(service, role): (&ServiceId, TextId)| PlanOwner { service: service.clone(), role: words(role) };
        CollectivePlan {
            action: part(ActionField::Action).unwrap_or_default(),
            first_step: part(ActionField::FirstStep),
            owners: action.owners().map(owner).collect(),
            by: part(ActionField::By),
            measure: part(ActionField::Measure),
            must_agree: part(ActionField::MustAgree),
            sponsor: action.sponsor.map(words),
            standing: action.standing,
        }
    }
}
