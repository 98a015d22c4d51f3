//! What all workers share.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::application::{Application, ClientDefinition};
use super::assets::Assets;
use super::calls::InFlight;
use super::channels::Followed;
use super::dev::Problems;
use super::document::Documents;
use super::ended;
use super::entries::RemoteCall;
use super::fault;
use super::http::CallsUnderWay;
use super::limits::Limits;
use super::socket::Admission;
use super::tab::Registry;
use super::tables::{self, DatabaseId};
use tokio::sync::watch;

use crate::db::{Db, DbError};
use crate::env::Environment;
use crate::session::PendingChanges;

/// What all workers share.
pub(crate) struct State {
    pub(crate) application: Box<dyn Application>,
    pub(crate) db: Db,
    pub(crate) database: DatabaseId,
    pub(crate) environment: Environment,
    pub(crate) assets: Assets,
    pub(crate) documents: Documents,
    pub(crate) limits: Limits,
    pub(crate) in_flight: InFlight,
    /// What other clients call, by its name.
    remote_methods: HashMap<&'static str, RemoteMethod>,
    pub(crate) tabs: Arc<Registry>,
    /// Hears of sign-ins that end.
    _ended: Option<Followed>,
    pub(crate) sockets: Admission,
    /// Calls over HTTP, and forms.
    pub(crate) calls_under_way: CallsUnderWay,
    /// What answers on sockets ask of cookies.
    pub(crate) pending: PendingChanges,
    /// Under `rallyc dev`: what is wrong with the newest build.
    pub(crate) problems: Problems,
    /// Turns true when the server stops.
    pub(crate) stopping: watch::Sender<bool>,
}

/// A method that other clients call.
#[derive(Clone, Copy)]
pub(crate) struct RemoteMethod {
    pub(crate) client: &'static ClientDefinition,
    pub(crate) call: &'static RemoteCall,
}

pub(crate) type Shared = Arc<State>;

impl State {
    /// The state of a server that has just begun, with nothing open.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub(crate) async fn new(
        application: Box<dyn Application>,
        db: Db,
        environment: Environment,
        dist: &Path,
        limits: Limits,
    ) -> Result<Shared, DbError> {
        let assets = Assets::open(dist, application.clients(), &environment);
        Self::with_assets(application, db, environment, assets, limits).await
    }

    /// The same, with files that are known already.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub(crate) async fn with_assets(
        application: Box<dyn Application>,
        db: Db,
        environment: Environment,
        assets: Assets,
        limits: Limits,
    ) -> Result<Shared, DbError> {
        let tabs = Arc::default();
        let ended = ended::listen(db.hub(), &tabs);
        Ok(Arc::new(Self {
            assets,
            documents: Documents::new(&environment),
            remote_methods: remote_methods(application.as_ref()),
            application,
            database: tables::prepare(&db).await?,
            db,
            environment,
            in_flight: InFlight::default(),
            _ended: ended,
            tabs,
            sockets: Admission::new(limits),
            calls_under_way: CallsUnderWay::new(limits.calls_an_address),
            pending: PendingChanges::default(),
            limits,
            problems: Problems::new(serde_json::Value::Null),
            stopping: watch::Sender::new(false),
        }))
    }

    /// The client with the longest mount above this path.
    pub(crate) fn client_at(&self, path: &str) -> Option<&'static ClientDefinition> {
        let mounted = self.application.clients().iter();
        mounted
            .filter(|client| is_below(path, client.mount))
            .max_by_key(|client| client.mount.len())
    }

    /// What other clients call by this name, such as `public/home/increment`.
    pub(crate) fn remote_method(&self, name: &str) -> Option<RemoteMethod> {
        self.remote_methods.get(name).copied()
    }

    pub(crate) fn client_named(&self, name: &str) -> Option<&'static ClientDefinition> {
        self.application
            .clients()
            .iter()
            .find(|client| client.name == name)
    }
}

fn remote_methods(application: &dyn Application) -> HashMap<&'static str, RemoteMethod> {
    let clients = application.clients();
    let entries = application.entries().iter();
    let methods = entries.filter_map(|entry| {
        let client = clients.iter().find(|client| client.name == entry.client)?;
        let call = entry.call()?;
        Some((entry.name, RemoteMethod { client, call }))
    });
    methods.collect()
}

/// Whether a path is the mount or lies below it; `/administer` does not lie below `/admin`.
pub(crate) fn is_below(path: &str, mount: &str) -> bool {
    let mount = mount.trim_end_matches('/');
    path.strip_prefix(mount)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The server's clock, in milliseconds since 1970-01-01T00:00:00Z.
pub(crate) fn now_millis() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    millis.saturating_add(fault::clock_offset())
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn a_mount_ends_at_a_segment() {
        assert!(is_below("/", "/") && is_below("/games", "/"));
        assert!(
            is_below("/admin", "/admin")
                && is_below("/admin/", "/admin")
                && is_below("/admin/x", "/admin")
        );
        assert!(!is_below("/administer", "/admin") && !is_below("/", "/admin"));
    }
}
