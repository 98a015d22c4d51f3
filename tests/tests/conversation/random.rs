//! Sessions of several tabs, in which anything may happen at any time: drawn from their seeds, so that each can be
//! repeated. `RALLY_SEED` is the first of them, for a search among others.

use rally_tests::harness::call::Deed;
use rally_tests::harness::network::{At, Direction, Fault, Moment, Order, Parcel};
use rally_tests::harness::oracle::Unknown;
use rally_tests::harness::run::{Case, Unmet};
use rally_tests::harness::script::{Place, Plan, Script, Step};

use super::world::{beside_a_server, each_killed, run_all};

/// How many sessions are drawn.
const SESSIONS: u64 = 250;
/// How many sessions are drawn whose server is killed. Each has its own.
const KILLED: u64 = 40;

/// Numbers that look random (SplitMix64).
struct Draw(u64);

impl Draw {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % end as u64).expect("below a usize")
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn deed(&mut self, place: Place) -> Deed {
        use Deed::{Count, Depart, Enter, Say, Strike, Stumble, Write, WriteSlowly};
        match place {
            Place::Book => self.one_of(&[Write, Write, Write, WriteSlowly, Strike, Stumble, Count]),
            Place::Table => self.one_of(&[
                Write,
                Write,
                Write,
                Say,
                Say,
                Say,
                Enter("ann"),
                Enter("bob"),
                Depart,
            ]),
        }
    }

    /// One thing that somebody does, which may take several steps.
    fn steps(&mut self, tabs: usize, place: Place) -> Vec<Step> {
        let (tab, deed) = (self.below(tabs), self.deed(place));
        match self.below(20) {
            0 => vec![Step::Settle],
            1 | 2 => vec![Step::Await(tab)],
            3 => vec![Step::Leave(tab), Step::ComeBack(tab)],
            4 => vec![Step::Leave(tab), Step::Act(tab, deed), Step::ComeBack(tab)],
            5 => vec![Step::Nudge(tab)],
            6 => vec![Step::Sleep(tab, self.number() % 40_000)],
            7 => vec![Step::Navigate(tab)],
            8 if place == Place::Book => vec![Step::ActByForm(tab), Step::Submit(tab)],
            9 => vec![Step::LoadDocument(tab), Step::Await(tab)],
            10 => vec![Step::SignIn(self.one_of(&[None, Some("ann"), Some("bob")]))],
            _ => vec![Step::Act(tab, deed)],
        }
    }

    fn script(&mut self) -> Script {
        let tabs = 1 + self.below(3);
        let place = self.one_of(&[Place::Book, Place::Table]);
        let parts = 4 + self.below(10);
        let steps = (0..parts).flat_map(|_| self.steps(tabs, place)).collect();
        Script { tabs, place, steps }
    }

    fn order(&mut self) -> Order {
        let moment = Moment {
            connection: 1 + self.below(3),
            direction: self.one_of(&[Direction::ToServer, Direction::ToBrowser]),
            frame: 1 + self.below(6),
            at: self.one_of(&[At::Head, At::Middle, At::Tail, At::End]),
        };
        use Fault::{Cut, Delay, Echo, LateEcho, Linger, Silence};
        let fault = self.one_of(&[Cut, Cut, Delay, Echo, LateEcho, Linger, Silence]);
        Order { moment, fault }
    }

    fn plan(&mut self, tabs: usize) -> Plan {
        let orders = (0..self.below(5)).map(|_| (self.below(tabs), self.order()));
        let orders = orders.collect();
        Plan {
            orders,
            parcels: self.parcels(tabs),
            redemptions: self.parcels(tabs),
        }
    }

    fn parcels(&mut self, tabs: usize) -> Vec<(usize, Parcel)> {
        use Parcel::{Late, Lost, Twice, Unanswered};
        let fates = [Lost, Unanswered, Twice, Late];
        let parcels = (0..self.below(3)).map(|_| (self.below(tabs), self.one_of(&fates)));
        parcels.collect()
    }
}

/// The session with a server that is killed, where it comes to that.
fn killed(seed: u64) -> Case {
    let mut case = session(seed);
    let mut draw = Draw(!seed);
    let tab = draw.below(case.script.tabs);
    match draw.below(4) {
        0 => {
            let request = draw.one_of(&[Parcel::StopBefore, Parcel::StopAfter]);
            case.plan.redemptions.insert(0, (tab, request));
        }
        _ => {
            let mut order = draw.order();
            order.fault = Fault::Stop;
            // Most sessions come to that.
            order.moment.connection = 1;
            order.moment.frame = 1 + draw.below(order.moment.frame);
            case.plan.orders.insert(0, (tab, order));
        }
    }
    case
}

fn first_seed() -> u64 {
    let seed = std::env::var("RALLY_SEED").ok();
    seed.map_or(1, |seed| seed.parse().expect("RALLY_SEED is a number"))
}

fn session(seed: u64) -> Case {
    let mut draw = Draw(seed);
    let script = draw.script();
    let plan = draw.plan(script.tabs);
    Case {
        script,
        plan,
        seed,
        unknown: Unknown::Never,
        unmet: Unmet::Fine,
    }
}

#[tokio::test]
async fn anything_at_any_time() {
    beside_a_server(async |server| {
        let seeds = first_seed()..first_seed() + SESSIONS;
        let sessions = run_all(&server, seeds.map(session).collect()).await;
        let sockets: usize = sessions
            .iter()
            .flat_map(|session| session.carried.iter().map(Vec::len))
            .sum();
        assert!(sockets > sessions.len(), "connections were lost");
    })
    .await;
}

#[tokio::test]
async fn anything_at_a_server_that_is_killed_at_any_time() {
    let seeds = first_seed()..first_seed() + KILLED;
    let sessions = each_killed(seeds.map(killed).collect()).await;
    let killed = sessions.iter().filter(|session| session.is_killed).count();
    assert!(killed > 5, "only {killed} were");
}
