//! A profile as rows of tables.

use crate::chart::numbers::{percent, readable, whole};
use crate::chart::{PageTime, memory_words, share_words};
use crate::simulation::probe::Phase;
use crate::simulation::profile::Profile;
use crate::spec::Experiment;

/// A part of a round, of all agents together.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseRow {
    /// What it is called.
    pub title: String,
    /// What is done in it.
    pub what: &'static str,
    /// Microseconds a round, with twice their standard error where it is known.
    pub time: String,
    /// Share of the engine's time, from 0 to 1; none for what runs beside it.
    pub share: Option<f64>,
}

/// An agent's part of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRow {
    /// What it is called.
    pub name: String,
    /// Microseconds to choose, to learn, and for all it does, each a round.
    pub times: [String; 3],
    /// Share of the engine's time, from 0 to 1.
    pub share: f64,
    /// Rounds a second that it would do alone.
    pub rate: String,
    /// Memory that it declares for one seed.
    pub memory: String,
}

/// What is done in a phase.
fn what(phase: Phase) -> &'static str {
    match phase {
        Phase::Environment => "observe: the next user, the items, what each would earn",
        Phase::Choose => "score the items and pick",
        Phase::Respond => "what the user does",
        Phase::Update => "the agent learns",
        Phase::Metrics => "metrics are recorded",
        Phase::Feedback => "late feedback is queued and delivered",
    }
}

/// Where a round's time goes, in the order of a round, and after that what runs beside the engine.
pub fn phase_rows(profile: &Profile, page: &PageTime, experiment: &Experiment) -> Vec<PhaseRow> {
    let row = |phase: Phase| {
        let own = || profile.phases.iter().filter(move |time| time.phase == phase);
        own().next()?;
        let microseconds: f64 = own().map(|time| time.microseconds).sum();
        let error = own().map(|time| time.standard_error * time.standard_error).sum::<f64>().sqrt();
        Some(PhaseRow {
            title: phase.title().to_owned(),
            what: what(phase),
            time: format!("{} ± {}", readable(microseconds), readable(2.0 * error)),
            share: Some(own().map(|time| time.share).sum()),
        })
    };
    let beside = |title: &str, what: &'static str, microseconds: Option<f64>| PhaseRow {
        title: title.to_owned(),
        what,
        time: microseconds.map_or_else(|| "–".to_owned(), readable),
        share: None,
    };
    // A frame shows rounds of all seeds.
    let draw =
        page.play.and_then(|play| play.microseconds()).map(|time| time / f64::from(experiment.seeds.max(1)));
    let messages = beside("messages", "reports are written, sent and read", Some(page.messages));
    let rows = Phase::ALL.into_iter().filter_map(row);
    rows.chain([messages, beside("draw", "the page's frames while it plays", draw)]).collect()
}

/// What each agent takes.
pub fn agent_rows(profile: &Profile) -> Vec<AgentRow> {
    let row = |(policy, name): (usize, &String)| {
        let of = |phase: Phase| {
            let own = profile.phases.iter().filter(|time| time.phase == phase && time.policy == Some(policy));
            own.map(|time| time.microseconds).sum::<f64>()
        };
        let all = profile.microseconds(policy);
        AgentRow {
            name: name.clone(),
            times: [of(Phase::Choose), of(Phase::Update), all].map(readable),
            share: if profile.round() > 0.0 { all / profile.round() } else { 0.0 },
            rate: if all > 0.0 { whole((1e6 / all).round() as u64) } else { "–".to_owned() },
            memory: memory_words(profile.memory.get(policy).copied().flatten()),
        }
    };
    profile.policies.iter().enumerate().map(row).collect()
}

/// How it was measured: which rounds were looked at, and what that cost.
pub fn method(profile: &Profile) -> String {
    let which = match profile.every {
        1 => "Every round was looked at".to_owned(),
        every => format!("One round in {} was looked at, at random places", whole(every)),
    };
    let repeated = match profile.repeated {
        0 => String::new(),
        _ => ", and the run was repeated since it is short".to_owned(),
    };
    format!(
        "{which}: {} of {}{repeated}; those in which another program had the processor are left out. Looking took {} of the time, and is taken off. ± is twice the standard error.",
        whole(profile.sampled),
        whole(profile.rounds),
        percent(profile.looking),
    )
}

/// A share as people read it; "–" for what runs beside the engine.
pub fn share_text(share: Option<f64>) -> String {
    share.map_or_else(|| "beside".to_owned(), share_words)
}
