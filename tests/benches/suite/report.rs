//! What is printed: figures as medians with their range, ratios, and targets; and all of it as JSON.

use std::{fs, path::Path};

use serde_json::{Value, json};

/// Figures of several runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Series(pub(crate) Vec<f64>);

impl Series {
    /// Run by run, this one divided by another.
    pub(crate) fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }

    /// A quantile, from 0 to 1: the value that so many are not above.
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = (part * sorted.len() as f64).ceil() as usize;
        sorted.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    /// The middle one.
    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    fn range(&self) -> (f64, f64) {
        (self.quantile(0.0), self.quantile(1.0))
    }
}

impl FromIterator<f64> for Series {
    fn from_iter<I: IntoIterator<Item = f64>>(figures: I) -> Self {
        Self(figures.into_iter().collect())
    }
}

/// Writes down what was found.
#[derive(Default)]
pub(crate) struct Report {
    section: String,
    figures: Vec<Value>,
    targets: Vec<Value>,
}

impl Report {
    /// Begins a part.
    pub(crate) fn section(&mut self, title: &str) {
        println!("\n{title}");
        self.section = title.to_owned();
    }

    /// Says something that is no figure.
    pub(crate) fn note(&self, text: &str) {
        println!("  {text}");
    }

    /// A row: what it is, its unit, and a figure for each run.
    pub(crate) fn figure(&mut self, what: &str, unit: &str, series: &Series) {
        let ((least, most), median) = (series.range(), series.median());
        if series.0.len() > 1 {
            println!("  {what:<44} {:>10} {unit:<6} ({} to {})", short(median), short(least), short(most));
        } else {
            println!("  {what:<44} {:>10} {unit}", short(median));
        }
        self.figures.push(json!({
            "section": self.section, "what": what, "unit": unit,
            "median": median, "min": least, "max": most, "runs": series.0,
        }));
    }

    /// A target: at most so much, and whether it holds.
    pub(crate) fn target(&mut self, number: u8, what: &str, is: f64, most: f64) {
        let holds = is <= most;
        let word = if holds { "holds" } else { "MISSED" };
        println!("  target {number}: {what:<35} {:>10} of at most {}: {word}", short(is), short(most));
        self.targets.push(json!({
            "section": self.section, "target": number, "what": what, "is": is, "at_most": most, "holds": holds,
        }));
    }

    /// Says at the end which targets are missed, and writes everything to a file if there is to be one.
    pub(crate) fn finish(&self, file: Option<&Path>) -> std::io::Result<()> {
        let missed: Vec<_> = self.targets.iter().filter(|target| target["holds"] == false).collect();
        if !self.targets.is_empty() {
            println!("\n{} targets, {} missed", self.targets.len(), missed.len());
        }
        if let Some(file) = file {
            let all = json!({ "figures": self.figures, "targets": self.targets });
            fs::write(file, format!("{all:#}\n"))?;
        }
        Ok(())
    }
}

/// Three digits or so.
pub(crate) fn short(number: f64) -> String {
    match number.abs() {
        n if n >= 100.0 => format!("{number:.0}"),
        n if n >= 10.0 => format!("{number:.1}"),
        n if n >= 0.1 || n == 0.0 => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}
