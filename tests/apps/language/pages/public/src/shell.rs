//! The layout `Shell`.

use contract::Theme;
use contract::public::ServerNoteVisit;
use contract::public::shell::{Context, MenuMsg, Model, Msg, ShellLayout};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::Content;

/// The frame around the pages.
pub struct Shell;

impl ShellLayout for Shell {
    fn init(cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            menu_open: false,
            filter: None,
        };
        let call = ServerNoteVisit {
            path: cx.route.path(),
            theme: cx.client.theme,
        };
        (model, effect::rpc(call, Msg::GotVisit))
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::ToggledMenu => model.menu_open = !model.menu_open,
            Msg::FromMenu(MenuMsg::Opened) => model.menu_open = true,
            Msg::GotVisit(_) | Msg::FromMenu(MenuMsg::GotAgain(_)) => {}
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context, content: Content) -> Element<Msg> {
        let theme = match cx.client.theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let menu = html::button(
            [html::on_click(Msg::ToggledMenu)],
            [html::text(if model.menu_open { "Close" } else { "Open" })],
        );
        html::div([html::class(theme)], [menu, content.into()])
    }
}
