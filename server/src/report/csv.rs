//! A report as one long table: a line for each figure, with where it stands beside it.
//!
//! Tables of many shapes below each other open badly in any spreadsheet; one of one shape filters and pivots, and
//! those of several sessions can be put together. Who wants tables as they are read takes the workbook.

use crosstracks_protocol::report::{
    cell::plain_cell,
    document::{Block, Cell, DataTable, Document, RowGroup, Section},
};
use csv::Writer;

use super::{NotWritten, words::Words};

/// Says to spreadsheets that what follows is UTF-8.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// What a cell comes to: an amount, of how much, in words.
type Figure = (String, String, String);

/// The document as CSV (RFC 4180), in UTF-8 with a byte order mark.
pub(crate) fn csv(document: &Document) -> Result<Vec<u8>, NotWritten> {
    let words = Words::new();
    let mut lines = Writer::from_writer(BOM.to_vec());
    lines.write_record(
        ["section", "table", "about", "row", "column", "value", "of", "words"]
            .map(|column| words.say(&format!("doc-csv-{column}"))),
    )?;
    for fact in &document.facts {
        write(&mut lines, [&document.title, "", "", &fact.name, "", "", "", &fact.value])?;
    }
    for section in &document.sections {
        for block in &section.blocks {
            match block {
                Block::Words { text } => write(&mut lines, [&section.title, "", "", "", "", "", "", text])?,
                Block::List { title, items } => {
                    for item in items {
                        write(&mut lines, [&section.title, title, "", "", "", "", "", item])?;
                    }
                }
                Block::Table { table } => {
                    for group in &table.groups {
                        rows(&mut lines, section, table, group)?;
                    }
                }
            }
        }
    }
    lines.into_inner().map_err(|error| NotWritten::CsvEnd(error.into_error()))
}

fn rows(
    lines: &mut Writer<Vec<u8>>,
    section: &Section,
    table: &DataTable,
    group: &RowGroup,
) -> Result<(), NotWritten> {
    let about = group.title.as_deref().unwrap_or_default();
    for row in &group.rows {
        let heading = match row.cells.first() {
            Some(Cell::Words { text }) => text.as_str(),
            _ => "",
        };
        let cells = || table.columns.iter().zip(&row.cells).skip(1);
        // A text that nothing stands beside is a line all the same.
        if cells().all(|(_, cell)| figures(cell).is_empty()) {
            write(lines, [&section.title, &table.title, about, heading, "", "", "", ""])?;
        }
        for (column, cell) in cells() {
            for (piece, (value, of, said)) in figures(cell) {
                let column = if piece.is_empty() { column.clone() } else { format!("{column}: {piece}") };
                write(lines, [&section.title, &table.title, about, heading, &column, &value, &of, &said])?;
            }
        }
    }
    Ok(())
}

/// What a cell comes to, each with the piece that it is, if it is one of several.
fn figures(cell: &Cell) -> Vec<(&str, Figure)> {
    let one = |value: String, of: String, words: &str| vec![("", (value, of, words.to_owned()))];
    match cell {
        Cell::Words { text } if text.is_empty() => Vec::new(),
        Cell::Words { text } | Cell::NotShown { text } => one(String::new(), String::new(), text),
        Cell::Count { n } => one(n.to_string(), String::new(), ""),
        Cell::Number { thousandths, text } => one(thousandth(*thousandths), String::new(), text),
        Cell::Ratio { thousandths, text } => {
            one(thousandth(i32::try_from(*thousandths).unwrap_or(i32::MAX)), "1".to_owned(), text)
        }
        Cell::Bar { n, text, .. } => one(n.to_string(), String::new(), text),
        Cell::Share { part, whole, .. } => one(part.to_string(), whole.to_string(), ""),
        Cell::Pieces { pieces } => {
            let whole: u32 = pieces.iter().map(|piece| piece.n).sum();
            let piece = |n: u32| (n.to_string(), whole.to_string(), String::new());
            pieces.iter().map(|one| (one.name.as_str(), piece(one.n))).collect()
        }
    }
}

fn thousandth(n: i32) -> String {
    (f64::from(n) / 1000.0).to_string()
}

/// The amounts are ours, and may begin with a minus; whatever anybody wrote must not begin a formula.
fn write(lines: &mut Writer<Vec<u8>>, fields: [&str; 8]) -> Result<(), NotWritten> {
    const AMOUNTS: [usize; 2] = [5, 6];
    let guarded = fields
        .iter()
        .enumerate()
        .map(|(i, field)| if AMOUNTS.contains(&i) { (*field).into() } else { plain_cell(field) });
    lines.write_record(guarded.map(|field| field.into_owned()))?;
    Ok(())
}
