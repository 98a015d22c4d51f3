//! The handlers of `{{ app }}`.
{% for client in clients %}
pub mod {{ client }};
{%- endfor %}

use rally_runtime::db::Db;

/// What every handler can reach.
#[derive(Clone)]
pub struct ServerContext {
    /// The database.
    pub db: Db,
}
