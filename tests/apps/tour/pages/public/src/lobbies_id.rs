//! The page `LobbiesId` at `/lobbies/:id`.

use contract::Audience;
use contract::public::Route;
use contract::public::lobbies_id::{Context, LobbiesIdPage, Model, Msg, ServerCallOut, ToClient};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// A lobby: what is called out in it is heard as far as it carries.
pub struct LobbiesId;

impl LobbiesIdPage for LobbiesId {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { heard: vec![] }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Clicked(to) => {
                let word = word(to).to_owned();
                return effect::rpc(ServerCallOut { word, to }, Msg::GotCallOut);
            }
            Msg::GotCallOut(Ok(())) => {}
            Msg::GotCallOut(Err(_)) => model.heard.push("nothing".to_owned()),
            Msg::FromServer(ToClient::CalledOut { word }) => model.heard.push(word),
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        let call = |to: Audience| {
            html::button(
                [html::id(word(to)), html::on_click(Msg::Clicked(to))],
                [html::text(word(to))],
            )
        };
        let neighbour = Route::LobbiesId {
            id: cx.params.id + 1,
        };
        html::main(
            [],
            [
                html::h1([], [html::text(format!("Lobby {}", cx.params.id))]),
                html::p([html::id("heard")], [html::text(model.heard.join(" "))]),
                call(Audience::Lobby),
                call(Audience::OthersInLobby),
                call(Audience::Session),
                call(Audience::Everybody),
                html::a(
                    [html::href(neighbour), html::id("next")],
                    [html::text("The next lobby")],
                ),
            ],
        )
    }
}

const fn word(to: Audience) -> &'static str {
    match to {
        Audience::Lobby => "lobby",
        Audience::OthersInLobby => "others",
        Audience::Session => "session",
        Audience::Everybody => "everybody",
    }
}
