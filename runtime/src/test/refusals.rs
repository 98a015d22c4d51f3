//! Whoever may not come in is refused, and changes nothing: each way into an app is tried by people who may not take it.
//!
//! ```ignore
//! use rally_runtime::test::refusals::Refusals;
//!
//! #[test]
//! fn whoever_may_not_is_refused() {
//!     let app = |db| generated_app::App::new(server::ServerContext { db });
//!     Refusals::of(&generated_app::migrations(), app)
//!         .with_rows("INSERT INTO member (id, name) VALUES (1, 'owner'), (2, 'stranger')")
//!         .stranger("public", "2")
//!         .check();
//! }
//! ```
//!
//! The entries are those that `rallyc routes --auth` lists: pages, calls (of a socket, over HTTP and by forms, which are
//! one to the gate), topics, broadcasts and models on the server. Each is tried with parameters and arguments made up for their types, once with as little
//! as they can hold and once with more; a number is 1 and a text `a`, so rows of that id are what strangers reach for.
//!
//! | who | must be refused |
//! |---|---|
//! | nobody | where somebody is required, and where the app is asked by `authorize` |
//! | somebody who is gone: a subject that nobody has | the same |
//! | a stranger: somebody whom the app knows, and who has no rights | where the app is asked |
//!
//! A refusal is an answer of the gate: not a failure of the app, not what `load` found. After each, every row of every table
//! is what it was, and the session was not asked to change.

mod attempt;
mod rows;

use std::fmt;

use crate::db::{Db, DbError};
use crate::migrate::Migrations;
use crate::server::Application;
use crate::server::entries::{Asks, Entry};
use crate::server::gate::Policy;
use crate::test_db;
use crate::wire::named::Filling;
use attempt::{Attempt, attempt};
use rows::Rows;

/// A subject that no app has: the last number, for those that take only numbers.
const GONE: &str = "9223372036854775807";

/// What is tried, on what, and what is known of it.
pub struct Refusals {
    migrations: Migrations,
    app: Box<dyn Fn(Db) -> Box<dyn Application>>,
    rows: String,
    strangers: Vec<(String, String)>,
    gone: Vec<(String, String)>,
    open: Vec<(String, OpenTo)>,
}

/// Whom `authorize` of an entry lets in on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenTo {
    Everybody,
    Strangers,
}

/// Whoever tries.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Visitor {
    Nobody,
    Gone(String),
    Stranger(String),
}

/// What came of it all.
#[derive(Debug, Default)]
pub struct Report {
    /// How often somebody was refused.
    pub refused: usize,
    /// What was found wrong, each in a sentence that names the entry and whoever tried it.
    pub problems: Vec<String>,
}

impl Refusals {
    /// The ways into an app, which runs on a database in memory with these migrations.
    pub fn of<A: Application>(migrations: &Migrations, app: impl Fn(Db) -> A + 'static) -> Self {
        Self {
            migrations: migrations.clone(),
            app: Box::new(move |db| Box::new(app(db))),
            rows: String::new(),
            strangers: Vec::new(),
            gone: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Statements that make the rows that are there before anybody comes: what strangers reach for, and the strangers.
    #[must_use]
    pub fn with_rows(mut self, sql: &str) -> Self {
        self.rows.push_str(sql);
        self.rows.push_str(";\n");
        self
    }

    /// Somebody who is signed in to a client and may do nothing that the app is asked about, by the subject.
    #[must_use]
    pub fn stranger(mut self, client: &str, subject: &str) -> Self {
        self.strangers.push((client.to_owned(), subject.to_owned()));
        self
    }

    /// A subject of a client that nobody has, where the number 9223372036854775807 is somebody.
    #[must_use]
    pub fn gone(mut self, client: &str, subject: &str) -> Self {
        self.gone.push((client.to_owned(), subject.to_owned()));
        self
    }

    /// Says that `authorize` lets everybody take this entry, `public/games_id` or `public/games_id/increment`. Where
    /// nobody was let in after all, that is a problem too, so that the list says what is.
    #[must_use]
    pub fn open(mut self, entry: &str) -> Self {
        self.open.push((entry.to_owned(), OpenTo::Everybody));
        self
    }

    /// Says that `authorize` lets everybody take this entry who is signed in, and nobody else; as [`Refusals::open`].
    #[must_use]
    pub fn open_to_strangers(mut self, entry: &str) -> Self {
        self.open.push((entry.to_owned(), OpenTo::Strangers));
        self
    }

    /// Tries everything.
    ///
    /// # Panics
    /// Where somebody was let in, or changed anything: the message has one line for each.
    #[track_caller]
    pub fn check(&self) {
        let report = self.report();
        assert!(report.problems.is_empty(), "{report}");
    }

    /// Tries everything, and says what came of it.
    ///
    /// # Panics
    /// Where the database cannot be made: the migrations fail, or the statements of [`Refusals::with_rows`].
    #[must_use]
    pub fn report(&self) -> Report {
        let tried = crate::server::actix_web::rt::System::new().block_on(self.try_all());
        tried.expect("the database is made and read")
    }

    async fn try_all(&self) -> Result<Report, DbError> {
        let db = test_db::open(&self.migrations)?;
        rows::insert(&db, self.rows.clone()).await?;
        let app = (self.app)(db.clone());
        let mut report = Report::default();
        report.problems.extend(self.unknown_names(app.entries()));
        for entry in app.entries() {
            report.problems.extend(self.lacks_stranger(&*app, entry));
            self.try_entry(&*app, &db, entry, &mut report).await?;
        }
        Ok(report)
    }

    async fn try_entry(
        &self,
        app: &dyn Application,
        db: &Db,
        entry: &Entry,
        report: &mut Report,
    ) -> Result<(), DbError> {
        let mut was_let_in = false;
        for visitor in self.unwanted(app, entry) {
            let is_open = self.is_open(entry, &visitor);
            for &filling in fillings(entry) {
                let before = Rows::read(db).await?;
                let came_in = attempt(app, db, entry, visitor.subject(), filling).await;
                if is_open && !came_in.is_refusal() {
                    was_let_in = true;
                    continue;
                }
                let changed = before.changed(&Rows::read(db).await?);
                report.take(entry, &visitor, came_in, changed);
            }
        }
        if self.names(entry) && !was_let_in {
            report.problems.push(format!(
                "{} is said to be open, and nobody was let in; say so no more",
                entry.name
            ));
        }
        Ok(())
    }

    fn names(&self, entry: &Entry) -> bool {
        self.open.iter().any(|(name, _)| name == entry.name)
    }

    // What the policy refuses no app can open.
    fn is_open(&self, entry: &Entry, visitor: &Visitor) -> bool {
        let is_stranger = matches!(visitor, Visitor::Stranger(_));
        let mut open = self.open.iter().filter(|(name, _)| name == entry.name);
        open.any(|(_, to)| match to {
            OpenTo::Everybody => is_stranger || entry.policy != Policy::Required,
            OpenTo::Strangers => is_stranger,
        })
    }

    /// Who must not be let in.
    fn unwanted(&self, app: &dyn Application, entry: &Entry) -> Vec<Visitor> {
        let is_asked = entry.asks == Asks::Authorize;
        if entry.policy != Policy::Required && !is_asked {
            return Vec::new();
        }
        let mut visitors = vec![Visitor::Nobody];
        if has_auth(app, entry) {
            visitors.push(self.gone_from(entry));
        }
        if is_asked {
            visitors.extend(self.strangers_of(entry));
        }
        visitors
    }

    fn gone_from(&self, entry: &Entry) -> Visitor {
        let mut gone = self.gone.iter();
        let named = gone.find(|(client, _)| client == entry.client);
        Visitor::Gone(named.map_or(GONE, |(_, subject)| subject).to_owned())
    }

    fn strangers_of(&self, entry: &Entry) -> impl Iterator<Item = Visitor> {
        let strangers = self.strangers.iter();
        strangers
            .filter(|(client, _)| client == entry.client)
            .map(|(_, subject)| Visitor::Stranger(subject.clone()))
    }

    fn lacks_stranger(&self, app: &dyn Application, entry: &Entry) -> Option<String> {
        let is_lacking = entry.asks == Asks::Authorize
            && entry.policy != Policy::Public
            && has_auth(app, entry)
            && self.strangers_of(entry).next().is_none();
        is_lacking.then(|| {
            format!(
                "{} asks the app who may, and nobody is named who may not: name somebody with .stranger({:?}, subject)",
                entry.name, entry.client
            )
        })
    }

    fn unknown_names(&self, entries: &[Entry]) -> Vec<String> {
        let is_known = |name: &str| entries.iter().any(|entry| entry.name == name);
        let names = self.open.iter().map(|(name, _)| name);
        let unknown = names.filter(|name| !is_known(name));
        unknown
            .map(|name| format!("{name} is said to be open, and there is no such entry"))
            .collect()
    }
}

/// How arguments are made up, where there are any.
fn fillings(entry: &Entry) -> &'static [Filling] {
    match entry.call() {
        Some(_) => &[Filling::Least, Filling::Most],
        None => &[Filling::Least],
    }
}

fn has_auth(app: &dyn Application, entry: &Entry) -> bool {
    let mut clients = app.clients().iter();
    clients.any(|client| client.name == entry.client && client.has_auth)
}

impl Visitor {
    fn subject(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Gone(subject) | Self::Stranger(subject) => Some(subject),
        }
    }
}

impl Report {
    fn take(&mut self, entry: &Entry, visitor: &Visitor, what: Attempt, changed: Option<String>) {
        let mut problem = |text: String| {
            self.problems
                .push(format!("{}: {visitor} {text}", entry.name));
        };
        if let Some(tables) = changed {
            problem(format!("changed rows in {tables}"));
        }
        match what {
            Attempt::Refused => self.refused += 1,
            // What the app cannot make of such a subject lets nobody in either.
            Attempt::Failed(_) if matches!(visitor, Visitor::Gone(_)) => self.refused += 1,
            Attempt::LetIn => problem("was let in".to_owned()),
            Attempt::Failed(trace_id) => problem(format!(
                "was not refused, the app failed; its log has trace id {trace_id}"
            )),
            Attempt::Asked => {
                problem("was refused, and the session was asked to change".to_owned())
            }
            Attempt::Impossible => problem("could not try: its types have no value".to_owned()),
        }
    }
}

impl fmt::Display for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody"),
            Self::Gone(_) => f.write_str("somebody who is gone"),
            Self::Stranger(subject) => write!(f, "the stranger {subject:?}"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (refused, problems) = (self.refused, self.problems.len());
        write!(f, "{problems} wrong, {refused} times refused")?;
        let mut problems = self.problems.iter();
        problems.try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

#[cfg(test)]
mod tests;
