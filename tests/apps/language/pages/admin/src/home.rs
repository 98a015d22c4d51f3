//! The page `Home` at `/admin`.

use contract::Trust;
use contract::admin::Route;
use contract::admin::home::{Context, HomePage, Model, Msg, Search, ServerPurgeEntries, Topic};
use contract::topics;
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// What the admins of the place see.
pub struct Home;

impl HomePage for Home {
    fn init(data: Vec<String>, _cx: &Context) -> (Model, Effect<Msg>) {
        (Model { entries: data }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Noted(noted) => model.entries.push(noted.event),
            Msg::ClickedPurge => {
                let trust = cx.search.trust;
                return effect::rpc(ServerPurgeEntries { trust }, Msg::GotPurge);
            }
            Msg::GotPurge(_) => model.entries.clear(),
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let trusting = Route::Home {
            search: Search {
                trust: Trust::MostTrusted,
            },
        };
        let entry = |entry: &String| html::li([], [html::text(entry.clone())]);
        html::main(
            [],
            [
                html::h1([], [html::text("Entries that only admins see")]),
                html::ul([], model.entries.iter().map(entry)),
                html::button(
                    [html::on_click(Msg::ClickedPurge)],
                    [html::text("Forget them")],
                ),
                html::a([html::href(trusting)], [html::text("Trust more")]),
            ],
        )
    }

    fn subscriptions(_model: &Model, _cx: &Context) -> Vec<Topic> {
        vec![topics::Audit {}.into()]
    }
}
