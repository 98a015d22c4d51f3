//! The page `Home` of client `admin`.

use contract::admin::home::{Context, HomePage, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// A string that must not be found in the other client's bundle.
pub const SECRET: &str = "only-for-administrators";

/// The other client's only page.
pub struct Home;

impl HomePage for Home {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text(SECRET)])])
    }
}
