//! What people take with them and are asked weeks later: asked while the room is kept, and of the same things.

use super::{Findings, instruments::list};
use crate::pack::{FollowUpSettings, InstrumentStage, MySession, Pack};

/// The latest that people are asked, in weeks.
const LATEST: u8 = 26;

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    if let Some(my_session) = &pack.my_session {
        file(my_session, findings);
    }
    if let Some(settings) = &pack.follow_up {
        self::settings(pack, settings, findings);
    } else if pack.instrument_at(InstrumentStage::Followup).is_some() {
        let message = "There is nothing under “follow_up” that says how people are asked weeks later.";
        findings.error("/follow_up", message);
    }
}

fn file(my_session: &MySession, findings: &mut Findings) {
    findings.line("/my_session/note_title", &my_session.note_title, 100);
    findings.line("/my_session/note", &my_session.note, 600);
    findings.count("/my_session/reflection", my_session.reflection.len(), 1..=8);
    for (at, prompt) in my_session.reflection.iter().enumerate() {
        findings.line(&format!("/my_session/reflection/{at}"), prompt, 200);
    }
}

fn settings(pack: &Pack, settings: &FollowUpSettings, findings: &mut Findings) {
    if !(1..=LATEST).contains(&settings.weeks) {
        findings.error("/follow_up/weeks", format!("People are asked after 1 to {LATEST} weeks."));
    }
    if u16::from(settings.weeks) * 7 >= pack.privacy.retention_days {
        let message = "By then the room is deleted: ask earlier, or keep it longer.";
        findings.error("/follow_up/weeks", message);
    }
    for (name, asked) in [("helped", &settings.helped), ("hindered", &settings.hindered)] {
        findings.line(&format!("/follow_up/{name}/question"), &asked.question, 160);
        list(&format!("/follow_up/{name}/options"), &asked.options, findings);
    }
    findings.line("/follow_up/named", &settings.named, 60);
    findings.line("/follow_up/not_named", &settings.not_named, 60);
    findings.line("/follow_up/recall/question", &settings.recall.question, 160);
    findings.line("/follow_up/recall/right", &settings.recall.right, 60);
    findings.line("/follow_up/recall/not_right", &settings.recall.not_right, 60);
}

#[cfg(test)]
mod tests {
    use crate::pack::check::tests::plant_error;

    #[test]
    fn people_are_asked_while_the_room_is_kept() {
        plant_error("/follow_up/weeks", "1 to 26", |pack| pack.follow_up.as_mut().unwrap().weeks = 0);
        plant_error("/follow_up/weeks", "deleted", |pack| pack.follow_up.as_mut().unwrap().weeks = 13);
        plant_error("/follow_up", "how people are asked", |pack| pack.follow_up = None);
    }

    #[test]
    fn what_is_asked_and_taken_along_is_bounded() {
        plant_error("/follow_up/helped/options", "2 to 10", |pack| {
            pack.follow_up.as_mut().unwrap().helped.options.truncate(1);
        });
        plant_error("/follow_up/hindered/options/1", "there already", |pack| {
            let options = &mut pack.follow_up.as_mut().unwrap().hindered.options;
            options[1] = options[0].clone();
        });
        plant_error("/follow_up/recall/right", "61", |pack| {
            pack.follow_up.as_mut().unwrap().recall.right = "a".repeat(61);
        });
        plant_error("/my_session/reflection", "1 to 8", |pack| {
            pack.my_session.as_mut().unwrap().reflection.clear();
        });
        plant_error("/my_session/note", "601", |pack| {
            pack.my_session.as_mut().unwrap().note = "a".repeat(601);
        });
    }
}
