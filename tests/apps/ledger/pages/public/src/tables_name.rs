//! The page `TablesName`: the table at which a book is written.

use contract::Line;
use contract::public::tables_name::{
    Context, Model, Msg, ServerEnter, ServerLeave, ServerWrite, TablesNamePage, ToClient, ToServer,
};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

use crate::parts::{hear, list, writer};

/// The table of one book.
pub struct TablesName;

impl TablesNamePage for TablesName {
    fn init(lines: Vec<Line>, _cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            lines,
            heard: vec![],
            noted: vec![],
        };
        (model, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Write { text } => return effect::rpc(ServerWrite { text }, Msg::Wrote),
            Msg::Say { text } => return effect::send_to_server(ToServer::Say { text }),
            Msg::Enter { name } => return effect::rpc(ServerEnter { name }, Msg::Entered),
            Msg::Leave => return effect::rpc(ServerLeave {}, Msg::Left),
            Msg::Wrote(_) | Msg::Entered(_) | Msg::Left(_) => {}
            Msg::FromServer(ToClient::Written { line }) => {
                hear(&mut model.lines, &mut model.heard, line);
            }
            Msg::FromServer(ToClient::Noted { number }) => model.noted.push(number),
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                writer(&cx.client),
                list("lines", model.lines.iter().map(|line| line.text.clone())),
                list("heard", model.heard.iter().map(i64::to_string)),
                list("noted", model.noted.iter().map(i64::to_string)),
            ],
        )
    }
}
