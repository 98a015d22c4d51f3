//! One connection that fails once, at every place of every frame of a session, in every way that connections fail.

use rally_tests::harness::call::Deed::{Count, Strike, Stumble, Write, WriteSlowly};
use rally_tests::harness::network::Fault;
use rally_tests::harness::script::Script;

use super::world::{at_each, beside_a_server, moments, run_all, uninterrupted};

async fn fails_everywhere(script: Script, fault: Fault) {
    beside_a_server(async |server| {
        let carried = uninterrupted(&server, &script, 1).await;
        assert!(
            carried.to_server > 3 && carried.to_browser > 3,
            "{carried:?}"
        );
        let cases = at_each(&script, moments(1, carried), fault, 2);
        let sessions = run_all(&server, cases).await.len();
        assert!(sessions >= 32, "only {sessions} sessions");
    })
    .await;
}

fn patient() -> Script {
    Script::patient(&[Write, Count, Strike, Write])
}

fn hasty() -> Script {
    Script::hasty(&[Write, Stumble, WriteSlowly, Count, Write])
}

#[tokio::test]
async fn a_connection_that_is_cut() {
    fails_everywhere(patient(), Fault::Cut).await;
    fails_everywhere(hasty(), Fault::Cut).await;
}

#[tokio::test]
async fn a_connection_that_falls_silent() {
    fails_everywhere(hasty(), Fault::Silence).await;
}

#[tokio::test]
async fn a_connection_that_is_slow() {
    fails_everywhere(hasty(), Fault::Delay).await;
}

#[tokio::test]
async fn an_old_connection_that_arrives_after_the_next() {
    fails_everywhere(patient(), Fault::Linger).await;
    fails_everywhere(hasty(), Fault::Linger).await;
}

#[tokio::test]
async fn a_connection_that_comes_twice() {
    fails_everywhere(hasty(), Fault::Echo).await;
    fails_everywhere(hasty(), Fault::LateEcho).await;
}
