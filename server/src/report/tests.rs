//! Reports of hand-made sessions, in all their forms.

use std::io::{Cursor, Read};

use crosstracks_protocol::{
    command::{Choice, GroupsKind, Mark, Tap},
    event::Settings,
    ids::{ItemId, ParticipantId, RoomId, ServiceId},
    pack::{Lens, Pack, Provenance, Scale, Topic, Valence},
    report::{
        AnswerRun, Answers, Asked, CaseNote, CasePartRun, CollectivePlan, DebriefNote, FollowUpRun, GroupRun,
        PlanOwner, PlanStanding, PlansRun, PointRun, QuestionRun, QuoteRun, Rating, RatingRun, Readers,
        ReportInput, Snapshot, Table, Verdict, Words,
        document::{Block, Cell, Document},
        outcomes::Outcomes,
    },
    room::{Opening, Room},
    stamp::{Stamp, Timestamp},
};

use super::*;

/// What anybody may type, and a spreadsheet or a browser may take for something else.
const TYPED: [&str; 6] =
    ["=1+1", "+41", "-2", "@SUM(A1)", "<script>alert(1)</script>", "\"Quoted\", and; more"];

fn room() -> Room {
    let pack = Pack::sample();
    let preset = pack.agenda.presets[0].id.to_string();
    let settings = Settings { grace_ms: 0, preset, max_people: 100 };
    let opening = Opening {
        room: RoomId::from("r1"),
        pack: pack.into(),
        settings,
        title: "=Tuesday".into(),
        name: "Sam".into(),
    };
    let stamp = Stamp { at: Timestamp(1_795_000_000_000), seed: 1 };
    let (_, entries, texts) = Room::open(opening, stamp).unwrap();
    let texts = texts.into_iter().collect();
    Room::replay(entries, texts).unwrap()
}

/// Everybody of two services, twelve each, with what they answered.
fn of_everybody<V>(room: &Room, answer: impl Fn(usize) -> V) -> Table<V> {
    let services: Vec<ServiceId> = room.pack().services.iter().map(|service| service.id.clone()).collect();
    let person = |n: usize| {
        let who = ParticipantId::new(format!("p{n:02}"));
        (who, (Some(services[n % 2].clone()), answer(n)))
    };
    (0..24).map(person).collect()
}

fn typed(n: usize) -> String {
    TYPED[n % TYPED.len()].to_owned()
}

/// A session in which every part of the report has something in it.
fn full(room: &Room) -> ReportInput {
    let pack = room.pack();
    let services: Vec<ServiceId> = pack.services.iter().map(|service| service.id.clone()).collect();
    let scale = Scale { min: 0, max: 4, min_label: "no".into(), max_label: "yes".into() };
    let asked = |id: &str, answers| Asked { id: id.into(), text: format!("What of {id}?"), answers };
    let words = |n: usize| Words { texts: vec![typed(n)], service_named: true };
    let point = |n: usize| PointRun {
        text: typed(n),
        mark: Some([Mark::NotRight, Mark::Right, Mark::Partly][n % 3]),
        clarifications: vec![typed(n + 1)],
        taps: [Tap::Surprised].into(),
    };
    let answer = |number: usize| AnswerRun {
        group: format!("g{number}").as_str().into(),
        number,
        service: services[0].clone(),
        people: 6,
        confidence: Some(3),
        dont_know: false,
        points: (0..TYPED.len()).map(point).collect(),
        clarifications: vec![],
    };
    let question = &pack.knowledge_questions[0];
    ReportInput {
        services: services.clone(),
        pack: Some((pack.title.clone(), pack.version)),
        attendance: of_everybody(room, |_| ()),
        groups: vec![GroupRun {
            id: "t1".into(),
            kind: GroupsKind::Mixed,
            services: services.iter().map(|id| (id.clone(), 12)).collect(),
        }],
        quotes: vec![QuoteRun {
            id: pack.quotes[0].id.clone(),
            number: 1,
            text: "<b>bold</b>".into(),
            truth: Choice([services[0].clone()].into()),
            valence: Valence::Critical,
            provenance: Provenance::Illustrative,
            votes: of_everybody(room, |n| Choice([services[n % 2].clone()].into())),
            votes_after_talk: Table::default(),
            tables: vec![],
            table_people: 0,
            why_said: TYPED.map(str::to_owned).to_vec(),
            why_chosen: vec![typed(0)],
        }],
        questions: vec![QuestionRun {
            id: question.id.clone(),
            number: 1,
            text: question.text.clone(),
            topic: Topic::Training,
            target: services[1].clone(),
            answers: vec![answer(1), answer(2)],
            disputes: vec![typed(0)],
        }],
        case: vec![CasePartRun {
            title: "A part".into(),
            notes: vec![CaseNote {
                lens: Lens::Values,
                question: "What matters?".into(),
                service: None,
                disagreement: false,
                text: typed(3),
            }],
            poll: Some(asked(
                "poll",
                Answers::Options(vec!["Today".into(), "Later".into()], of_everybody(room, |n| n % 2)),
            )),
        }],
        plans: PlansRun {
            personal: of_everybody(room, |_| 2),
            confidence: of_everybody(room, |n| i32::try_from(n % 11).unwrap()),
            collective: vec![CollectivePlan {
                action: typed(1),
                first_step: Some(typed(2)),
                owners: vec![PlanOwner { service: services[0].clone(), role: typed(3) }],
                by: Some("in May".into()),
                measure: None,
                must_agree: None,
                sponsor: Some(typed(0)),
                standing: PlanStanding::Accepted,
            }],
        },
        ratings: vec![RatingRun {
            id: "c1".into(),
            text: "I know whom to ask.".into(),
            scale: scale.clone(),
            asked_before: true,
            asked_at_end: true,
            answers: of_everybody(room, |n| Rating {
                before: Some(i32::try_from(n % 3).unwrap()),
                recalled: Some(i32::try_from(n % 2).unwrap()),
                now: Some(i32::try_from(n % 3 + 2).unwrap()),
            }),
            later: of_everybody(room, |n| i32::try_from(n % 4).unwrap()),
        }],
        feedback: vec![
            asked("useful", Answers::Scale(scale, of_everybody(room, |n| i32::try_from(n % 5).unwrap()))),
            asked("keep", Answers::Words(of_everybody(room, words))),
        ],
        follow_up: FollowUpRun {
            outcomes: of_everybody(room, |n| Outcomes { done: n % 2, not_yet: 1, ..Outcomes::default() }),
            asked: vec![asked("hindered", Answers::Words(of_everybody(room, words)))],
        },
        debrief: vec![DebriefNote {
            item: pack.quotes[0].id.clone(),
            verdict: Verdict::Retire,
            note: Some(typed(0)),
        }],
        ..ReportInput::default()
    }
}

fn both(input: ReportInput, room: &Room) -> [Document; 2] {
    let snapshot = Snapshot::take(input, &[]);
    [Readers::Facilitators, Readers::Commissioners].map(|readers| document(&snapshot.report(readers), room))
}

fn cells(document: &Document) -> Vec<&Cell> {
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let tables =
        blocks.filter_map(|block| if let Block::Table { table } = block { Some(table) } else { None });
    tables.flat_map(|table| &table.groups).flat_map(|group| &group.rows).flat_map(|row| &row.cells).collect()
}

#[test]
fn every_part_shows_what_is_in_it() {
    let room = room();
    let [facilitators, commissioners] = both(full(&room), &room);
    let ids: Vec<&str> = facilitators.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "session",
            "impressions",
            "notes",
            "knowledge",
            "case",
            "plans",
            "ratings",
            "feedback",
            "follow-up",
            "debrief"
        ]
    );
    for section in &facilitators.sections {
        let has_table = section.blocks.iter().any(|block| matches!(block, Block::Table { .. }));
        assert!(has_table, "{} shows nothing: {section:?}", section.id);
    }
    for part in ["notes", "debrief"] {
        assert!(!commissioners.sections.iter().any(|section| section.id == part));
    }
    // A message that is missing would be said by its name.
    for document in [&facilitators, &commissioners] {
        let said = serde_json::to_string(document).unwrap();
        assert!(!said.contains("\"doc-"), "{said}");
    }
    let said = cells(&facilitators);
    assert!(said.iter().any(|cell| matches!(cell, Cell::Share { part: 12, whole: 24, is_so: true })));
    assert!(said.iter().any(|cell| matches!(cell, Cell::Pieces { pieces } if pieces.len() > 2)));
    assert!(said.contains(&&Cell::words("confidently wrong")));
}

#[test]
fn an_empty_session_says_so_kindly() {
    let room = room();
    let [facilitators, commissioners] = both(ReportInput::default(), &room);
    for document in [facilitators, commissioners] {
        assert!(document.sections.iter().all(|section| !section.blocks.is_empty()));
        let page = html(&document);
        for words in ["No feedback was asked for.", "Nobody has answered yet.", "not shown (fewer than "] {
            assert!(page.contains(words), "{words}");
        }
        csv(&document).unwrap();
        xlsx(&document).unwrap();
    }
}

/// Nobody's words are in anything for commissioners, in any form.
#[test]
fn commissioners_read_figures_alone() {
    let room = room();
    let mut input = full(&room);
    let planted = "planted heron";
    for answer in &mut input.questions[0].answers {
        answer.points.iter_mut().for_each(|point| point.text = planted.into());
    }
    input.quotes[0].why_said = vec![planted.into()];
    input.case[0].notes[0].text = planted.into();
    input.plans.collective[0].action = planted.into();
    input.debrief[0].note = Some(planted.into());
    let words = |_| Words { texts: vec![planted.into()], service_named: true };
    input.feedback[1].answers = Answers::Words(of_everybody(&room, words));
    let [facilitators, commissioners] = both(input, &room);
    let forms = |document: &Document| {
        let book = sheets(&xlsx(document).unwrap()).join("");
        [
            serde_json::to_string(document).unwrap(),
            html(document),
            String::from_utf8(csv(document).unwrap()).unwrap(),
            book,
        ]
    };
    for (theirs, ours) in forms(&commissioners).iter().zip(forms(&facilitators)) {
        assert!(ours.contains(planted));
        assert!(!theirs.contains(planted));
    }
}

/// Every file of a workbook, as text.
fn sheets(book: &[u8]) -> Vec<String> {
    let mut files = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let names: Vec<String> = files.file_names().map(|name| name.unwrap().into_owned()).collect();
    let text = |name: &String| {
        let mut text = String::new();
        files.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(text).collect()
}

#[test]
fn no_cell_of_a_workbook_is_a_formula() {
    let room = room();
    let [facilitators, _] = both(full(&room), &room);
    let sheets = sheets(&xlsx(&facilitators).unwrap());
    assert!(sheets.iter().filter(|sheet| sheet.contains("<sheetData>")).count() > 8);
    assert!(!sheets.iter().any(|sheet| sheet.contains("<f>") || sheet.contains("<f ")));
    let texts = sheets.iter().find(|sheet| sheet.contains("<sst")).unwrap();
    for typed in ["<t>=1+1</t>", "<t>+41</t>", "<t>-2</t>", "<t>@SUM(A1)</t>"] {
        assert!(texts.contains(typed), "{typed} is kept as it was typed");
    }
}

#[test]
fn no_cell_of_the_long_table_begins_a_formula() {
    let room = room();
    let [facilitators, _] = both(full(&room), &room);
    let bytes = csv(&facilitators).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("a byte order mark");
    let mut lines = ::csv::Reader::from_reader(text.as_bytes());
    assert_eq!(lines.headers().unwrap().len(), 8);
    let (mut seen, mut guarded) = (0, 0);
    for line in lines.records() {
        let line = line.unwrap();
        for (i, field) in line.iter().enumerate() {
            seen += 1;
            if [5, 6].contains(&i) {
                assert!(field.is_empty() || field.parse::<f64>().is_ok(), "{field} is no amount");
            } else {
                assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field}");
                guarded += usize::from(field.starts_with('\''));
            }
        }
    }
    assert!(seen > 500 && guarded > 10, "{seen} {guarded}");
}

#[test]
fn the_page_has_what_readers_and_printers_need_and_no_markup_that_anybody_typed() {
    let room = room();
    let [facilitators, _] = both(full(&room), &room);
    let page = html(&facilitators);
    for there in
        ["<html lang=\"en-GB\">", "<title>=Tuesday</title>", "@page", "table-header-group", "<thead>"]
    {
        assert!(page.contains(there), "{there}");
    }
    assert_eq!(page.matches("<h1>").count(), 1);
    assert_eq!(page.matches("<table").count(), page.matches("<caption>").count());
    assert!(!page.contains("<script") && !page.contains("<b>bold") && !page.contains("http"));
    assert!(page.contains("&lt;script&gt;"));
    let quote = ItemId::from("q1");
    assert!(!page.contains(&format!("\"{quote}\"")));
}
