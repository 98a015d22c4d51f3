//! The layout `Badge`: it stays while people sign in and out, and shows who the client's state says is there.

use contract::admin::badge::{BadgeLayout, Context, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Content;

/// The frame around the pages about members: who is there, and how often it was asked.
pub struct Badge;

impl BadgeLayout for Badge {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model { asked: 0 }, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        let Msg::Asked = msg;
        model.asked += 1;
        effect::none()
    }

    fn view(model: &Model, cx: &Context, content: Content) -> Element<Msg> {
        let name = cx.client.member.as_deref().unwrap_or("nobody");
        html::div(
            [],
            [
                html::p([html::id("badge")], [html::text(name.to_owned())]),
                html::button(
                    [html::id("ask"), html::on_click(Msg::Asked)],
                    [html::text(model.asked.to_string())],
                ),
                content.into(),
            ],
        )
    }
}
