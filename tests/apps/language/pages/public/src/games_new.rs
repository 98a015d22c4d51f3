//! The page `GamesNew` at `/games/new`.

use contract::public::games_new::{Context, GamesNewPage, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// A new game, beside `/games/:id`.
pub struct GamesNew;

impl GamesNewPage for GamesNew {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("GamesNew")])])
    }
}
