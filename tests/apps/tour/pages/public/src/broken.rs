//! The page `Broken`.

use contract::public::broken::{BrokenPage, Context, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// The page `Broken`.
pub struct Broken;

impl BrokenPage for Broken {
    fn init(_data: i64, _cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("Broken")])])
    }
}
