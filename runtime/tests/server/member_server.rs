//! A running server of the members' app, and browsers in which somebody has signed in.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;

use rally_runtime::db::{self, Db, Query};
use rally_runtime::env::Environment;
use rally_runtime::server::{RunningServer, Server};

use crate::harness::{Browser, Page, environment};
use crate::members::Members;
use crate::tab::{Socket, Tab};

pub struct MemberServer {
    pub app: Members,
    pub db: Db,
    pub running: RunningServer,
    folder: tempfile::TempDir,
}

impl MemberServer {
    pub async fn start() -> Self {
        Self::start_with(environment(&[])).await
    }

    pub async fn start_with(environment: Environment) -> Self {
        Self::start_app(Members::default(), environment).await
    }

    pub async fn start_app(app: Members, environment: Environment) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), app, environment).await
    }

    /// Stops the server and starts another one on the same database.
    pub async fn restart(self) -> Self {
        self.running.stop().await;
        Self::start_in(self.folder, Members::default(), environment(&[])).await
    }

    async fn start_in(folder: tempfile::TempDir, app: Members, environment: Environment) -> Self {
        let db = db::open(folder.path().join("test.db")).unwrap();
        let app = Members {
            db: Some(db.clone()),
            ..app
        };
        let server = Server::new(app.clone(), db.clone())
            .address(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .dist(folder.path().join("dist"))
            .workers(1);
        let running = server.start(environment).await.unwrap();
        Self {
            app,
            db,
            running,
            folder,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser {
            address: self.running.address(),
            cookie: None,
        }
    }

    /// A browser in which this subject has signed in, by a form and without JavaScript.
    pub async fn signed_in(&self, subject: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.get("/sign-in").await;
        let answer = submit(&mut browser, "/sign-in", &page, 0, &[("subject", subject)]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/secret")
        );
        browser
    }

    pub fn runs(&self) -> u32 {
        self.app.runs.load(Ordering::SeqCst)
    }

    /// The subjects of all sessions.
    pub async fn subjects(&self) -> Vec<String> {
        static ALL: Query = Query {
            name: "all_sessions",
            sql: "SELECT subject FROM rally_session ORDER BY subject",
        };
        db::rows(&self.db, &ALL, Vec::new(), |row| row.text(0))
            .await
            .unwrap()
    }
}

/// The hidden fields of the form with this place on the page, and others.
pub fn fields<'a>(page: &Page, form: usize, own: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let text = page.text();
    let form = text.split("<form").nth(form + 1).unwrap();
    let hidden = ["_rally_key", "_rally_who", "_rally_method"].map(|name| {
        let (_, rest) = form
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap();
        (name, rest.split_once('"').unwrap().0.to_owned())
    });
    let own = own.iter().map(|(name, value)| (*name, (*value).to_owned()));
    hidden.into_iter().chain(own).collect()
}

pub async fn submit(
    browser: &mut Browser,
    path: &str,
    page: &Page,
    form: usize,
    own: &[(&str, &str)],
) -> Page {
    let fields = fields(page, form, own);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

/// A tab of a browser, on the page where people sign in.
pub async fn tab(mut browser: Browser) -> (Tab, Socket, rally_runtime::wire::frame::Stamp) {
    let page = browser.get("/sign-in").await;
    let mut id = [0; 16];
    getrandom::fill(&mut id).unwrap();
    let mut tab = Tab {
        browser,
        id: rally_runtime::wire::frame::TabId(id),
        connection: 0,
        who: page.who_proof(),
    };
    let (socket, stamp) = tab.connect().await;
    (tab, socket, stamp)
}

impl Page {
    /// The proof of whom the page was rendered for. Without a bundle nothing is embedded, so a form has to tell.
    pub fn who_proof(&self) -> Vec<u8> {
        use base64::Engine as _;
        let text = self.field("_rally_who");
        base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(text)
            .unwrap()
    }
}
