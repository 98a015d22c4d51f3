//! The page `Vault`.

use contract::admin::Route;
use contract::admin::enter::Search;
use contract::admin::vault::{Context, Model, Msg, ServerLeave, VaultPage};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// What members have put away.
pub struct Vault;

impl VaultPage for Vault {
    fn init(secret: String, _cx: &Context) -> (Model, Effect<Msg>) {
        (Model { secret }, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Left => effect::rpc(ServerLeave {}, Msg::GotLeave),
            Msg::GotLeave(Ok(())) => {
                let search = Search { next: None };
                effect::navigate(Route::Enter { search })
            }
            Msg::GotLeave(Err(_)) => effect::none(),
        }
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                html::h1([], [html::text("Vault")]),
                html::p([html::id("secret")], [html::text(&model.secret)]),
                html::button(
                    [html::id("leave"), html::on_click(Msg::Left)],
                    [html::text("Leave")],
                ),
            ],
        )
    }
}
