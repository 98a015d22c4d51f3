//! The harness itself under test: tabs that are deliberately wrong are noticed.

use rally_tests::harness::call::Deed::{Enter, Say, Write};
use rally_tests::harness::network::{At, Fault};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Unmet};
use rally_tests::harness::sabotage::{Hearsay, Sabotage};
use rally_tests::harness::script::{Plan, Script, Step};

use super::world::{at_each, beside_a_server, judge_all, moments, uninterrupted};

/// Cuts this session between its frames, with tabs that are wrong in this way: each thing that was said of it.
async fn said_of_cut(script: Script, sabotage: fn() -> Sabotage) -> String {
    let mut said = String::new();
    beside_a_server(async |server| {
        let carried = uninterrupted(&server, &script, 1).await;
        let between_frames = moments(1, carried).filter(|moment| moment.at == At::End);
        let cases = at_each(&script, between_frames, Fault::Cut, 2);
        let outcomes = judge_all(&server, &cases, sabotage).await;
        said = outcomes.into_iter().filter_map(Result::err).collect();
    })
    .await;
    said
}

async fn said_of(sabotage: fn() -> Sabotage) -> String {
    said_of_cut(Script::patient(&[Write, Write]), sabotage).await
}

/// Nothing happens to this session at the table, but that its tabs are wrong in this way: what was said of it.
async fn said_at_table(script: Script, sabotage: fn() -> Sabotage) -> String {
    let mut said = String::new();
    beside_a_server(async |server| {
        let case = Case {
            script: script.at_table(),
            plan: Plan::default(),
            seed: 1,
            unknown: Unknown::Never,
            unmet: Unmet::Wrong,
        };
        said = case.run(&server, sabotage).await.err().unwrap_or_default();
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

#[tokio::test]
async fn a_tab_that_does_not_say_for_whom_it_speaks_is_noticed() {
    let script = Script::patient(&[Enter("ann"), Write]);
    let said = said_at_table(script, || Sabotage::KeepsItsName).await;
    assert!(said.contains("written as another person"), "{said}");
    assert!(said.contains("pages speak for"), "{said}");
}

#[tokio::test]
async fn a_tab_that_asks_as_another_what_it_was_asked_as_nobody_is_noticed() {
    let mut script = Script::hasty(&[Enter("ann"), Write, Write]);
    script.steps.extend([Step::Settle, Step::Act(0, Write)]);
    let said = said_at_table(script, || Sabotage::Impostor(Vec::new())).await;
    assert!(said.contains("written as another person"), "{said}");
}

#[tokio::test]
async fn a_tab_that_loses_or_doubles_broadcasts_is_noticed() {
    let script = || Script::patient(&[Write, Write]);
    let said = said_at_table(script(), || Sabotage::Deaf).await;
    assert!(said.contains("the page shows"), "{said}");
    let said = said_at_table(script(), || Sabotage::HearsTwice).await;
    assert!(said.contains("events twice or out of order"), "{said}");
}

#[tokio::test]
async fn a_tab_that_says_things_twice_is_noticed() {
    let script = Script::patient(&[Say, Say]);
    let said = said_at_table(script, || Sabotage::SaysTwice).await;
    assert!(said.contains("said twice, out of order"), "{said}");
}

#[tokio::test]
async fn a_tab_that_says_nothing_again_is_noticed() {
    let script = Script::hasty(&[Say, Say]).at_table();
    let said = said_of_cut(script, || Sabotage::SaidOnce(Vec::new())).await;
    assert!(said.contains("stuck"), "{said}");
}

#[tokio::test]
async fn a_tab_that_tells_a_model_what_was_for_another_is_noticed() {
    let steps = vec![
        Step::Act(0, Say),
        Step::Settle,
        Step::LoadDocument(0),
        Step::Settle,
        Step::Act(0, Say),
    ];
    let hearsay = || Sabotage::SaysItToTheNext(Hearsay::default());
    let said = said_at_table(Script::of_one_tab(steps), hearsay).await;
    assert!(said.contains("said to several models"), "{said}");
}
