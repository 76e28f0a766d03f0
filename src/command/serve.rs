//! `serve`: a saved policy, or the versions that a pipeline has deployed, behind an address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
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

use super::policy::read_policy;
use super::serve_copies::Copies;
use super::serve_folder::{Answering, Followed};
use super::{Failure, interrupt, output};
use crate::policy::endpoint::{Endpoint, LARGEST_BODY, Reply, Served};

/// How long a client may take to send a request, and how long answers under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Clients at the same time.
const CLIENTS: usize = 1_024;

/// How often it is looked whether it is to end.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// How often it is looked whether a folder says something else.
const BETWEEN_LOOKS_AT_THE_FOLDER: Duration = Duration::from_millis(250);

/// The header that names the version.
const VERSION: &str = "x-policy-version";

/// What `serve` takes.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// The policy, as train or run --save-policies wrote it; or the folder of a pipeline, whose champion and challenger then answer, and new ones
    /// as soon as it deploys them
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
    let (followed, (champion, challenger)) = opened(&arguments.policy)?;
    let copies = Arc::new(Copies::new(&Endpoint::new(champion, challenger, arguments.seed)));
    interrupt::listen().map_err(Failure::own)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().enable_time().build();
    runtime.map_err(Failure::own)?.block_on(listen(
        &copies,
        followed,
        SocketAddr::new(arguments.host, arguments.port),
    ))?;
    output::note(&copies.stats().words());
    Ok(())
}

/// What a file or a folder answers with, and the folder where it is one.
fn opened(path: &Path) -> Result<(Option<Followed>, Answering), Failure> {
    if path.is_dir() {
        let (followed, answering) = Followed::open(path)?;
        return Ok((Some(followed), answering));
    }
    let served = Served { version: 1, policy: read_policy(path)?.0 };
    Ok((None, (served, None)))
}

/// Looks into the folder until the program ends, in a thread of its own: reading a policy takes a moment, and no request waits for it.
fn follow(mut followed: Followed, copies: Arc<Copies>) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(BETWEEN_LOOKS_AT_THE_FOLDER);
            let Some((champion, challenger)) = followed.look(&mut |sentence| output::note(sentence)) else {
                continue;
            };
            let before = copies.versions();
            copies.replace(&champion, challenger.as_ref());
            // A version that learns in process is written again and again.
            if copies.versions() == before {
                continue;
            }
            let beside = challenger.map_or_else(String::new, |(challenger, share)| {
                format!(", and v{} a share of {share} of them", challenger.version)
            });
            output::note(&format!("v{} answers requests{beside}.", champion.version));
        }
    });
}

async fn listen(
    copies: &Arc<Copies>,
    followed: Option<Followed>,
    address: SocketAddr,
) -> Result<(), Failure> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::Input(format!(
            "{address}: nothing can be served there ({error}): name another --port or --host"
        ))
    })?;
    let address = listener.local_addr().map_err(Failure::own)?;
    output::print(&format!("Serving at http://{address}/predict"))?;
    if let Some(followed) = followed {
        follow(followed, Arc::clone(copies));
    }
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
        let copies = Arc::clone(copies);
        let service = service_fn(move |request| respond(Arc::clone(&copies), request));
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
    Ok(())
}

async fn respond(
    copies: Arc<Copies>,
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
        Ok(Ok(body)) => copies.answer(head.method.as_str(), head.uri.path(), &body.to_bytes()),
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
