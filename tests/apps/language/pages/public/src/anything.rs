//! The page `Anything` at `/:first/:second`.

use contract::public::anything::{AnythingPage, Context, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// A page below which any address is one.
pub struct Anything;

impl AnythingPage for Anything {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("Anything")])])
    }
}
