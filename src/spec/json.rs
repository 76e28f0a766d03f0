//! An experiment as it stands in JSON: one object, in which each group of settings and each kind of data has the field of its
//! id.
//!
//! Written by hand, because which fields there are depends on [`SETTING_GROUPS`] and [`DATA_KINDS`](crate::data::DATA_KINDS):
//! serde's own code knows fields by name only, and refuses no unknown field where some are flattened.

use std::fmt;
use std::sync::LazyLock;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::experiment::{default_horizon, default_master_seed, default_seeds};
use super::json_source::{Fields, Source};
use super::settings::{SETTING_GROUPS, SettingGroup};
use super::{Experiment, SettingValues, VERSION};
use crate::data::{DataKind, SourceRefs};
use crate::descriptor::Values;
use crate::math::sorting::sorted;

/// The fields before those of groups of settings.
const BEFORE: [&str; 7] = ["version", "world", "contenders", "horizon", "seeds", "master_seed", "clicks"];

/// All fields, in the order in which they are written: those of data are the last.
static FIELDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let groups = sorted(with_fields().map(|group| group.part.id).collect(), Ord::cmp);
    let kinds = sorted(DataKind::all().map(DataKind::id).collect(), Ord::cmp);
    [&BEFORE[..], &groups, &kinds].concat()
});

/// The groups of settings that have a field of their own.
fn with_fields() -> impl Iterator<Item = &'static SettingGroup> {
    SETTING_GROUPS.into_iter().filter(|group| group.key().is_some())
}

impl Serialize for Experiment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            // A message: every field in order, since a format without names can't read one that is left out.
            let Experiment { version, environment, policies, horizon, seeds, master_seed, clicks, .. } = self;
            let settings: Vec<(&str, &Values)> = self.settings.iter().collect();
            let further = (settings, &self.sources);
            return (version, environment, policies, horizon, seeds, master_seed, clicks, further)
                .serialize(serializer);
        }
        let further = self.settings.iter().len() + self.sources.iter().len();
        let count = BEFORE.len() - 1 + usize::from(self.clicks.is_some()) + further;
        let mut object = serializer.serialize_struct("Experiment", count)?;
        object.serialize_field("version", &self.version)?;
        object.serialize_field("world", &self.environment)?;
        object.serialize_field("contenders", &self.policies)?;
        object.serialize_field("horizon", &self.horizon)?;
        object.serialize_field("seeds", &self.seeds)?;
        object.serialize_field("master_seed", &self.master_seed)?;
        if let Some(clicks) = &self.clicks {
            object.serialize_field("clicks", clicks)?;
        }
        for (id, values) in self.settings.iter() {
            object.serialize_field(id, values)?;
        }
        for (kind, source) in self.sources.iter() {
            object.serialize_field(kind.id(), &Source { kind, source })?;
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for Experiment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Experiment, D::Error> {
        if !deserializer.is_human_readable() {
            return read_message(deserializer);
        }
        deserializer.deserialize_struct("Experiment", &FIELDS, Object)
    }
}

/// What stands last in a message: groups of settings by id, and data by kind.
type Further = (Vec<(String, Values)>, SourceRefs);

/// Reads the form of a message: every field in order.
fn read_message<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Experiment, D::Error> {
    let (version, environment, policies, horizon, seeds, master_seed, clicks, further) =
        Deserialize::deserialize(deserializer)?;
    let (groups, sources): Further = further;
    let mut settings = SettingValues::default();
    for (id, values) in groups {
        let group = with_fields().find(|group| group.part.id == id);
        let group =
            group.ok_or_else(|| D::Error::custom(format!("there is no group of settings \"{id}\"")))?;
        settings.replace(group.part, values);
    }
    Ok(Experiment { version, environment, policies, horizon, seeds, master_seed, clicks, settings, sources })
}

/// Reads the object.
struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Experiment;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with the fields of an experiment")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Experiment, A::Error> {
        let (mut version, mut environment, mut policies) = (None, None, None);
        let (mut horizon, mut seeds, mut master_seed) = (None, None, None);
        let mut clicks = None;
        let mut sources: Vec<(DataKind, Option<Option<Fields>>)> =
            DataKind::all().map(|kind| (kind, None)).collect();
        let mut groups: Vec<(&'static SettingGroup, Option<Values>)> =
            with_fields().map(|group| (group, None)).collect();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "version" => read(&mut map, "version", &mut version)?,
                "world" => read(&mut map, "world", &mut environment)?,
                "contenders" => read(&mut map, "contenders", &mut policies)?,
                "horizon" => read(&mut map, "horizon", &mut horizon)?,
                "seeds" => read(&mut map, "seeds", &mut seeds)?,
                "master_seed" => read(&mut map, "master_seed", &mut master_seed)?,
                "clicks" => read(&mut map, "clicks", &mut clicks)?,
                id => {
                    let group = groups.iter_mut().find(|(group, _)| group.part.id == id);
                    let source = sources.iter_mut().find(|(kind, _)| kind.id() == id);
                    match (group, source) {
                        (Some((group, values)), _) => read(&mut map, group.part.id, values)?,
                        (None, Some((kind, source))) => read(&mut map, kind.id(), source)?,
                        (None, None) => return Err(A::Error::unknown_field(id, &FIELDS)),
                    }
                }
            }
        }
        let mut settings = SettingValues::default();
        for (group, values) in groups {
            settings.replace(group.part, values.unwrap_or_default());
        }
        let mut named = SourceRefs::NONE;
        for (kind, fields) in sources {
            let source = fields.flatten().map(|fields| fields.source(kind)).transpose();
            named.set(kind, source.map_err(A::Error::custom)?);
        }
        Ok(Experiment {
            version: version.unwrap_or(VERSION),
            environment: environment.ok_or_else(|| A::Error::missing_field("world"))?,
            policies: policies.ok_or_else(|| A::Error::missing_field("contenders"))?,
            horizon: horizon.unwrap_or_else(default_horizon),
            seeds: seeds.unwrap_or_else(default_seeds),
            master_seed: master_seed.unwrap_or_else(default_master_seed),
            clicks: clicks.flatten(),
            settings,
            sources: named,
        })
    }
}

/// Reads the value of a field, which stands there once.
fn read<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    name: &'static str,
    value: &mut Option<T>,
) -> Result<(), A::Error> {
    if value.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *value = Some(map.next_value()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{"version":1,"world":{"id":"wheel"},"contenders":[{"agent":"random"}],"horizon":10,"seeds":2,"master_seed":7,"clicks":{"id":"cascade"},"feedback":{"missing":0.25},"objectives":{"novelty_weight":0.5},"ratings":{"fingerprint":"00","name":"mine"},"table":{"fingerprint":"11","name":"","label":"kind"}}"#;

    fn problem(json: &str) -> String {
        serde_json::from_str::<Experiment>(json).expect_err(json).to_string()
    }

    #[test]
    fn what_is_written_is_what_was_read() {
        let experiment: Experiment = serde_json::from_str(WHOLE).expect("it is an experiment");
        assert_eq!(serde_json::to_string(&experiment).expect("it is written"), WHOLE);
        let value = serde_json::to_value(&experiment).expect("it is written");
        assert_eq!(serde_json::from_value::<Experiment>(value).expect("it is read"), experiment);
        let short = r#"{"world":{"id":"wheel"},"contenders":[],"clicks":null,"feedback":{}}"#;
        let read: Experiment = serde_json::from_str(short).expect("it is an experiment");
        let standard = Experiment { policies: Vec::new(), ..Experiment::default() };
        assert_eq!(Experiment { environment: standard.environment.clone(), ..read }, standard);
    }

    #[test]
    fn a_wrong_field_is_named() {
        let unknown = problem(&WHOLE.replace("\"feedback\"", "\"feedbak\""));
        let known = FIELDS.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ");
        assert!(unknown.starts_with(&format!("unknown field `feedbak`, expected one of {known} at line 1 ")));
        assert!(known.contains("`clicks`, `feedback`, `objectives`"), "{known}");
        assert!(problem(&WHOLE.replace("objectives", "feedback")).starts_with("duplicate field `feedback`"));
        assert!(problem(&WHOLE.replace("clicks", "seeds")).starts_with("duplicate field `seeds`"));
        assert!(problem("{}").starts_with("missing field `world`"), "{}", problem("{}"));
        assert!(problem("{\"experiment\":{}}").starts_with("unknown field `experiment`"));
        assert!(problem("{\"horizon\":[],\"world\":{}}").starts_with("invalid type: sequence, expected u64"));
    }
}
