//! The page `GamesId`: one game, live.

use contract::public::games_id::{
    Context, GameMsg, GamesIdPage, Model, Msg, ServerArchive, ServerIncrement, ToClient, ToServer,
    Topic,
};
use contract::{Game, GameEvent, Status, topics};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::{Event, Reply, RpcError};

/// One game, live.
pub struct GamesId;

impl GamesIdPage for GamesId {
    fn init(data: Option<Game>, cx: &Context) -> (Model, Effect<Msg>) {
        let game = data.unwrap_or_else(|| Game {
            id: cx.params.id,
            home: String::new(),
            away: String::new(),
            status: Status::Scheduled,
            updated_at: cx.now,
        });
        let model = Model {
            game,
            draft: String::new(),
            errors: vec![],
            typing: vec![],
        };
        (model, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::ClickedIncrement => {
                let call = ServerIncrement {
                    amount: 1,
                    status: model.game.status,
                    day: cx.now.date(),
                };
                return effect::rpc(call, Msg::GotIncrement);
            }
            Msg::DraftChanged(text) => {
                model.draft.clone_from(&text);
                return effect::send_to_server(ToServer::Typing { text });
            }
            Msg::GotIncrement(reply) | Msg::Part(GameMsg::GotIncrement(reply)) => {
                incremented(model, reply);
            }
            Msg::FromServer(ToClient::OthersTyping { names }) => model.typing = names,
            Msg::FromServer(ToClient::Welcome(member)) => model.typing.push(member.name),
            Msg::Live(Event { event, .. }) => live(model, event),
            Msg::Written { event } => model.errors.push(event.topic.name),
            Msg::Part(GameMsg::Clicked(_)) => {
                return effect::rpc(ServerArchive {}, Msg::GotArchive);
            }
            Msg::GotArchive(_) | Msg::GotVisit(_) | Msg::Part(GameMsg::Within(_)) => {}
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let status = model.game.status.as_str();
        html::main(
            [],
            [
                html::h1([], [html::text(model.game.home.clone())]),
                html::p([], [html::text(status)]),
                html::input([
                    html::value(model.draft.clone()),
                    html::on_input(Msg::DraftChanged),
                ]),
                html::button(
                    [html::on_click(Msg::ClickedIncrement)],
                    [html::text("One more")],
                ),
                html::button(
                    [html::on_click(Msg::Part(GameMsg::Clicked(0)))],
                    [html::text("Put it away")],
                ),
            ],
        )
    }

    fn subscriptions(model: &Model, cx: &Context) -> Vec<Topic> {
        let game = topics::Game { id: model.game.id };
        let today = cx.now.date().map(|day| topics::Room {
            name: model.game.home.clone(),
            day,
            status: model.game.status,
        });
        let mut topics = vec![game.into()];
        topics.extend(today.map(Topic::from));
        topics
    }
}

fn incremented(model: &mut Model, reply: Reply<ServerIncrement>) {
    match reply {
        Ok(game) => model.game = game,
        Err(RpcError::App(errors)) => model.errors = errors,
        Err(RpcError::Failed(_)) => {}
    }
}

fn live(model: &mut Model, event: GameEvent) {
    match event {
        GameEvent::Scored { game, .. } => model.game = game,
        GameEvent::Finished => model.game.status = Status::FinalScore,
    }
}
