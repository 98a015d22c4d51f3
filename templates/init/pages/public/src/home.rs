//! The page `Home` at `/`.

use contract::public::home::{Context, HomePage, Model, Msg, ServerIncrement};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::{Connection, Failure, Head, RpcError};

/// The count, and a button that adds to it.
pub struct Home;

impl HomePage for Home {
    fn init(count: i64, _cx: &Context) -> (Model, Effect<Msg>) {
        (
            Model {
                count,
                pending: 0,
                errors: vec![],
            },
            effect::none(),
        )
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::ClickedIncrement => model.pending += 1,
            Msg::GotIncrement(reply) => {
                model.pending = (model.pending - 1).max(0);
                match reply {
                    Ok(count) => {
                        model.count = count;
                        model.errors.clear();
                    }
                    Err(RpcError::App(errors)) => model.errors = errors,
                    Err(RpcError::Failed(failure)) => model.errors = vec![explain(&failure)],
                }
            }
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::main(
            [html::class("counter")],
            [
                html::h1([], [html::text("Counter")]),
                html::output([html::id("count")], [html::text(model.count)]),
                html::rpc_button(
                    ServerIncrement { amount: 1 },
                    Msg::GotIncrement,
                    [html::on_submit(Msg::ClickedIncrement)],
                    [html::text("Increment")],
                ),
                html::p(
                    [html::class("status"), html::role("status")],
                    [status(model, cx)],
                ),
                html::ul(
                    [html::class("errors")],
                    model.errors.iter().map(|text| error(text)),
                ),
            ],
        )
    }

    fn head(_model: &Model, _cx: &Context) -> Head {
        Head::title("Counter").language("en").stylesheet("/app.css")
    }
}

fn status(model: &Model, cx: &Context) -> Element<Msg> {
    html::text(match (cx.connection, model.pending) {
        (Connection::Offline, 0) => "You are offline. The count may be old.",
        (Connection::Offline, _) => "You are offline. Your clicks will be counted.",
        (_, 0) => "",
        _ => "Counting…",
    })
}

fn error(text: &str) -> Element<Msg> {
    html::li([], [html::text(text.to_owned())])
}

fn explain(failure: &Failure) -> String {
    match failure {
        Failure::Unknown => "The click may have been counted; this is the count now.".to_owned(),
        Failure::Stale => "This page is out of date. Please reload it.".to_owned(),
        Failure::Internal { trace_id } => {
            format!("Something went wrong on the server ({trace_id}).")
        }
        _ => "The click was not counted.".to_owned(),
    }
}
