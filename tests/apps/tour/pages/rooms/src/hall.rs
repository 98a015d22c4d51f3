//! The page `Hall` at `/rooms/hall`.

use contract::Light;
use contract::rooms::ContextMsg;
use contract::rooms::hall::{Context, HallPage, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::client_context;

/// Where the light is switched.
pub struct Hall;

impl HallPage for Hall {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { presses: 0 }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Lit(light) => {
                model.presses += 1;
                effect::update_context(ContextMsg::Switched(light))
            }
        }
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::div(
            [],
            [
                html::h1([], [html::text("Hall")]),
                html::input([html::id("word")]),
                html::button(
                    [html::id("light"), html::on_click(Msg::Lit(Light::Candle))],
                    [html::text("Light a candle")],
                ),
                html::p([html::id("presses")], [html::text(model.presses)]),
                client_context::view("page-context", &cx.client),
            ],
        )
    }
}
