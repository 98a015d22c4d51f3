//! The page `BooksName`: one book, its lines as they are written.

use contract::Line;
use contract::public::books_name::{
    BooksNamePage, Context, Model, Msg, ServerCount, ServerStrike, ServerStumble, ServerWrite,
    ServerWriteSlowly, Topic,
};
use contract::topics;
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::parts::{hear, list, writer};

/// One book.
pub struct BooksName;

impl BooksNamePage for BooksName {
    fn init(lines: Vec<Line>, _cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            lines,
            heard: vec![],
            answers: vec![],
        };
        (model, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Write { text } => {
                return effect::rpc(ServerWrite { text: text.clone() }, move |reply| {
                    Msg::Wrote {
                        text: text.clone(),
                        reply,
                    }
                });
            }
            Msg::WriteSlowly { text } => {
                let call = ServerWriteSlowly { text: text.clone() };
                return effect::rpc(call, move |reply| Msg::WroteSlowly {
                    text: text.clone(),
                    reply,
                });
            }
            Msg::Strike { text } => {
                let call = ServerStrike { text: text.clone() };
                return effect::rpc(call, move |reply| Msg::Struck {
                    text: text.clone(),
                    reply,
                });
            }
            Msg::Stumble { text } => {
                let call = ServerStumble { text: text.clone() };
                return effect::rpc(call, move |reply| Msg::Stumbled {
                    text: text.clone(),
                    reply,
                });
            }
            Msg::Count => return effect::rpc(ServerCount {}, Msg::Counted),
            Msg::Wrote { text, .. }
            | Msg::WroteSlowly { text, .. }
            | Msg::Struck { text, .. }
            | Msg::Stumbled { text, .. } => model.answers.push(text),
            Msg::Counted(_) => model.answers.push("counted".to_owned()),
            Msg::Heard(heard) => hear(&mut model.lines, &mut model.heard, heard.event),
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                writer(&cx.client),
                list("lines", model.lines.iter().map(|line| line.text.clone())),
                list("answers", model.answers.iter().cloned()),
                list("heard", model.heard.iter().map(i64::to_string)),
                html::rpc_form::<ServerWrite, _>(
                    |reply| Msg::Wrote {
                        text: "by form".to_owned(),
                        reply,
                    },
                    [html::id("write")],
                    [html::input([
                        html::name("text"),
                        html::aria("label", "Text"),
                    ])],
                ),
            ],
        )
    }

    fn subscriptions(_model: &Model, cx: &Context) -> Vec<Topic> {
        let name = cx.params.name.clone();
        vec![topics::Book { name }.into()]
    }
}
