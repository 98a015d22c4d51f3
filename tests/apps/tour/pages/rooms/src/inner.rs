//! The layout `Inner`, which stands in `Shell`.

use contract::rooms::inner::{Context, InnerLayout, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Content;

/// A frame inside the frame.
pub struct Inner;

impl InnerLayout for Inner {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { steps: 0 }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Stepped => model.steps += 1,
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context, content: Content) -> Element<Msg> {
        let step = html::button(
            [html::id("step"), html::on_click(Msg::Stepped)],
            [html::text("Step")],
        );
        let steps = html::p([html::id("steps")], [html::text(model.steps)]);
        html::div([html::id("inner")], [step, steps, content.into()])
    }
}
