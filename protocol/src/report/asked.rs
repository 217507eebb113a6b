//! What was asked of each person: ratings, choices and words, in the polls, the feedback and weeks later.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{
    disclosure::{
        Division, Part, Published, Readers,
        banded::{few, nearly_all},
    },
    input::{Answers, Asked, Words},
    ratings::{self, RatingFigure},
    snapshot::{Section, Settled},
};
use crate::{ids::ItemId, pack::Scale};

/// Something that was asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct AskedReport {
    /// Which.
    pub id: ItemId,
    /// What was asked.
    pub text: String,
    /// What was answered.
    pub answers: AnswersReport,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts", optional_fields)]
pub enum AnswersReport {
    /// On a scale.
    Scale {
        /// From what to what.
        scale: Scale,
        /// The room.
        room: Box<Published<RatingFigure>>,
        /// Services apart.
        services: Published<Vec<Part<RatingFigure>>>,
    },
    /// By options; never by service.
    Options {
        /// What there was to choose from.
        options: Vec<String>,
        /// The room.
        room: Published<OptionsFigure>,
    },
    /// In words; for facilitators alone.
    Words {
        /// In alphabetical order, which tells nothing of who wrote them or when.
        #[serde(skip_serializing_if = "Option::is_none")]
        texts: Option<Published<Vec<WordsFigure>>>,
    },
}

/// How people chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum OptionsFigure {
    /// Counts.
    Counts {
        /// How many chose.
        people: usize,
        /// How many chose each option, by its number from 0.
        counts: BTreeMap<usize, usize>,
    },
    /// Fewer than ten people, and all of them or all but one chose this.
    Most {
        /// How many chose.
        people: usize,
        /// The option's number, from 0.
        option: usize,
    },
}

/// A text that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct WordsFigure {
    /// The text.
    pub text: String,
    /// The writer's service, where they allowed it and enough of that service were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<crate::ids::ServiceId>,
}

/// What one person wrote, with the service that may stand beside it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Signed {
    pub(crate) words: Words,
    pub(crate) service: Option<crate::ids::ServiceId>,
}

pub(super) fn asked(section: Section, asked: &Asked, settled: &Settled, readers: Readers) -> AskedReport {
    let key = (section, asked.id.clone());
    let fewest = settled.ratings_fewest;
    let answers = match &asked.answers {
        Answers::Scale(scale, _) => {
            let (room, services) = scale_figures(settled.scales.get(&key), scale, fewest);
            AnswersReport::Scale { scale: scale.clone(), room: Box::new(room), services }
        }
        Answers::Options(options, _) => AnswersReport::Options {
            options: options.clone(),
            room: settled.options.get(&key).map_or(Published::not_shown(fewest), chosen),
        },
        Answers::Words(_) => AnswersReport::Words {
            texts: (readers == Readers::Facilitators)
                .then(|| settled.words.get(&key).map_or(Published::not_shown(fewest), texts)),
        },
    };
    AskedReport { id: asked.id.clone(), text: asked.text.clone(), answers }
}

pub(super) fn scale_figures(
    ratings: Option<&Division<super::input::Rating>>,
    scale: &Scale,
    fewest: usize,
) -> (Published<RatingFigure>, Published<Vec<Part<RatingFigure>>>) {
    let scale = (i32::from(scale.min), i32::from(scale.max));
    match ratings {
        Some(ratings) => (ratings::room(ratings, scale), ratings::services(ratings, scale)),
        None => (Published::not_shown(fewest), Published::not_shown(fewest)),
    }
}

fn chosen(chosen: &Division<usize>) -> Published<OptionsFigure> {
    chosen.publish(|room| {
        let people = room.people();
        if let Some(option) = nearly_all(room.values().copied()).filter(|_| few(people)) {
            return OptionsFigure::Most { people, option };
        }
        let mut counts = BTreeMap::new();
        for option in room.values() {
            *counts.entry(*option).or_insert(0) += 1;
        }
        OptionsFigure::Counts { people, counts }
    })
}

fn texts(words: &Division<Signed>) -> Published<Vec<WordsFigure>> {
    words.publish(|room| {
        let mut texts: Vec<WordsFigure> = room
            .values()
            .flat_map(|signed| {
                let text =
                    |text: &String| WordsFigure { text: text.clone(), service: signed.service.clone() };
                // What was erased since is gone.
                signed.words.texts.iter().filter(|text| !text.is_empty()).map(text)
            })
            .collect();
        texts.sort();
        texts
    })
}
