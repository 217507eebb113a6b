//! Answers as they were given, by person.

use std::{collections::BTreeMap, fmt};

use crate::ids::{ParticipantId, ServiceId};

/// What each person answered to one thing. It cannot be written out, and does not print what it holds.
///
/// ```compile_fail
/// let table = crosstracks_protocol::report::Table::<u8>::default();
/// serde_json::to_string(&table);
/// ```
#[derive(Clone, PartialEq)]
pub struct Table<V> {
    answers: BTreeMap<ParticipantId, (Option<ServiceId>, V)>,
}

impl<V> Table<V> {
    /// The answers, with the service of each person. None for somebody who works for more than one, or whose
    /// answer cannot be traced to a person any more.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (&ParticipantId, Option<&ServiceId>, &V)> {
        self.answers.iter().map(|(who, (service, value))| (who, service.as_ref(), value))
    }

    /// Whether nobody answered.
    pub(crate) fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// What a person answered.
    pub(crate) fn of(&self, who: &ParticipantId) -> Option<&V> {
        self.answers.get(who).map(|(_, value)| value)
    }

    /// The same people with something else of what they answered; without those for whom that is nothing.
    pub(crate) fn map<W>(&self, of: impl Fn(&ParticipantId, &V) -> Option<W>) -> Table<W> {
        let answers = self.answers.iter();
        answers
            .filter_map(|(who, (service, value))| Some((who.clone(), (service.clone(), of(who, value)?))))
            .collect()
    }
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { answers: BTreeMap::new() }
    }
}

impl<V> FromIterator<(ParticipantId, (Option<ServiceId>, V))> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (ParticipantId, (Option<ServiceId>, V))>>(answers: I) -> Self {
        Self { answers: answers.into_iter().collect() }
    }
}

impl<V> fmt::Debug for Table<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Table(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_does_not_print_what_it_holds() {
        let table: Table<&str> =
            [(ParticipantId::from("p1"), (Some("north".into()), "planted"))].into_iter().collect();
        assert_eq!(format!("{table:?}"), "Table(..)");
    }
}
