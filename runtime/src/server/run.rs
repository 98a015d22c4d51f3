//! The main function of an app: environment, log, runtime, signals and exit code.

use std::io::{BufReader, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use super::builder::{BindError, Server, StartError};
use super::log;
use crate::env::{Environment, Mode};

/// Reads the environment, makes the server and serves until the process is told to stop (SIGTERM or SIGINT).
///
/// What goes wrong before is logged and makes the exit code 1.
///
/// ```no_run
/// use rally_runtime::server::{self, Application, Server};
///
/// # fn app() -> impl Application { unimplemented_app() }
/// # fn unimplemented_app() -> Nothing { Nothing }
/// # struct Nothing;
/// # impl Application for Nothing {
/// #     fn clients(&self) -> &'static [server::ClientDefinition] { &[] }
/// #     fn open<'a>(&'a self, _: &'a server::Request, _: &'static str, _: &'a str)
/// #         -> server::LocalFuture<'a, server::Opened> { Box::pin(async { server::Opened::NotFound }) }
/// #     fn mount(&self, _: &'static str, _: &str, _: &[u8], _: rally_runtime::page::Time,
/// #         _: rally_runtime::page::Entry<'_>) -> Option<server::Rendered> { None }
/// #     fn call<'a>(&'a self, _: &'a server::Request, _: &'static str, _: rally_runtime::page::MethodId,
/// #         _: &'a [u8], _: &'a [u8]) -> server::LocalFuture<'a, server::Called> {
/// #         Box::pin(async { Err(rally_runtime::page::Failure::Stale) }) }
/// #     fn form(&self, _: &'static str, _: &str, _: &rally_runtime::page::FormFields)
/// #         -> Option<Result<(rally_runtime::page::MethodId, Vec<u8>), rally_runtime::page::FormError>> { None }
/// # }
/// fn main() -> std::process::ExitCode {
///     server::run(async |environment| {
///         let db = rally_runtime::db::open(environment.database("app.db"))?;
///         Ok(Server::new(app(), db))
///     })
/// }
/// ```
pub fn run<F>(make: F) -> ExitCode
where
    F: AsyncFnOnce(Environment) -> Result<Server, StartError>,
{
    log::start();
    let served = match Environment::read() {
        Ok(environment) => actix_web::rt::System::new().block_on(serve(environment, make)),
        Err(error) => Err(error.into()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("the server did not start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve<F>(environment: Environment, make: F) -> Result<(), StartError>
where
    F: AsyncFnOnce(Environment) -> Result<Server, StartError>,
{
    let mode = environment.mode();
    if mode == Mode::Development {
        refuse_taken(&environment)?;
    }
    // Browsers talk to `rallyc dev` then, which says where; a second address would only confuse.
    let is_behind_dev = environment.development_build().is_some();
    let server = make(environment.clone()).await?.start(environment).await?;
    if is_behind_dev {
        server.follow_dev(BufReader::new(std::io::stdin()));
    } else {
        tracing::info!(?mode, "listening on http://{}", server.address());
    }
    stop_signal().await?;
    if !is_behind_dev {
        tracing::info!("stopping");
    }
    server.stop().await;
    Ok(())
}

// In production a new server starts while the old one finishes, and waits for its database. A developer who starts an app
// twice would wait for good: there, the port says first that it runs already.
fn refuse_taken(environment: &Environment) -> Result<(), BindError> {
    let address = SocketAddr::new(environment.host(), environment.port());
    match TcpListener::bind(address) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(BindError::new(address, error)),
        // What else may be wrong is said when the server listens.
        _ => Ok(()),
    }
}

/// Waits until the process is told to stop.
#[cfg(unix)]
async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Waits until the process is told to stop.
#[cfg(not(unix))]
async fn stop_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
