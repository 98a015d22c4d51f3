//! The page `PostsNew` at `/posts/new`.

use contract::public::posts_new::{Context, Model, Msg, PostsNewPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// A new post, beside `/posts/:slug`.
pub struct PostsNew;

impl PostsNewPage for PostsNew {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("PostsNew")])])
    }
}
