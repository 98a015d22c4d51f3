//! A server for many sessions, and what is done with all of them.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::select_all;
use futures_util::{StreamExt as _, stream};
use rally_tests::app::App;
use rally_tests::harness::network::{At, Carried, Direction, Fault, Moment, Network, Order};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Passed, Server, Unmet};
use rally_tests::harness::sabotage::Sabotage;
use rally_tests::harness::script::{Plan, Script};
use tokio::task::LocalSet;

/// How many sessions are under way at a time; most of their time they wait.
const AT_ONCE: usize = 16;

/// The places of a frame.
pub(crate) const EVERYWHERE: [At; 4] = [At::Head, At::Middle, At::Tail, At::End];
/// One inside, and the one between two frames.
pub(crate) const BETWEEN_AND_INSIDE: [At; 2] = [At::Middle, At::End];

/// How many servers run at a time, where each session has its own.
const SERVERS_AT_ONCE: usize = 4;

/// Runs this beside a server of its own. Tabs are not sent between threads, so all is on one.
pub(crate) async fn beside_a_server<F: AsyncFnOnce(Server)>(test: F) {
    let mut app = new_app();
    app.start().await;
    let server = server_of(&app);
    LocalSet::new().run_until(test(server)).await;
}

/// The app, not yet running.
pub(crate) fn new_app() -> App {
    let mut app = App::new("ledger");
    app.pretend_bundle("public");
    // Handlers fail on purpose here.
    app.set("RUST_LOG", "off");
    app
}

pub(crate) fn server_of(app: &App) -> Server {
    Server {
        port: app.port(),
        database: app.database(),
    }
}

/// Runs these sessions, many at a time; where some were wrong, the test ends with the first of them.
pub(crate) async fn run_all(server: &Server, cases: Vec<Case>) -> Vec<Passed> {
    let outcomes = judge_all(server, &cases, Sabotage::default).await;
    all_passed(outcomes)
}

/// Ends the test with the first of what was wrong.
pub(crate) fn all_passed<T>(outcomes: Vec<Result<T, String>>) -> Vec<T> {
    let count = outcomes.len();
    let (mut passed, mut wrong) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Ok(session) => passed.push(session),
            Err(what) => wrong.push(what),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} sessions were wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n\n")
    );
    passed
}

/// Runs these sessions, whose tabs are wrong in this way: what came of each.
pub(crate) async fn judge_all(
    server: &Server,
    cases: &[Case],
    sabotage: fn() -> Sabotage,
) -> Vec<Result<Passed, String>> {
    stream::iter(cases)
        .map(|case| case.run(server, sabotage))
        .buffered(AT_ONCE)
        .collect()
        .await
}

/// Runs a session that nothing happens to: what its only tab has sent and heard.
pub(crate) async fn uninterrupted(server: &Server, script: &Script, seed: u64) -> Carried {
    let case = Case {
        script: script.clone(),
        plan: Plan::default(),
        seed,
        unknown: Unknown::Never,
        unmet: Unmet::Wrong,
    };
    let passed = run_all(server, vec![case]).await;
    let carried = &passed[0].carried[0];
    assert_eq!(carried.len(), 1, "one connection is enough");
    carried[0]
}

/// Every place in every frame of a connection that has carried so much.
pub(crate) fn moments(connection: usize, carried: Carried) -> impl Iterator<Item = Moment> {
    let directions = [
        (Direction::ToServer, carried.to_server),
        (Direction::ToBrowser, carried.to_browser),
    ];
    directions.into_iter().flat_map(move |(direction, frames)| {
        (1..=frames).flat_map(move |frame| {
            [At::Head, At::Middle, At::Tail, At::End].map(|at| Moment {
                connection,
                direction,
                frame,
                at,
            })
        })
    })
}

/// The script once for each moment, at which this happens. Seeds count from the given one.
pub(crate) fn at_each(
    script: &Script,
    moments: impl Iterator<Item = Moment>,
    fault: Fault,
    seed: u64,
) -> Vec<Case> {
    let orders = moments.map(|moment| Order { moment, fault });
    let cases = (seed..).zip(orders).map(|(seed, order)| Case {
        script: script.clone(),
        plan: Plan::of(order),
        seed,
        unknown: Unknown::Never,
        unmet: Unmet::Wrong,
    });
    cases.collect()
}

/// A session whose server was to be killed.
pub(crate) struct Killed {
    pub(crate) passed: Passed,
    /// Whether it came to that.
    pub(crate) is_killed: bool,
}

/// Runs each session against a server of its own, which is killed where a network stops, and started again. `Unknown` may
/// be the answer only where that has happened. All must be as they must be.
pub(crate) async fn each_killed(cases: Vec<Case>) -> Vec<Killed> {
    let killed = stream::iter(cases).map(killed_once);
    let outcomes = killed.buffered(SERVERS_AT_ONCE).collect();
    all_passed(LocalSet::new().run_until(outcomes).await)
}

async fn killed_once(mut case: Case) -> Result<Killed, String> {
    case.unknown = Unknown::Allowed;
    let mut app = new_app();
    app.start().await;
    let server = server_of(&app);
    let is_killed = Cell::new(false);
    let kill = async |networks: &[Rc<Network>]| {
        let told = networks.iter().map(|network| Box::pin(network.told()));
        select_all(told).await;
        is_killed.set(true);
        app.kill();
        networks.iter().for_each(|network| network.go_on());
        app.start().await;
    };
    let passed = case.run_beside(&server, Sabotage::default, kill).await?;
    let is_killed = is_killed.get();
    match is_killed || passed.unknown == 0 {
        true => Ok(Killed { passed, is_killed }),
        false => Err(format!("unknown without a reason: {case:?}")),
    }
}
