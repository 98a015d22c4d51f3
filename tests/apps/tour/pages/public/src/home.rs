//! The page `Home` at `/`.

use contract::PlaceRow;
use contract::public::Route;
use contract::public::home::{Context, HomePage, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Head;

/// All places.
pub struct Home;

impl HomePage for Home {
    fn init(places: Vec<PlaceRow>, _cx: &Context) -> (Model, Effect<Msg>) {
        (
            Model {
                places,
                filter: String::new(),
                opened: 0,
            },
            effect::none(),
        )
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::FilterChanged(filter) => {
                model.filter = filter;
                effect::none()
            }
            Msg::Surprise => effect::navigate(Route::PlacesId { id: 3 }),
        }
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let shown = model
            .places
            .iter()
            .filter(|place| place.name.contains(&model.filter));
        html::main(
            [],
            [
                html::h1([], [html::text("Places")]),
                html::input([
                    html::id("filter"),
                    html::value(model.filter.clone()),
                    html::on_input(Msg::FilterChanged),
                ]),
                html::button(
                    [html::id("surprise"), html::on_click(Msg::Surprise)],
                    [html::text("Surprise me")],
                ),
                html::p(
                    [],
                    [
                        html::a(
                            [html::href("/old"), html::id("old")],
                            [html::text("Old address")],
                        ),
                        html::text(" "),
                        html::a(
                            [html::href("/nowhere"), html::id("nowhere")],
                            [html::text("Nowhere")],
                        ),
                        html::text(" "),
                        html::a(
                            [html::href("/broken"), html::id("broken")],
                            [html::text("Broken")],
                        ),
                        html::text(" "),
                        html::a(
                            [html::href("/admin"), html::id("admin")],
                            [html::text("Admin")],
                        ),
                        html::text(" "),
                        html::a(
                            [
                                html::href("javascript:document.title='run'"),
                                html::id("evil"),
                            ],
                            [html::text("Evil")],
                        ),
                    ],
                ),
                html::ul(
                    [html::id("places")],
                    shown.map(|place| html::keyed(place.id, row(place))),
                ),
            ],
        )
    }

    fn head(_model: &Model, _cx: &Context) -> Head {
        Head::title("Places").stylesheet("/tour.css")
    }
}

fn row(place: &PlaceRow) -> Element<Msg> {
    html::li(
        [],
        [html::a(
            [html::href(Route::PlacesId { id: place.id })],
            [html::text(place.name.clone())],
        )],
    )
}
