//! The page `Calendar` at `/calendar/:day/:open`, `/calendar/at/:time/:key/:price/:tab`.

use contract::public::calendar::{CalendarPage, Context, Model, Msg};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};

/// Every type that an address may have; no two addresses of it have the same parameters.
pub struct Calendar;

impl CalendarPage for Calendar {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        (Model {}, effect::none())
    }

    fn update(_model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("Calendar")])])
    }
}
