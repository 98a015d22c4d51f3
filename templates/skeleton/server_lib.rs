//! The handlers of `{{ app }}`.
{% for module in modules %}
pub mod {{ module }};
{%- endfor %}

use rally_runtime::db::Db;

/// What every handler can reach.
#[derive(Clone)]
pub struct ServerContext {
    /// The database.
    pub db: Db,
}
