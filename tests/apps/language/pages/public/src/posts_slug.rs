//! The page `PostsSlug` at `/posts/:slug`.

use contract::public::posts_slug::{Context, Model, Msg, PostsSlugPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// A post, whose name may be anything, even that of another page.
pub struct PostsSlug;

impl PostsSlugPage for PostsSlug {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("PostsSlug")])])
    }
}
