//! A scripted session against a server, and the judgement of it.

use std::cell::Cell;
use std::path::PathBuf;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, join_all, select};

use super::call::{Deed, Manner, Outcome};
use super::network::{Carried, Doings, Network, Order};
use super::oracle::{self, Line, Models, Persons, Unknown};
use super::sabotage::Sabotage;
use super::script::{Place, Plan, Script, Step};
use super::session::{NOBODY, Session};
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
    place: Place,
    book: String,
    unknown: Unknown,
    session: Rc<Session>,
    networks: Vec<Rc<Network>>,
    tabs: Vec<Tab>,
    said: Cell<usize>,
    /// What each tab has last written by form.
    by_form: Vec<String>,
    persons: Persons,
    models: Models,
    /// Whether somebody signs in or out in another window.
    has_windows: bool,
    /// What the sockets of each tab had carried when people were done.
    carried: Vec<Vec<Carried>>,
    /// The orders that had not been carried out by then.
    pending: Vec<Order>,
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
    /// Who has written each of them, and what.
    pub written: Vec<(String, String)>,
    /// Who is there in the end, as the server says.
    pub writer: String,
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
        run.calm();
        let wrong = match played {
            Ok(()) => run.judge().await,
            Err(Stuck) => vec![format!("stuck: {:#?}", run.unanswered())],
        };
        self.verdict(&run, wrong).await
    }

    async fn verdict(&self, run: &Run, mut wrong: Vec<String>) -> Result<Passed, String> {
        if self.unmet == Unmet::Wrong {
            let pending = run.pending.iter();
            wrong.extend(pending.map(|order| format!("never came to {order}")));
        }
        if wrong.is_empty() {
            return Ok(run.passed().await);
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
            place: case.script.place,
            book,
            unknown: case.unknown,
            session,
            networks: Vec::new(),
            tabs: Vec::new(),
            said: Cell::new(0),
            by_form: vec![String::new(); case.script.tabs],
            persons: case.script.persons(),
            models: match case.unknown {
                Unknown::Never => case.script.models(),
                Unknown::Allowed => Models::Go,
            },
            has_windows: case.script.has_windows(),
            carried: Vec::new(),
            pending: Vec::new(),
        };
        // The session begins with its first document, whichever tab asks first.
        run.session.load(&run.url()).await;
        for tab in 0..case.script.tabs {
            run.open(tab, case, sabotage()).await;
        }
        run
    }

    async fn open(&mut self, tab: usize, case: &Case, sabotage: Sabotage) {
        let doings = Doings {
            orders: of_tab(&case.plan.orders, tab),
            parcels: of_tab(&case.plan.parcels, tab),
            redemptions: of_tab(&case.plan.redemptions, tab),
        };
        let network = Network::start(self.server.port, doings).await;
        let session = Rc::new(self.session.through(&network));
        let seed = case.seed * 16 + tab as u64;
        let tab = Tab::open(&session, self.place, &self.url(), seed, sabotage).await;
        self.networks.push(Rc::new(network));
        self.tabs.push(tab);
    }

    fn url(&self) -> String {
        match self.place {
            Place::Book => format!("/books/{}", self.book),
            Place::Table => format!("/tables/{}", self.book),
        }
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

    /// From now on the networks and the people do nothing any more.
    fn calm(&mut self) {
        self.tabs.iter_mut().for_each(Tab::await_judgement);
        let networks = self.networks.iter();
        self.carried = networks.clone().map(|network| network.carried()).collect();
        self.pending = networks.flat_map(|network| network.calm()).collect();
    }

    /// What is wrong in the end, once pages have had time to notice what the database holds.
    async fn judge(&mut self) -> Vec<String> {
        let mut made = self.tabs.iter().flat_map(Tab::made);
        if made.any(|made| made.outcome == Outcome::Parted) {
            tokio::time::sleep(UNANSWERED).await;
        }
        let mut wrong = match self.persons {
            Persons::Stay => Vec::new(),
            Persons::Change => self.judge_persons().await,
        };
        let (server, book) = (&self.server, &self.book);
        let stored = || oracle::stored(&server.database, book);
        let pages = join_all(self.tabs.iter_mut().map(|tab| agree(tab, &stored)));
        wrong.extend(pages.await.into_iter().flatten());
        let made: Vec<_> = self.tabs.iter().map(Tab::made).collect();
        wrong.extend(oracle::check(&stored(), &made, self.unknown, self.persons));
        let talks: Vec<_> = self.tabs.iter().map(Tab::talk).collect();
        wrong.extend(oracle::remarks::check(&stored(), &talks, self.models));
        wrong
    }

    /// What is wrong with who is there in the end. Somebody may have come while a document was on its way, whose page
    /// does not know yet: all pages say once more whom they speak for.
    async fn judge_persons(&mut self) -> Vec<String> {
        let writer = self.present_writer().await;
        for tab in &mut self.tabs {
            tab.leave();
            tab.come_back();
        }
        let knows = |tab: &Tab| tab.is_settled() && tab.writer() == writer;
        let told = join_all(self.tabs.iter_mut().map(|tab| tab.until(knows)));
        // Those that are not are judged by what they show.
        let _ = told.await;
        let pages: Vec<_> = self.tabs.iter().map(Tab::writer).collect();
        let signed = |tab: &&Tab| {
            let mut made = tab.made().iter();
            made.any(|made| made.deed.introduces().is_some())
        };
        let mut signing = self.tabs.iter().filter(signed);
        let made = match (self.has_windows, signing.next(), signing.next()) {
            (false, Some(only), None) => Some(only.made()),
            _ => None,
        };
        oracle::persons::check(&writer, &pages, made)
    }

    /// Who is there, as the server says.
    async fn present_writer(&self) -> String {
        let document = self.session.load(&self.url()).await;
        let writer = document.items("writer").pop();
        writer.unwrap_or_else(|| NOBODY.to_owned())
    }

    fn unanswered(&self) -> Vec<String> {
        let made = self.tabs.iter().flat_map(Tab::made);
        let made = made.filter(|made| made.outcome == Outcome::Awaited);
        let said = self.tabs.iter().filter_map(Tab::not_noted);
        made.map(|made| format!("{made:?}")).chain(said).collect()
    }

    async fn passed(&self) -> Passed {
        use rally_runtime::page::Failure::Unknown;
        let made = self.tabs.iter().flat_map(Tab::made);
        let unknown = made
            .filter(|made| made.outcome == Outcome::Answered(Err(Unknown)))
            .count();
        let stored = oracle::stored(&self.server.database, &self.book);
        Passed {
            carried: self.carried.clone(),
            unknown,
            lines: stored.len(),
            written: stored
                .into_iter()
                .map(|line| (line.writer, line.text))
                .collect(),
            writer: self.present_writer().await,
        }
    }
}

/// What is wrong with a page that has had time to notice what is stored.
async fn agree(tab: &mut Tab, stored: &impl Fn() -> Vec<Line>) -> Vec<String> {
    let differs = |tab: &Tab| {
        let mut wrong = oracle::check_page(&stored(), &tab.lines(), &tab.heard());
        wrong.extend(oracle::remarks::check_noted(&tab.noted()));
        wrong
    };
    let mut wrong = match tab.until(|tab| differs(tab).is_empty()).await {
        Ok(()) => Vec::new(),
        Err(Stuck) => differs(tab),
    };
    wrong.extend_from_slice(tab.wrong());
    wrong
}

/// Whether all orders were carried out.
fn are_done(networks: &[Rc<Network>]) -> bool {
    networks.iter().all(|network| network.is_done())
}

fn of_tab<T: Copy>(all: &[(usize, T)], tab: usize) -> Vec<T> {
    let own = all.iter().filter(|(of, _)| *of == tab);
    own.map(|(_, item)| *item).collect()
}
