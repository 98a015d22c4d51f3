//! The page `Cellar` at `/rooms/cellar`.

use contract::rooms::cellar::{CellarPage, Context, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::client_context;

/// Below.
pub struct Cellar;

impl CellarPage for Cellar {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, cx: &Context) -> Element<Msg> {
        html::fragment([
            html::h1([], [html::text("Cellar")]),
            client_context::view("page-context", &cx.client),
        ])
    }
}
