//! Reports as they are read: on screen, on paper, in spreadsheets. What is shown in them is decided elsewhere.

mod build;
mod csv;
mod html;
mod words;
mod xlsx;

pub(crate) use self::{build::document, csv::csv, html::html, xlsx::xlsx};

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotWritten {
    /// As a table of cells.
    #[error("csv: {0}")]
    Csv(#[from] ::csv::Error),
    /// The same, at its end.
    #[error("csv: {0}")]
    CsvEnd(#[from] std::io::Error),
    /// As a workbook.
    #[error("xlsx: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

#[cfg(test)]
mod tests;
