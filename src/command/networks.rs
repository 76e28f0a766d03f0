//! `networks`: how the networks of an experiment's agents and rankers are put together.

use clap::Args;
use serde::Serialize;

use super::experiment::read_file_or_link;
use super::given::GivenData;
use super::tuned::print_table;
use super::{Failure, output};
use crate::chart::numbers::whole;
use crate::simulation::Stepper;
use crate::simulation::policies::Learner;
use crate::spec::Experiment;

/// What `networks` takes.
#[derive(Debug, Args)]
pub struct NetworksArguments {
    /// The experiment: a file of JSON, a link, or - for standard input
    experiment: String,
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    given: GivenData,
}

/// The network of one agent or ranker.
#[derive(Debug, Serialize)]
struct OneNetwork {
    label: String,
    /// Weights and biases; 0 for an agent without a network.
    parameters: usize,
    /// From the input on: those of the context, of the arm, of both together, and the last.
    layers: Vec<OneLayer>,
}

#[derive(Debug, Serialize)]
struct OneLayer {
    inputs: usize,
    outputs: usize,
    parameters: usize,
}

/// `networks`
pub fn networks(arguments: &NetworksArguments) -> Result<(), Failure> {
    let mut experiment = read_file_or_link(&arguments.experiment)?;
    let sources = arguments.given.sources(&mut experiment)?;
    let environment = experiment.prepare(sources).map_err(Failure::input)?;
    let stepper = Stepper::new(&experiment, environment, 0..1).map_err(Failure::input)?;
    let found: Vec<OneNetwork> =
        (0..experiment.policies.len()).map(|index| network_of(&experiment, &stepper, index)).collect();
    if arguments.json {
        return output::print_json(&found);
    }
    let mut rows = vec![["parameters", "layers", "agent"].map(str::to_owned).to_vec()];
    rows.extend(found.iter().map(|network| {
        let layers: Vec<String> =
            network.layers.iter().map(|layer| format!("{}-{}", layer.inputs, layer.outputs)).collect();
        let layers = if layers.is_empty() { "no network".to_owned() } else { layers.join(" ") };
        vec![whole(network.parameters as u64), layers, network.label.clone()]
    }));
    print_table(&rows)
}

fn network_of(experiment: &Experiment, stepper: &Stepper, index: usize) -> OneNetwork {
    let sizes = match stepper.policy(0, index).map(|policy| policy.learner) {
        Some(Learner::Agent { agent, .. }) => agent.inner_view().map_or_else(Vec::new, |inner| {
            inner.layers.iter().map(|layer| (layer.inputs, layer.outputs)).collect()
        }),
        Some(Learner::Ranker { ranker, .. }) => ranker.layers(),
        None => Vec::new(),
    };
    let layer =
        |(inputs, outputs): (usize, usize)| OneLayer { inputs, outputs, parameters: (inputs + 1) * outputs };
    let layers: Vec<OneLayer> = sizes.into_iter().map(layer).collect();
    let parameters = layers.iter().map(|layer| layer.parameters).sum();
    OneNetwork { label: experiment.label(index), parameters, layers }
}
