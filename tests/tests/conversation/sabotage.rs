//! The harness itself under test: tabs that are deliberately wrong are noticed.

use rally_tests::harness::call::Deed::Write;
use rally_tests::harness::network::{At, Fault};
use rally_tests::harness::sabotage::Sabotage;
use rally_tests::harness::script::Script;

use super::world::{at_each, beside_a_server, judge_all, moments, uninterrupted};

/// Cuts a short session between its frames, with tabs that are wrong in this way: each thing that was said of it.
async fn said_of(sabotage: fn() -> Sabotage) -> String {
    let mut said = String::new();
    beside_a_server(async |server| {
        let script = Script::patient(&[Write, Write]);
        let carried = uninterrupted(&server, &script, 1).await;
        let between_frames = moments(1, carried).filter(|moment| moment.at == At::End);
        let cases = at_each(&script, between_frames, Fault::Cut, 2);
        let outcomes = judge_all(&server, &cases, sabotage).await;
        said = outcomes.into_iter().filter_map(Result::err).collect();
    })
    .await;
    said
}

#[tokio::test]
async fn a_tab_that_sends_again_under_new_numbers_is_noticed() {
    let said = said_of(|| Sabotage::NewNumbers([].into())).await;
    assert!(said.contains("twice, or never to be done"), "{said}");
}

#[tokio::test]
async fn a_tab_that_sends_nothing_again_is_noticed() {
    let said = said_of(|| Sabotage::SentOnce(Vec::new())).await;
    assert!(said.contains("stuck"), "{said}");
}

#[tokio::test]
async fn a_tab_that_hears_no_events_is_noticed() {
    let said = said_of(|| Sabotage::Deaf).await;
    assert!(said.contains("the page shows"), "{said}");
}
