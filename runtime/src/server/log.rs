//! The log: one line a request, and where lines go. Search strings, cookies and bodies never reach it.

use std::io::IsTerminal as _;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Writes one line when a request is answered.
pub(crate) async fn request<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let (method, path, start) = (
        request.method().clone(),
        request.path().to_owned(),
        Instant::now(),
    );
    let outcome = next.call(request).await;
    let status = match &outcome {
        Ok(response) => response.status().as_u16(),
        Err(error) => error.as_response_error().status_code().as_u16(),
    };
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(%method, path, status, micros, "request");
    outcome
}

/// Sends the log to standard error, filtered by `RUST_LOG` (`info`, or `warn,my_app=debug`). Where the process has a
/// subscriber already, that one stays.
pub(crate) fn start() {
    let text = std::env::var("RUST_LOG").unwrap_or_default();
    let parsed = text.parse::<Targets>();
    // What actix says as it starts and stops is said here already, in one line.
    let usual = || {
        Targets::new()
            .with_default(LevelFilter::INFO)
            .with_target("actix_server", LevelFilter::WARN)
    };
    let filter = if text.is_empty() {
        usual()
    } else {
        parsed.as_ref().map_or_else(|_| usual(), Clone::clone)
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(has_colours())
        .with_writer(std::io::stderr);
    let _ = tracing_subscriber::registry()
        .with(layer)
        .with(filter)
        .try_init();
    if let Err(error) = parsed {
        tracing::warn!(%error, "RUST_LOG cannot be read; everything from `info` up is logged");
    }
}

// Whoever passes the log on to a terminal says so: https://bixense.com/clicolors
fn has_colours() -> bool {
    let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    forced || std::io::stderr().is_terminal()
}
