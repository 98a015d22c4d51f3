//! The page `Home` at `/rooms`.

use contract::rooms::ContextMsg;
use contract::rooms::home::{Context, HomePage, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::client_context;

/// The way in; it counts who comes.
pub struct Home;

impl HomePage for Home {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            typed: String::new(),
        };
        (model, effect::update_context(ContextMsg::Visited))
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Typed(text) => model.typed = text,
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::div(
            [],
            [
                html::h1([], [html::text("Home")]),
                html::input([
                    html::id("word"),
                    html::value(model.typed.clone()),
                    html::on_input(Msg::Typed),
                ]),
                client_context::view("page-context", &cx.client),
            ],
        )
    }
}
