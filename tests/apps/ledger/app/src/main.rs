//! Opens the database, brings it up to date and serves the app.

use rally_runtime::server::Server;

fn main() -> std::process::ExitCode {
    rally_runtime::server::run(async |environment| {
        let db = rally_runtime::db::open(environment.database("ledger.db"))?;
        rally_runtime::migrate::run(&db, &generated_app::migrations()).await?;
        let context = server::ServerContext { db: db.clone() };
        Ok(Server::new(generated_app::App::new(context), db))
    })
}
