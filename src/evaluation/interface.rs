//! How an estimator is described, what it needs, and how it is asked.

use super::arms::ArmEvidence;
use super::need::{Need, Unavailable};
use super::slates::SlateEvidence;
use super::terms::Terms;
use crate::descriptor::{Descriptor, Values};
use serde::Serialize;

/// What kind of log an estimator is for: how the catalogue groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Logs of single actions whose policy did not learn.
    Arms,
    /// Logs of single actions, also where the policy learned from them.
    Adaptive,
    /// Logs of slates.
    Slates,
}

impl Family {
    /// The name that people read.
    pub fn title(self) -> &'static str {
        match self {
            Family::Arms => "Single actions",
            Family::Adaptive => "Logs of policies that learned",
            Family::Slates => "Slates",
        }
    }
}

/// Where an estimate gets its information from, which decides when it can be trusted: see [`verdict`](fn@super::verdict).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Rewards of logged actions, with weights of any size.
    Weights,
    /// Rewards of logged actions whose weights are cut, and nothing in the place of what is cut: it is biased towards zero.
    CutWeights,
    /// Rewards of logged actions whose weights are cut, and a reward model in their place.
    Blend,
    /// A reward model alone.
    Model,
    /// Rewards of the logged actions that the policy would have taken for certain.
    Matches,
}

/// What an estimator declares.
#[derive(Debug)]
pub struct EstimatorDescriptor {
    /// What kind of log it is for.
    pub family: Family,
    /// Where its information comes from.
    pub basis: Basis,
    /// What it needs, whatever its parameters are.
    pub needs: &'static [Need],
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
}

/// How an estimator is asked.
#[derive(Debug)]
pub struct Builder {
    /// What it declares.
    pub descriptor: &'static EstimatorDescriptor,
    /// The estimate, by the kind of log.
    pub method: Method,
}

/// The estimate with these values of the parameters.
#[derive(Debug, Clone, Copy)]
pub enum Method {
    /// Of a log of single actions.
    Arms(fn(&Values, &ArmEvidence<'_>) -> Result<Estimate, Unavailable>),
    /// Of a log of slates.
    Slates(fn(&Values, &SlateEvidence) -> Result<Estimate, Unavailable>),
}

/// An estimate before intervals: its value and what each row adds to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// What each row adds.
    pub terms: Terms,
    /// The value of the tuned parameter, where it was tuned.
    pub tuned: Option<f64>,
}

impl From<Terms> for Estimate {
    fn from(terms: Terms) -> Estimate {
        Estimate { terms, tuned: None }
    }
}

impl Estimate {
    /// The policy's estimated value: the reward of a round, of a slate summed over its slots.
    pub fn value(&self) -> f64 {
        self.terms.value()
    }
}

impl EstimatorDescriptor {
    /// That there is no estimate for lack of something.
    pub fn lacks(&self, need: Need) -> Unavailable {
        Unavailable::Needs { estimator: self.part.title.to_owned(), missing: need.missing().to_owned() }
    }
}

impl Builder {
    /// The estimate from a log of single actions.
    ///
    /// # Errors
    /// Where the evidence lacks what the estimator needs, or there is nothing to estimate from.
    pub fn estimate(&self, values: &Values, evidence: &ArmEvidence<'_>) -> Result<Estimate, Unavailable> {
        match self.method {
            Method::Arms(estimate) => self.checked(|need| evidence.has(need), || estimate(values, evidence)),
            Method::Slates(_) => Err(self.is_for_others()),
        }
    }

    /// The estimate from a log of slates.
    ///
    /// # Errors
    /// As [`Builder::estimate`].
    pub fn estimate_slates(
        &self,
        values: &Values,
        evidence: &SlateEvidence,
    ) -> Result<Estimate, Unavailable> {
        match self.method {
            Method::Slates(estimate) => {
                self.checked(|need| evidence.has(need), || estimate(values, evidence))
            }
            Method::Arms(_) => Err(self.is_for_others()),
        }
    }

    fn checked(
        &self,
        has: impl Fn(Need) -> bool,
        estimate: impl FnOnce() -> Result<Estimate, Unavailable>,
    ) -> Result<Estimate, Unavailable> {
        if let Some(need) = self.descriptor.needs.iter().find(|need| !has(**need)) {
            return Err(self.descriptor.lacks(*need));
        }
        let estimate = estimate()?;
        if estimate.value().is_finite() { Ok(estimate) } else { Err(Unavailable::NoOverlap) }
    }

    fn is_for_others(&self) -> Unavailable {
        let family = match self.method {
            Method::Arms(_) => "single actions",
            Method::Slates(_) => "slates",
        };
        Unavailable::OtherLog { estimator: self.descriptor.part.title.to_owned(), family: family.to_owned() }
    }
}
