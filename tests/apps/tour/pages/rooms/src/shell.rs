//! The layout `Shell`: every way a frame can act while the pages inside change.

use std::time::Duration;

use contract::rooms::shell::{Context, Model, Msg, ShellLayout};
use contract::rooms::{ContextMsg, Route, ServerAnswerLate, ServerKeepNote};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Content;

use crate::client_context;

/// The frame around most rooms.
pub struct Shell;

impl ShellLayout for Shell {
    fn init(cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            is_open: false,
            entered_at: cx.route.path(),
            answer: None,
            ticks: 0,
        };
        (model, effect::after(Duration::ZERO, Msg::Ticked))
    }

    fn update(model: &mut Model, msg: Msg, cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Toggled => model.is_open = !model.is_open,
            Msg::Asked => {
                let name = cx.route.path();
                return effect::rpc(ServerAnswerLate { name }, Msg::GotAnswer);
            }
            Msg::Left => {
                let tick = effect::from(|dispatch| dispatch(Msg::Ticked));
                let later = effect::after(Duration::from_millis(300), Msg::Ticked);
                return effect::batch([effect::navigate(Route::Attic), tick, later]);
            }
            Msg::Ticked => model.ticks += 1,
            Msg::Searched => return effect::focus("typed"),
            Msg::Marked => {
                return effect::update_context(ContextMsg::Noted("from the frame".to_owned()));
            }
            Msg::GotAnswer(reply) => model.answer = reply.ok(),
            Msg::GotNote(reply) => {
                let note = reply.unwrap_or_default();
                model.answer = Some(note.clone());
                return effect::update_context(ContextMsg::Noted(note));
            }
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context, content: Content) -> Element<Msg> {
        let bottom = html::div(
            [html::id("bottom")],
            [
                html::p([html::id("here")], [html::text(cx.url.clone())]),
                client_context::view("frame-context", &cx.client),
            ],
        );
        html::div([html::id("shell")], [top(model), content.into(), bottom])
    }
}

/// Of the same kind as what pages are made of, so that they could be taken for one another.
fn top(model: &Model) -> Element<Msg> {
    let button =
        |id: &'static str, msg| html::button([html::id(id), html::on_click(msg)], [html::text(id)]);
    let shown = |id: &'static str, text: String| html::p([html::id(id)], [html::text(text)]);
    let link = |id: &'static str, route: Route| {
        html::a([html::id(id), html::href(route)], [html::text(id)])
    };
    let state = if model.is_open { "open" } else { "closed" };
    html::div(
        [html::id("top")],
        [
            html::input([html::id("typed")]),
            button("toggle", Msg::Toggled),
            button("ask", Msg::Asked),
            button("leave", Msg::Left),
            button("search", Msg::Searched),
            button("mark", Msg::Marked),
            shown("menu", state.to_owned()),
            shown("entered", model.entered_at.clone()),
            shown("answer", model.answer.clone().unwrap_or_default()),
            shown("ticks", model.ticks.to_string()),
            html::nav(
                [],
                [
                    link("to-home", Route::Home),
                    link("to-hall", Route::Hall),
                    link("to-attic", Route::Attic),
                    link("to-cellar", Route::Cellar),
                    link("to-yard", Route::Yard),
                ],
            ),
            note(),
        ],
    )
}

fn note() -> Element<Msg> {
    html::rpc_form::<ServerKeepNote, _>(
        Msg::GotNote,
        [],
        [
            html::input([html::id("note"), html::name("text")]),
            html::button([html::id("keep")], [html::text("Keep")]),
        ],
    )
}
