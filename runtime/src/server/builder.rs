//! An app, a database and settings to a listening server, and its orderly end.

use std::fmt;
use std::io::{self, BufRead};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::rt::task::JoinHandle;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpServer};

use super::application::Application;
use super::assets::Assets;
use super::limits::{DRAIN, Limits, SWEEP_EVERY};
use super::state::{Shared, State, now_millis};
use super::{calls, dev, http, log, routes};

use crate::auth::attempts;
use crate::db::{self, Db, DbError};
use crate::env::Environment;
use crate::session::store;

/// How long connections may take to end once the work is done, in seconds.
const CONNECTIONS_END_SECONDS: u64 = 5;

/// Adds the app's own services.
pub(crate) type Routes = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// Why a server does not start.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

/// A server that has not started: an app, its database, and what the environment does not say.
pub struct Server {
    application: Box<dyn Application>,
    db: Db,
    address: Option<SocketAddr>,
    dist: Option<PathBuf>,
    workers: Option<usize>,
    limits: Limits,
    routes: Routes,
}

/// A server that listens.
pub struct RunningServer {
    state: Shared,
    address: SocketAddr,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
    sweeper: JoinHandle<()>,
}

/// The address cannot be listened on.
#[derive(Debug)]
pub struct BindError {
    address: SocketAddr,
    error: io::Error,
}

impl BindError {
    pub(super) fn new(address: SocketAddr, error: io::Error) -> Self {
        Self { address, error }
    }
}

impl Server {
    /// A server for this app. The database keeps the receipts of its calls.
    #[must_use]
    pub fn new(application: impl Application, db: Db) -> Self {
        Self {
            application: Box::new(application),
            db,
            address: None,
            dist: None,
            workers: None,
            limits: Limits::default(),
            routes: Arc::new(|_| {}),
        }
    }

    /// Listens here instead of at `HOST` and `PORT`; port 0 lets the system choose.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Takes bundles and assets from this folder instead of from `DIST`.
    #[must_use]
    pub fn dist(mut self, folder: impl Into<PathBuf>) -> Self {
        self.dist = Some(folder.into());
        self
    }

    /// How many threads answer requests. Default: one a core.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers.max(1));
        self
    }

    /// Sets limits of its own.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds routes of the app's own; they come before its pages. Requests that another site has made are refused here
    /// too, and cookies are taken from those that may have been.
    #[must_use]
    pub fn routes(mut self, routes: impl Fn(&mut ServiceConfig) + Send + Sync + 'static) -> Self {
        self.routes = Arc::new(routes);
        self
    }

    /// What a test serves by itself: the state, without files, and the app's own services.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub(crate) async fn into_parts(
        self,
        environment: Environment,
    ) -> Result<(Shared, Routes), DbError> {
        let assets = Assets::for_test(self.application.clients());
        let state =
            State::with_assets(self.application, self.db, environment, assets, self.limits).await?;
        Ok((state, self.routes))
    }

    /// Starts to listen, on an actix runtime: see [`super::run`], which makes one.
    ///
    /// # Errors
    /// Where the address cannot be had, or the database not be used.
    pub async fn start(self, environment: Environment) -> Result<RunningServer, StartError> {
        let address = self
            .address
            .unwrap_or_else(|| SocketAddr::new(environment.host(), environment.port()));
        let dist = self.dist.unwrap_or_else(|| environment.dist());
        if let Some(limit) = environment.slow_query() {
            self.db.log_slower_than(limit);
        }
        warn_without_math(&self.db).await?;
        let state = State::new(self.application, self.db, environment, &dist, self.limits).await?;
        let sweeper = actix_web::rt::spawn(sweep(state.db.clone()));
        let (data, routes) = (web::Data::new(Arc::clone(&state)), self.routes);
        let app = move || {
            App::new()
                .app_data(data.clone())
                .wrap(from_fn(http::guard))
                .wrap(from_fn(log::request))
                .configure(|config| routes(config))
                .configure(routes::configure)
        };
        let mut server = HttpServer::new(app)
            .disable_signals()
            .shutdown_timeout(CONNECTIONS_END_SECONDS);
        if let Some(workers) = self.workers {
            server = server.workers(workers);
        }
        let server = server
            .bind(address)
            .map_err(|error| BindError { address, error })?;
        let address = server.addrs().first().copied().unwrap_or(address);
        let server = server.run();
        let handle = server.handle();
        let task = actix_web::rt::spawn(server);
        Ok(RunningServer {
            state,
            address,
            handle,
            task,
            sweeper,
        })
    }
}

// `rallyc` checks queries with an SQLite that has them.
async fn warn_without_math(db: &Db) -> Result<(), StartError> {
    static MATH: db::Query = db::Query {
        name: "rally_has_math_functions",
        sql: "SELECT sqlite_compileoption_used('ENABLE_MATH_FUNCTIONS')",
    };
    if !db::one(db, &MATH, Vec::new(), |row| row.boolean(0)).await? {
        tracing::warn!(
            "SQLite has been built without its math functions, and a query that calls one will fail: set \
             LIBSQLITE3_FLAGS = \"-DSQLITE_ENABLE_MATH_FUNCTIONS\" below [env] in .cargo/config.toml"
        );
    }
    Ok(())
}

impl RunningServer {
    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells open documents what `rallyc dev` writes, a JSON value a line, until it ends. Does nothing where it has not
    /// started the server.
    pub fn follow_dev(&self, lines: impl BufRead + Send + 'static) {
        if self.state.environment.development_build().is_none() {
            return;
        }
        let problems = self.state.problems.clone();
        // Not a task: it blocks for as long as the server runs, and must not keep it from ending.
        std::thread::spawn(move || dev::follow(lines, &problems));
    }

    /// Stops: no further frame is read, calls are finished and their replies stored, connections are told to come back,
    /// and the database is closed, which releases its lock.
    pub async fn stop(self) {
        self.sweeper.abort();
        self.state.stopping.send_replace(true);
        let unfinished = self.state.tabs.stop(DRAIN).await;
        if unfinished > 0 {
            tracing::warn!(
                unfinished,
                "tabs whose calls did not end in time are dropped"
            );
        }
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.task.await {
            tracing::error!(%error, "the server ended with an error");
        }
        self.state.db.close().await;
    }
}

/// Sweeps now and then, for as long as it lives.
async fn sweep(db: Db) {
    let mut turn = tokio::time::interval(SWEEP_EVERY);
    loop {
        turn.tick().await;
        if let Err(error) = calls::sweep(&db).await {
            tracing::error!(%error, "old receipts could not be swept");
        }
        if let Err(error) = store::sweep(&db, now_millis()).await {
            tracing::error!(%error, "old sessions could not be swept");
        }
        if let Err(error) = attempts::sweep(&db, now_millis()).await {
            tracing::error!(%error, "old login codes could not be swept");
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, error } = self;
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "{address} is taken: another program listens there; end it, or set PORT to another port"
                )
            }
            io::ErrorKind::PermissionDenied => {
                write!(
                    f,
                    "{address} may not be listened on; set PORT to a port above 1023"
                )
            }
            _ => write!(
                f,
                "{address} cannot be listened on: {error}; set HOST and PORT to an address of this machine"
            ),
        }
    }
}

impl std::error::Error for BindError {}
