//! What is published: a figure, or word that there is none.

use serde::Serialize;
use ts_rs::TS;

use super::division::Group;
use crate::ids::ServiceId;

/// A figure that may be read by whom it was made for, or word that it is not shown, and why.
///
/// Only the groups of a division make these, so that none is made of answers that may not be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(transparent)]
#[ts(export_to = "protocol.ts")]
pub struct Published<T: TS>(Inner<T>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export_to = "protocol.ts", rename = "PublishedFigure")]
enum Inner<T: TS> {
    /// It is shown.
    Shown { value: T },
    /// Fewer people than that answered.
    NotShown { fewest: usize },
    /// It would say what each of a few people answered, because nearly all answered alike.
    Alike {},
}

impl<T: TS> Published<T> {
    /// A figure of a group that may be published.
    pub(super) fn of<V>(group: &Group<V>, figure: impl FnOnce(&Group<V>) -> T) -> Self {
        Self(Inner::Shown { value: figure(group) })
    }

    /// A figure of what groups made together, of so many people in all.
    pub(crate) fn of_groups(people: usize, fewest: usize, figure: impl FnOnce() -> T) -> Self {
        if people < fewest { Self::not_shown(fewest) } else { Self(Inner::Shown { value: figure() }) }
    }

    /// There is none: fewer than `fewest` people answered.
    pub(crate) fn not_shown(fewest: usize) -> Self {
        Self(Inner::NotShown { fewest })
    }

    /// There is none: people answered too much alike.
    pub(crate) fn alike() -> Self {
        Self(Inner::Alike {})
    }

    /// Why there is none, if there is none.
    pub fn withheld(&self) -> Option<Withheld> {
        match self.0 {
            Inner::Shown { .. } => None,
            Inner::NotShown { fewest } => Some(Withheld::Few { fewest }),
            Inner::Alike {} => Some(Withheld::Alike),
        }
    }

    /// The figure, if it is shown.
    pub fn shown(&self) -> Option<&T> {
        match &self.0 {
            Inner::Shown { value } => Some(value),
            Inner::NotShown { .. } | Inner::Alike {} => None,
        }
    }
}

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// Fewer people than that answered.
    Few {
        /// The fewest for which it is shown.
        fewest: usize,
    },
    /// People answered too much alike.
    Alike,
}

/// A figure of a service, or of several together because one of them is too small to stand apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "protocol.ts")]
pub struct Part<T: TS> {
    /// One service, or all those that are together.
    pub services: Vec<ServiceId>,
    /// Its figure.
    pub figure: T,
}
