//! A report as one page that needs nothing else: to be read anywhere, and printed.

use std::fmt::{self, Display, Formatter, Write};

use crosstracks_protocol::report::document::{
    Block, Cell, DataTable, Document, Piece, Row, RowGroup, Section,
};

use super::words::{Words, n};

const STYLE: &str = include_str!("report.css");

/// A text with what would be markup written otherwise.
struct Plain<'a>(&'a str);

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// The document as a page.
pub(crate) fn html(document: &Document) -> String {
    let words = Words::new();
    let mut page = Page { words: &words, html: String::new() };
    page.document(document);
    page.html
}

struct Page<'a> {
    words: &'a Words,
    html: String,
}

impl Page<'_> {
    fn put(&mut self, what: fmt::Arguments<'_>) {
        // Writing to a text does not fail.
        let _ = self.html.write_fmt(what);
    }

    fn document(&mut self, document: &Document) {
        let (title, lang) = (Plain(&document.title), Plain(&document.lang));
        self.put(format_args!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<dl>\n"
        ));
        for fact in &document.facts {
            let (name, value) = (Plain(&fact.name), Plain(&fact.value));
            self.put(format_args!("<div><dt>{name}</dt><dd>{value}</dd></div>\n"));
        }
        self.put(format_args!("</dl>\n"));
        for text in &document.lead {
            self.put(format_args!("<p>{}</p>\n", Plain(text)));
        }
        let contents = self.words.say("doc-contents");
        self.put(format_args!("<nav>\n<h2>{}</h2>\n<ol>\n", Plain(&contents)));
        for section in &document.sections {
            self.put(format_args!(
                "<li><a href=\"#{}\">{}</a></li>\n",
                Plain(&section.id),
                Plain(&section.title)
            ));
        }
        self.put(format_args!("</ol>\n</nav>\n</header>\n<main>\n"));
        for section in &document.sections {
            self.section(section);
        }
        let made = self.words.with("doc-made-with", [("name", "Crosstracks".into())]);
        self.put(format_args!("</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n", Plain(&made)));
    }

    fn section(&mut self, section: &Section) {
        self.put(format_args!(
            "<section id=\"{}\">\n<h2>{}</h2>\n",
            Plain(&section.id),
            Plain(&section.title)
        ));
        for block in &section.blocks {
            match block {
                Block::Words { text } => self.put(format_args!("<p>{}</p>\n", Plain(text))),
                Block::List { title, items } => {
                    self.put(format_args!("<h3>{}</h3>\n<ul>\n", Plain(title)));
                    for item in items {
                        self.put(format_args!("<li>{}</li>\n", Plain(item)));
                    }
                    self.put(format_args!("</ul>\n"));
                }
                Block::Table { table } => self.table(table),
            }
        }
        self.put(format_args!("</section>\n"));
    }

    fn table(&mut self, table: &DataTable) {
        let title = Plain(&table.title);
        self.put(format_args!("<h3>{title}</h3>\n"));
        if !table.hint.is_empty() {
            self.put(format_args!("<p class=\"hint\">{}</p>\n", Plain(&table.hint)));
        }
        self.put(format_args!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n\
             <table class=\"{}\">\n<caption>{title}</caption>\n{}<thead>\n<tr>",
            kind(table),
            columns(table)
        ));
        for column in &table.columns {
            self.put(format_args!("<th scope=\"col\">{}</th>", Plain(column)));
        }
        self.put(format_args!("</tr>\n</thead>\n"));
        for group in &table.groups {
            self.group(group, table.columns.len());
        }
        self.put(format_args!("</table>\n</div>\n"));
    }

    fn group(&mut self, group: &RowGroup, columns: usize) {
        self.put(format_args!("<tbody>\n"));
        if let Some(title) = &group.title {
            self.put(format_args!(
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{columns}\">{}",
                Plain(title)
            ));
            if let Some(note) = &group.note {
                self.put(format_args!("<small>{}</small>", Plain(note)));
            }
            self.put(format_args!("</th></tr>\n"));
        }
        for row in &group.rows {
            self.row(row, columns);
        }
        self.put(format_args!("</tbody>\n"));
    }

    fn row(&mut self, row: &Row, columns: usize) {
        self.put(format_args!("{}", if row.first { "<tr class=\"first\">" } else { "<tr>" }));
        let last = row.cells.len().saturating_sub(1);
        for (i, cell) in row.cells.iter().enumerate() {
            if i == 0 {
                let heading = if let Cell::Words { text } = cell { text.as_str() } else { "" };
                self.put(format_args!("<th scope=\"row\">{}</th>", Plain(heading)));
                continue;
            }
            let span = if i == last { columns.saturating_sub(last) } else { 1 };
            self.cell(cell, span);
        }
        self.put(format_args!("</tr>\n"));
    }

    fn cell(&mut self, cell: &Cell, span: usize) {
        let span = if span > 1 { format!(" colspan=\"{span}\"") } else { String::new() };
        match cell {
            Cell::Words { text } => self.put(format_args!("<td{span}>{}</td>", Plain(text))),
            Cell::NotShown { text } => {
                self.put(format_args!("<td{span} class=\"not-shown\">{}</td>", Plain(text)));
            }
            Cell::Count { n } => self.put(format_args!("<td{span} class=\"n\">{n}</td>")),
            Cell::Number { text, .. } => self.put(format_args!("<td{span} class=\"n\">{}</td>", Plain(text))),
            Cell::Ratio { thousandths, text } => self.bar(&span, *thousandths, 1000, text, false),
            Cell::Bar { n, of, text } => self.bar(&span, *n, *of, text, false),
            Cell::Share { part, whole, is_so } => {
                let text =
                    self.words.with("doc-of", [("part", n(*part as usize)), ("whole", n(*whole as usize))]);
                self.bar(&span, *part, *whole, &text, *is_so);
            }
            Cell::Pieces { pieces } => self.pieces(&span, pieces),
        }
    }

    fn bar(&mut self, span: &str, n: u32, of: u32, text: &str, is_so: bool) {
        let width = tenths(n, of);
        let class = if is_so { "bar so" } else { "bar" };
        self.put(format_args!("<td{span} class=\"{class}\">{}", Plain(text)));
        if is_so {
            let so = self.words.say("doc-said-it");
            self.put(format_args!(" <b>{}</b>", Plain(&so)));
        }
        self.put(format_args!("<i style=\"width:{width}%\"></i></td>"));
    }

    fn pieces(&mut self, span: &str, pieces: &[Piece]) {
        let whole: u32 = pieces.iter().map(|piece| piece.n).sum();
        self.put(format_args!("<td{span} class=\"pieces\"><span class=\"stack\">"));
        for piece in pieces {
            let width = tenths(piece.n, whole);
            self.put(format_args!("<i class=\"s{}\" style=\"width:{width}%\"></i>", piece.shade.min(4)));
        }
        self.put(format_args!("</span>"));
        let named: Vec<String> = pieces
            .iter()
            .map(|piece| {
                format!(
                    "<span class=\"k\"><i class=\"s{}\"></i>{} × {}</span>",
                    piece.shade.min(4),
                    piece.n,
                    Plain(&piece.name)
                )
            })
            .collect();
        self.put(format_args!("{}</td>", named.join(" ")));
    }
}

/// A share in percent, to a tenth.
fn tenths(n: u32, of: u32) -> String {
    let tenths = (u64::from(n) * 1000).checked_div(u64::from(of)).unwrap_or(0).min(1000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Whether a table is one of figures or one of words, which are set otherwise.
fn kind(table: &DataTable) -> &'static str {
    let mut cells =
        table.groups.iter().flat_map(|group| &group.rows).flat_map(|row| row.cells.iter().skip(1));
    let is_words = cells.all(|cell| matches!(cell, Cell::Words { .. }));
    if is_words { "words" } else { "figures" }
}

/// How wide the columns of a table of words are: those with longer texts get more of the page.
fn columns(table: &DataTable) -> String {
    /// The least and the most that a column counts for, in characters: room for a long word, and no more than for a line.
    const COUNTS: (usize, usize) = (21, 40);
    if kind(table) != "words" {
        return String::new();
    }
    let rows = || table.groups.iter().flat_map(|group| &group.rows);
    let length = |cell: &Cell| match cell {
        Cell::Words { text } | Cell::NotShown { text } => text.chars().count(),
        _ => 0,
    };
    let weight = |column: usize| {
        let texts =
            || rows().filter_map(|row| row.cells.get(column)).map(length).filter(|length| *length > 0);
        (texts().sum::<usize>() / texts().count().max(1)).clamp(COUNTS.0, COUNTS.1)
    };
    let weights: Vec<usize> = (0..table.columns.len()).map(weight).collect();
    let all: usize = weights.iter().sum();
    let column = |weight: usize| format!("<col style=\"width:{}%\">", weight * 100 / all.max(1));
    format!("<colgroup>{}</colgroup>\n", weights.into_iter().map(column).collect::<String>())
}
