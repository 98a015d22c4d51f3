//! The page `SignIn`, where members sign in.

use contract::public::Route;
use contract::public::sign_in::{Context, Model, Msg, ServerSignIn, SignInPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Where members sign in.
pub struct SignIn;

impl SignInPage for SignIn {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { failed: false }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, cx: &Context) -> Effect<Msg> {
        let Msg::GotSignIn(Ok(_)) = msg else {
            model.failed = true;
            return effect::none();
        };
        // Whoever made the address wrote it: only a page of this client is gone to.
        match cx.search.next.as_deref().and_then(Route::parse) {
            Some(route) => effect::navigate(route),
            None => effect::none(),
        }
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let problem = match model.failed {
            true => html::text("Nobody is called so"),
            false => html::nothing(),
        };
        html::main(
            [],
            [
                problem,
                html::rpc_form::<ServerSignIn, _>(
                    Msg::GotSignIn,
                    [],
                    [html::input([html::name("name")])],
                ),
            ],
        )
    }
}
