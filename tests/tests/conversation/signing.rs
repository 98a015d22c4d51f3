//! Somebody signs in and out over the socket, with a token that a request of its own redeems: at each place at which the
//! socket, that request or the server can fail. Whoever is there in the end is whom the server says, and what was asked
//! for as one person is not done as another.

use rally_tests::harness::call::Deed::{Depart, Enter, Say, Write};
use rally_tests::harness::network::{At, Fault, Parcel};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Passed, Unmet};
use rally_tests::harness::script::{Place, Plan, Script, Step};

use super::world::{BETWEEN_AND_INSIDE, at_each, beside_a_server, each_killed, moments, run_all};

/// Each step once the one before is done: whatever happens to sockets, all of it is.
fn patient() -> Script {
    Script::patient(&[Enter("ann"), Write, Depart, Write]).at_table()
}

fn brief() -> Script {
    Script::patient(&[Enter("ann"), Write]).at_table()
}

/// All at once: what comes before the answer with the token is done as nobody, and the rest not at all.
fn hasty() -> Script {
    Script::hasty(&[Say, Write, Enter("ann"), Say, Write, Write]).at_table()
}

async fn undisturbed(script: &Script) -> Passed {
    let mut passed = None;
    beside_a_server(async |server| {
        let case = case(script.clone(), Plan::default(), 1);
        passed = run_all(&server, vec![case]).await.pop();
    })
    .await;
    passed.unwrap()
}

fn case(script: Script, plan: Plan, seed: u64) -> Case {
    Case {
        script,
        plan,
        seed,
        unknown: Unknown::Never,
        unmet: Unmet::Wrong,
    }
}

/// The session with this fault once inside and at the end of each frame of each socket that an undisturbed one has.
async fn fails_everywhere(script: Script, fault: Fault, check: impl Fn(&Passed, &Passed)) {
    let undisturbed = undisturbed(&script).await;
    let connections = &undisturbed.carried[0];
    assert!(connections.len() > 1, "each person has a connection");
    beside_a_server(async |server| {
        let moments = (1..)
            .zip(connections)
            .flat_map(|(connection, carried)| moments(connection, *carried))
            .filter(|moment| BETWEEN_AND_INSIDE.contains(&moment.at));
        let mut cases = at_each(&script, moments, fault, 1);
        // What the second connection carries is not the same each time where the first was cut.
        cases.iter_mut().for_each(|case| case.unmet = Unmet::Fine);
        let sessions = run_all(&server, cases).await;
        assert!(sessions.len() >= 20, "only {}", sessions.len());
        sessions
            .iter()
            .for_each(|session| check(session, &undisturbed));
    })
    .await;
}

fn the_same(session: &Passed, undisturbed: &Passed) {
    assert_eq!(session.written, undisturbed.written);
    assert_eq!(session.writer, undisturbed.writer);
}

#[tokio::test]
async fn over_a_socket_that_is_cut() {
    fails_everywhere(patient(), Fault::Cut, the_same).await;
    fails_everywhere(hasty(), Fault::Cut, |session, undisturbed| {
        assert_eq!(session.writer, undisturbed.writer);
    })
    .await;
}

#[tokio::test]
async fn over_a_socket_that_falls_silent() {
    fails_everywhere(brief(), Fault::Silence, the_same).await;
}

#[tokio::test]
async fn over_a_socket_that_arrives_late_or_twice() {
    fails_everywhere(brief(), Fault::Linger, the_same).await;
    fails_everywhere(brief(), Fault::LateEcho, the_same).await;
}

/// The request that redeems is lost, or its answer is: the page begins again, as whoever the server says.
#[tokio::test]
async fn with_a_request_that_is_lost_late_or_doubled() {
    use Parcel::{Late, Lost, Twice, Unanswered};
    beside_a_server(async |server| {
        let in_and_out = [Write, Enter("ann"), Write, Say, Depart, Write, Say];
        let scripts = [
            Script::patient(&in_and_out).at_table(),
            Script::hasty(&in_and_out).at_table(),
            left_at_once(),
            of_two_tabs(),
        ];
        let fates = [Lost, Unanswered, Twice, Late];
        let pairs = fates
            .iter()
            .flat_map(|first| fates.map(|second| vec![(0, *first), (0, second)]));
        let plans: Vec<_> = fates
            .iter()
            .map(|fate| vec![(0, *fate)])
            .chain(pairs)
            .chain([vec![]])
            .map(|redemptions| Plan {
                redemptions,
                ..Plan::default()
            })
            .collect();
        let cases = scripts
            .iter()
            .flat_map(|script| plans.iter().map(move |plan| (script, plan)));
        let cases = (1..).zip(cases);
        let cases = cases.map(|(seed, (script, plan))| case(script.clone(), plan.clone(), seed));
        run_all(&server, cases.collect()).await;
    })
    .await;
}

/// The page is left while its token is redeemed.
fn left_at_once() -> Script {
    Script::of_one_tab(vec![
        Step::Act(0, Enter("ann")),
        Step::Sleep(0, 1),
        Step::Act(0, Write),
        Step::Leave(0),
        Step::ComeBack(0),
        Step::Settle,
        Step::Act(0, Depart),
        Step::LoadDocument(0),
        Step::Settle,
        Step::Act(0, Write),
    ])
    .at_table()
}

/// Another tab of the session is told, and what it asked for as nobody is not done as somebody.
fn of_two_tabs() -> Script {
    let steps = vec![
        Step::Act(1, Write),
        Step::Act(0, Enter("ann")),
        Step::Act(1, Say),
        Step::Act(1, Write),
        Step::Settle,
        Step::Act(1, Write),
        Step::Act(0, Depart),
        Step::Act(1, Say),
        Step::Act(1, Write),
    ];
    Script {
        tabs: 2,
        place: Place::Table,
        steps,
    }
}

/// The session, with a server that is killed at each end of a frame, and around the request that redeems.
#[tokio::test]
async fn at_a_server_that_is_killed() {
    let script = Script::patient(&[Write, Enter("ann"), Write]).at_table();
    let undisturbed = undisturbed(&script).await;
    let moments = (1..)
        .zip(&undisturbed.carried[0])
        .flat_map(|(connection, carried)| moments(connection, *carried))
        .filter(|moment| moment.at == At::End);
    let requests = [Parcel::StopBefore, Parcel::StopAfter].map(Plan::of_redemption);
    let cases = (1..).zip(requests);
    let mut cases: Vec<_> = cases
        .map(|(seed, plan)| case(script.clone(), plan, seed))
        .collect();
    cases.extend(at_each(&script, moments, Fault::Stop, 3));
    cases.iter_mut().for_each(|case| case.unmet = Unmet::Fine);
    let sessions = each_killed(cases).await;
    assert!(
        sessions
            .iter()
            .any(|session| session.passed.writer == "ann"),
        "some come in all the same"
    );
}
