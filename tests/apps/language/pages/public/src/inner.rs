//! The layout `Inner`.

use contract::public::inner::{Context, InnerLayout, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Content;

/// A frame inside the frame.
pub struct Inner;

impl InnerLayout for Inner {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context, content: Content) -> Element<Msg> {
        html::section([], [content.into()])
    }
}
