//! The page `Attic` at `/rooms/attic`.

use contract::rooms::attic::{AtticPage, Context, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::client_context;

/// Above.
pub struct Attic;

impl AtticPage for Attic {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, cx: &Context) -> Element<Msg> {
        html::fragment([
            html::h1([], [html::text("Attic")]),
            client_context::view("page-context", &cx.client),
        ])
    }
}
