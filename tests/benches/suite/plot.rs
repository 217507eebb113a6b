//! A picture of lines on two logarithmic axes, as SVG that can be read on a light and on a dark page.

use std::fmt::Write;

/// A line with its name at its end.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) colour: &'static str,
    /// Drawn thicker: the one that it is about.
    pub(crate) is_main: bool,
    /// Both above 0.
    pub(crate) points: Vec<(f64, f64)>,
}

/// One picture beside others.
pub(crate) struct Panel {
    pub(crate) title: String,
    pub(crate) across: String,
    pub(crate) lines: Vec<Line>,
}

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 360.0;
/// Room around the axes: for numbers at the left, and for names at the right.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 92.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 48.0;
/// Names are at least so far apart.
const LEADING: f64 = 15.0;

const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:13px}\
    .g{stroke:#8884;stroke-width:1}.l{fill:none;stroke-linejoin:round;stroke-linecap:round}\
    @media(prefers-color-scheme:dark){text{fill:#ddd}}";

/// The panels, side by side.
pub(crate) fn svg(panels: &[Panel]) -> String {
    let width = WIDTH * panels.len() as f64;
    let names: Vec<_> = panels.iter().map(|panel| escape(&panel.title)).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\">\
         <title>{}</title><style>{STYLE}</style>\n",
        names.join("; ")
    );
    for (at, panel) in panels.iter().enumerate() {
        let _ = writeln!(svg, "<g transform=\"translate({} 0)\">", WIDTH * at as f64);
        panel.draw(&mut svg);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

/// A logarithmic axis from one place on the page to another.
struct Axis {
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that has room for these, from one round number to another.
    fn over(numbers: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let least = numbers.clone().fold(f64::INFINITY, f64::min);
        let most = numbers.fold(0.0, f64::max);
        let below = ticks().filter(|tick| *tick <= least * 1.001).last().unwrap_or(least);
        let above = ticks().find(|tick| *tick >= most * 0.999).unwrap_or(most);
        Self { least: below, most: above.max(below * 2.0), from, to }
    }

    fn place(&self, number: f64) -> f64 {
        let part = (number / self.least).ln() / (self.most / self.least).ln();
        self.from + part * (self.to - self.from)
    }

    /// The round numbers on it: only powers of ten where there are many.
    fn ticks(&self) -> Vec<f64> {
        let on = |tick: &f64| (self.least * 0.999..=self.most * 1.001).contains(tick);
        let all: Vec<_> = ticks().filter(on).collect();
        let is_power = |tick: &f64| (tick.log10() - tick.log10().round()).abs() < 1e-9;
        if all.len() > 9 { all.into_iter().filter(is_power).collect() } else { all }
    }
}

/// 1, 2, 5, 10, 20, … and as far below 1.
fn ticks() -> impl Iterator<Item = f64> + Clone {
    (-3..9).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)))
}

impl Panel {
    fn draw(&self, svg: &mut String) {
        let points = || self.lines.iter().flat_map(|line| line.points.iter());
        let across = Axis::over(points().map(|(x, _)| *x), LEFT, WIDTH - RIGHT);
        let up = Axis::over(points().map(|(_, y)| *y), HEIGHT - BOTTOM, TOP);
        let _ = writeln!(svg, "<text class=\"t\" x=\"{LEFT}\" y=\"20\">{}</text>", escape(&self.title));
        for tick in up.ticks() {
            let (y, to) = (up.place(tick), across.to);
            let _ = writeln!(
                svg,
                "<path class=\"g\" d=\"M{LEFT} {y:.1}H{to}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                y + 4.0,
                number(tick)
            );
        }
        for tick in across.ticks() {
            let (x, y) = (across.place(tick), HEIGHT - BOTTOM);
            let _ = writeln!(
                svg,
                "<path class=\"g\" d=\"M{x:.1} {TOP}V{y}\"/>\
                 <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                y + 17.0,
                number(tick)
            );
        }
        let middle = f64::midpoint(across.from, across.to);
        let _ = writeln!(
            svg,
            "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            HEIGHT - 10.0,
            escape(&self.across)
        );
        for line in &self.lines {
            let path: Vec<_> = line
                .points
                .iter()
                .map(|(x, y)| format!("{:.1} {:.1}", across.place(*x), up.place(*y)))
                .collect();
            let (colour, stroke) = (line.colour, if line.is_main { 3.0 } else { 1.75 });
            let _ = writeln!(
                svg,
                "<path class=\"l\" stroke=\"{colour}\" stroke-width=\"{stroke}\" d=\"M{}\"/>",
                path.join("L")
            );
        }
        self.name_lines(svg, &across, &up);
    }

    /// Writes each name where its line ends, or a little below where two would overlap.
    fn name_lines(&self, svg: &mut String, across: &Axis, up: &Axis) {
        let end = |line: &Line| line.points.last().map_or(0.0, |(_, y)| up.place(*y));
        let mut lines: Vec<_> = self.lines.iter().map(|line| (end(line), line)).collect();
        lines.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut free = TOP - LEADING;
        for (y, line) in lines {
            free = y.max(free + LEADING);
            let weight = if line.is_main { " font-weight=\"600\"" } else { "" };
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\"{weight} style=\"fill:{}\">{}</text>",
                across.to + 8.0,
                free + 4.0,
                line.colour,
                escape(&line.name)
            );
        }
    }
}

fn number(number: f64) -> String {
    let digits = if number < 1.0 { format!("{number}") } else { format!("{number:.0}") };
    let thousands = number >= 1_000.0;
    if thousands {
        format!("{},{}", &digits[..digits.len() - 3], &digits[digits.len() - 3..])
    } else {
        digits
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
