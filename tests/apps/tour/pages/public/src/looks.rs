//! The page `Looks` at `/looks`.

use contract::Look;
use contract::public::looks::{Context, LooksPage, Model, Msg, ServerChoose, ServerForget};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Where one chooses what the page looks like. The browser keeps it in a cookie.
pub struct Looks;

impl LooksPage for Looks {
    fn init(look: Look, _cx: &Context) -> (Model, Effect<Msg>) {
        let draft = String::new();
        (Model { look, draft }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::DraftChanged(draft) => model.draft = draft,
            Msg::GotChoose(Ok(look)) => model.look = look,
            Msg::GotForget(Ok(())) => model.look = Look::Plain,
            Msg::GotChoose(Err(_)) | Msg::GotForget(Err(_)) => {
                model.draft = "Not kept.".to_owned();
            }
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let choose = |look: Look, text: &'static str| {
            let shown = [html::id(class(look))];
            html::rpc_button(
                ServerChoose { look },
                Msg::GotChoose,
                shown,
                [html::text(text)],
            )
        };
        html::main(
            [html::class(class(model.look))],
            [
                html::h1([], [html::text("Looks")]),
                html::p([html::id("look")], [html::text(class(model.look))]),
                choose(Look::Plain, "Plain"),
                choose(Look::Dark, "Dark"),
                html::rpc_button(
                    ServerForget {},
                    Msg::GotForget,
                    [html::id("forget")],
                    [html::text("Forget it")],
                ),
                html::input([
                    html::id("draft"),
                    html::aria("label", "Draft"),
                    html::value(model.draft.clone()),
                    html::on_input(Msg::DraftChanged),
                ]),
            ],
        )
    }
}

const fn class(look: Look) -> &'static str {
    match look {
        Look::Plain => "plain",
        Look::Dark => "dark",
    }
}
