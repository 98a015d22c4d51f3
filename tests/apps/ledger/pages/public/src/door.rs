//! The page `Door`, where writers give their names.

use contract::public::door::{Context, DoorPage, Model, Msg, ServerEnter, ServerLeave};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Where writers give their names, and take them back.
pub struct Door;

impl DoorPage for Door {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        let name = String::new();
        (Model { name }, effect::none())
    }

    fn update(_model: &mut Model, _msg: Msg, _cx: &Context) -> Effect<Msg> {
        effect::none()
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                html::rpc_form::<ServerEnter, _>(
                    Msg::Entered,
                    [html::id("enter")],
                    [html::input([
                        html::name("name"),
                        html::aria("label", "Name"),
                    ])],
                ),
                html::rpc_form::<ServerLeave, _>(
                    Msg::Left,
                    [html::id("leave")],
                    [html::button([], [html::text("Leave")])],
                ),
            ],
        )
    }
}
