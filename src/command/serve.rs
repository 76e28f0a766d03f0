//! `serve`: a saved policy, or the versions that a pipeline has deployed, behind an address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::deployment::{Deployed, Deployment};
use super::policy::read_policy;
use super::{Failure, interrupt, output};
use crate::policy::endpoint::{Endpoint, LARGEST_BODY, Reply, Served};

/// How long a client may take to send a request, and how long answers under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Clients at the same time.
const CLIENTS: usize = 1_024;

/// How often it is looked whether it is to end.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The header that names the version.
const VERSION: &str = "x-policy-version";

/// What `serve` takes.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// The policy, as train or run --save-policies wrote it; or the folder of a pipeline, whose champion and challenger then answer
    policy: PathBuf,
    /// The port; 0 is any that is free
    #[arg(long, default_value_t = 8_501)]
    port: u16,
    /// The address that is listened at; without it only this machine can ask
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The seed of what policies draw, and of the split between champion and challenger
    #[arg(long, default_value_t = 42)]
    seed: u64,
}

/// `serve`
pub fn serve(arguments: &ServeArguments) -> Result<(), Failure> {
    let endpoints = Arc::new(Endpoints::new(&endpoint(&arguments.policy, arguments.seed)?));
    interrupt::listen().map_err(Failure::own)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().enable_time().build();
    runtime
        .map_err(Failure::own)?
        .block_on(listen(endpoints, SocketAddr::new(arguments.host, arguments.port)))
}

/// What a file or a folder answers with.
fn endpoint(path: &Path, seed: u64) -> Result<Endpoint, Failure> {
    if !path.is_dir() {
        let served = Served { version: 1, policy: read_policy(path)?.0 };
        return Ok(Endpoint::new(served, None, seed));
    }
    let (deployment, _) = Deployment::read(path)?;
    let read = |deployed: &Deployed| -> Result<Served, Failure> {
        // A name, so that what is served lies in the folder.
        let name = Path::new(&deployed.policy).file_name().unwrap_or_default();
        Ok(Served { version: deployed.version, policy: read_policy(&path.join(name))?.0 })
    };
    let challenger = deployment.challenger.as_ref().map(read).transpose()?;
    let canary = deployment.canary;
    Ok(Endpoint::new(read(&deployment.champion)?, challenger.map(|served| (served, canary)), seed))
}

/// Copies of an endpoint, one a processor: agents are asked by one thread at a time.
struct Endpoints {
    copies: Vec<Mutex<Endpoint>>,
    next: AtomicUsize,
}

impl Endpoints {
    fn new(endpoint: &Endpoint) -> Endpoints {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        Endpoints {
            copies: (0..count).map(|_| Mutex::new(endpoint.clone())).collect(),
            next: AtomicUsize::new(0),
        }
    }

    fn answer(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let copy = self.copies[next % self.copies.len()].lock();
        // An endpoint has nothing that could be half changed.
        copy.unwrap_or_else(PoisonError::into_inner).answer(method, path, body)
    }
}

async fn listen(endpoints: Arc<Endpoints>, address: SocketAddr) -> Result<(), Failure> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::Input(format!(
            "{address}: nothing can be served there ({error}): name another --port or --host"
        ))
    })?;
    let address = listener.local_addr().map_err(Failure::own)?;
    output::print(&format!("Serving at http://{address}/predict"))?;
    let clients = Arc::new(Semaphore::new(CLIENTS));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::time::timeout(BETWEEN_LOOKS, listener.accept()).await;
        if interrupt::asked() {
            break;
        }
        // No one came, or one has gone again; where the system has no sockets left, it is tried again after a moment.
        let Ok(accepted) = accepted else { continue };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(BETWEEN_LOOKS).await;
            continue;
        };
        let Ok(place) = Arc::clone(&clients).try_acquire_owned() else { continue };
        // Small answers at once.
        let _ = stream.set_nodelay(true);
        let endpoints = Arc::clone(&endpoints);
        let service = service_fn(move |request| respond(Arc::clone(&endpoints), request));
        let mut server = hyper::server::conn::http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        let connection = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away is no failure of ours.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(PATIENCE, graceful.shutdown()).await;
    output::note("The last answers are given.");
    Ok(())
}

async fn respond(
    endpoints: Arc<Endpoints>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let too_large = || {
        let most = LARGEST_BODY >> 20;
        Reply::error(413, &format!("a request may have {most} MB: send fewer instances at a time"))
    };
    // What is said to be too large is not waited for.
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Ok(response(too_large(), &head.method));
    }
    let read = tokio::time::timeout(PATIENCE, Limited::new(body, LARGEST_BODY).collect()).await;
    let reply = match read {
        Err(_) => Reply::error(408, "the request took too long to come"),
        Ok(Err(error)) if error.is::<LengthLimitError>() => too_large(),
        Ok(Err(_)) => Reply::error(400, "the request ended before its body did"),
        Ok(Ok(body)) => endpoints.answer(head.method.as_str(), head.uri.path(), &body.to_bytes()),
    };
    Ok(response(reply, &head.method))
}

/// A reply as HTTP.
fn response(reply: Reply, method: &Method) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(version) = reply.version {
        headers.insert(VERSION, HeaderValue::from(version));
    }
    if reply.status == 405 {
        let right = if *method == Method::GET || *method == Method::HEAD { "POST" } else { "GET, POST" };
        headers.insert(ALLOW, HeaderValue::from_static(right));
    }
    response
}
