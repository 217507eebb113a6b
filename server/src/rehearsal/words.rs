//! What practice participants are called and say: plain sentences that fit any services.

use crosstracks_protocol::{
    command::Mark,
    sealed::{SEALED_PREFIX, Sealed},
    stamp::Chance,
};

/// First names, so that a room looks like one.
const NAMES: [&str; 60] = [
    "Amara",
    "Bilal",
    "Carys",
    "Delroy",
    "Eilidh",
    "Farah",
    "Gareth",
    "Hana",
    "Imran",
    "Joanna",
    "Kwame",
    "Leila",
    "Mateusz",
    "Niamh",
    "Owain",
    "Priya",
    "Rhys",
    "Sadia",
    "Tomasz",
    "Uzma",
    "Vikram",
    "Wanjiru",
    "Xiu",
    "Yusuf",
    "Zofia",
    "Aisling",
    "Babatunde",
    "Chloe",
    "Deepa",
    "Emeka",
    "Fiona",
    "Grzegorz",
    "Harriet",
    "Ioana",
    "Jamal",
    "Katarzyna",
    "Luca",
    "Mei",
    "Nasreen",
    "Oluwaseun",
    "Parveen",
    "Rosa",
    "Siân",
    "Tariq",
    "Ursula",
    "Valentina",
    "Winston",
    "Yasmin",
    "Zainab",
    "Abebe",
    "Bronwen",
    "Callum",
    "Dafydd",
    "Esther",
    "Femi",
    "Gwen",
    "Hassan",
    "Isla",
    "Jakub",
    "Łucja",
];

/// What the person with a number is called; past the last name they are numbered.
pub(super) fn name(index: usize) -> String {
    let name = NAMES[index % NAMES.len()];
    match index / NAMES.len() {
        0 => name.to_owned(),
        round => format!("{name} {}", round + 1),
    }
}

/// A number drawn from words: the same words draw the same number.
pub(super) fn lot(seed: u64, words: &[&str]) -> usize {
    // FNV-1a over the words, so that every one of them counts, then mixed.
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ seed;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    Chance::new(hash).below(usize::MAX)
}

const POINTS: [&str; 14] = [
    "We think it depends on the person, and on the day.",
    "Someone senior has to agree to it first.",
    "There is a written threshold, but we have never seen it.",
    "It is paid for from a separate budget.",
    "A form goes to a shared inbox and waits there.",
    "They decide it together at a weekly meeting.",
    "It takes about two weeks.",
    "We think {service} has a duty line for this.",
    "New colleagues are trained for it in their first year.",
    "It differs from team to team.",
    "The law says who has to do it.",
    "They speak with the family first.",
    "They step in when nobody else can.",
    "“{words}” – we have only ever seen our side of that.",
];

/// How many words of a question a point repeats.
const REPEATED: usize = 5;

/// A point on a question about a service. Points with numbers next to each other differ.
pub(super) fn point(number: usize, service: &str, question: &str) -> String {
    let words: Vec<&str> = question.split_whitespace().take(REPEATED).collect();
    pick(&POINTS, number).replace("{service}", service).replace("{words}", &format!("{} …", words.join(" ")))
}

/// What is added to a point that is changed.
pub(super) fn changed(point: &str) -> String {
    format!("{point} At least it used to be so.")
}

const WHY_SAID: [&str; 6] = [
    "It sounds like the end of a long week.",
    "Someone who was left waiting might say this.",
    "It is said with respect, if you read it twice.",
    "They see one part of it, as we all do.",
    "It has happened before, so they expect it again.",
    "They wish that somebody would ask.",
];

/// Why might someone say this?
pub(super) fn why_said(number: usize) -> &'static str {
    pick(&WHY_SAID, number)
}

const WHY_CHOSEN: [&str; 6] = [
    "It reminded us of people we know.",
    "The word “they” made up our minds.",
    "We pictured a busy desk, and a phone that rings.",
    "We first thought of ourselves, and then wondered.",
    "Two of us have heard nearly the same words.",
    "It was the part about time.",
];

/// What made us choose as we did?
pub(super) fn why_chosen(number: usize) -> &'static str {
    pick(&WHY_CHOSEN, number)
}

const SURPRISES: [&str; 24] = [
    "How alike our frustrations are.",
    "We were surer than we had reason to be.",
    "The kind words were harder to place than the sharp ones.",
    "That I had never asked.",
    "How much each of us guesses.",
    "Some of it could have been me.",
    "How different a day looks from the other side.",
    "That we all thought of the same phone call.",
    "I heard blame where there was worry.",
    "Nobody at our table agreed at first, and that helped.",
    "We say the same about them as they say about us.",
    "How few of us had ever visited the others.",
    "The quote I was sure of was not theirs.",
    "That kindness between us is said so seldom.",
    "How much of it is about waiting for an answer.",
    "I would have said most of these myself.",
    "That they thought we had more time.",
    "How often “they” means one person on one bad day.",
    "We laughed at the same one.",
    "That risk looks different from where each of us stands.",
    "I knew less about their day than I thought.",
    "The ones about us were not all from them.",
    "How careful people were with each other.",
    "That both of us feel like the last resort.",
];

/// What surprised us.
pub(super) fn surprise(number: usize) -> &'static str {
    pick(&SURPRISES, number)
}

const CONTRIBUTIONS: [&str; 6] = [
    "{service} rings first, and says by when it will ring again.",
    "{service} visits, and writes down what it saw on the same day.",
    "{service} asks the person what they want, before anybody plans.",
    "{service} brings what it knows from the years before.",
    "{service} needs to hear from the other side within two days.",
    "{service} names one person whom everybody can ring.",
];

/// What a service would bring to a case. Points with numbers next to each other differ.
pub(super) fn contribution(number: usize, service: &str) -> String {
    let text = pick(&CONTRIBUTIONS, number).replace("{service}", service);
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// What matters in a case.
pub(super) fn value(number: usize) -> &'static str {
    pick(
        &[
            "To be asked, and to be believed.",
            "Staying at home for as long as it can be made to work.",
            "That nobody is left to carry it alone.",
            "We weigh safety more than the person does, and should say so.",
            "Keeping a promise, even a small one.",
        ],
        number,
    )
}

/// What to do about a disagreement.
pub(super) fn conflict(number: usize) -> &'static str {
    pick(
        &[
            "Ring, and say the worry before the conclusion.",
            "Ask what they have seen that we have not.",
            "Agree on what would change either mind, and look for that.",
            "Say it to them first, and to nobody else before.",
            "Go and see the person together.",
        ],
        number,
    )
}

/// What a table does not agree on.
pub(super) fn differ(number: usize) -> &'static str {
    pick(
        &[
            "Some of us would act today; some would wait for trust. We leave it at that.",
            "We do not agree who decides this. Both views are here.",
            "For one of us this is a risk to live with, for another it is not.",
        ],
        number,
    )
}

/// A text that has the form of a sealed one. What a practice participant plans is nothing.
pub(super) fn sealed(number: usize) -> Option<Sealed> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    /// As long as the padding of the client makes them.
    const LENGTHS: [usize; 3] = [395, 736, 1078];
    let mut chance = Chance::new(number as u64);
    let length = LENGTHS[number % LENGTHS.len()];
    let letters: String = (0..length).map(|_| char::from(LETTERS[chance.below(LETTERS.len())])).collect();
    Sealed::new(format!("{SEALED_PREFIX}{letters}"))
}

/// What a table will do. Those with numbers next to each other differ.
pub(super) fn action(number: usize) -> &'static str {
    pick(
        &[
            "Ring each other on the day that something changes.",
            "Send a short reply to every referral, with a name and a day.",
            "Meet for half an hour each month, with three people to talk about.",
            "Swap direct numbers, and keep the list up to date.",
            "Visit each other for a morning, two at a time.",
            "Stop sending letters that nobody answers.",
            "Improve communication",
        ],
        number,
    )
}

/// The first step of an action.
pub(super) fn first_step(number: usize) -> &'static str {
    pick(
        &[
            "Agree on who rings whom.",
            "Put a first date in both diaries.",
            "Write half a page, and ask two people.",
        ],
        number,
    )
}

/// Who sees to an action.
pub(super) fn owner(number: usize) -> &'static str {
    pick(&["Team lead", "Duty lead", "Manager", "Deputy manager"], number)
}

/// How a table will know.
pub(super) fn measure(number: usize) -> &'static str {
    pick(
        &[
            "Nobody has to ask twice.",
            "We count the replies for four weeks.",
            "We ask each other in two months.",
        ],
        number,
    )
}

/// Who else must agree to an action.
pub(super) fn must_agree(number: usize) -> &'static str {
    pick(&["The heads of both services", "Nobody else", "Whoever keeps the diaries"], number)
}

/// What a service says to a point that it marked.
pub(super) fn clarification(mark: Mark, number: usize) -> &'static str {
    let sentences: [&str; 2] = match mark {
        Mark::Right => ["Yes, that is how it goes.", "That is right, and it is good that you know it."],
        Mark::Partly => [
            "Mostly. The other half is that a second person looks at it.",
            "That is the first step; one more follows.",
        ],
        Mark::NotRight => [
            "It used to be like that. Another team does it now.",
            "We can see why it looks so. We do it the other way round.",
        ],
        Mark::DependsLocally => [
            "In some places, yes. Ask the team near you.",
            "That is agreed place by place, so it is worth a call.",
        ],
        Mark::WeDiffer => {
            ["We don’t agree on this among ourselves.", "Ask two of us and you will hear two answers."]
        }
    };
    pick(&sentences, number)
}

/// What another group of the service adds to a point.
pub(super) fn addition() -> &'static str {
    "With us it is the same, only that it takes a little longer."
}

/// What a service says to a question that was left open.
pub(super) fn explanation(number: usize) -> &'static str {
    pick(
        &[
            "A fair thing not to know. It starts with a call, and there is a name to ask for.",
            "Few people are told. It begins with a referral, and an answer comes within the week.",
        ],
        number,
    )
}

/// What a service says to a pack's answer.
pub(super) fn dispute() -> &'static str {
    "Where we work, the last step is done by another team."
}

/// What somebody says who looks back.
pub(super) fn looking_back(number: usize) -> &'static str {
    pick(&LOOKING_BACK, number)
}

const LOOKING_BACK: [&str; 6] = [
    "Meeting the people behind the forms.",
    "More time for the exchange, less for the rest.",
    "I had thought that they could simply say yes.",
    "I ring first now, and write afterwards.",
    "The case was close to what we see every week.",
    "Nothing comes to mind.",
];

fn pick<'a>(sentences: &[&'a str], number: usize) -> &'a str {
    sentences[number % sentences.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crosstracks_protocol::text::{TextKind, tidy};

    use super::*;

    #[test]
    fn every_name_is_somebody_else_and_fits() {
        let names: BTreeSet<String> = (0..200).map(name).collect();
        assert_eq!(names.len(), 200);
        assert!(names.iter().all(|name| tidy(TextKind::Name, name).as_ref() == Ok(name)));
        assert_eq!(name(60), "Amara 2");
    }

    #[test]
    fn every_sentence_is_kept_as_it_is() {
        let question = "What training does somebody there need before they may decide on their own?";
        let long = "a service whose name is forty characters";
        for number in 0..POINTS.len() {
            for text in [point(number, long, question), changed(&point(number, long, question))] {
                assert!(!text.contains('{'), "{text}");
                assert_eq!(tidy(TextKind::Point, &text).as_ref(), Ok(&text));
            }
        }
        for number in 0..CONTRIBUTIONS.len() {
            let text = contribution(number, long);
            assert!(text.starts_with(char::is_uppercase) && !text.contains('{'), "{text}");
            assert_eq!(tidy(TextKind::Point, &text).as_ref(), Ok(&text));
        }
        for number in 0..LOOKING_BACK.len() {
            assert!(tidy(TextKind::Point, looking_back(number)).is_ok());
        }
        for number in 0..SURPRISES.len() {
            assert!(tidy(TextKind::Line, surprise(number)).is_ok());
        }
    }

    #[test]
    fn what_is_sealed_differs_and_says_nothing() {
        let texts: BTreeSet<String> =
            (0..50).filter_map(sealed).map(|text| text.as_str().to_owned()).collect();
        assert_eq!(texts.len(), 50);
    }

    #[test]
    fn points_next_to_each_other_differ() {
        let texts: BTreeSet<String> = (5..8).map(|number| point(number, "a", "b")).collect();
        assert_eq!(texts.len(), 3);
    }

    #[test]
    fn a_lot_follows_from_all_its_words_and_the_seed() {
        assert_eq!(lot(1, &["a", "b"]), lot(1, &["a", "b"]));
        let lots =
            BTreeSet::from([lot(1, &["a", "b"]), lot(1, &["ab"]), lot(2, &["a", "b"]), lot(1, &["a"])]);
        assert_eq!(lots.len(), 4);
    }
}
