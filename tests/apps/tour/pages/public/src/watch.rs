//! The page `Watch` at `/watch`.

use std::time::Duration;

use contract::public::Route;
use contract::public::watch::{Context, Model, Msg, WatchPage};
use rally_runtime::effect::{self, Effect, cookies, local_storage};
use rally_runtime::html::{self, Element};

/// A watch that ticks.
pub struct Watch;

const KEY: &str = "watch";
const FACE: &str = "watch_face";

impl WatchPage for Watch {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            ticks: 0,
            kept: None,
            face: None,
        };
        let begin = [
            effect::every(Duration::from_millis(50), Msg::Ticked),
            local_storage::get(KEY, Msg::Recalled),
            cookies::get(FACE, Msg::Seen),
        ];
        (model, effect::batch(begin))
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::Ticked => model.ticks += 1,
            Msg::Kept => {
                let ticks = model.ticks.to_string();
                model.kept = Some(ticks.clone());
                return local_storage::set(KEY, ticks);
            }
            Msg::Forgot => {
                model.kept = None;
                return local_storage::remove(KEY);
            }
            Msg::Recalled(kept) => model.kept = kept,
            Msg::Faced(face) => {
                model.face = Some(face.clone());
                return cookies::set(FACE, face, Duration::from_secs(3600));
            }
            Msg::Seen(face) => model.face = face,
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        let kept = model.kept.as_deref().unwrap_or("nothing");
        let face = model.face.as_deref().unwrap_or("none");
        let moon = html::on_click(Msg::Faced("moon".to_owned()));
        html::main(
            [],
            [
                html::h1([], [html::text("Watch")]),
                html::p([html::id("ticks")], [html::text(model.ticks)]),
                html::p([html::id("kept")], [html::text(kept.to_owned())]),
                html::p([html::id("face")], [html::text(face.to_owned())]),
                html::button([html::id("moon"), moon], [html::text("Moon")]),
                html::button(
                    [html::id("keep"), html::on_click(Msg::Kept)],
                    [html::text("Keep")],
                ),
                html::button(
                    [html::id("forget"), html::on_click(Msg::Forgot)],
                    [html::text("Forget")],
                ),
                html::a([html::href(Route::Home)], [html::text("All places")]),
            ],
        )
    }
}
