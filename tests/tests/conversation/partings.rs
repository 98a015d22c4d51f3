//! What is unanswered as a page is left goes along, and counts once: lost, doubled or late, and when the page comes back.

use rally_tests::harness::call::Deed::{Count, Write, WriteSlowly};
use rally_tests::harness::network::{At, Direction, Fault, Moment, Order, Parcel};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Unmet};
use rally_tests::harness::script::{Plan, Script, Step};

use super::world::{beside_a_server, run_all};

/// The steps with every fate of the parting, and with a socket that falls silent after each of its frames, so that the
/// parting brings what that has not.
fn cases(steps: &[Step]) -> Vec<Case> {
    let fates = [&[][..], &[Parcel::Lost], &[Parcel::Twice], &[Parcel::Late]];
    let silent = |frame| Order {
        moment: Moment {
            connection: 1,
            direction: Direction::ToServer,
            frame,
            at: At::End,
        },
        fault: Fault::Silence,
    };
    let orders = [vec![]]
        .into_iter()
        .chain((1..=5).map(|frame| vec![(0, silent(frame))]));
    let plans = orders.flat_map(|orders| {
        fates.map(|parcels| Plan {
            orders: orders.clone(),
            parcels: parcels.iter().map(|&parcel| (0, parcel)).collect(),
            ..Plan::default()
        })
    });
    let cases = (1..).zip(plans).map(|(seed, plan)| Case {
        script: Script::of_one_tab(steps.to_vec()),
        plan,
        seed,
        unknown: Unknown::Never,
        unmet: Unmet::Fine,
    });
    cases.collect()
}

#[tokio::test]
async fn of_a_page_that_is_come_back_to() {
    beside_a_server(async |server| {
        let steps = [
            Step::Act(0, Write),
            Step::Await(0),
            Step::Act(0, WriteSlowly),
            Step::Act(0, Count),
            Step::Act(0, Write),
            Step::Leave(0),
            Step::ComeBack(0),
            Step::Act(0, Write),
        ];
        let mut cases = cases(&steps);
        // Before it was ever connected, the page has only the parting to speak by.
        let seed = cases.len() as u64 + 1;
        cases.extend(
            self::cases(&steps[2..])
                .into_iter()
                .zip(seed..)
                .map(|(mut case, seed)| {
                    case.seed = seed;
                    case
                }),
        );
        let sessions = run_all(&server, cases).await;
        assert!(sessions.iter().all(|session| session.lines >= 3));
    })
    .await;
}

#[tokio::test]
async fn of_a_page_that_is_gone() {
    beside_a_server(async |server| {
        let steps = [
            Step::Act(0, Write),
            Step::Act(0, WriteSlowly),
            Step::Act(0, Write),
            Step::LoadDocument(0),
            Step::Settle,
            Step::Act(0, Write),
        ];
        let sessions = run_all(&server, cases(&steps)).await;
        assert!(sessions.iter().all(|session| session.lines >= 1));
        assert_eq!(
            sessions[0].lines, 4,
            "an undisturbed parting brings all of it"
        );
    })
    .await;
}
