//! Cells of a table that a spreadsheet opens.

/// A text that no spreadsheet takes for a formula: one that begins as a formula does gets a `'` in front.
///
/// Formulas begin with `=`, `+`, `-`, `@`, a tab or a carriage return, or with the full-width forms of the
/// first four, which some spreadsheets read alike (OWASP, "CSV Injection").
pub fn plain_cell(text: &str) -> std::borrow::Cow<'_, str> {
    const STARTS: [char; 10] =
        ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    if text.starts_with(STARTS) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_texts() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠A1"] {
            assert_eq!(plain_cell(formula), format!("'{formula}"));
        }
        for text in ["", "1+1", "'=1", " a-b", "ünser"] {
            assert_eq!(plain_cell(text), text);
        }
    }
}
