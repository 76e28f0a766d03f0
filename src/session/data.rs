//! Which data the engine has, and what an experiment still needs.

use crate::spec::{Experiment, RatingsSource, TableSource};

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
    /// The engine or the bundled ratings, which are on their way.
    Loading,
    /// The ratings that the engine is being given.
    GettingRatings,
    /// The bundled ratings again, instead of those in use.
    BundledRatings,
    /// Ratings that the person must bring.
    Ratings(RatingsSource),
    /// A table that the person must bring.
    Table(TableSource),
    /// What can't be had, for this reason.
    Unavailable(String),
}

/// The data that the engine has.
#[derive(Debug, Clone, Default)]
pub(super) struct LoadedData {
    /// Whether the engine takes commands.
    pub engine: Availability<()>,
    /// The bundled ratings: their fingerprint, once the engine has had them.
    pub bundled: Availability<Option<String>>,
    /// Fingerprint of the ratings in use.
    pub ratings: Option<String>,
    /// Ratings that the engine is being given: whether they are the bundled ones.
    pub on_the_way: Option<bool>,
    /// Fingerprints of the tables.
    pub tables: Vec<String>,
}

impl LoadedData {
    /// The engine is being given ratings: the bundled ones or others.
    pub fn ratings_are_given(&mut self, bundled: bool) {
        self.on_the_way = Some(bundled);
        if bundled && !matches!(self.bundled, Availability::Ready(_)) {
            self.bundled = Availability::Ready(None);
        }
    }

    /// The engine has the ratings that it was given last.
    pub fn ratings_are_ready(&mut self, fingerprint: String) {
        if self.on_the_way.take() == Some(true) {
            self.bundled = Availability::Ready(Some(fingerprint.clone()));
        }
        self.ratings = Some(fingerprint);
    }

    /// What this experiment needs before it can be prepared.
    pub fn need(&self, experiment: &Experiment) -> Need {
        if experiment.needs_ratings() {
            match self.ratings_needed(experiment) {
                Need::Nothing => {}
                need => return need,
            }
        }
        match &self.engine {
            Availability::Loading => return Need::Loading,
            Availability::Unavailable(sentence) => return Need::Unavailable(sentence.clone()),
            Availability::Ready(()) => {}
        }
        match &experiment.table {
            Some(source) if !self.tables.contains(&source.fingerprint) => Need::Table(source.clone()),
            _ => Need::Nothing,
        }
    }

    fn ratings_needed(&self, experiment: &Experiment) -> Need {
        if let Availability::Unavailable(sentence) = &self.engine {
            return Need::Unavailable(sentence.clone());
        }
        if self.on_the_way.is_some() {
            return if self.ratings.is_some() { Need::GettingRatings } else { Need::Loading };
        }
        match &experiment.ratings {
            Some(source) if self.ratings.as_ref() == Some(&source.fingerprint) => Need::Nothing,
            Some(_) if self.ratings.is_none() && self.bundled == Availability::Loading => Need::Loading,
            Some(source) => Need::Ratings(source.clone()),
            // An experiment that names no ratings means the bundled ones.
            None => match &self.bundled {
                Availability::Loading => Need::Loading,
                Availability::Unavailable(sentence) => Need::Unavailable(sentence.clone()),
                Availability::Ready(Some(fingerprint)) if self.ratings.as_ref() == Some(fingerprint) => {
                    Need::Nothing
                }
                Availability::Ready(_) => Need::BundledRatings,
            },
        }
    }
}
