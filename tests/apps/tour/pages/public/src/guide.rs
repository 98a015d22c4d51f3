//! The page `Guide` at `/guide`.

use contract::public::Route;
use contract::public::guide::{Context, GuidePage, Model, Msg, ToClient, ToServer};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Somebody who is asked.
pub struct Guide;

impl GuidePage for Guide {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { heard: vec![] }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Asked(text) => return effect::send_to_server(ToServer::Question { text }),
            Msg::Teased => return effect::send_to_server(ToServer::Riddle),
            Msg::FromGuide(ToClient::Greeting) => model.heard.push("Welcome!".to_owned()),
            Msg::FromGuide(ToClient::Answer { number, text }) => {
                model.heard.push(format!("{number}: {text}"));
            }
            Msg::FromGuide(ToClient::Overheard { text }) => {
                model.heard.push(format!("({text})"));
            }
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                html::h1([], [html::text("Guide")]),
                html::p([html::id("heard")], [html::text(model.heard.join(" "))]),
                button("where", Msg::Asked("Where?".to_owned())),
                button("when", Msg::Asked("When?".to_owned())),
                button("riddle", Msg::Teased),
                html::a(
                    [html::href(Route::Home), html::id("home")],
                    [html::text("All places")],
                ),
            ],
        )
    }
}

fn button(id: &'static str, msg: Msg) -> Element<Msg> {
    html::button([html::id(id), html::on_click(msg)], [html::text(id)])
}
