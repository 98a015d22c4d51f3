//! The page `Finds` at `/finds`.

use contract::PlaceRow;
use contract::public::Route;
use contract::public::finds::{Context, FindsPage, Model, Msg, Search};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Head;

/// Places found by a search string, slowly if it says so.
pub struct Finds;

impl FindsPage for Finds {
    fn init(found: Vec<PlaceRow>, cx: &Context) -> (Model, Effect<Msg>) {
        let draft = cx.search.q.clone();
        (Model { found, draft }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        let Msg::DraftChanged(draft) = msg;
        model.draft.clone_from(&draft);
        let search = Search {
            q: draft,
            ..Search::default()
        };
        effect::replace(Route::Finds { search })
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        let Search { q, page, .. } = &cx.search;
        html::main(
            [],
            [
                html::h1([], [html::text("Finds")]),
                html::p(
                    [html::id("seen")],
                    [html::text(format!("{q} {page} {}", model.found.len()))],
                ),
                html::input([
                    html::id("q"),
                    html::value(model.draft.clone()),
                    html::on_input(Msg::DraftChanged),
                ]),
                html::input([html::id("note")]),
                html::p([], links(cx)),
                html::ul([], model.found.iter().map(row)),
                html::h2([html::id("the end")], [html::text("End")]),
                html::p(
                    [],
                    [
                        link("after", Route::Home, "After the end"),
                        html::text(" "),
                        link("next", page_of(cx, page + 1), "Next"),
                    ],
                ),
                html::p([html::style("height", "1500px")], []),
            ],
        )
    }

    fn head(_model: &Model, cx: &Context) -> Head {
        Head::title(format!("Finds {}", cx.search.q))
            .canonical("/finds")
            .meta("description", format!("Page {}", cx.search.page))
            .meta("author", "one")
            .meta("author", "two")
    }
}

fn links(cx: &Context) -> Vec<Element<Msg>> {
    let slow = Search {
        wait: 4000,
        page: 2,
        ..Search::default()
    };
    vec![
        html::a(
            [html::href("#the%20end"), html::id("to-end")],
            [html::text("End")],
        ),
        link("slow", Route::Finds { search: slow }, "Slow"),
        link("same", page_of(cx, cx.search.page), "Same"),
        link("lost", Route::PlacesId { id: 999 }, "Lost"),
        link("desk", Route::Desk, "Desk"),
        html::a(
            [html::href("/finds?q=Place#the%20end"), html::id("part")],
            [html::text("A part")],
        ),
        html::a(
            [html::href("/places/1#rating"), html::id("far-part")],
            [html::text("A part elsewhere")],
        ),
    ]
}

fn page_of(cx: &Context, page: i64) -> Route {
    Route::Finds {
        search: Search {
            page,
            ..cx.search.clone()
        },
    }
}

fn link(id: &'static str, to: Route, text: &'static str) -> Element<Msg> {
    html::a([html::href(to), html::id(id)], [html::text(text)])
}

fn row(place: &PlaceRow) -> Element<Msg> {
    let to = Route::PlacesId { id: place.id };
    html::li(
        [],
        [html::a([html::href(to)], [html::text(place.name.clone())])],
    )
}
