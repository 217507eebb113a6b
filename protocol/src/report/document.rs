//! A report as it is read: sections of words, lists and tables, the same on screen, on paper and in spreadsheets.
//!
//! What makes one of a [`Report`](super::Report) knows the words; whatever shows one knows no rule. A figure that is
//! not shown is a cell that says so.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Readers;

/// A report as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Document {
    /// The session's title.
    pub title: String,
    /// Whom it is for.
    pub readers: Readers,
    /// The language of its words, as a BCP 47 tag.
    pub lang: String,
    /// What is said before all else: how to read it.
    pub lead: Vec<String>,
    /// When, with what, by how many.
    pub facts: Vec<DocumentFact>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
}

/// A thing and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct DocumentFact {
    /// What.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Section {
    /// Names it within the document and in spreadsheets: a word that does not change.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// Something in a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Block {
    /// A paragraph.
    Words {
        /// Its words.
        text: String,
    },
    /// Things below each other.
    List {
        /// Its heading.
        title: String,
        /// Them.
        items: Vec<String>,
    },
    /// A table, which shows its figures as pictures too.
    Table {
        /// It.
        table: DataTable,
    },
}

/// A table. The first cell of every row is its heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct DataTable {
    /// Names it within the document and in spreadsheets: a word that does not change.
    pub id: String,
    /// Its caption.
    pub title: String,
    /// How to read it; may be empty.
    pub hint: String,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its rows, in groups; a table that has none has one group without a heading.
    pub groups: Vec<RowGroup>,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts", optional_fields)]
pub struct RowGroup {
    /// What they are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Them, each with a cell for every column.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Row {
    /// Its cells. A last one that is not shown stands for all the columns that are left.
    pub cells: Vec<Cell>,
    /// Whether it wants to be looked at first.
    pub first: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts")]
pub enum Cell {
    /// Words; may be empty.
    Words {
        /// Them.
        text: String,
    },
    /// A whole number.
    Count {
        /// It.
        n: u32,
    },
    /// Any other number, in its words.
    Number {
        /// It, in thousandths.
        thousandths: i32,
        /// As it is read.
        text: String,
    },
    /// So many of so many, drawn as a bar.
    Share {
        /// So many.
        part: u32,
        /// Of so many; may be 0.
        whole: u32,
        /// Whether it is the one that is so: who said the quote.
        is_so: bool,
    },
    /// A share of a whole, in thousandths, drawn as a bar.
    Ratio {
        /// The share, 0 to 1000.
        thousandths: u32,
        /// As it is read.
        text: String,
    },
    /// An amount with its own words, drawn as a bar beside others of its column.
    Bar {
        /// How long the bar is.
        n: u32,
        /// Of how much; never 0.
        of: u32,
        /// As it is read.
        text: String,
    },
    /// How something divides, drawn as a bar of pieces.
    Pieces {
        /// The pieces, in order.
        pieces: Vec<Piece>,
    },
    /// Not shown, and why.
    NotShown {
        /// Why.
        text: String,
    },
}

/// A piece of a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Piece {
    /// What it is.
    pub name: String,
    /// How many.
    pub n: u32,
    /// How dark it is drawn, from 0 to 4.
    pub shade: u8,
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words { text: text.into() }
    }

    /// A whole number.
    pub fn count(n: usize) -> Self {
        Self::Count { n: small(n) }
    }

    /// So many of so many.
    pub fn share(part: usize, whole: usize) -> Self {
        Self::Share { part: small(part), whole: small(whole), is_so: false }
    }
}

/// A count of people or points, none of which comes near the end of its type.
pub fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
