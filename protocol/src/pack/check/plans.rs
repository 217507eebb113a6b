//! Plans: people are helped to begin them, and not too many.

use super::Findings;
use crate::pack::Pack;

pub(super) fn check(pack: &Pack, findings: &mut Findings) {
    if let Some(prompts) = &pack.action_prompts {
        for (field, prompts, limit, most) in [
            ("personal", &prompts.personal, 200, 1..=10),
            ("collective", &prompts.collective, 200, 1..=10),
            ("vague", &prompts.vague, 40, 0..=30),
        ] {
            findings.count(&format!("/action_prompts/{field}"), prompts.len(), most);
            for (at, prompt) in prompts.iter().enumerate() {
                findings.line(&format!("/action_prompts/{field}/{at}"), prompt, limit);
            }
        }
    }
    for (field, limit) in [("personal", pack.limits.personal), ("collective", pack.limits.collective)] {
        if !(1..=10).contains(&limit) {
            findings.error(format!("/limits/{field}"), "A limit is 1 to 10.");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{ActionPrompts, check::tests::plant_error};

    #[test]
    fn plans_are_bounded() {
        plant_error("/limits/personal", "1 to 10", |pack| pack.limits.personal = 0);
        plant_error("/limits/collective", "1 to 10", |pack| pack.limits.collective = 11);
    }

    #[test]
    fn openings_are_there_and_short() {
        fn prompts(pack: &mut crate::pack::Pack) -> &mut ActionPrompts {
            pack.action_prompts.as_mut().unwrap()
        }
        plant_error("/action_prompts/collective", "1 to 10", |pack| prompts(pack).collective.clear());
        plant_error("/action_prompts/personal/0", "201", |pack| prompts(pack).personal[0] = "a".repeat(201));
        plant_error("/action_prompts/vague", "0 to 30", |pack| prompts(pack).vague = vec!["be".into(); 31]);
        plant_error("/action_prompts/vague/0", "41", |pack| prompts(pack).vague = vec!["b".repeat(41)]);
        plant_error("/action_prompts/vague/0", "empty", |pack| prompts(pack).vague = vec![String::new()]);
    }
}
