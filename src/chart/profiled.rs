//! Where the time goes: in a sentence that says what to do about it, and as a curve of the time a round.

#[cfg(test)]
mod tests;

use super::axes::{Axes, ROUNDS};
use super::layout::{Ink, Layout, Point, Primitive, Size};
use super::numbers::{readable, whole};
use super::path::{clipped, thinned};
use super::scale::range_from_zero;
use super::theme::Theme;
use crate::agent::Family;
use crate::simulation::probe::Phase;
use crate::simulation::profile::{Profile, StepTime};
use crate::spec::Experiment;

/// Frames of a page from which something can be said.
const FRAMES: usize = 20;

/// The page draws too long where the main thread is busy for more than this share of frames that are longer than so many milliseconds.
const BUSY: f64 = 0.6;
const LONG_FRAME: f64 = 24.0;

/// A speed counts as limited where the engine could do so many times as much.
const LIMITED: f64 = 2.0;

/// Fewest rounds that were looked at from which something can be said.
const FEWEST: u64 = 500;

/// Width of the curve, CSS pixels.
const CURVE: f64 = 2.0;

/// How the page did while a run was played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlayTime {
    /// How many frames that is taken from.
    pub frames: usize,
    /// Milliseconds from one frame to the next: the median.
    pub frame: f64,
    /// The same of which one frame in twenty is longer.
    pub slow_frame: f64,
    /// Milliseconds a frame in which the main thread took messages, computed and drew: the mean.
    pub busy: f64,
    /// Rounds that a frame showed: the mean.
    pub rounds: f64,
    /// Rounds a second that were shown.
    pub rounds_per_second: f64,
    /// The speed that the person chose, in rounds a second; none for no limit.
    pub limit: Option<f64>,
}

impl PlayTime {
    /// From frames: of each the milliseconds since the one before, the milliseconds in which the main thread was busy, and the rounds that
    /// it showed. None of none.
    pub fn of(frames: &[[f32; 3]], limit: Option<f64>) -> Option<PlayTime> {
        let mut lengths: Vec<f64> = frames.iter().map(|frame| f64::from(frame[0])).collect();
        lengths.sort_unstable_by(f64::total_cmp);
        let (count, seconds) = (lengths.len(), lengths.iter().sum::<f64>() / 1e3);
        let sum = |place: usize| frames.iter().map(|frame| f64::from(frame[place])).sum::<f64>();
        (seconds > 0.0).then(|| PlayTime {
            frames: count,
            frame: lengths[count / 2],
            slow_frame: lengths[(count * 19 / 20).min(count - 1)],
            busy: sum(1) / count as f64,
            rounds: sum(2) / count as f64,
            rounds_per_second: sum(2) / seconds,
            limit,
        })
    }

    /// Microseconds of the main thread for each round that was shown, all seeds together; none where no round was.
    pub fn microseconds(&self) -> Option<f64> {
        (self.rounds > 0.0).then(|| self.busy * 1e3 / self.rounds)
    }
}

/// What a run on the page needs beside the engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageTime {
    /// Workers that share the seeds.
    pub workers: usize,
    /// Microseconds a round and seed for messages between worker and page.
    pub messages: f64,
    /// How the page did while it played; none where it has not.
    pub play: Option<PlayTime>,
}

impl PageTime {
    /// Rounds a second, of all seeds together, that the engine does on these workers.
    pub fn engine_rounds(&self, profile: &Profile, experiment: &Experiment) -> f64 {
        let seeds = f64::from(experiment.seeds.max(1));
        // A worker with one seed more than the others is the last.
        let turns = (seeds / self.workers.max(1) as f64).ceil();
        profile.rounds_per_second() / turns
    }
}

/// Memory as people read it; "–" where it is not known.
pub fn memory_words(bytes: Option<u64>) -> String {
    match bytes {
        None => "–".to_owned(),
        Some(bytes) if bytes < 10 << 10 => format!("{} B", whole(bytes)),
        Some(bytes) if bytes < 10 << 20 => format!("{} KB", whole(bytes.div_ceil(1 << 10))),
        Some(bytes) => format!("{} MB", whole(bytes.div_ceil(1 << 20))),
    }
}

/// A share as people read it: "62 %".
pub fn share_words(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// What takes most of the time, and what to do about it, in one sentence; none before anything was measured. `page` is what is known of
/// the page; natively there is none.
pub fn bottleneck(profile: &Profile, experiment: &Experiment, page: Option<&PageTime>) -> Option<String> {
    let of_page = page.and_then(|page| of_page(profile, experiment, page).or_else(|| too_short(profile)));
    let of_engine = || of_engine(profile, experiment);
    of_page.or_else(|| too_few(profile)).or_else(of_engine).or_else(|| too_busy(profile))
}

/// Where the clock takes more time than any part of a round, as on a machine that has much else to do.
fn too_busy(profile: &Profile) -> Option<String> {
    (profile.sampled > 0).then(|| {
        "No part of a round takes longer than looking at it: measure again when the computer has less to do."
            .to_owned()
    })
}

/// Where so few rounds were looked at that their parts can't be told from chance.
fn too_few(profile: &Profile) -> Option<String> {
    (1..FEWEST).contains(&profile.sampled).then(|| {
        format!(
            "Only {} rounds were looked at, too few to say where the time goes: measure for longer, or look at more of them.",
            whole(profile.sampled)
        )
    })
}

/// Where rounds are over so soon that a browser's clock can't tell their parts apart.
fn too_short(profile: &Profile) -> Option<String> {
    let round = 1e6 / profile.rounds_per_second();
    (round.is_finite() && profile.round() > LIMITED * round).then(|| {
        format!(
            "Nothing in the engine is slow: a round takes {} µs, too little for this browser's clock to tell its parts apart.",
            readable(round)
        )
    })
}

/// Where the page holds the run up, and not the engine.
fn of_page(profile: &Profile, experiment: &Experiment, page: &PageTime) -> Option<String> {
    let engine = page.engine_rounds(profile, experiment);
    let rate = |rounds: f64| if rounds < 10.0 { readable(rounds) } else { whole(rounds.round() as u64) };
    if let Some(play) = page.play.filter(|play| play.frames >= FRAMES) {
        if let Some(limit) = play.limit.filter(|limit| engine > LIMITED * limit) {
            return Some(format!(
                "The page waits: its speed is set to {} rounds/s and the engine can do {} here, so move the speed to Max.",
                rate(limit),
                rate(engine)
            ));
        }
        let is_busy = play.frame > LONG_FRAME && play.busy > BUSY * play.frame;
        if is_busy && play.limit.is_none() && play.rounds_per_second * LIMITED < engine {
            return Some(format!(
                "Drawing takes most of the time: a frame keeps the page busy for {} ms, so show fewer agents, hide the curves of single seeds, or make the window smaller.",
                readable(play.busy)
            ));
        }
    }
    (page.messages > profile.round() && profile.round() > 0.0).then(|| {
        format!(
            "Messages between worker and page take {} µs a round, longer than the round itself ({} µs): fewer agents make them smaller.",
            readable(page.messages),
            readable(profile.round())
        )
    })
}

/// Of the engine: the agent, or what all agents share, that takes most, with the largest of its phases.
fn of_engine(profile: &Profile, experiment: &Experiment) -> Option<String> {
    let sum = |policy: Option<usize>| {
        let own = profile.phases.iter().filter(|phase| phase.policy == policy);
        own.map(|phase| phase.microseconds).sum::<f64>()
    };
    let all = std::iter::once(None).chain((0..profile.policies.len()).map(Some));
    let (policy, takes) =
        all.map(|policy| (policy, sum(policy))).max_by(|one, other| one.1.total_cmp(&other.1))?;
    let own = profile.phases.iter().filter(|phase| phase.policy == policy);
    let largest = own.max_by(|one, other| one.microseconds.total_cmp(&other.microseconds))?;
    let whole = profile.round();
    if whole <= 0.0 {
        return None;
    }
    let who = match policy {
        Some(policy) => profile.policies.get(policy)?.clone(),
        None => "what all agents share".to_owned(),
    };
    let what = match share_words(largest.share) {
        same if same == share_words(takes / whole) => format!("all of it to {}", largest.phase.verb()),
        share => format!("{share} to {}", largest.phase.verb()),
    };
    let without = match policy {
        Some(_) if profile.policies.len() > 1 && takes < whole => format!(
            ", or leave it out, which makes a round {} times as fast",
            readable(whole / (whole - takes))
        ),
        _ => String::new(),
    };
    Some(format!(
        "Most time goes into {who}: {} of a round, {what}; {}{without}.",
        share_words(takes / whole),
        advice(experiment, policy, largest.phase),
    ))
}

/// What makes a phase of a policy, or of all of them, faster.
fn advice(experiment: &Experiment, policy: Option<usize>, phase: Phase) -> &'static str {
    let of = policy.and_then(|policy| experiment.policies.get(policy));
    let agent = of.and_then(|policy| policy.descriptor());
    match (phase, agent.map(|agent| agent.family)) {
        (Phase::Environment, _) => "fewer arms, items or features make it faster, another agent does not",
        (Phase::Feedback, _) => "feedback that arrives at once, in the settings of the feedback, saves it",
        (Phase::Respond | Phase::Metrics, _) => {
            "it is the same for every agent, so fewer agents make a round faster"
        }
        (_, Some(Family::Linear)) => "give it fewer features, whose number counts squared, or fewer arms",
        (_, Some(Family::Neural)) => "give it a smaller network, or let it train less often",
        (_, Some(Family::Nonparametric)) => "let it remember fewer rounds",
        (_, Some(Family::Scripted)) => "let its code do less in a round",
        (_, Some(Family::Mixture)) => "give it fewer or faster members",
        (_, Some(Family::WithoutContext | Family::Baseline)) => "give it fewer arms",
        (_, None) => "give it fewer items, slots or features",
    }
}

/// The time a round over the rounds of a run: data, to be laid out for a size.
#[derive(Debug, Clone, PartialEq)]
pub struct StepChart {
    steps: Vec<StepTime>,
    horizon: u64,
    theme: Theme,
}

impl StepChart {
    /// The curve of a profile of an experiment.
    pub fn new(profile: &Profile, experiment: &Experiment, theme: Theme) -> StepChart {
        StepChart { steps: profile.steps.clone(), horizon: experiment.horizon, theme }
    }

    /// What is drawn, in a few words.
    pub fn title(&self) -> String {
        "Time a round (µs), all agents of one seed".to_owned()
    }

    /// What is drawn, in a sentence: how the first rounds compare with the last ones. None before both were run.
    pub fn sentence(&self) -> Option<String> {
        let tenth = self.steps.len().div_ceil(10);
        let mean = |steps: &[StepTime]| {
            steps.iter().map(|step| step.microseconds).sum::<f64>() / steps.len().max(1) as f64
        };
        let last_round = self.steps.last()?.round;
        let (first, last) = (mean(self.steps.get(..tenth)?), mean(&self.steps[self.steps.len() - tenth..]));
        let ratio = last / first;
        let compared = match ratio {
            ratio if !ratio.is_finite() => return None,
            ratio if ratio > 1.25 => format!("rounds get slower, {} times by the end", readable(ratio)),
            ratio if ratio < 0.8 => format!("rounds get faster, {} times by the end", readable(1.0 / ratio)),
            _ => "rounds stay about as fast as they begin".to_owned(),
        };
        let begins = if last_round * 10 < self.horizon * 9 { "So far " } else { "Over the run " };
        Some(format!("{begins}{compared}: {} µs at first, {} µs at last.", readable(first), readable(last)))
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated(false);
        let highest = self.steps.iter().map(|step| step.microseconds).fold(0.0, f64::max);
        let axes = Axes {
            horizon: self.horizon,
            log_x: false,
            range: range_from_zero(highest),
            log_y: false,
            percent: false,
            title: Some(self.title()),
            small: false,
            across: ROUNDS,
            end: Some(self.horizon as f64),
            right: 16.0,
            rounds: self.steps.iter().map(|step| step.round).collect(),
        };
        let (frame, axes) = axes.lay_out(size);
        let place = |step: &StepTime| Point { x: frame.x_of(step.round), y: frame.y_of(step.microseconds) };
        let points: Vec<Point> = self.steps.iter().map(place).collect();
        let parts = clipped(&thinned(&points, 1.0 / size.ratio), &frame);
        let line = |points: Vec<Point>| Primitive::Line {
            points,
            paint: Ink::Series(0).into(),
            width: CURVE,
            dash: &[],
        };
        let marks = parts.into_iter().filter(|part| part.len() > 1).map(line).collect();
        Layout { size, theme: self.theme, title: self.title(), axes, marks, frame }
    }

    /// The rounds at which the curve has a point.
    pub fn stops(&self) -> Vec<f64> {
        self.steps.iter().map(|step| step.round as f64).collect()
    }

    /// The time of the part whose middle is this round, in words; none where there is none.
    pub fn words_at(&self, round: u64) -> Option<String> {
        let step = self.steps.iter().find(|step| step.round == round)?;
        Some(format!("Round {}: {} µs", whole(round), readable(step.microseconds)))
    }
}
