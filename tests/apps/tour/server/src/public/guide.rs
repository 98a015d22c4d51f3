//! What the server answers for page `Guide`.

use contract::public::guide::{ToClient, ToServer};
use generated_server::public::guide::{GuideServer, ServerModel};
use rally_runtime::server::{Fault, Request, ServerEffect, effect};

use crate::ServerContext;

impl GuideServer for ServerContext {
    async fn server_init(
        &self,
        _rq: &Request,
    ) -> Result<(ServerModel, ServerEffect<ToClient>), Fault> {
        let model = ServerModel { questions: vec![] };
        Ok((model, effect::send_to_client(ToClient::Greeting)))
    }

    /// Answers by what was asked before, and loses all patience over riddles.
    async fn server_update(
        &self,
        _rq: &Request,
        model: &mut ServerModel,
        msg: ToServer,
    ) -> Result<ServerEffect<ToClient>, Fault> {
        let ToServer::Question { text } = msg else {
            return Err(Fault::new("the guide was asked a riddle"));
        };
        let is_new = !model.questions.contains(&text);
        model.questions.push(text.clone());
        let number = i64::try_from(model.questions.len())?;
        let answer = if is_new { "Here." } else { "As before." };
        let answer = ToClient::Answer {
            number,
            text: answer.to_owned(),
        };
        Ok(effect::batch([
            effect::send_to_client(answer),
            effect::broadcast_to_page_others(ToClient::Overheard { text }),
        ]))
    }
}
