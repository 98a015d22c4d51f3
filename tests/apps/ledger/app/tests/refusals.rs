//! Whoever may not come in is refused, and changes nothing. `rallyc routes --auth` lists the ways in.

use rally_runtime::test::refusals::Refusals;

#[test]
fn whoever_may_not_is_refused() {
    let app = |db| generated_app::App::new(server::ServerContext { db });
    // Where `authorize` decides, this wants to know of a stranger, and of rows for them to reach for: see `Refusals`.
    Refusals::of(&generated_app::migrations(), app).check();
}
