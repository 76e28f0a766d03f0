//! What a kind of interval is.

use crate::descriptor::{Descriptor, Values};
use crate::evaluation::arms::ArmEvidence;
use crate::evaluation::terms::Terms;
use serde::{Deserialize, Serialize};

/// From where to where a value may lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// So far to both sides of a value.
    pub fn around(value: f64, half: f64) -> Interval {
        Interval { low: value - half, high: value + half }
    }

    /// Whether it holds a value.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// From end to end.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }
}

/// A kind of interval.
#[derive(Debug)]
pub struct IntervalKind {
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
    /// Whether it holds in logs of policies that learned, too, around what it is computed of.
    pub is_for_adaptive_logs: bool,
    /// How it is computed.
    pub method: IntervalMethod,
}

/// How an interval is computed: values of the parameters, what it is computed of, and the probability with which it is to hold the
/// policy's value.
#[derive(Debug, Clone, Copy)]
pub enum IntervalMethod {
    /// From the terms of an estimate; none for fewer than two of them.
    Terms(fn(&Values, &Terms, f64) -> Option<Interval>),
    /// From the log, whatever the estimator; none without probabilities.
    Log(fn(&Values, &ArmEvidence<'_>, f64) -> Option<Interval>),
}

impl IntervalKind {
    /// The interval around an estimate of these terms from this evidence (none for slates, of which there is no confidence sequence).
    pub fn around(
        &self,
        values: &Values,
        terms: &Terms,
        evidence: Option<&ArmEvidence<'_>>,
        confidence: f64,
    ) -> Option<Interval> {
        match self.method {
            IntervalMethod::Terms(of_terms) => of_terms(values, terms, confidence),
            IntervalMethod::Log(of_log) => of_log(values, evidence?, confidence),
        }
    }
}
