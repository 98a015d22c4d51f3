//! From a document to a tab, and from one document of a tab to the next.

use std::collections::VecDeque;
use std::rc::Rc;

use rally_runtime::client::ClientApplication as _;
use rally_runtime::client::conversation::{
    Conversation, Input, Speaker, Subscriptions, call_size, models,
};
use rally_runtime::page::{Connection, Entry, Running};
use rally_runtime::value::Time;
use rally_runtime::wire::embedded::Embedded;
use rally_runtime::wire::frame::TabId;
use tokio::task::JoinSet;

use super::{Going, Tab};
use crate::harness::call::Outcome;
use crate::harness::clock::Clock;
use crate::harness::document::Document;
use crate::harness::routes::Bundle;
use crate::harness::sabotage::Sabotage;
use crate::harness::script::Place;
use crate::harness::session::Session;

impl Tab {
    /// Loads a document and brings it to life. `seed` names the tab, unlike any other of this server, and spreads its
    /// waiting times.
    pub async fn open(
        session: &Rc<Session>,
        place: Place,
        url: &str,
        seed: u64,
        sabotage: Sabotage,
    ) -> Self {
        let document = session.load(url).await;
        Self::bring_to_life(session, place, document, seed, sabotage)
    }

    /// Brings a document to life, however long ago it was loaded.
    fn bring_to_life(
        session: &Rc<Session>,
        place: Place,
        document: Document,
        seed: u64,
        sabotage: Sabotage,
    ) -> Self {
        let mut tab = Self {
            session: Rc::clone(session),
            sabotage,
            clock: Clock::start(),
            conversation: converse(&document.embedded, seed, 0),
            page: mount(&document.embedded),
            document,
            documents: 0,
            seed,
            place,
            generation: 0,
            replies: Vec::new(),
            work: VecDeque::new(),
            socket: None,
            is_greeted: false,
            wake_at: None,
            shown: Connection::Connecting,
            going: None,
            partings: JoinSet::new(),
            redeeming: None,
            is_redeemed: false,
            leaps: 0,
            made: Vec::new(),
            made_before: 0,
            said: Vec::new(),
            pages: 0,
            noted_before: 0,
            doing: None,
            wrong: Vec::new(),
            is_judged: false,
        };
        tab.start();
        tab
    }

    fn start(&mut self) {
        self.follow();
        self.begin_model();
        self.input(Input::Started);
    }

    /// The document on show goes away, and another one comes.
    pub(super) async fn go(&mut self, going: Going) {
        let (url, left) = match going {
            Going::To(url) => (url, Outcome::Parted),
            Going::Again => (self.document.embedded.url.clone(), Outcome::Dropped),
        };
        self.input(Input::Left);
        for made in &mut self.made[self.made_before..] {
            if made.outcome == Outcome::Awaited {
                made.outcome = left.clone();
            }
        }
        self.made_before = self.made.len();
        let document = self.session.load(&url).await;
        self.documents += 1;
        self.conversation = converse(&document.embedded, self.seed, self.documents);
        self.page = mount(&document.embedded);
        self.document = document;
        // The request goes on without its document.
        self.redeeming = None;
        self.is_redeemed = false;
        self.generation += 1;
        self.replies.clear();
        self.work.clear();
        self.socket = None;
        self.is_greeted = false;
        self.wake_at = None;
        self.shown = Connection::Connecting;
        self.going = None;
        self.start();
    }
}

fn mount(embedded: &Embedded) -> Box<dyn Running> {
    let now = Time::from_unix_millis(embedded.now);
    let mounted = Bundle::mount(&embedded.url, &embedded.data, now, Entry::Document);
    mounted.expect("the document is one of these pages").0
}

/// Each document is a tab of its own to the server.
fn converse(embedded: &Embedded, seed: u64, document: u64) -> Conversation {
    let mut tab = [0; 16];
    tab[..8].copy_from_slice(&seed.to_be_bytes());
    tab[8..].copy_from_slice(&document.to_be_bytes());
    let speaker = Speaker::of(embedded.clone(), TabId(tab));
    let following = Subscriptions::of_page(embedded.cursor);
    Conversation::new(speaker, seed, call_size)
        .following(following)
        .conversing(models(call_size))
}
