//! The jobs of `language`.

use generated_server::jobs::Jobs;
use generated_server::queries;
use rally_runtime::server::Fault;
use rally_runtime::value::Time;

use crate::ServerContext;

impl Jobs for ServerContext {
    async fn send_digest(&self, member_id: i64, since: Time) -> Result<(), Fault> {
        let games = queries::list_games(&self.db, None).await?;
        let news = games.iter().filter(|game| game.updated_at > since);
        match news.count() {
            0 => Ok(()),
            count => Err(Fault::new(format!(
                "{count} games for member {member_id}, and no mail to send them with"
            ))),
        }
    }

    async fn nightly(&self) -> Result<(), Fault> {
        Ok(())
    }
}
