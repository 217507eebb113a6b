//! Parts of views that change alone: a field, or one entry of a field that has an entry per person, group or item.

use serde_json::Value;

use super::{
    super::{Room, shown::Made},
    DeskField, DisplayField, SharedField,
    desk::desk_group,
    fields::value,
};
use crate::{
    ids::{GroupId, ItemId, PairingId, ParticipantId},
    pack::Activity,
};

/// A part of what participants see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SharedPart {
    Field(SharedField),
    /// The step's timer alone.
    Timer,
    Stage(StagePart),
}

/// A part of what the projector shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DisplayPart {
    Field(DisplayField),
    /// The step's timer alone.
    Timer,
    Stage(StagePart),
    /// A group of this stage.
    Group(GroupId),
}

/// A part of the stage's activity, of which participants and the projector see the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StagePart {
    Quote(ItemId),
    Question(ItemId),
    /// All but the quotes or questions.
    Rest,
}

/// A part of what facilitators see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DeskPart {
    Field(DeskField),
    /// The step's timer alone.
    Timer,
    /// How many have answered what the next move closes.
    Progress,
    Person(ParticipantId),
    Group(GroupId),
    Pairing(PairingId),
    Item(ItemId),
    /// A quote without what tables wrote.
    Quote(ItemId),
    /// What a table made of a quote.
    Talk(ItemId, GroupId),
    /// A question without what groups wrote and said.
    Question(ItemId),
    /// What a group wrote about a question.
    Answer(ItemId, GroupId),
    /// What a group said about a question as a whole.
    Clarified(ItemId, GroupId),
}

fn whole<'a>(name: &'static str, value: Option<Value>, depth: usize) -> Made<'a> {
    Made { path: vec![name], value, depth, keep: &[], only_there: false }
}

fn entry(path: Vec<&str>, value: Option<Value>) -> Made<'_> {
    Made { path, value, depth: 0, keep: &[], only_there: false }
}

fn timer<'a>(room: &Room) -> Made<'a> {
    let timer = entry(vec!["step", "timer"], room.agenda.timer().and_then(|timer| value(&timer)));
    // By its fields: what changes as often is not read anew each time.
    Made { depth: 1, ..timer }
}

impl SharedPart {
    /// The field that it is in, if it is an entry of one.
    pub(crate) fn field(&self) -> Option<SharedField> {
        match self {
            Self::Field(_) | Self::Stage(_) => None,
            Self::Timer => Some(SharedField::step),
        }
    }

    /// The part as it is now.
    pub(crate) fn make(&self, room: &Room) -> Made<'_> {
        match self {
            Self::Field(field) => whole(field.name(), field.value(room), field.depth()),
            Self::Timer => timer(room),
            Self::Stage(part) => part.make(room),
        }
    }
}

impl DisplayPart {
    /// The part as it is now.
    pub(crate) fn make(&self, room: &Room) -> Made<'_> {
        match self {
            Self::Field(field) => whole(field.name(), field.value(room), field.depth()),
            Self::Timer => timer(room),
            // What is not shown while the room is paused is not there to be changed.
            Self::Stage(part) => Made { only_there: room.is_paused(), ..part.make(room) },
            Self::Group(id) => {
                let formed = room.groups_now().and_then(|kind| room.grouping.formed(kind));
                let group = formed.filter(|_| !room.is_paused()).and_then(|formed| formed.groups.get(id));
                entry(vec!["groups", id.as_str()], group.and_then(|group| value(&room.display_group(group))))
            }
        }
    }
}

impl StagePart {
    fn make(&self, room: &Room) -> Made<'_> {
        match self {
            Self::Quote(id) => {
                let view = room.open_quote(id).and_then(|view| value(&view));
                entry(vec!["impressions", "quotes", id.as_str()], view)
            }
            Self::Question(id) => {
                let view = room.open_question(id).and_then(|view| value(&view));
                entry(vec!["knowledge", "questions", id.as_str()], view)
            }
            Self::Rest => match room.stage().activity {
                Activity::Impressions => {
                    let rest = whole("impressions", value(&room.impressions_rest()), 2);
                    Made { keep: &["quotes"], only_there: true, ..rest }
                }
                Activity::Knowledge => {
                    let rest = whole("knowledge", value(&room.knowledge_rest()), 2);
                    Made { keep: &["questions"], only_there: true, ..rest }
                }
                _ => Made { only_there: true, ..whole("impressions", None, 0) },
            },
        }
    }
}

impl DisplayPart {
    /// The field that it is in, if it is an entry of one.
    pub(crate) fn field(&self) -> Option<DisplayField> {
        match self {
            Self::Field(_) | Self::Stage(_) => None,
            Self::Timer => Some(DisplayField::step),
            Self::Group(_) => Some(DisplayField::groups),
        }
    }
}

impl DeskPart {
    /// The field that it is in, if it is an entry of one.
    pub(crate) fn field(&self) -> Option<DeskField> {
        match self {
            Self::Field(_) => None,
            Self::Timer => Some(DeskField::step),
            Self::Progress => Some(DeskField::next),
            Self::Person(_) => Some(DeskField::people),
            Self::Group(_) => Some(DeskField::groups),
            Self::Pairing(_) => Some(DeskField::pairings),
            Self::Item(_) => Some(DeskField::items),
            Self::Quote(_) | Self::Talk(..) => Some(DeskField::quotes),
            Self::Question(_) | Self::Answer(..) | Self::Clarified(..) => Some(DeskField::questions),
        }
    }

    /// The part as it is now.
    pub(crate) fn make(&self, room: &Room) -> Made<'_> {
        match self {
            Self::Field(field) => whole(field.name(), field.value(room), field.depth()),
            Self::Timer => timer(room),
            Self::Progress => {
                let progress = room.progress_now().and_then(|progress| value(&progress));
                Made { depth: 1, only_there: true, ..entry(vec!["next", "label", "progress"], progress) }
            }
            Self::Person(id) => {
                let member = room.members.participants.get(id);
                let person = member.and_then(|member| value(&room.roster_person(id, member)));
                entry(vec!["people", id.as_str()], person)
            }
            Self::Group(id) => {
                let group = room.grouping.group(id).and_then(|(kind, group)| value(&desk_group(kind, group)));
                entry(vec!["groups", id.as_str()], group)
            }
            Self::Pairing(id) => {
                let pairing = room.grouping.pairing(id.as_str());
                entry(vec!["pairings", id.as_str()], pairing.and_then(|p| value(&room.desk_pairing(p))))
            }
            Self::Item(id) => {
                let item = room.is_item_now(id).then(|| room.desk_item(id));
                Made { depth: 1, ..entry(vec!["items", id.as_str()], item.and_then(|item| value(&item))) }
            }
            Self::Quote(id) => {
                let quote = room.quotes().enumerate().find(|(_, quote)| quote.id == *id);
                let quote = quote.and_then(|(i, quote)| value(&room.desk_quote(i + 1, quote)));
                let made = entry(vec!["quotes", id.as_str()], quote);
                Made { depth: 2, keep: &["tables"], only_there: true, ..made }
            }
            Self::Talk(quote, table) => {
                let is_there = room.grouping.mixed.as_ref().is_some_and(|f| f.groups.contains_key(table));
                let talk = is_there.then(|| room.table_talk(table, quote)).flatten();
                entry(vec!["quotes", quote.as_str(), "tables", table.as_str()], talk.and_then(|t| value(&t)))
            }
            Self::Question(id) => {
                let question =
                    room.pack.question(id).and_then(|question| value(&room.desk_question(question)));
                let made = entry(vec!["questions", id.as_str()], question);
                Made { depth: 2, keep: &["answers", "clarifications"], only_there: true, ..made }
            }
            Self::Answer(question, group) => {
                let single = room.grouping.single.as_ref().and_then(|formed| formed.groups.get(group));
                let asked = single.filter(|group| room.is_asked(group, question));
                let answer = asked.and_then(|group| value(&room.answer_view(&group.id, question, false)));
                entry(vec!["questions", question.as_str(), "answers", group.as_str()], answer)
            }
            Self::Clarified(question, group) => {
                let words = room.said_about(question, group).map(|text| room.texts.get(text));
                let words = words.and_then(|words| value(&words));
                entry(vec!["questions", question.as_str(), "clarifications", group.as_str()], words)
            }
        }
    }
}
