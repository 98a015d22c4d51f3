//! What is broadcast to a page, and what it says to a model on the server, at each place at which a connection or the
//! server can fail: heard once and in order, said once and in order to one model, or the page begins again.

use rally_tests::harness::call::Deed::{Say, Write};
use rally_tests::harness::network::{At, Fault};
use rally_tests::harness::run::{Passed, Unmet};
use rally_tests::harness::script::{Place, Script, Step};

use super::world::{
    BETWEEN_AND_INSIDE, EVERYWHERE, at_each, beside_a_server, each_killed, moments, run_all,
    uninterrupted,
};

/// Two tabs at one table: what one writes, the other is told by a broadcast. The network of the first fails.
fn of_two_tabs() -> Script {
    let steps = vec![
        Step::Act(1, Write),
        Step::Act(0, Write),
        Step::Act(1, Say),
        Step::Await(0),
        Step::Act(1, Write),
        Step::Act(1, Say),
    ];
    Script {
        tabs: 2,
        place: Place::Table,
        steps,
    }
}

fn hasty() -> Script {
    Script::hasty(&[Say, Say, Write, Say]).at_table()
}

/// Nobody loses a page or a server, so each message is taken once, and each model stays.
async fn fails_everywhere(script: Script, fault: Fault, places: &[At]) {
    beside_a_server(async |server| {
        let carried = uninterrupted(&server, &script, 1).await;
        let moments = moments(1, carried).filter(|moment| places.contains(&moment.at));
        let mut cases = at_each(&script, moments, fault, 2);
        // A model says of several messages at once that it has taken them, where they come close together.
        cases.iter_mut().for_each(|case| case.unmet = Unmet::Fine);
        let sessions = run_all(&server, cases).await;
        assert!(sessions.len() >= 20, "only {} sessions", sessions.len());
        let lines = |session: &Passed| session.lines == script.steps_that_write();
        assert!(sessions.iter().all(lines));
    })
    .await;
}

#[tokio::test]
async fn over_a_connection_that_is_cut() {
    fails_everywhere(of_two_tabs(), Fault::Cut, &BETWEEN_AND_INSIDE).await;
    fails_everywhere(hasty(), Fault::Cut, &EVERYWHERE).await;
}

#[tokio::test]
async fn over_a_connection_that_falls_silent() {
    fails_everywhere(hasty(), Fault::Silence, &BETWEEN_AND_INSIDE).await;
}

#[tokio::test]
async fn over_a_connection_that_arrives_late_or_twice() {
    fails_everywhere(hasty(), Fault::Linger, &BETWEEN_AND_INSIDE).await;
    fails_everywhere(hasty(), Fault::Echo, &BETWEEN_AND_INSIDE).await;
    fails_everywhere(hasty(), Fault::LateEcho, &BETWEEN_AND_INSIDE).await;
}

/// The model is gone with its server: the page begins again, with what the database holds.
#[tokio::test]
async fn at_a_server_that_is_killed() {
    let script = Script::patient(&[Say, Say, Write, Say]).at_table();
    let mut cases = Vec::new();
    beside_a_server(async |server| {
        let carried = uninterrupted(&server, &script, 1).await;
        let ends = moments(1, carried).filter(|moment| moment.at == At::End);
        cases = at_each(&script, ends, Fault::Stop, 2);
        cases.iter_mut().for_each(|case| case.unmet = Unmet::Fine);
    })
    .await;
    let sessions = each_killed(cases).await;
    assert!(sessions.iter().all(|session| session.passed.lines >= 1));
}
