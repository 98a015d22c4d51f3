//! The state that all pages of client `rooms` share.

use std::time::Duration;

use contract::Light;
use contract::rooms::{ClientContext, ContextMsg, RoomsClient};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// What changes the state that all pages share.
pub struct Rooms;

impl RoomsClient for Rooms {
    fn update_context(context: &mut ClientContext, msg: ContextMsg) -> Effect<ContextMsg> {
        match msg {
            ContextMsg::Switched(light) => {
                context.light = light;
                context.is_settled = false;
                return effect::after(Duration::from_millis(50), ContextMsg::Settled);
            }
            ContextMsg::Settled => context.is_settled = true,
            ContextMsg::Noted(note) => context.notes.push(note),
            ContextMsg::Visited => context.visits += 1,
        }
        effect::none()
    }
}

/// The shared state, for people: shown by pages and by layouts.
pub fn view<Msg>(id: &'static str, context: &ClientContext) -> Element<Msg> {
    let light = match context.light {
        Light::Off => "off",
        Light::Lamp => "lamp",
        Light::Candle => "candle",
    };
    let state = if context.is_settled { "burns" } else { "new" };
    let notes = context.notes.join(", ");
    let visits = context.visits;
    let text = format!("{light} {state}, visits {visits}, notes [{notes}]");
    html::p([html::id(id)], [html::text(text)])
}
