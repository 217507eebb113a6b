//! Parts of views that change alone: a field, or one entry of a field that has an entry per person, group or item.

use super::{
    super::{
        Room,
        shown::{Made, Telling},
    },
    DeskField, DisplayField, SharedField,
    desk::desk_group,
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

fn tell_timer(room: &Room, to: &mut Telling<'_>) {
    // By its fields: what changes as often is not read anew each time.
    to.put(Made { depth: 1, ..Made::of(&["step", "timer"], room.agenda.timer()) });
}

impl SharedPart {
    /// The field that it is in, if it is an entry of one.
    pub(crate) fn field(&self) -> Option<SharedField> {
        match self {
            Self::Field(_) | Self::Stage(_) => None,
            Self::Timer => Some(SharedField::step),
        }
    }

    /// Puts the part as it is now into the view.
    pub(crate) fn tell(&self, room: &Room, to: &mut Telling<'_>) {
        match self {
            Self::Field(field) => field.tell(room, to),
            Self::Timer => tell_timer(room, to),
            Self::Stage(part) => part.tell(room, false, to),
        }
    }
}

impl DisplayPart {
    /// Puts the part as it is now into the view.
    pub(crate) fn tell(&self, room: &Room, to: &mut Telling<'_>) {
        match self {
            Self::Field(field) => field.tell(room, to),
            Self::Timer => tell_timer(room, to),
            // What is not shown while the room is paused is not there to be changed.
            Self::Stage(part) => part.tell(room, room.is_paused(), to),
            Self::Group(id) => {
                let formed = room.groups_now().and_then(|kind| room.grouping.formed(kind));
                let group = formed.filter(|_| !room.is_paused()).and_then(|formed| formed.groups.get(id));
                to.put(Made::of(&["groups", id.as_str()], group.map(|group| room.display_group(group))));
            }
        }
    }
}

impl StagePart {
    fn tell(&self, room: &Room, only_there: bool, to: &mut Telling<'_>) {
        match self {
            Self::Quote(id) => {
                let path = ["impressions", "quotes", id.as_str()];
                to.put(Made { only_there, ..Made::of(&path, room.open_quote(id)) });
            }
            Self::Question(id) => {
                let path = ["knowledge", "questions", id.as_str()];
                to.put(Made { only_there, ..Made::of(&path, room.open_question(id)) });
            }
            Self::Rest => match room.stage().activity {
                Activity::Impressions => {
                    let rest = Made::of(&["impressions"], Some(room.impressions_rest()));
                    to.put(Made { depth: 2, keep: &["quotes"], only_there: true, ..rest });
                }
                Activity::Knowledge => {
                    let rest = Made::of(&["knowledge"], Some(room.knowledge_rest()));
                    to.put(Made { depth: 2, keep: &["questions"], only_there: true, ..rest });
                }
                _ => to.put(Made { only_there: true, ..Made::of(&["impressions"], None::<()>) }),
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

    /// Puts the part as it is now into the view.
    pub(crate) fn tell(&self, room: &Room, to: &mut Telling<'_>) {
        match self {
            Self::Field(field) => field.tell(room, to),
            Self::Timer => tell_timer(room, to),
            Self::Progress => {
                let made = Made::of(&["next", "label", "progress"], room.progress_now());
                to.put(Made { depth: 1, only_there: true, ..made });
            }
            Self::Person(id) => {
                let member = room.members.participants.get(id);
                let person = member.map(|member| room.roster_person(id, member));
                to.put(Made::of(&["people", id.as_str()], person));
            }
            Self::Group(id) => {
                let group = room.grouping.group(id).map(|(kind, group)| desk_group(kind, group));
                to.put(Made::of(&["groups", id.as_str()], group));
            }
            Self::Pairing(id) => {
                let pairing = room.grouping.pairing(id.as_str()).map(|pairing| room.desk_pairing(pairing));
                to.put(Made::of(&["pairings", id.as_str()], pairing));
            }
            Self::Item(id) => {
                let item = room.is_item_now(id).then(|| room.desk_item(id));
                to.put(Made { depth: 2, ..Made::of(&["items", id.as_str()], item) });
            }
            Self::Quote(id) => {
                let quote = room.quotes().enumerate().find(|(_, quote)| quote.id == *id);
                let quote = quote.map(|(i, quote)| room.desk_quote(i + 1, quote));
                let (path, keep) = (["quotes", id.as_str()], &["tables"]);
                to.put(Made { depth: 2, keep, only_there: true, ..Made::of(&path, quote) });
            }
            Self::Talk(quote, table) => {
                let is_there = room.grouping.mixed.as_ref().is_some_and(|f| f.groups.contains_key(table));
                let talk = is_there.then(|| room.table_talk(table, quote)).flatten();
                to.put(Made::of(&["quotes", quote.as_str(), "tables", table.as_str()], talk));
            }
            Self::Question(id) => {
                let question = room.pack.question(id).map(|question| room.desk_question(question));
                let (path, keep) = (["questions", id.as_str()], &["answers", "clarifications"]);
                to.put(Made { depth: 2, keep, only_there: true, ..Made::of(&path, question) });
            }
            Self::Answer(question, group) => {
                let single = room.grouping.single.as_ref().and_then(|formed| formed.groups.get(group));
                let asked = single.filter(|group| room.is_asked(group, question));
                let answer = asked.map(|group| room.answer_view(&group.id, question, false));
                to.put(Made::of(&["questions", question.as_str(), "answers", group.as_str()], answer));
            }
            Self::Clarified(question, group) => {
                let words = room.said_about(question, group).map(|text| room.texts.get(text));
                to.put(Made::of(&["questions", question.as_str(), "clarifications", group.as_str()], words));
            }
        }
    }
}
