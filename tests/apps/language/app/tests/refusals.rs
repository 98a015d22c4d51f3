//! Whoever may not come in is refused, and changes nothing. `rallyc routes --auth` lists the ways in.

use rally_runtime::test::refusals::Refusals;

const STRANGER: &str = "INSERT INTO member (id, name, password_hash) VALUES (2, 'stranger', '')";
const SCHEDULED: &str =
    "INSERT INTO game (id, home, away, status, updated_at) VALUES (1, 'a', 'b', 'scheduled', 0)";

/// Nobody signs in as an admin of number 0; whoever is an admin may follow everything.
fn refusals() -> Refusals {
    let app = |db| generated_app::App::new(server::ServerContext { db });
    Refusals::of(&generated_app::migrations(), app)
        .with_rows(STRANGER)
        .stranger("public", "stranger")
        .stranger("admin", "1")
        .gone("admin", "0")
        .open_to_strangers("admin/home/subscribe/audit")
}

#[test]
fn whoever_may_not_is_refused() {
    refusals().check();
}

#[test]
fn games_that_have_not_begun_are_for_members() {
    refusals()
        .with_rows(SCHEDULED)
        .open_to_strangers("public/games_id")
        .open_to_strangers("public/games_id/increment")
        .open_to_strangers("public/games_id/archive")
        .open_to_strangers("public/games_id/subscribe/game")
        .open_to_strangers("public/games_id/subscribe/room")
        .open_to_strangers("public/games_id/subscribe/@page")
        .open_to_strangers("public/games_id/model")
        .check();
}
