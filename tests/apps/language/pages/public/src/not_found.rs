//! The page `NotFound` at `any other address`.

use contract::public::not_found::{Context, Model, Msg, NotFoundPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Any other address.
pub struct NotFound;

impl NotFoundPage for NotFound {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("NotFound")])])
    }
}
