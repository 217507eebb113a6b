//! What participants do: about themselves, and in an activity.

use super::{
    Newcomer, Room,
    decision::{Decision, Draft},
};
use crate::{
    command::Command,
    event::Event,
    ids::ParticipantId,
    rejection::{Rejection, Who},
    view::Standing,
};

impl Room {
    pub(super) fn decide_own(&self, me: &ParticipantId, command: &Command) -> Result<Decision, Rejection> {
        let one = |event| Ok(Draft::after(self.seq).push(event).finish());
        let member = self.member(me)?;
        let participant = me.clone();
        match command {
            Command::AcceptRules {} if member.rules_accepted => Ok(Decision::default()),
            Command::AcceptRules {} => one(Event::RulesAccepted { participant }),
            Command::CorrectMyself { name, service, profession, modality } => {
                let card = Newcomer {
                    name: name.clone(),
                    service: service.clone(),
                    profession: profession.clone(),
                    modality: *modality,
                    device: None,
                };
                self.correct_card(me, &card)
            }
            Command::AskForHelp { on } if member.help == *on => Ok(Decision::default()),
            Command::AskForHelp { on } => one(Event::HelpAsked { participant, on: *on }),
            Command::Leave {} => self.change_standing(me, Standing::Left),
            Command::ComeBack {} => self.change_standing(me, Standing::In),
            Command::EraseMyself {} => self.erase(me),
            Command::AnswerSurvey { instrument, item, value } => {
                self.answer_survey(me, instrument, item, value)
            }
            Command::Vote { quote, choice } => self.vote(me, quote, choice),
            Command::AnswerForTable { quote, answer } => self.answer_for_table(me, quote, answer),
            Command::AnswerPoll { part, option } => self.answer_poll(me, part, *option),
            Command::SaySurprise { text } => self.say_surprise(me, text),
            Command::AddPoint { sheet, text } => self.add_point(me, sheet, text),
            Command::EditPoint { point, text, revision } => self.edit_point(me, point, text, *revision),
            Command::RemovePoint { point, revision } => self.remove_point(point, *revision),
            Command::SetDontKnow { question, on } => self.set_stance(me, question, Some(*on), None),
            Command::SetConfidence { question, confidence } => {
                self.set_stance(me, question, None, Some(*confidence))
            }
            Command::TakePen {} => {
                let group = self.group_of(me).ok_or(Rejection::NoGroup)?.id.clone();
                one(Event::PenTaken { group, participant })
            }
            Command::ConfirmHere {} => self.confirm_here(me),
            Command::GoToTurn { turn } => self.go_to_turn(me, *turn),
            Command::MarkPoint { point, mark } => self.mark_point(me, point, *mark),
            Command::ClarifyPoint { point, text } => self.clarify_point(me, point, text),
            Command::ClarifyQuestion { question, text } => self.clarify_question(me, question, text),
            Command::TapPoint { point, tap, on } => self.tap_point(point, *tap, *on),
            Command::DisputeModel { question, text } => self.dispute_model(me, question, text),
            Command::AnswerFollowUp { item, value } => self.answer_follow_up(me, item, value),
            Command::ReportOutcome { plan, outcome, helped, hindered } => {
                self.report_outcome(me, *plan, *outcome, (helped, hindered))
            }
            Command::AnswerRecall { point, right } => self.answer_recall(me, point, *right),
            Command::KeepPlan { plan, sealed, confidence, revision } => {
                self.keep_plan(me, *plan, sealed, *confidence, *revision)
            }
            Command::DropPlan { plan, revision } => self.drop_plan(me, *plan, *revision),
            Command::AddAction { text } => self.add_action(me, text),
            Command::WriteAction { action, field, text, revision } => {
                self.write_action(me, action, field, text, *revision)
            }
            Command::RemoveAction { action, revision } => self.remove_action(action, *revision),
            // A facilitator's; access has refused them.
            _ => Err(Rejection::WrongRole { who: Who::Facilitator }),
        }
    }
}
