//! What the server answers for page `Home`.

use contract::Game;
use contract::public::home::{Params, Search};
use generated_server::public::home::HomeServer;
use generated_server::queries;
use rally_runtime::server::{LoadResult, Loaded, Request};

use crate::ServerContext;

impl HomeServer for ServerContext {
    async fn load(&self, _rq: &Request, params: &Params, search: &Search) -> LoadResult<Vec<Game>> {
        let mut games = queries::list_games(&self.db, search.status).await?;
        if let Some(tag) = &params.tag {
            games.retain(|game| game.home.contains(tag) || game.away.contains(tag));
        }
        Ok(Loaded::Page(games))
    }
}
