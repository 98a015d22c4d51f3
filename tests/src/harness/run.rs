//! A scripted session against a server, and the judgement of it.

use std::cell::Cell;
use std::path::PathBuf;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, join_all, select};

use super::call::{Deed, Manner, Outcome};
use super::network::{Carried, Network};
use super::oracle::{self, Line, Persons, Unknown};
use super::sabotage::Sabotage;
use super::script::{Plan, Script, Step};
use super::session::Session;
use super::tab::{Stuck, Tab};

/// How long calls take that nobody waits for.
const UNANSWERED: Duration = Duration::from_millis(200);

/// A server that sessions are run against.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it listens.
    pub port: u16,
    /// Its database file.
    pub database: PathBuf,
}

/// A session to be run.
#[derive(Debug)]
pub struct Case {
    /// What people do.
    pub script: Script,
    /// What the networks do.
    pub plan: Plan,
    /// Unlike that of any other session with the server: names its book and its tabs, and spreads their waiting times.
    pub seed: u64,
    /// Whether answers may be `Unknown`.
    pub unknown: Unknown,
    /// What it means that an order was not carried out.
    pub unmet: Unmet,
}

/// What it means that the moment of an order has not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// The session is not what it was meant to be.
    Wrong,
    /// Nothing: orders were given at random.
    Fine,
}

/// A session under way.
pub struct Run {
    server: Server,
    book: String,
    unknown: Unknown,
    session: Rc<Session>,
    networks: Vec<Rc<Network>>,
    tabs: Vec<Tab>,
    said: Cell<usize>,
    /// What each tab has last written by form.
    by_form: Vec<String>,
    persons: Persons,
}

/// A session that was as it must be.
#[derive(Debug)]
pub struct Passed {
    /// What the sockets of each tab have carried.
    pub carried: Vec<Vec<Carried>>,
    /// How many answers were `Unknown`.
    pub unknown: usize,
    /// How many lines there are in the end.
    pub lines: usize,
}

impl Case {
    /// Runs the session and judges it.
    ///
    /// # Errors
    /// What was wrong, with all that is needed to repeat it.
    pub async fn run(&self, server: &Server, sabotage: fn() -> Sabotage) -> Result<Passed, String> {
        self.run_beside(server, sabotage, async |_| {}).await
    }

    /// The same, while something else happens, such as the death of the server when a network tells. It is waited for,
    /// unless an order was not carried out.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_beside(
        &self,
        server: &Server,
        sabotage: fn() -> Sabotage,
        beside: impl AsyncFnOnce(&[Rc<Network>]),
    ) -> Result<Passed, String> {
        let mut run = Run::begin(server, self, sabotage).await;
        let networks = run.networks.clone();
        let beside = pin!(beside(&networks));
        let mut played = match select(pin!(run.play(&self.script)), beside).await {
            Either::Right(((), play)) => play.await,
            Either::Left((played, beside)) if are_done(&networks) => {
                beside.await;
                played
            }
            Either::Left((played, _)) => played,
        };
        if played.is_ok() {
            played = run.settle().await;
        }
        let wrong = match played {
            Ok(()) => run.judge().await,
            Err(Stuck) => vec![format!("stuck: {:#?}", run.unanswered())],
        };
        self.verdict(&run, wrong)
    }

    fn verdict(&self, run: &Run, mut wrong: Vec<String>) -> Result<Passed, String> {
        if self.unmet == Unmet::Wrong {
            let pending = run.networks.iter().flat_map(|network| network.pending());
            wrong.extend(pending.map(|order| format!("never came to {order}")));
        }
        if wrong.is_empty() {
            return Ok(run.passed());
        }
        Err(format!(
            "seed {}, {}\n{:?}\n  {}",
            self.seed,
            self.plan,
            self.script,
            wrong.join("\n  ")
        ))
    }
}

impl Run {
    async fn begin(server: &Server, case: &Case, sabotage: fn() -> Sabotage) -> Self {
        let book = format!("b{}", case.seed);
        let session = Rc::new(Session::new(server.port));
        let mut run = Self {
            server: server.clone(),
            book,
            unknown: case.unknown,
            session,
            networks: Vec::new(),
            tabs: Vec::new(),
            said: Cell::new(0),
            by_form: vec![String::new(); case.script.tabs],
            persons: case.script.persons(),
        };
        // The session begins with its first document, whichever tab asks first.
        run.session.load(&run.url()).await;
        for tab in 0..case.script.tabs {
            run.open(tab, case, sabotage()).await;
        }
        run
    }

    async fn open(&mut self, tab: usize, case: &Case, sabotage: Sabotage) {
        let orders: Vec<_> = of_tab(&case.plan.orders, tab);
        let parcels: Vec<_> = of_tab(&case.plan.parcels, tab);
        let network = Network::start(self.server.port, &orders, &parcels).await;
        let session = Rc::new(self.session.through(&network));
        let seed = case.seed * 16 + tab as u64;
        let tab = Tab::open(&session, &self.url(), seed, sabotage).await;
        self.networks.push(Rc::new(network));
        self.tabs.push(tab);
    }

    fn url(&self) -> String {
        format!("/books/{}", self.book)
    }

    async fn play(&mut self, script: &Script) -> Result<(), Stuck> {
        for step in &script.steps {
            self.take(step).await?;
        }
        self.settle().await
    }

    async fn take(&mut self, step: &Step) -> Result<(), Stuck> {
        match *step {
            Step::Act(tab, deed) => {
                let text = self.text(tab);
                self.tabs[tab].act(deed, text, Manner::default());
            }
            Step::ActWithin(tab, deed, millis) => {
                let text = self.text(tab);
                let manner = Manner {
                    deadline: Some(millis),
                    ..Manner::default()
                };
                self.tabs[tab].act(deed, text, manner);
            }
            Step::ActByForm(tab) => {
                let text = self.text(tab);
                self.by_form[tab] = text.clone();
                let key = self.tabs[tab].document.key("write");
                let manner = Manner {
                    form_key: Some(key),
                    ..Manner::default()
                };
                self.tabs[tab].act(Deed::Write, text, manner);
            }
            Step::Submit(tab) => self.submit(tab).await,
            Step::LoadDocument(tab) => {
                let url = self.url();
                self.tabs[tab].go_to(&url);
            }
            Step::Settle => self.settle().await?,
            Step::Await(tab) => self.tabs[tab].settle().await?,
            Step::Navigate(tab) => {
                let url = self.url();
                self.tabs[tab].navigate(&url);
            }
            Step::Leave(tab) => self.tabs[tab].leave(),
            Step::ComeBack(tab) => self.tabs[tab].come_back(),
            Step::Nudge(tab) => self.tabs[tab].nudge(),
            Step::Sleep(tab, millis) => self.tabs[tab].sleep(millis),
            Step::SignIn(name) => self.session.sign_in(name).await,
        }
        Ok(())
    }

    /// Posts the form of a tab. What comes of it shows in the database.
    async fn submit(&self, tab: usize) {
        let session = self.tabs[tab].session();
        let text = self.by_form[tab].as_str();
        let document = &self.tabs[tab].document;
        session.submit(document, "write", &[("text", text)]).await;
    }

    /// A text unlike any other of this session.
    fn text(&self, tab: usize) -> String {
        let number = self.said.get() + 1;
        self.said.set(number);
        format!("{number} by {tab}")
    }

    async fn settle(&mut self) -> Result<(), Stuck> {
        let settled = join_all(self.tabs.iter_mut().map(Tab::settle)).await;
        settled.into_iter().collect::<Result<(), _>>()?;
        join_all(self.tabs.iter_mut().map(Tab::await_partings)).await;
        join_all(self.networks.iter().map(|network| network.delivered())).await;
        Ok(())
    }

    /// What is wrong in the end, once pages have had time to notice what the database holds.
    async fn judge(&mut self) -> Vec<String> {
        let mut made = self.tabs.iter().flat_map(Tab::made);
        if made.any(|made| made.outcome == Outcome::Parted) {
            tokio::time::sleep(UNANSWERED).await;
        }
        let (server, book) = (&self.server, &self.book);
        let stored = || oracle::stored(&server.database, book);
        let pages = join_all(self.tabs.iter_mut().map(|tab| agree(tab, &stored)));
        let mut wrong: Vec<_> = pages.await.into_iter().flatten().collect();
        let made: Vec<_> = self.tabs.iter().map(Tab::made).collect();
        wrong.extend(oracle::check(&stored(), &made, self.unknown, self.persons));
        wrong
    }

    fn unanswered(&self) -> Vec<String> {
        let made = self.tabs.iter().flat_map(Tab::made);
        made.filter(|made| made.outcome == Outcome::Awaited)
            .map(|made| format!("{made:?}"))
            .collect()
    }

    fn passed(&self) -> Passed {
        use rally_runtime::page::Failure::Unknown;
        let made = self.tabs.iter().flat_map(Tab::made);
        let unknown = made
            .filter(|made| made.outcome == Outcome::Answered(Err(Unknown)))
            .count();
        Passed {
            carried: self
                .networks
                .iter()
                .map(|network| network.carried())
                .collect(),
            unknown,
            lines: oracle::stored(&self.server.database, &self.book).len(),
        }
    }
}

/// What is wrong with a page that has had time to notice what is stored.
async fn agree(tab: &mut Tab, stored: &impl Fn() -> Vec<Line>) -> Vec<String> {
    let differs = |tab: &Tab| oracle::check_page(&stored(), &tab.lines(), &tab.heard());
    let mut wrong = match tab.until(|tab| differs(tab).is_empty()).await {
        Ok(()) => Vec::new(),
        Err(Stuck) => differs(tab),
    };
    wrong.extend_from_slice(tab.wrong());
    wrong
}

/// Whether all orders were carried out.
fn are_done(networks: &[Rc<Network>]) -> bool {
    networks.iter().all(|network| network.pending().is_empty())
}

fn of_tab<T: Copy>(all: &[(usize, T)], tab: usize) -> Vec<T> {
    let own = all.iter().filter(|(of, _)| *of == tab);
    own.map(|(_, item)| *item).collect()
}
