//! `bench`: how fast every agent and every ranker is here.

use std::time::Instant;

use super::output::{print, print_json};
use super::{Failure, data};
use crate::simulation::bench as engine_bench;

/// `bench`
pub fn bench(json: bool, seconds: f64) -> Result<(), Failure> {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1_000.0;
    let mut measurements = engine_bench::measure(&data::bundled()?, seconds, &clock).map_err(Failure::own)?;
    measurements.extend(engine_bench::measure_rankers(seconds, &clock).map_err(Failure::own)?);
    if json {
        return print_json(&measurements);
    }
    for found in &measurements {
        let speed = found.rounds_per_second;
        print(&format!(
            "{:<16} {:<16} {} arms, {} features: {speed:>12.0} rounds/s",
            found.environment, found.agent, found.arms, found.features
        ))?;
    }
    Ok(())
}
