//! The server ends at every step of a session: killed as by a power cut, or told to stop. The next one has the same
//! database.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::{StreamExt as _, stream};
use rally_tests::app::App;
use rally_tests::harness::call::Deed::{Count, Strike, Stumble, Write, WriteSlowly};
use rally_tests::harness::network::{At, Fault, Network};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Passed, Unmet};
use rally_tests::harness::sabotage::Sabotage;
use rally_tests::harness::script::{Plan, Script};
use rusqlite::Connection;
use tokio::task::LocalSet;

use super::world::{
    all_passed, at_each, beside_a_server, moments, new_app, server_of, uninterrupted,
};

/// How many servers run at a time.
const AT_ONCE: usize = 4;

/// How a server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// At once, in the middle of whatever it does.
    Killed,
    /// It was told to, and finishes what it has begun.
    Told,
    /// At once, and with it go its receipts: no server that keeps the promise.
    Robbed,
}

impl Ending {
    fn fault(self) -> Fault {
        match self {
            Self::Killed | Self::Robbed => Fault::Stop,
            Self::Told => Fault::Tell,
        }
    }

    async fn end(self, app: &mut App) {
        match self {
            Self::Killed => app.kill(),
            Self::Told => app.terminate().await,
            Self::Robbed => {
                app.kill();
                let database = Connection::open(app.database()).unwrap();
                database.execute("DELETE FROM rally_receipt", []).unwrap();
            }
        }
    }
}

fn script() -> Script {
    Script::hasty(&[Write, WriteSlowly, Strike, Count, Stumble, Write])
}

/// The session, with a server that ends like this once between any two frames and inside of each.
async fn ended_everywhere(script: Script, ending: Ending) -> Vec<Result<Passed, String>> {
    let mut cases = Vec::new();
    beside_a_server(async |server| {
        let carried = uninterrupted(&server, &script, 1).await;
        let moments =
            moments(1, carried).filter(|moment| matches!(moment.at, At::Middle | At::End));
        cases = at_each(&script, moments, ending.fault(), 2);
    })
    .await;
    let ended = stream::iter(cases).map(|case| ended_once(case, ending));
    let outcomes = ended.buffered(AT_ONCE).collect();
    LocalSet::new().run_until(outcomes).await
}

async fn ended_once(mut case: Case, ending: Ending) -> Result<Passed, String> {
    if ending != Ending::Told {
        case.unknown = Unknown::Allowed;
    }
    let mut app = new_app();
    app.start().await;
    let server = server_of(&app);
    let end = async |networks: &[Rc<Network>]| {
        networks[0].told().await;
        ending.end(&mut app).await;
        networks[0].go_on();
        app.start().await;
    };
    case.run_beside(&server, Sabotage::default, end).await
}

#[tokio::test]
async fn a_server_that_is_killed() {
    let sessions = all_passed(ended_everywhere(script(), Ending::Killed).await);
    let unknown: usize = sessions.iter().map(|session| session.unknown).sum();
    // Only a call that was committed and whose reply was not stored can be: one of each session at most.
    assert!(unknown <= sessions.len(), "{unknown}");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop() {
    all_passed(ended_everywhere(script(), Ending::Told).await);
}

#[tokio::test]
async fn a_server_without_receipts_is_noticed() {
    let outcomes = ended_everywhere(Script::hasty(&[Write, Write]), Ending::Robbed).await;
    let said: String = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(said.contains("twice, or never to be done"), "{said}");
}

/// Where the server ends itself, the k-th time that it comes there.
const FAULTS: [&str; 5] = [
    "before-run",
    "before-commit",
    "after-commit",
    "before-reply-is-stored",
    "after-reply-is-stored",
];

async fn dies_at(fault: &str, time: usize, seed: u64) -> Result<Passed, String> {
    let case = Case {
        script: Script::hasty(&[Write, WriteSlowly, Write]),
        plan: Plan::default(),
        seed,
        unknown: Unknown::Allowed,
        unmet: Unmet::Wrong,
    };
    let mut app = new_app();
    app.set("RALLY_FAULT", &format!("{fault}:{time}"));
    app.start().await;
    let server = server_of(&app);
    let died = Cell::new(false);
    let go_on = async |_: &[Rc<Network>]| {
        app.ended().await;
        died.set(true);
        app.unset("RALLY_FAULT");
        app.start().await;
    };
    let passed = case.run_beside(&server, Sabotage::default, go_on).await;
    assert!(died.get(), "the server came to {fault} {time} times");
    passed.map_err(|wrong| format!("{fault}, time {time}: {wrong}"))
}

#[tokio::test]
async fn a_server_that_dies_around_each_commit() {
    let times = FAULTS
        .iter()
        .flat_map(|fault| (1..=3).map(move |time| (*fault, time)));
    let deaths = stream::iter(times.zip(1..)).map(async |((fault, time), seed)| {
        let passed = dies_at(fault, time, seed).await?;
        let unknown = match fault {
            "after-commit" => 1..=1,
            // The answer may have arrived.
            "before-reply-is-stored" => 0..=1,
            _ => 0..=0,
        };
        if !unknown.contains(&passed.unknown) {
            return Err(format!("{fault}, time {time}: {passed:?}"));
        }
        Ok(passed)
    });
    let outcomes = deaths.buffered(AT_ONCE).collect();
    all_passed(LocalSet::new().run_until(outcomes).await);
}
