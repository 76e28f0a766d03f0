//! The setting of the next trial, from the study's seed, its number, and the results that it may depend on.

use super::samplers::{BATCH, CANDIDATES, GAMMA, POINTS, STARTUP};
use super::tpe::{Observation, TpeSettings, propose};
use super::{GRID, StudySpec, StudyState, TPE};
use crate::descriptor::Value;
use crate::math::random::RngStream;

/// How often a setting that was tried already is drawn again, where there are others.
const REDRAWS: usize = 100;

/// What the proposals of a study have in common.
pub struct Proposals {
    /// All settings, where they are known from the beginning.
    grid: Option<Vec<Vec<Value>>>,
}

impl Proposals {
    /// The proposals of this study.
    pub fn new(state: &StudyState) -> Proposals {
        let StudySpec { space, sampler, .. } = &state.spec;
        let is_grid = sampler.id == GRID.id;
        Proposals { grid: is_grid.then(|| space.grid(sampler.parameters.count(&POINTS))) }
    }

    /// The setting of the trial of this index; none where it depends on trials that are not through. `loss` makes of a mean what is less
    /// where it is better.
    pub fn setting(&self, state: &StudyState, index: usize, loss: &dyn Fn(f64) -> f64) -> Option<Vec<Value>> {
        if let Some(grid) = &self.grid {
            return grid.get(index).cloned();
        }
        let known = known_before(state, index)?;
        let mut stream = RngStream::new(state.spec.study_seed, index as u32, "tune/setting");
        let mut setting = draw(state, known, loss, &mut stream);
        for redraw in 0..2 * REDRAWS {
            if state.trials.iter().all(|trial| trial.setting != setting) {
                break;
            }
            // Where few settings are left, the model may never name them.
            setting = draw(state, if redraw < REDRAWS { known } else { 0 }, loss, &mut stream);
        }
        Some(setting)
    }
}

/// How many of the first trials the setting of this one depends on; none where they are not all through.
fn known_before(state: &StudyState, index: usize) -> Option<usize> {
    let values = &state.spec.sampler.parameters;
    let startup = values.count(&STARTUP);
    if state.spec.sampler.id != TPE.id || index < startup {
        return Some(0);
    }
    let known = index - (index - startup) % values.count(&BATCH).max(1);
    state.trials[..known].iter().all(|trial| trial.mean(0).is_some()).then_some(known)
}

fn draw(state: &StudyState, known: usize, loss: &dyn Fn(f64) -> f64, stream: &mut RngStream) -> Vec<Value> {
    let StudySpec { space, sampler, .. } = &state.spec;
    if known == 0 {
        return space.dimensions.iter().map(|dimension| dimension.domain.draw(stream)).collect();
    }
    let seen = state.trials[..known].iter();
    let seen =
        seen.filter_map(|trial| Some(Observation { setting: &trial.setting, loss: loss(trial.mean(0)?) }));
    let beside: Vec<&[Value]> = state.trials[known..].iter().map(|trial| trial.setting.as_slice()).collect();
    let settings = TpeSettings {
        gamma: sampler.parameters.number(&GAMMA),
        candidates: sampler.parameters.count(&CANDIDATES),
    };
    propose(space, &seen.collect::<Vec<_>>(), &beside, settings, stream)
}
