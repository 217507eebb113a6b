//! Part 6: what people mean to do; and part 9, what became of it.

use crosstracks_protocol::{
    pack::Scale,
    report::{
        CollectivePlan, FollowUpReport, OutcomesFigure, PlanStanding, PlansReport,
        document::{Block, Cell, Row, Section},
        number::Ratio,
    },
};

use super::{Making, group, row, table};

/// How confidence in a plan is rated, in every pack.
const CONFIDENCE: Scale = Scale { min: 0, max: 10, min_label: String::new(), max_label: String::new() };

impl Making<'_> {
    pub(super) fn plans(&self, plans: &PlansReport) -> Section {
        let mut blocks = Vec::new();
        if let Some(collective) = &plans.collective {
            let columns = self.columns(&[
                "doc-action",
                "doc-first-step",
                "doc-owners",
                "doc-by",
                "doc-measure",
                "doc-must-agree",
                "doc-sponsor",
                "doc-standing",
            ]);
            let rows = collective.iter().map(|plan| self.collective(plan)).collect();
            let actions =
                table("actions", self.say("doc-actions"), String::new(), columns, vec![group(None, rows)]);
            blocks.push(actions.unwrap_or_else(|| Block::Words { text: self.say("doc-actions-none") }));
        }
        let personal = match plans.personal.shown() {
            Some(figure) => vec![
                row([Cell::words(self.say("doc-personal-people")), Cell::count(figure.people)]),
                row([Cell::words(self.say("doc-personal-plans")), Cell::count(figure.plans)]),
            ],
            None => vec![self.row_not_shown(self.say("doc-everyone"), plans.personal.withheld())],
        };
        let columns = self.columns(&["doc-measure-name", "doc-value"]);
        let (title, hint) = (self.say("doc-personal"), self.say("doc-personal-hint"));
        blocks.extend(table("personal", title, hint, columns, vec![group(None, personal)]));
        if let Some(figure) = plans.confidence.shown() {
            let columns = self.columns(&["doc-who", "doc-ratings-of", "doc-people"]);
            let rows = vec![self.scale_row(self.say("doc-everyone"), figure, &CONFIDENCE)];
            let title = self.say("doc-confidence");
            blocks.extend(table("confidence", title, String::new(), columns, vec![group(None, rows)]));
        }
        self.section("plans", blocks, "doc-nothing")
    }

    fn collective(&self, plan: &CollectivePlan) -> Row {
        let owners = plan.owners.iter().map(|owner| {
            let service = self.service(&owner.service);
            self.words.with("doc-owner", [("role", owner.role.as_str().into()), ("service", service.into())])
        });
        let text = |text: &Option<String>| Cell::words(text.clone().unwrap_or_default());
        row([
            Cell::words(&plan.action),
            text(&plan.first_step),
            Cell::words(owners.collect::<Vec<_>>().join(", ")),
            text(&plan.by),
            text(&plan.measure),
            text(&plan.must_agree),
            text(&plan.sponsor),
            Cell::words(self.say(match plan.standing {
                PlanStanding::Proposed => "doc-standing-proposed",
                PlanStanding::Accepted => "doc-standing-accepted",
                PlanStanding::Parked => "doc-standing-parked",
            })),
        ])
    }

    pub(super) fn follow_up(&self, follow_up: &FollowUpReport) -> Section {
        let mut blocks = Vec::new();
        if let Some(figure) = follow_up.outcomes.shown() {
            blocks.push(Block::Words { text: self.say("doc-follow-up-hint") });
            blocks.extend(self.outcomes(figure));
        }
        let outcomes = follow_up.outcomes.withheld().filter(|_| !follow_up.asked.is_empty());
        blocks.extend(self.all_asked(&follow_up.asked, outcomes.map(|why| (self.say("doc-outcomes"), why))));
        self.section("follow-up", blocks, "doc-follow-up-none")
    }

    fn outcomes(&self, figure: &OutcomesFigure) -> Option<Block> {
        let ratio = |id: &str, ratio: &Option<Ratio>| {
            ratio.map(|ratio| row([Cell::words(self.say(id)), self.percent(ratio)]))
        };
        let count = |id: &str, n: usize| row([Cell::words(self.say(id)), Cell::count(n)]);
        let rows: Vec<Row> = match figure {
            OutcomesFigure::Counts { people, outcomes, shares, .. } => {
                let shares = [
                    ratio("doc-outcome-response", &shares.response),
                    ratio("doc-outcome-full", &shares.full),
                    ratio("doc-outcome-any", &shares.any),
                    ratio("doc-outcome-conservative", &shares.conservative),
                ];
                let counts = [
                    count("doc-people", *people),
                    count("doc-outcome-done", outcomes.done),
                    count("doc-outcome-partly", outcomes.partly),
                    count("doc-outcome-not-yet", outcomes.not_yet),
                    count("doc-outcome-dropped", outcomes.no_longer_relevant),
                ];
                counts.into_iter().chain(shares.into_iter().flatten()).collect()
            }
            OutcomesFigure::Alike { people, response } => {
                let alike = row([Cell::words(self.say("doc-outcome-alike"))]);
                let rows = [Some(count("doc-people", *people)), ratio("doc-outcome-response", response)];
                rows.into_iter().flatten().chain([alike]).collect()
            }
        };
        let columns = self.columns(&["doc-outcome", "doc-value"]);
        table("outcomes", self.say("doc-outcomes"), String::new(), columns, vec![group(None, rows)])
    }
}
