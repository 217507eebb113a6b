//! Part 7: before and after, and how any scale was answered.

use crosstracks_protocol::{
    pack::Scale,
    report::{
        Band, ChangeFigure, Direction, Part, Published, RatingFigure, RatingReport, Spread,
        document::{Block, Cell, Piece, Row, RowGroup, Section, small},
    },
};

use super::{Making, decimal, row, table};

impl Making<'_> {
    pub(super) fn ratings(&self, ratings: &[RatingReport]) -> Section {
        let groups = ratings.iter().map(|rating| RowGroup {
            title: Some(rating.text.clone()),
            note: Some(ends(&rating.scale)),
            rows: self.rating_rows(rating),
        });
        let columns =
            self.columns(&["doc-who", "doc-before", "doc-recalled", "doc-now", "doc-change", "doc-people"]);
        let (title, hint) = (self.say("doc-ratings-table"), self.say("doc-ratings-hint"));
        let blocks: Option<Block> = table("ratings", title, hint, columns, groups.collect());
        self.section("ratings", blocks.into_iter().collect(), "doc-ratings-none")
    }

    fn rating_rows(&self, rating: &RatingReport) -> Vec<Row> {
        let everyone = self.say("doc-everyone");
        let mut rows = vec![match rating.room.shown() {
            Some(room) => self.rating(everyone, room, &rating.scale),
            None => self.row_not_shown(everyone, rating.room.withheld()),
        }];
        match rating.services.shown() {
            Some(parts) => rows.extend(self.in_order(parts.iter().map(|part| {
                let row = self.rating(self.services(&part.services), &part.figure, &rating.scale);
                (part.services.clone(), row)
            }))),
            None if rating.room.shown().is_some() => {
                rows.push(self.row_not_shown(self.say("doc-services-apart"), rating.services.withheld()));
            }
            None => {}
        }
        if let Some(later) = rating.later.shown() {
            rows.push(self.rating(self.say("doc-everyone-later"), later, &rating.scale));
        }
        rows
    }

    fn rating(&self, who: String, figure: &RatingFigure, scale: &Scale) -> Row {
        let spread = |told: &Option<Published<Spread>>| match told {
            Some(told) => self.spread(told, scale),
            None => Cell::words(""),
        };
        row([
            Cell::words(who),
            spread(&figure.before),
            spread(&figure.recalled),
            spread(&figure.now),
            Cell::words(self.change(figure)),
            Cell::count(figure.people),
        ])
    }

    fn spread(&self, told: &Published<Spread>, scale: &Scale) -> Cell {
        let Some(spread) = told.shown() else {
            return Cell::NotShown { text: self.withheld(told.withheld()) };
        };
        let band = |band: Band| {
            self.say(match band {
                Band::Low => "doc-band-low",
                Band::Middle => "doc-band-middle",
                Band::High => "doc-band-high",
            })
        };
        let pieces = match spread {
            Spread::Values { counts } => {
                let (low, high) = (i32::from(scale.min), i32::from(scale.max));
                let shade = |value: i32| u8::try_from((value - low) * 4 / (high - low).max(1)).unwrap_or(0);
                let piece = |(value, n): (&i32, &usize)| Piece {
                    name: value.to_string(),
                    n: small(*n),
                    shade: shade(*value),
                };
                counts.iter().map(piece).collect()
            }
            Spread::Bands { low, middle, high } => {
                let bands = [(Band::Low, low, 0), (Band::Middle, middle, 2), (Band::High, high, 4)];
                let piece =
                    |(name, n, shade): (Band, &usize, u8)| Piece { name: band(name), n: small(*n), shade };
                bands.into_iter().map(piece).collect()
            }
            Spread::Most { band: most } => {
                return Cell::words(self.words.with("doc-spread-most", [("band", band(*most).into())]));
            }
        };
        Cell::Pieces { pieces }
    }

    fn change(&self, figure: &RatingFigure) -> String {
        let text = |cell: Cell| if let Cell::Number { text, .. } = cell { text } else { String::new() };
        let mut said = Vec::new();
        match figure.change.as_ref().map(|change| (change.shown(), change)) {
            Some((Some(ChangeFigure::Measured { change }), _)) => said.push(self.words.with(
                "doc-change-mean",
                [
                    ("mean", signed(text(decimal(change.mean, 1))).into()),
                    ("improved", super::n(change.improved)),
                    ("same", super::n(change.same)),
                    ("worse", super::n(change.worse)),
                ],
            )),
            Some((Some(ChangeFigure::Most { direction }), _)) => said.push(self.say(match direction {
                Direction::Improved => "doc-change-improved",
                Direction::Same => "doc-change-same",
                Direction::Worse => "doc-change-worse",
            })),
            Some((None, change)) => said.push(self.withheld(change.withheld())),
            None => {}
        }
        if let Some(shift) = figure.response_shift.as_ref().and_then(Published::shown) {
            let shift = signed(text(decimal(*shift, 1)));
            said.push(self.words.with("doc-shift", [("n", shift.into())]));
        }
        if figure.at_ceiling.as_ref().and_then(Published::shown) == Some(&true) {
            said.push(self.say("doc-ceiling"));
        }
        said.join(". ")
    }

    /// How some people answered a scale.
    pub(super) fn scale_row(&self, who: String, figure: &RatingFigure, scale: &Scale) -> Row {
        let spread = figure.now.as_ref().map(|now| self.spread(now, scale));
        row([Cell::words(who), spread.unwrap_or(Cell::words("")), Cell::count(figure.people)])
    }

    /// How a scale was answered, by everybody and by services.
    pub(super) fn scale_rows(
        &self,
        room: &Published<RatingFigure>,
        services: &Published<Vec<Part<RatingFigure>>>,
        scale: &Scale,
    ) -> Vec<Row> {
        let figure = |who: String, figure: &RatingFigure| self.scale_row(who, figure, scale);
        let everyone = self.say("doc-everyone");
        let mut rows = vec![match room.shown() {
            Some(room) => figure(everyone, room),
            None => self.row_not_shown(everyone, room.withheld()),
        }];
        match services.shown() {
            Some(parts) => {
                rows.extend(self.in_order(parts.iter().map(|part| {
                    (part.services.clone(), figure(self.services(&part.services), &part.figure))
                })));
            }
            None if room.shown().is_some() => {
                rows.push(self.row_not_shown(self.say("doc-services-apart"), services.withheld()));
            }
            None => {}
        }
        rows
    }
}

/// What the ends of a scale mean.
fn ends(scale: &Scale) -> String {
    format!("{} {} – {} {}", scale.min, scale.min_label, scale.max, scale.max_label)
}

/// A change that is up says so.
fn signed(number: String) -> String {
    let is_up = number.starts_with(|first: char| first.is_ascii_digit()) && number != "0.0";
    if is_up { format!("+{number}") } else { number }
}
