//! The views that a client was sent, with what changed merged in.

use std::collections::{BTreeMap, BTreeSet};

use crosstracks_protocol::{
    command::Role,
    ids::{ParticipantId, SheetId},
    patch::merge,
    wire::Layer,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// All that a client sees.
#[derive(Debug, Clone, Default)]
pub struct Views {
    /// As whom it was recognised; none before the first welcome.
    pub role: Option<Role>,
    /// Whether any facilitator is connected.
    pub facilitator: bool,
    /// The participants who are connected, where one is told.
    pub present: Option<BTreeSet<ParticipantId>>,
    /// Who in one's group is writing where.
    pub writing: BTreeMap<ParticipantId, SheetId>,
    layers: BTreeMap<Layer, (u64, Value)>,
}

impl Views {
    /// A layer as it is.
    pub fn get(&self, layer: Layer) -> Option<&Value> {
        self.layers.get(&layer).map(|(_, value)| value)
    }

    /// A number that rises whenever the layer changes; 0 before it came.
    pub fn version(&self, layer: Layer) -> u64 {
        self.layers.get(&layer).map_or(0, |(version, _)| *version)
    }

    /// A layer read as what it is; none while it is not there or is empty.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn read<T: DeserializeOwned>(&self, layer: Layer) -> Result<Option<T>, serde_json::Error> {
        let is_empty = |value: &&Value| value.as_object().is_none_or(serde_json::Map::is_empty);
        self.get(layer).filter(|value| !is_empty(value)).map(T::deserialize).transpose()
    }

    /// Takes the layers of a welcome: those that did not come are gone.
    pub(in crate::rehearsal) fn welcome(&mut self, role: Role, layers: BTreeMap<Layer, Value>) {
        self.role = Some(role);
        self.layers.retain(|layer, _| layers.contains_key(layer));
        self.replace(layers);
    }

    /// Takes layers anew.
    pub(super) fn replace(&mut self, layers: BTreeMap<Layer, Value>) {
        for (layer, value) in layers {
            let version = self.version(layer) + 1;
            self.layers.insert(layer, (version, value));
        }
    }

    /// Takes changes of layers.
    pub(super) fn patch(&mut self, patches: &BTreeMap<Layer, Value>) {
        for (layer, patch) in patches {
            let (version, value) = self.layers.entry(*layer).or_default();
            *version += 1;
            merge(value, patch);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn layers_are_replaced_patched_and_taken_away() {
        let mut views = Views::default();
        let layers = BTreeMap::from([(Layer::Own, json!({ "a": 1 })), (Layer::Group, json!({}))]);
        views.welcome(Role::Participant, layers);
        views.patch(&BTreeMap::from([(Layer::Own, json!({ "a": null, "b": { "c": 2 } }))]));
        assert_eq!(views.get(Layer::Own), Some(&json!({ "b": { "c": 2 } })));
        assert_eq!(views.version(Layer::Own), 2);
        assert_eq!(views.read::<Value>(Layer::Group).unwrap(), None, "an empty layer is none");
        views.replace(BTreeMap::from([(Layer::Group, json!({ "d": 3 }))]));
        assert_eq!(views.read::<Value>(Layer::Group).unwrap(), Some(json!({ "d": 3 })));
        views.welcome(Role::Participant, BTreeMap::from([(Layer::Own, json!({}))]));
        assert_eq!(views.get(Layer::Group), None);
    }
}
