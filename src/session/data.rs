//! Which data the engine has, and what an experiment still needs.

use crate::data::{DataKind, KindMap, SourceRef};
use crate::spec::Experiment;

/// Whether something will be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Availability<T> {
    /// It is on its way.
    #[default]
    Loading,
    /// It is there.
    Ready(T),
    /// It will not be there, for this reason.
    Unavailable(String),
}

/// What an experiment needs before it can be prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing.
    Nothing,
    /// The engine or bundled data, which are on their way.
    Loading,
    /// Data that the engine is being given.
    Getting,
    /// The bundled data of this kind again, instead of those in use.
    Bundled(DataKind),
    /// Data that the person must bring.
    Data(DataKind, SourceRef),
    /// What can't be had, for this reason.
    Unavailable(String),
}

/// The data of one kind.
#[derive(Debug, Clone, Default)]
pub(super) struct KindData {
    /// The bundled ones: their fingerprint, once the engine has had them.
    pub bundled: Availability<Option<String>>,
    /// Fingerprint of those that the engine has.
    pub in_use: Option<String>,
    /// Those that the engine is being given: whether they are the bundled ones.
    pub on_the_way: Option<bool>,
    /// Fingerprints of those that it can be given with a run.
    pub at_hand: Vec<String>,
}

/// The data that the engine has.
#[derive(Debug, Clone, Default)]
pub(super) struct LoadedData {
    /// Whether the engine takes commands.
    pub engine: Availability<()>,
    /// The experiment that it can run without any data, until it has some.
    pub brings: Option<Experiment>,
    kinds: KindMap<KindData>,
}

impl KindData {
    fn need(&self, kind: DataKind, source: Option<&SourceRef>) -> Need {
        if self.on_the_way.is_some() {
            return if self.in_use.is_some() { Need::Getting } else { Need::Loading };
        }
        let Some(source) = source else {
            // An experiment that names no data means the bundled ones.
            return match &self.bundled {
                // Whether it can do without, the engine says.
                _ if kind.bundled.is_none() => Need::Nothing,
                Availability::Loading => Need::Loading,
                Availability::Unavailable(sentence) => Need::Unavailable(sentence.clone()),
                Availability::Ready(Some(fingerprint)) if self.in_use.as_ref() == Some(fingerprint) => {
                    Need::Nothing
                }
                Availability::Ready(_) => Need::Bundled(kind),
            };
        };
        let is_bundled_awaited = kind.bundled.is_some() && self.bundled == Availability::Loading;
        if self.in_use.as_ref() == Some(&source.fingerprint) || self.at_hand.contains(&source.fingerprint) {
            Need::Nothing
        } else if self.in_use.is_none() && is_bundled_awaited {
            // It may name just those.
            Need::Loading
        } else {
            Need::Data(kind, source.clone())
        }
    }

    /// Whether nothing more of this kind comes by itself.
    fn is_settled(&self) -> bool {
        self.in_use.is_some() || matches!(self.bundled, Availability::Unavailable(_))
    }
}

impl LoadedData {
    /// The data of a kind.
    pub fn of(&mut self, kind: DataKind) -> &mut KindData {
        self.kinds.or_default(kind)
    }

    /// Fingerprint of the bundled data of a kind, once the engine has had them.
    pub fn bundled(&self, kind: DataKind) -> Option<&str> {
        match &self.kinds.get(kind)?.bundled {
            Availability::Ready(fingerprint) => fingerprint.as_deref(),
            _ => None,
        }
    }

    /// The engine is being given data: the bundled ones or others.
    pub fn are_given(&mut self, kind: DataKind, bundled: bool) {
        if !bundled {
            self.brings = None;
        }
        let data = self.of(kind);
        data.on_the_way = Some(bundled);
        if bundled && !matches!(data.bundled, Availability::Ready(_)) {
            data.bundled = Availability::Ready(None);
        }
    }

    /// The engine has the data that it was given last.
    pub fn are_ready(&mut self, kind: DataKind, fingerprint: String) {
        let data = self.of(kind);
        if data.on_the_way.take() == Some(true) {
            data.bundled = Availability::Ready(Some(fingerprint.clone()));
        }
        data.in_use = Some(fingerprint);
        self.brings = None;
    }

    /// Whether the engine can run this experiment without data.
    pub fn does_without(&self, experiment: &Experiment) -> bool {
        self.brings.as_ref() == Some(experiment)
    }

    /// The engine does not take what it was being given; whether it was being given something.
    pub fn are_refused(&mut self) -> bool {
        let refused = self.kinds.values_mut().map(|data| data.on_the_way.take().is_some());
        refused.fold(false, |any, refused| any | refused)
    }

    /// Whether no bundled data are still on their way.
    pub fn is_settled(&self) -> bool {
        let mut bundled = DataKind::all().filter(|kind| kind.bundled.is_some());
        bundled.all(|kind| self.kinds.get(kind).is_some_and(KindData::is_settled))
    }

    /// What this experiment needs before it can be prepared.
    pub fn need(&self, experiment: &Experiment) -> Need {
        if let Availability::Unavailable(sentence) = &self.engine {
            return Need::Unavailable(sentence.clone());
        }
        if self.does_without(experiment) && self.engine != Availability::Loading {
            return Need::Nothing;
        }
        let none = KindData::default();
        let need = |(kind, source): (DataKind, Option<&SourceRef>)| {
            self.kinds.get(kind).unwrap_or(&none).need(kind, source)
        };
        let need = experiment.data_in_use().map(need).find(|need| *need != Need::Nothing);
        match need.unwrap_or(Need::Nothing) {
            // Nothing can be brought, and nothing prepared, before the engine is there.
            Need::Nothing | Need::Data(..) if self.engine == Availability::Loading => Need::Loading,
            need => need,
        }
    }
}
