//! The page `PlacesId` at `/places/:id`.

use contract::public::Route;
use contract::public::places_id::{
    Context, Model, Msg, PlacesIdPage, ServerBreak, ServerRename, Topic,
};
use contract::{Place, Rating, topics};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::{Failure, Head, RpcError};

/// One place.
pub struct PlacesId;

impl PlacesIdPage for PlacesId {
    fn init(place: Place, _cx: &Context) -> (Model, Effect<Msg>) {
        let draft = place.name.clone();
        (
            Model {
                place,
                draft,
                errors: vec![],
            },
            effect::none(),
        )
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::DraftChanged(draft) => model.draft = draft,
            Msg::GotRename(Ok(place)) => {
                model.place = place;
                model.errors.clear();
            }
            Msg::GotRename(Err(RpcError::App(errors))) => model.errors = errors,
            Msg::GotRename(Err(RpcError::Failed(_))) => {
                model.errors = vec!["Not renamed.".to_owned()];
            }
            Msg::GotBreak(Err(RpcError::Failed(Failure::Internal { trace_id }))) => {
                model.errors = vec![format!("Trace {trace_id}")];
            }
            Msg::Changed(change) => model.place = change.event,
            Msg::GotBreak(_) => model.errors = vec!["Unexpected.".to_owned()],
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                html::h1([], [html::text(model.place.name.clone())]),
                html::p([html::id("id")], [html::text(cx.params.id)]),
                html::p(
                    [html::id("rating")],
                    [html::text(rating(&model.place.rating))],
                ),
                html::p(
                    [html::id("note")],
                    [html::text(model.place.note.clone().unwrap_or_default())],
                ),
                html::rpc_form::<ServerRename, Msg>(
                    Msg::GotRename,
                    [html::id("rename")],
                    [
                        html::input([
                            html::name("name"),
                            html::aria("label", "Name"),
                            html::value(model.draft.clone()),
                            html::on_input(Msg::DraftChanged),
                        ]),
                        html::label(
                            [],
                            [
                                html::input([html::type_("checkbox"), html::name("loud")]),
                                html::text("loud"),
                            ],
                        ),
                        html::button([html::type_("submit")], [html::text("Rename")]),
                    ],
                ),
                html::rpc_button(
                    ServerBreak {},
                    Msg::GotBreak,
                    [html::id("break")],
                    [html::text("Break")],
                ),
                html::ul(
                    [html::id("errors")],
                    model
                        .errors
                        .iter()
                        .map(|error| html::li([], [html::text(error.clone())])),
                ),
                html::a(
                    [html::href(Route::Home), html::id("home")],
                    [html::text("All places")],
                ),
            ],
        )
    }

    fn subscriptions(model: &Model, _cx: &Context) -> Vec<Topic> {
        let id = model.place.id;
        vec![topics::Place { id }.into()]
    }

    fn head(model: &Model, _cx: &Context) -> Head {
        Head::title(model.place.name.clone())
    }
}

fn rating(rating: &Rating) -> String {
    match rating {
        Rating::Unrated => "unrated".to_owned(),
        Rating::Stars(stars) => format!("{stars} stars"),
        Rating::Mixed { best, worst } => format!("{worst} to {best} stars"),
    }
}
