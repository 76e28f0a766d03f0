//! `simulate`: users of an environment ask a policy, in this program or at an address, and what they answer is logged, as late and as often as the
//! experiment's feedback settings say.

use std::path::PathBuf;

use clap::Args;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;

use super::experiment::read_file_or_link;
use super::given::GivenData;
use super::log::WrittenArguments;
use super::policy::read_policy;
use super::{Failure, output};
use crate::pipeline::{SimulateOptions, simulate};
use crate::policy::{Instance, Prediction, SavedPolicy, predict};

/// What `simulate` takes.
#[derive(Debug, Args)]
pub struct SimulateArguments {
    /// The experiment whose users ask, as JSON or its link; as many of them as its horizon says; - for standard input
    experiment: String,
    /// The saved policy that answers
    #[arg(long, value_name = "FILE", required_unless_present = "url", conflicts_with = "url")]
    policy: Option<PathBuf>,
    /// The address of a policy that serve serves, such as http://127.0.0.1:8501/predict
    #[arg(long)]
    url: Option<Uri>,
    /// The seed of the users, from 0
    #[arg(long, default_value_t = 0)]
    seed: u32,
    /// Pass over so many users first, as those that the policy was trained on
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: u64,
    /// How many users ask in one request
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    users: u32,
    #[command(flatten)]
    written: WrittenArguments,
    #[command(flatten)]
    given: GivenData,
}

#[derive(Serialize)]
struct Questions<'a> {
    instances: &'a [Instance],
}

#[derive(Deserialize)]
struct Answers {
    predictions: Vec<Prediction>,
}

/// `simulate`
pub fn simulate_users(arguments: &SimulateArguments) -> Result<(), Failure> {
    let format = arguments.written.format()?;
    let mut experiment = read_file_or_link(&arguments.experiment)?;
    let sources = arguments.given.sources(&mut experiment)?;
    let experiment = experiment.checked().map_err(Failure::input)?;
    let environment = experiment.prepare(sources).map_err(Failure::input)?;
    let options =
        SimulateOptions { seed: arguments.seed, skip: arguments.skip, users: arguments.users as usize };
    let log = match (&arguments.policy, &arguments.url) {
        (Some(path), _) => {
            let mut policy = read_policy(path)?.0;
            let mut ask = |instances: &[Instance]| ask_here(&mut policy, instances);
            simulate(&experiment, &environment, options, &mut ask)
        }
        (None, Some(address)) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
            let runtime = runtime.map_err(Failure::own)?;
            let mut ask = |instances: &[Instance]| runtime.block_on(ask_there(address, instances));
            simulate(&experiment, &environment, options, &mut ask)
        }
        (None, None) => return Err(Failure::input("name a --policy, or the --url of one that is served")),
    };
    let log = log.map_err(Failure::input)?;
    let known: Vec<f64> = log.rewards().iter().copied().filter(|reward| !reward.is_nan()).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    let without = log.len() - known.len();
    output::note(&match (known.len(), without) {
        (0, without) => format!("Of {without} users no reward has come."),
        (known, 0) => format!("{known} users earned {mean:.4} on average."),
        (known, without) => {
            format!("{known} users earned {mean:.4} on average; of {without} others no reward has come.")
        }
    });
    arguments.written.write(&log, format)
}

/// Asks a policy in this program; its draws go on from request to request.
fn ask_here(policy: &mut SavedPolicy, instances: &[Instance]) -> Result<Vec<Prediction>, String> {
    let predictions = predict(policy, instances).map_err(|error| error.to_string())?;
    policy.run.stream = policy.run.stream.fork("next request");
    Ok(predictions)
}

/// Asks a policy at an address.
async fn ask_there(address: &Uri, instances: &[Instance]) -> Result<Vec<Prediction>, String> {
    let wrong = |what: &dyn std::fmt::Display| format!("{address}: {what}");
    let host = address.host().filter(|_| address.scheme_str() == Some("http"));
    let host = host.ok_or_else(|| wrong(&"the address must begin with http:// and name a host"))?;
    let port = address.port_u16().unwrap_or(80);
    let stream =
        TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(|error| wrong(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| wrong(&error))?;
    let body = serde_json::to_vec(&Questions { instances }).map_err(|error| wrong(&error))?;
    let path = address.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::post(path)
        .header(HOST, address.authority().map_or(host, |authority| authority.as_str()))
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| wrong(&error))?;
    // What goes wrong with the connection is told by the answer.
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(|error| wrong(&error))?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(|error| wrong(&error))?.to_bytes();
    if !status.is_success() {
        return Err(wrong(&format!("{status}: {}", output::plain(&String::from_utf8_lossy(&body)))));
    }
    let answers: Answers = serde_json::from_slice(&body).map_err(|error| wrong(&error))?;
    Ok(answers.predictions)
}
