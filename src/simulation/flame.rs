//! A profile as folded stacks, from which flame graphs are drawn: a line for each stack, its frames with semicolons between them, a blank,
//! and a whole number. inferno, Brendan Gregg's FlameGraph and speedscope read that.

use super::profile::Profile;
use crate::results::distinct_names;

/// The phases of a profile as folded stacks, in nanoseconds of the whole run: in a round what is done for all policies together and what
/// is done for each, and beside the rounds the preparation, which took so many seconds. What the run took beyond its phases is the frame
/// of the run itself.
pub fn folded_stacks(profile: &Profile, prepare_seconds: f64) -> String {
    let names = distinct_names(profile.policies.iter().map(String::as_str));
    let mut lines = vec![(vec!["prepare".to_owned()], prepare_seconds * 1e9)];
    for phase in &profile.phases {
        let mut frames = vec!["run".to_owned()];
        frames.extend(phase.policy.map(|policy| frame(&names[policy])));
        frames.push(phase.phase.title().to_owned());
        lines.push((frames, phase.microseconds * 1_000.0 * profile.rounds as f64));
    }
    lines.push((vec!["run".to_owned()], (profile.seconds - profile.phases_seconds) * 1e9));
    let whole = |(frames, nanoseconds): (Vec<String>, f64)| {
        let nanoseconds = libm::round(nanoseconds).max(0.0);
        // Readers take no stack of nothing.
        (nanoseconds > 0.0).then(|| format!("bandit-playground;{} {nanoseconds}\n", frames.join(";")))
    };
    lines.into_iter().filter_map(whole).collect()
}

/// A name as a frame: without what ends a frame or a line.
fn frame(name: &str) -> String {
    name.chars().map(|letter| if letter == ';' || letter.is_control() { ' ' } else { letter }).collect()
}
