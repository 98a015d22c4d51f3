//! The page `Home`, which has several addresses.

use contract::public::home::{Context, HomePage, Model, Msg, Search};
use contract::public::{ContextMsg, Route, ServerEverything, games_id};
use contract::{Filter, Game, Theme};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// The beginning.
pub struct Home;

impl HomePage for Home {
    fn init(data: Vec<Game>, _cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            games: data,
            comment: None,
            everything: None,
        };
        (model, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Refreshed => effect::batch([
                effect::rpc(
                    ServerEverything {
                        filter: Filter::Not(Some(Box::new(Filter::All))),
                    },
                    Msg::GotEverything,
                ),
                effect::update_context(ContextMsg::SetTheme(Theme::Dark)),
            ]),
            Msg::GotEverything(reply) => {
                model.everything = reply.ok();
                effect::none()
            }
        }
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        let game = |game: &Game| {
            let route = Route::GamesId {
                id: game.id,
                search: games_id::Search::default(),
            };
            let link = html::a([html::href(route)], [html::text(game.home.clone())]);
            html::li([], [link])
        };
        let next = Route::Home {
            tag: cx.params.tag.clone(),
            member_id: cx.params.member_id,
            search: Search {
                page: cx.search.page + 1,
                ..cx.search.clone()
            },
        };
        let name = cx.client.member.as_ref().map(|member| member.name.clone());
        html::main(
            [],
            [
                html::h1([], [html::text("The page home of public")]),
                html::p([], [html::text(name.unwrap_or_default())]),
                html::ul([], model.games.iter().map(game)),
                html::a([html::href(next)], [html::text("Next page")]),
                html::button([html::on_click(Msg::Refreshed)], [html::text("Again")]),
            ],
        )
    }
}
