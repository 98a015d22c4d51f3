//! Somebody signs in or out in another window, at each step of a session of two tabs: what was queued as one person never
//! goes out as another.

use rally_tests::harness::call::Deed::{Write, WriteSlowly};
use rally_tests::harness::network::{At, Direction, Fault, Moment, Order};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Unmet};
use rally_tests::harness::script::{Place, Plan, Script, Step};

use super::world::{beside_a_server, run_all};

/// Both tabs write, and go on after their connections were lost.
fn steps() -> Vec<Step> {
    vec![
        Step::Act(0, Write),
        Step::Act(1, WriteSlowly),
        Step::Act(0, WriteSlowly),
        Step::Act(1, Write),
        Step::Settle,
        Step::Act(0, Write),
        Step::Leave(1),
        Step::ComeBack(1),
        Step::Act(1, Write),
        Step::Act(0, Write),
    ]
}

/// Connections of both tabs that end after so many frames.
fn cut_after(frame: usize) -> Plan {
    let order = Order {
        moment: Moment {
            connection: 1,
            direction: Direction::ToServer,
            frame,
            at: At::End,
        },
        fault: Fault::Cut,
    };
    Plan {
        orders: vec![(0, order), (1, order)],
        ..Plan::default()
    }
}

#[tokio::test]
async fn sign_in_and_out_at_each_step() {
    beside_a_server(async |server| {
        let plans = [Plan::default()].into_iter().chain((1..=5).map(cut_after));
        let scripts = (0..=steps().len()).flat_map(|at| {
            [None, Some("ann")].map(|first| {
                let mut steps = steps();
                steps.insert(at, Step::SignIn(Some("bob")));
                // A session that nobody had signed in with, and one that changes hands; later everybody leaves.
                steps.insert(0, Step::SignIn(first));
                steps.insert((at + 4).min(steps.len()), Step::SignIn(None));
                Script {
                    tabs: 2,
                    place: Place::Book,
                    steps,
                }
            })
        });
        let scripts: Vec<_> = scripts.collect();
        let cases = plans.flat_map(|plan| scripts.iter().map(move |script| (plan.clone(), script)));
        let cases = (1..).zip(cases).map(|(seed, (plan, script))| Case {
            script: script.clone(),
            plan,
            seed,
            unknown: Unknown::Never,
            unmet: Unmet::Fine,
        });
        run_all(&server, cases.collect()).await;
    })
    .await;
}
