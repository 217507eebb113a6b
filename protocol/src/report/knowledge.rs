//! Part 4: what services did not know of each other, and how it was put right.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{
    disclosure::{Published, Readers, Tier},
    gap::{Marks, confidently_wrong, correction_order},
    input::{AnswerRun, QuestionRun, ReportInput},
    number::Ratio,
};
use crate::{
    command::{Mark, Tap},
    ids::{ItemId, ServiceId},
    pack::Topic,
};

/// What services did not know of each other.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct KnowledgeReport {
    /// By question and, where a service wrote in more than one group, by service.
    pub gaps: Vec<KnowledgeGap>,
    /// What was corrected, confidently wrong first; for facilitators alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrections: Option<Vec<Correction>>,
    /// What services say is otherwise in the pack's own answers; for facilitators alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disputes: Option<Vec<Dispute>>,
}

/// How well a question was answered.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct KnowledgeGap {
    /// Which question.
    pub question: ItemId,
    /// Its place among its service's, from 1.
    pub number: usize,
    /// The question.
    pub text: String,
    /// What it is about.
    pub topic: Topic,
    /// The service it is about.
    pub target: ServiceId,
    /// The service that wrote; left out where that would name a single group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<ServiceId>,
    /// How its points were marked.
    pub marks: Published<MarksFigure>,
}

/// Marks, and the gap that they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct MarksFigure {
    /// The marks.
    pub marks: Marks,
    /// The knowledge gap; none if nothing was reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<Ratio>,
}

/// What was written and how it was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct Correction {
    /// Which question.
    pub question: ItemId,
    /// Its place among its service's, from 1.
    pub number: usize,
    /// The service it is about, which corrected.
    pub target: ServiceId,
    /// Who wrote; left out where the group is the only one of its service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<GroupLabel>,
    /// The point; none where the group wrote none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The group said that it does not know.
    pub dont_know: bool,
    /// The group did not reach the question.
    pub not_reached: bool,
    /// How sure the group was, 0 to 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// How the service found the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// Wrong, and written confidently.
    pub confidently_wrong: bool,
    /// What the service said to it.
    pub clarifications: Vec<String>,
    /// What its authors made of that.
    pub taps: Vec<Tap>,
}

/// A group, by its service and its number there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct GroupLabel {
    /// Its service.
    pub service: ServiceId,
    /// Its number there.
    pub number: usize,
}

/// A service says that the pack's answer is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Dispute {
    /// On which question.
    pub question: ItemId,
    /// What it says.
    pub text: String,
}

pub(super) fn knowledge(input: &ReportInput, readers: Readers) -> KnowledgeReport {
    let facilitators = readers == Readers::Facilitators;
    let fewest = input.thresholds.fewest(readers, Tier::Group).pooled;
    let disputes = input.questions.iter().flat_map(|question| {
        question.disputes.iter().map(|text| Dispute { question: question.id.clone(), text: text.clone() })
    });
    KnowledgeReport {
        gaps: input.questions.iter().flat_map(|question| gaps(question, fewest)).collect(),
        corrections: facilitators.then(|| corrections(input)),
        disputes: facilitators.then(|| disputes.collect()),
    }
}

fn gaps(question: &QuestionRun, fewest: usize) -> Vec<KnowledgeGap> {
    let mut authors: BTreeMap<&ServiceId, Vec<&AnswerRun>> = BTreeMap::new();
    for answer in &question.answers {
        authors.entry(&answer.service).or_default().push(answer);
    }
    let gap = |(author, answers): (&ServiceId, Vec<&AnswerRun>)| KnowledgeGap {
        question: question.id.clone(),
        number: question.number,
        text: question.text.clone(),
        topic: question.topic,
        target: question.target.clone(),
        author: (answers.len() > 1).then(|| author.clone()),
        marks: Published::of_groups(answers.iter().map(|answer| answer.people).sum(), fewest, || {
            let marks = marks(&answers);
            MarksFigure { marks, gap: marks.gap() }
        }),
    };
    authors.into_iter().map(gap).collect()
}

fn marks(answers: &[&AnswerRun]) -> Marks {
    let mut marks = Marks::default();
    for answer in answers {
        answer.points.iter().for_each(|point| marks.add(point.mark));
        if answer.points.is_empty() {
            *if answer.dont_know { &mut marks.dont_know } else { &mut marks.not_reached } += 1;
        }
    }
    marks
}

fn corrections(input: &ReportInput) -> Vec<Correction> {
    let mut list: Vec<Correction> = input
        .questions
        .iter()
        .flat_map(|question| question.answers.iter().flat_map(|answer| answered(question, answer)))
        .collect();
    list.sort_by_key(|one| correction_order(one.mark, one.confidence));
    list
}

fn answered(question: &QuestionRun, answer: &AnswerRun) -> Vec<Correction> {
    let of_its_service = question.answers.iter().filter(|other| other.service == answer.service).count();
    let empty = Correction {
        question: question.id.clone(),
        number: question.number,
        target: question.target.clone(),
        author: (of_its_service > 1)
            .then(|| GroupLabel { service: answer.service.clone(), number: answer.number }),
        text: None,
        dont_know: answer.dont_know,
        not_reached: answer.points.is_empty() && !answer.dont_know,
        confidence: answer.confidence,
        mark: None,
        confidently_wrong: false,
        clarifications: answer.clarifications.clone(),
        taps: Vec::new(),
    };
    if answer.points.is_empty() {
        return vec![empty];
    }
    let point = answer.points.iter().map(|point| Correction {
        text: Some(point.text.clone()),
        mark: point.mark,
        confidently_wrong: confidently_wrong(point.mark, answer.confidence),
        clarifications: point.clarifications.iter().chain(&answer.clarifications).cloned().collect(),
        taps: point.taps.iter().copied().collect(),
        ..empty.clone()
    });
    point.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::PointRun;

    fn answer(service: &str, number: usize, confidence: u8, marks: &[Mark]) -> AnswerRun {
        let point = |mark: &Mark| PointRun {
            text: format!("{service} {number}"),
            mark: Some(*mark),
            clarifications: Vec::new(),
            taps: [Tap::Surprised].into(),
        };
        AnswerRun {
            group: format!("{service}-{number}").as_str().into(),
            number,
            service: service.into(),
            people: 4,
            confidence: Some(confidence),
            dont_know: false,
            points: marks.iter().map(point).collect(),
            clarifications: Vec::new(),
        }
    }

    fn report(answers: Vec<AnswerRun>, readers: Readers) -> KnowledgeReport {
        let question = QuestionRun {
            id: "a1".into(),
            number: 1,
            text: "How are they trained?".into(),
            topic: Topic::Training,
            target: "south".into(),
            answers,
            disputes: vec!["Not here".into()],
        };
        knowledge(&ReportInput { questions: vec![question], ..ReportInput::default() }, readers)
    }

    #[test]
    fn a_service_with_one_group_is_not_named() {
        let one = answer("north", 1, 3, &[Mark::NotRight, Mark::Right]);
        let alone = report(vec![one.clone()], Readers::Facilitators);
        assert_eq!((&alone.gaps[0].author, &alone.corrections.unwrap()[0].author), (&None, &None));
        let two = report(vec![one, answer("north", 2, 0, &[Mark::Right])], Readers::Facilitators);
        assert_eq!(two.gaps[0].author, Some("north".into()));
        let corrections = two.corrections.unwrap();
        assert_eq!(corrections[0].author, Some(GroupLabel { service: "north".into(), number: 1 }));
        assert!(corrections[0].confidently_wrong && !corrections[1].confidently_wrong);
    }

    #[test]
    fn not_knowing_and_not_reaching_are_one_unit_each() {
        let mut unknown = answer("north", 1, 0, &[]);
        unknown.dont_know = true;
        let answers = vec![unknown, answer("north", 2, 0, &[]), answer("north", 3, 1, &[Mark::Right; 3])];
        let report = report(answers, Readers::Facilitators);
        let figure = report.gaps[0].marks.shown().unwrap();
        assert_eq!((figure.marks.dont_know, figure.marks.not_reached, figure.marks.right), (1, 1, 3));
        assert_eq!(figure.gap.unwrap().decimal().thousandths(), 250);
    }

    #[test]
    fn only_counts_of_ten_people_leave_the_session() {
        let group = |number| answer("north", number, 0, &[Mark::Partly]);
        let two = report(vec![group(1), group(2)], Readers::Commissioners);
        assert_eq!(two.gaps[0].marks, Published::not_shown(10));
        assert_eq!((two.corrections, two.disputes), (None, None));
        let three = report(vec![group(1), group(2), group(3)], Readers::Commissioners);
        assert_eq!(three.gaps[0].marks.shown().unwrap().marks.partly, 3);
    }
}
