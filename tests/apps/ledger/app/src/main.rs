//! Opens the database, brings it up to date and serves the app.

use std::time::Duration;

use rally_runtime::db::{Durability, Options};
use rally_runtime::server::Server;

/// For tests on busy machines, where a transaction may stand still for long; and without waiting for the disk, which
/// only a power cut would tell.
fn patient() -> Options {
    Options {
        lease: Duration::from_secs(60),
        durability: Durability::Normal,
        ..Options::default()
    }
}

fn main() -> std::process::ExitCode {
    rally_runtime::server::run(async |environment| {
        let db = rally_runtime::db::open_with(environment.database("ledger.db"), &patient())?;
        rally_runtime::migrate::run(&db, &generated_app::migrations()).await?;
        let context = server::ServerContext { db: db.clone() };
        Ok(Server::new(generated_app::App::new(context), db))
    })
}
