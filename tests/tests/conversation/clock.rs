//! Times that nobody waits for: calls that get too old while the server is away, and clocks that go back.

use std::cell::Cell;
use std::fs;
use std::rc::Rc;
use std::time::Duration;

use rally_tests::harness::call::Deed::{Count, Write};
use rally_tests::harness::network::{At, Direction, Fault, Moment, Network, Order};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Passed, Unmet};
use rally_tests::harness::sabotage::Sabotage;
use rally_tests::harness::script::{Plan, Script, Step};
use tokio::task::LocalSet;

use super::world::{all_passed, beside_a_server, new_app, run_all, server_of};

const HOUR: i64 = 60 * 60 * 1000;

/// Two lines are written. Of the second nothing comes back: the server dies at this point, or once it has come to
/// rest, and is back so many hours later.
async fn away(fault: Option<&str>, hours: i64) -> Passed {
    let moment = Moment {
        connection: 1,
        direction: Direction::ToBrowser,
        // After `Welcome`, `Following`, and the reply and event of the first line.
        frame: 5,
        at: At::Head,
    };
    let fault_of_network = Order {
        moment,
        fault: Fault::Stop,
    };
    let case = Case {
        script: Script::of_one_tab(vec![Step::Act(0, Write), Step::Settle, Step::Act(0, Write)]),
        plan: if fault.is_none() {
            Plan::of(fault_of_network)
        } else {
            Plan::default()
        },
        seed: 1,
        unknown: Unknown::Allowed,
        unmet: Unmet::Wrong,
    };
    let mut app = new_app();
    let clock = app.database().with_file_name("clock");
    app.set("RALLY_CLOCK", &clock.to_string_lossy());
    if let Some(fault) = fault {
        app.set("RALLY_FAULT", &format!("{fault}:2"));
    }
    app.start().await;
    let server = server_of(&app);
    let died = Cell::new(false);
    let away = async |networks: &[Rc<Network>]| {
        if fault.is_some() {
            app.ended().await;
        } else {
            networks[0].told().await;
            // Replies are stored after they were sent.
            tokio::time::sleep(Duration::from_millis(300)).await;
            app.kill();
            networks[0].go_on();
        }
        died.set(true);
        app.unset("RALLY_FAULT");
        fs::write(&clock, (hours * HOUR).to_string()).unwrap();
        app.start().await;
    };
    let session = case.run_beside(&server, Sabotage::default, away);
    let outcome = LocalSet::new().run_until(session).await;
    assert!(died.get(), "the server has been away");
    all_passed(vec![outcome]).remove(0)
}

#[tokio::test]
async fn what_was_not_done_is_done_for_a_day_and_then_never() {
    let back_in_time = away(Some("before-commit"), 23).await;
    assert_eq!((back_in_time.lines, back_in_time.unknown), (2, 0));
    let too_late = away(Some("before-commit"), 25).await;
    assert_eq!((too_late.lines, too_late.unknown), (1, 1));
}

#[tokio::test]
async fn what_was_done_is_answered_from_its_receipt_the_next_day_and_never_done_again() {
    let next_day = away(None, 25).await;
    assert_eq!((next_day.lines, next_day.unknown), (2, 0));
    // Whether the receipt has been swept by then or not, it is not done again.
    assert_eq!(away(None, 7 * 24).await.lines, 2);
}

#[tokio::test]
async fn what_was_done_and_not_answered_is_unknown_however_old() {
    for hours in [0, 25, 7 * 24] {
        let session = away(Some("after-commit"), hours).await;
        assert_eq!((session.lines, session.unknown), (2, 1), "{hours} hours");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_nothing_twice() {
    for fault in [None, Some("before-commit"), Some("after-commit")] {
        let session = away(fault, -3).await;
        assert_eq!(session.lines, 2, "{fault:?}");
    }
}

#[tokio::test]
async fn a_deadline_ends_what_was_sent_as_unknown_and_all_else_as_certainly_not_done() {
    beside_a_server(async |server| {
        let silence = |frame| Order {
            moment: Moment {
                connection: 1,
                direction: Direction::ToServer,
                frame,
                at: At::End,
            },
            fault: Fault::Silence,
        };
        let steps = vec![
            Step::ActWithin(0, Write, 3_000),
            Step::Settle,
            Step::ActWithin(0, Count, 4_000),
            Step::ActWithin(0, Write, 3_000),
            Step::ActWithin(0, Write, 60_000),
        ];
        let case = |(frame, seed)| Case {
            script: Script::of_one_tab(steps.clone()),
            plan: Plan::of(silence(frame)),
            seed,
            unknown: Unknown::Allowed,
            unmet: Unmet::Wrong,
        };
        let cases = (1..=6).zip(1..).map(case).collect();
        let sessions = run_all(&server, cases).await;
        assert!(sessions.iter().any(|session| session.unknown > 0));
    })
    .await;
}
