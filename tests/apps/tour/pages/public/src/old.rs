//! The page `Old`.

use contract::public::old::{Context, Model, Msg, OldPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// The page `Old`.
pub struct Old;

impl OldPage for Old {
    fn init((): (), _cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("Old")])])
    }
}
