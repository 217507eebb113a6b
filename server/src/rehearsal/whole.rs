//! Holds what everybody was told together against what the desk shows: a vote that counted twice would
//! show nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::Choice,
    ids::{ItemId, ParticipantId},
    view::{DeskView, activities::Distribution, desk::DeskQuote},
};

use super::{
    book::{Disagreement, Fact},
    conductor::becomes,
    person::Person,
};

/// Whether nobody else is or was in the room. Of what others were told nothing is known.
pub(super) fn is_ours(desk: &DeskView, practice: &BTreeSet<ParticipantId>) -> bool {
    desk.people.keys().all(|person| practice.contains(person))
}

/// What the desk shows otherwise than everybody together was told.
pub(super) fn compare(desk: &DeskView, people: &[Person]) -> Vec<Disagreement> {
    let mut found: Vec<Disagreement> =
        desk.quotes.iter().filter_map(|(id, quote)| compare_votes(id, quote, people)).collect();
    if let Some(lines) = &desk.surprises {
        let mut kept: Vec<String> = people.iter().filter_map(surprise).collect();
        kept.sort();
        if *lines != kept {
            found.push(differs("the closing lines".to_owned(), format!("{} of {}", lines.len(), kept.len())));
        }
    }
    found.extend(compare_standing(desk));
    found.extend(people.iter().flat_map(|person| compare_meetings(desk, person)));
    found
}

/// What became of each action that was read out.
fn compare_standing(desk: &DeskView) -> Vec<Disagreement> {
    let Some(plans) = &desk.plans else { return Vec::new() };
    let order = plans.shown.order.iter().enumerate();
    let shown = order.filter_map(|(place, id)| Some((place, id, plans.shown.actions.get(id)?)));
    let wrong = shown.filter(|(place, _, action)| {
        let (standing, sponsor) = becomes(*place);
        action.standing != standing || action.sponsor.as_deref().unwrap_or_default() != sponsor
    });
    wrong
        .map(|(_, id, action)| differs(format!("what became of {id}"), format!("{:?}", action.standing)))
        .collect()
}

/// Of the rounds that are over only the desk shows who came.
fn compare_meetings(desk: &DeskView, person: &Person) -> Vec<Disagreement> {
    let mut book = person.book();
    let facts: Vec<Fact> = book.facts().filter(|fact| matches!(fact, Fact::Here { .. })).cloned().collect();
    let mut found = Vec::new();
    for fact in facts {
        let Fact::Here { group, pairing } = &fact else { continue };
        match desk.pairings.get(pairing).map(|pairing| pairing.groups.get(group) == Some(&true)) {
            Some(true) => book.saw(&fact),
            Some(false) => found.push(differs(fact.about(), "nothing".to_owned())),
            None => {}
        }
    }
    found
}

fn compare_votes(id: &ItemId, quote: &DeskQuote, people: &[Person]) -> Option<Disagreement> {
    let Some(Distribution::Shown { counts, .. }) = &quote.distribution else { return None };
    let mut kept: BTreeMap<String, usize> = BTreeMap::new();
    for choice in people.iter().filter_map(|person| person.book().vote(id).map(Choice::key)) {
        *kept.entry(choice).or_insert(0) += 1;
    }
    (*counts != kept).then(|| differs(format!("the votes on {id}: {kept:?}"), format!("{counts:?}")))
}

fn surprise(person: &Person) -> Option<String> {
    person.book().facts().find_map(|fact| match fact {
        Fact::Surprise { text } => Some(text.clone()),
        _ => None,
    })
}

fn differs(about: String, shown: String) -> Disagreement {
    Disagreement { who: "everybody".to_owned(), about, shown }
}
