//! The page `Yard` at `/rooms/yard`.

use contract::rooms::Route;
use contract::rooms::yard::{Context, Model, Msg, YardPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::client_context;

/// Outside, without a frame.
pub struct Yard;

impl YardPage for Yard {
    fn init(trees: i64, _cx: &Context) -> (Model, Effect<Msg>) {
        (Model { trees }, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                html::h1([], [html::text("Yard")]),
                html::p([html::id("trees")], [html::text(model.trees)]),
                client_context::view("page-context", &cx.client),
                html::a(
                    [html::id("to-attic"), html::href(Route::Attic)],
                    [html::text("Attic")],
                ),
            ],
        )
    }
}
