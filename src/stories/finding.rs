//! What a run says about a claim: numbers, and a sentence made from them.

use super::claim::{Claim, Rounds, Side};
use crate::chart::numbers::{capital, percent, readable, uncertain, whole};
use crate::metrics::REGRET;
use crate::results::Band;

/// What a run says about a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The claim.
    pub claim: Claim,
    /// Of the policies that it is compared with, the one that comes nearest to refuting it.
    pub rival: Side,
    /// What the better one and the rival are called in the run.
    pub labels: [String; 2],
    /// The unit of the numbers; empty where there is none.
    pub unit: String,
    /// Mean over seeds of the better one and of the rival.
    pub means: [f64; 2],
    /// By how much the better one is better, in the same seed, over seeds: below zero it is worse.
    pub lead: Band,
    /// The same after the rival's number, or the better one's where less is better, is multiplied by the claim's factor: the
    /// claim is that this is above zero.
    pub margin: Band,
    /// In how many seeds the better one is better.
    pub ahead: usize,
    /// What follows.
    pub verdict: Verdict,
}

/// Whether a claim holds in a run, beyond chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is on the claim's side.
    Holds,
    /// The whole interval is on the other side.
    Fails,
    /// The interval includes both sides, or there is only one seed.
    Undecided,
}

impl Finding {
    /// How many standard errors the margin is above zero: below zero where the claim is contradicted, 0 for a single
    /// seed, and infinite where all seeds agree to the last bit.
    pub fn standard_errors(&self) -> f64 {
        if self.margin.seeds < 2 || self.margin.mean == 0.0 {
            return 0.0;
        }
        self.margin.mean / self.margin.standard_error
    }

    /// What was found, in a sentence: "LinTS missed 228 ± 70 stars less than LinUCB, ahead in 10 of 10 seeds."
    pub fn sentence(&self) -> String {
        let Finding { ahead, lead, .. } = self;
        let compared = if self.claim.factor == 1.0 { self.difference() } else { self.ratio() };
        let seeds =
            format!("ahead in {ahead} of {} {}", lead.seeds, if lead.seeds == 1 { "seed" } else { "seeds" });
        match self.verdict {
            Verdict::Holds => format!("{compared}, {seeds}."),
            Verdict::Fails => format!("Not so here: {compared}, {seeds}."),
            Verdict::Undecided => format!("Undecided: {compared}, {seeds}."),
        }
    }

    /// Both by name, each with its rounds where these are not all and not the same for both.
    fn sides(&self) -> (String, [String; 2]) {
        let [own, rival] = &self.labels;
        let better = self.claim.better;
        if better.rounds == self.rival.rounds {
            let when = words(better.rounds).map_or(String::new(), |words| format!("{words}, "));
            return (capital(&when), [own.clone(), rival.clone()]);
        }
        let of = |label: &str, side: Side| format!("{label} {}", words(side.rounds).unwrap_or_default());
        let of_rival = match words(self.rival.rounds) {
            Some(words) if better.policy == self.rival.policy => words,
            _ => of(rival, self.rival),
        };
        (String::new(), [of(own, better), of_rival].map(|text| text.trim_end().to_owned()))
    }

    /// "A missed 316 ± 90 stars less than B", or for another metric "NDCG: A 0.93, B 0.81, 0.12 ± 0.03 more".
    fn difference(&self) -> String {
        let (when, [own, rival]) = self.sides();
        let half = (self.lead.high - self.lead.low) / 2.0;
        let better_is_less = self.claim.metric.lower_is_better;
        let way = if (self.lead.mean >= 0.0) == better_is_less { "less" } else { "more" };
        if self.claim.metric == &REGRET {
            let amount = self.with_unit(&uncertain(self.lead.mean.abs(), half));
            return format!("{when}{own} missed {amount} {way} than {rival}");
        }
        let [mean, other] = self.means.map(|mean| self.number(mean));
        let apart = if self.claim.metric.is_share {
            format!("{} percentage points", uncertain(100.0 * self.lead.mean.abs(), 100.0 * half))
        } else {
            uncertain(self.lead.mean.abs(), half)
        };
        format!("{when}{}: {own} {mean}, {rival} {other}, which is {apart} {way}", self.claim.metric.title)
    }

    /// "A missed 1,176 stars, B 15,575 (13.2 times as much)".
    fn ratio(&self) -> String {
        let (when, [own, rival]) = self.sides();
        let [mean, other] = self.means;
        let [own_number, rival_number] = self.means.map(|mean| self.number(mean));
        if self.claim.metric == &REGRET {
            let own_number = self.with_unit(&own_number);
            return format!(
                "{when}{own} missed {own_number}, {rival} {rival_number} ({})",
                times(other / mean)
            );
        }
        let title = self.claim.metric.title;
        if self.claim.metric.lower_is_better {
            format!("{when}{title}: {own} {own_number}, {rival} {rival_number} ({})", times(other / mean))
        } else {
            format!("{when}{title}: {own} {own_number} ({}), {rival} {rival_number}", times(mean / other))
        }
    }

    fn with_unit(&self, number: &str) -> String {
        if self.unit.is_empty() { number.to_owned() } else { format!("{number} {}", self.unit) }
    }

    fn number(&self, number: f64) -> String {
        if self.claim.metric.is_share { percent(number) } else { readable(number) }
    }
}

/// "13.2 times as much".
fn times(ratio: f64) -> String {
    format!("{} times as much", if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") })
}

/// Rounds in words; none for all of them.
fn words(rounds: Rounds) -> Option<String> {
    match rounds {
        Rounds::All => None,
        Rounds::UpTo(round) => Some(format!("up to round {}", whole(round))),
        Rounds::After(round) => Some(format!("after round {}", whole(round))),
    }
}
