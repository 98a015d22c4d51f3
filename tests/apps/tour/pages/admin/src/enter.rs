//! The page `Enter`.

use contract::admin::Route;
use contract::admin::enter::{Context, EnterPage, Model, Msg, ServerEnter};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Where members sign in.
pub struct Enter;

impl EnterPage for Enter {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { is_wrong: false }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, cx: &Context) -> Effect<Msg> {
        let Msg::GotEnter(reply) = msg;
        model.is_wrong = reply.is_err();
        if model.is_wrong {
            return effect::none();
        }
        // Whoever made the address wrote it: only a page of this client is gone to.
        let next = cx.search.next.as_deref().and_then(Route::parse);
        effect::navigate(next.unwrap_or(Route::Vault))
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let problem = match model.is_wrong {
            true => html::p([html::id("problem")], [html::text("That is not it")]),
            false => html::nothing(),
        };
        html::main(
            [],
            [
                html::h1([], [html::text("Enter")]),
                problem,
                html::rpc_form::<ServerEnter, _>(
                    Msg::GotEnter,
                    [html::id("enter")],
                    [
                        html::input([html::name("name")]),
                        html::input([html::name("password"), html::type_("password")]),
                        html::button([], [html::text("Enter")]),
                    ],
                ),
            ],
        )
    }
}
