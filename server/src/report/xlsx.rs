//! A report as a workbook: a sheet for each table, with its headings frozen. Words are words: no cell is a formula.

use std::collections::BTreeSet;

use crosstracks_protocol::report::document::{Block, Cell, DataTable, Document};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet};

use super::{NotWritten, words::Words};

/// The most characters of a sheet's name.
const NAME: usize = 31;
/// How wide columns of words and of figures are, in characters.
const WIDE: f64 = 44.0;
const NARROW: f64 = 16.0;

/// The document as a workbook.
pub(crate) fn xlsx(document: &Document) -> Result<Vec<u8>, NotWritten> {
    let words = Words::new();
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(&document.title));
    about(book.add_worksheet(), document, &words)?;
    let mut names = BTreeSet::new();
    for section in &document.sections {
        for block in &section.blocks {
            let Block::Table { table } = block else { continue };
            let sheet = book.add_worksheet();
            sheet.set_name(name(&mut names, &table.title))?;
            fill(sheet, table, &words)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// A name that no other sheet has, without what a name must not hold.
fn name(taken: &mut BTreeSet<String>, title: &str) -> String {
    let plain: String = title.chars().map(|c| if r"[]:*?/\'".contains(c) { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for n in 1.. {
        let end = if n == 1 { String::new() } else { format!(" {n}") };
        let name: String =
            plain.chars().take(NAME - end.len()).collect::<String>().trim_end().to_owned() + &end;
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    String::new()
}

fn about(sheet: &mut Worksheet, document: &Document, words: &Words) -> Result<(), NotWritten> {
    let (bold, wrap) = (Format::new().set_bold(), wrapped());
    sheet.set_name(words.say("doc-csv-about"))?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, &document.title, &bold)?;
    let mut row = 2;
    for fact in &document.facts {
        sheet.write_string_with_format(row, 0, &fact.name, &bold)?;
        sheet.write_string_with_format(row, 1, &fact.value, &wrap)?;
        row += 1;
    }
    for text in &document.lead {
        row += 1;
        sheet.write_string_with_format(row, 1, text, &wrap)?;
    }
    row += 2;
    for section in &document.sections {
        for block in &section.blocks {
            let said: Vec<&str> = match block {
                Block::Words { text } => vec![text],
                Block::List { items, .. } => items.iter().map(String::as_str).collect(),
                Block::Table { .. } => continue,
            };
            for text in said {
                sheet.write_string_with_format(row, 0, &section.title, &wrap)?;
                sheet.write_string_with_format(row, 1, text, &wrap)?;
                row += 1;
            }
        }
    }
    Ok(())
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// A column of the sheet: one of the table, or a piece of one.
struct Column {
    of: usize,
    piece: Option<String>,
    heading: String,
}

fn columns(table: &DataTable) -> Vec<Column> {
    let rows = || table.groups.iter().flat_map(|group| &group.rows);
    let mut columns = Vec::new();
    for (of, heading) in table.columns.iter().enumerate() {
        let mut pieces: Vec<&str> = Vec::new();
        for cell in rows().filter_map(|row| row.cells.get(of)) {
            if let Cell::Pieces { pieces: some } = cell {
                for piece in some {
                    if !pieces.contains(&piece.name.as_str()) {
                        pieces.push(&piece.name);
                    }
                }
            }
        }
        // Words stand in a column of their own, where a row has words and no pieces.
        let has_words =
            rows().filter_map(|row| row.cells.get(of)).any(|cell| !matches!(cell, Cell::Pieces { .. }));
        if pieces.is_empty() || has_words {
            columns.push(Column { of, piece: None, heading: heading.clone() });
        }
        columns.extend(pieces.into_iter().map(|piece| Column {
            of,
            piece: Some(piece.to_owned()),
            heading: format!("{heading}: {piece}"),
        }));
    }
    columns
}

fn fill(sheet: &mut Worksheet, table: &DataTable, words: &Words) -> Result<(), NotWritten> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let wrap = wrapped();
    let grouped = u16::from(table.groups.iter().any(|group| group.title.is_some()));
    let columns = columns(table);
    if grouped == 1 {
        sheet.write_string_with_format(0, 0, words.say("doc-csv-about"), &head)?;
        sheet.set_column_width(0, WIDE)?;
    }
    let mut last = grouped;
    for (column, at) in columns.iter().zip(grouped..) {
        sheet.write_string_with_format(0, at, &column.heading, &head)?;
        let cells =
            table.groups.iter().flat_map(|group| &group.rows).filter_map(|row| row.cells.get(column.of));
        let is_wide = cells.clone().any(|cell| matches!(cell, Cell::Words { text } if text.len() > 24));
        sheet.set_column_width(at, if is_wide && column.piece.is_none() { WIDE } else { NARROW })?;
        last = at;
    }
    let whole_at = last + 1;
    let mut line = 0;
    for group in &table.groups {
        for row in &group.rows {
            line += 1;
            if let Some(title) = &group.title {
                sheet.write_string_with_format(line, 0, title, &wrap)?;
            }
            for (column, at) in columns.iter().zip(grouped..) {
                let Some(cell) = row.cells.get(column.of) else { continue };
                put(sheet, (line, at), cell, column.piece.as_deref(), &wrap)?;
            }
            let whole = row.cells.iter().find_map(|cell| match cell {
                Cell::Share { whole, .. } => Some(*whole),
                _ => None,
            });
            if let Some(whole) = whole {
                sheet.write_string_with_format(0, whole_at, words.say("doc-csv-of"), &head)?;
                sheet.write_number(line, whole_at, whole)?;
                last = whole_at;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, line, last)?;
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    cell: &Cell,
    piece: Option<&str>,
    wrap: &Format,
) -> Result<(), NotWritten> {
    match (cell, piece) {
        (Cell::Pieces { pieces }, Some(name)) => {
            let n = pieces.iter().find(|piece| piece.name == name).map_or(0, |piece| piece.n);
            sheet.write_number(line, at, n)?;
        }
        (Cell::Pieces { .. }, None) | (_, Some(_)) => {}
        (Cell::Words { text } | Cell::NotShown { text }, None) => {
            sheet.write_string_with_format(line, at, text, wrap)?;
        }
        (Cell::Count { n } | Cell::Bar { n, .. } | Cell::Share { part: n, .. }, None) => {
            sheet.write_number(line, at, *n)?;
        }
        (Cell::Number { thousandths, .. }, None) => {
            sheet.write_number(line, at, f64::from(*thousandths) / 1000.0)?;
        }
        (Cell::Ratio { thousandths, .. }, None) => {
            sheet.write_number(line, at, f64::from(*thousandths) / 1000.0)?;
        }
    }
    Ok(())
}
