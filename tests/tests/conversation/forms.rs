//! A form that was kept before the page lived counts once, whether it comes as a call, as a post, or as both.

use rally_tests::harness::call::Deed::Write;
use rally_tests::harness::network::Fault;
use rally_tests::harness::script::{Script, Step};

use super::world::{at_each, beside_a_server, moments, run_all, uninterrupted};

async fn counts_once(steps: Vec<Step>) {
    beside_a_server(async |server| {
        let script = Script::of_one_tab(steps);
        let carried = uninterrupted(&server, &script, 1).await;
        for (fault, seed) in [(Fault::Cut, 100), (Fault::Linger, 200)] {
            let cases = at_each(&script, moments(1, carried), fault, seed);
            let sessions = run_all(&server, cases).await;
            assert!(sessions.iter().all(|session| session.lines == 2));
        }
    })
    .await;
}

#[tokio::test]
async fn called_and_then_posted() {
    counts_once(vec![
        Step::ActByForm(0),
        Step::Await(0),
        Step::Submit(0),
        Step::Act(0, Write),
    ])
    .await;
}

#[tokio::test]
async fn posted_while_it_is_called() {
    counts_once(vec![
        Step::ActByForm(0),
        Step::Submit(0),
        Step::Submit(0),
        Step::Act(0, Write),
    ])
    .await;
}
