//! The tabs of the process by their ids: messages to their tasks, which are started on the first one.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::Instant;

use super::answers::Answers;
use super::models::Models;
use super::subscriptions::Subscriptions;
use super::{Tab, ToTab, Work, recheck_at};
use crate::server::Request;
use crate::server::application::ClientDefinition;
use crate::server::limits::{MAX_TABS, TABS_A_SESSION, TABS_AN_ADDRESS};
use crate::server::socket::{leave, network_of};
use crate::server::state::{Shared, now_millis};
use crate::session::{SessionHash, Who};
use crate::wire::frame::TabId;

/// How long it is remembered that a session has ended: longer than a connection may take to say `Hello`. Those that have
/// said it are told.
const ENDED_KEPT: Duration = Duration::from_secs(60);

/// All tabs, whichever worker they live on.
pub(crate) struct Registry {
    tabs: Mutex<Tabs>,
    /// How many tabs there are.
    count: watch::Sender<usize>,
}

#[derive(Default)]
struct Tabs {
    by_id: HashMap<TabId, Entry>,
    by_session: HashMap<SessionHash, HashSet<TabId>>,
    by_address: HashMap<IpAddr, usize>,
    /// How many tabs of sessions that have ended still work.
    ending: usize,
    /// When the sessions ended that have ended lately.
    ended: HashMap<SessionHash, Instant>,
    /// The same, the earliest first.
    ends: VecDeque<(Instant, SessionHash)>,
    stopping: bool,
}

struct Entry {
    session: SessionHash,
    /// The network that it began at.
    address: IpAddr,
    client: &'static str,
    mailbox: UnboundedSender<ToTab>,
}

/// A message on its way to a tab, with what a tab is made of where there is none.
pub(crate) struct Delivery<'a> {
    pub(crate) state: &'a Shared,
    pub(crate) client: &'static ClientDefinition,
    pub(crate) tab: TabId,
    pub(crate) who: Who,
    pub(crate) request: &'a Request,
    /// When its session was looked up.
    pub(crate) since: Instant,
}

/// Why a message did not reach its tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// The tab belongs to another session or client.
    Session,
    /// The session has ended since it was looked up.
    Ended,
    /// The connection that says it belongs to a tab which is no more: it is to say `Hello` again.
    Gone,
    /// There are too many tabs.
    Overload,
    /// The server stops.
    Stopping,
}

impl Default for Registry {
    fn default() -> Self {
        Self {
            tabs: Mutex::default(),
            count: watch::Sender::new(0),
        }
    }
}

impl Registry {
    /// Brings messages to a tab, all of them or none. A new tab lives on the worker that calls this.
    pub(crate) fn deliver(
        &self,
        to: &Delivery<'_>,
        messages: Vec<ToTab>,
    ) -> Result<(), Undelivered> {
        let mut tabs = self.lock();
        if tabs.stopping {
            return Err(Undelivered::Stopping);
        }
        let session = to.request.session_hash();
        if tabs.has_ended(session, to.since) {
            return Err(Undelivered::Ended);
        }
        let mailbox = match tabs.by_id.get(&to.tab) {
            Some(entry) if entry.session != session || entry.client != to.client.name => {
                return Err(Undelivered::Session);
            }
            Some(entry) if !entry.mailbox.is_closed() => entry.mailbox.clone(),
            // There is none, or its task has died, and its worker with it.
            _ => match messages.first() {
                None => return Ok(()),
                Some(first) if first.may_be_first() => tabs.start(to)?,
                Some(_) => return Err(Undelivered::Gone),
            },
        };
        self.count.send_replace(tabs.count());
        for message in messages {
            // The receiver lives for as long as the entry is there, which the lock guards.
            let _ = mailbox.send(message);
        }
        Ok(())
    }

    /// Takes a tab out, unless something has just been sent to it.
    pub(super) fn forget(&self, id: TabId, mailbox: &UnboundedReceiver<ToTab>) -> bool {
        let mut tabs = self.lock();
        if !mailbox.is_empty() {
            return false;
        }
        tabs.remove(id);
        self.count.send_replace(tabs.count());
        true
    }

    /// Ends the tabs of a session: their connections are closed, and what waits for its turn is dropped.
    pub(crate) fn end_session(&self, session: SessionHash) {
        self.end_tabs(session, |_| true);
    }

    /// Ends the tabs of a session in one client.
    pub(crate) fn end_sign_in(&self, session: SessionHash, client: &str) {
        self.end_tabs(session, |tab| tab.client == client);
    }

    fn end_tabs(&self, session: SessionHash, is_meant: impl Fn(&Entry) -> bool) {
        let mut tabs = self.lock();
        tabs.note_ended(session);
        let of_session = tabs.by_session.get(&session).into_iter().flatten();
        let meant = |id: &&TabId| tabs.by_id.get(*id).is_some_and(&is_meant);
        let meant: Vec<TabId> = of_session.filter(meant).copied().collect();
        for id in meant {
            if let Some(entry) = tabs.remove(id)
                && entry.mailbox.send(ToTab::End).is_ok()
            {
                tabs.ending += 1;
            }
        }
        self.count.send_replace(tabs.count());
    }

    /// A tab of a session that has ended has done its work.
    pub(super) fn note_end(&self) {
        let mut tabs = self.lock();
        tabs.ending = tabs.ending.saturating_sub(1);
        self.count.send_replace(tabs.count());
    }

    /// Tells all tabs to finish, and waits until they have or time is up. Gives the number of those that have not.
    pub(crate) async fn stop(&self, limit: Duration) -> usize {
        {
            let mut tabs = self.lock();
            tabs.stopping = true;
            let dead =
                |(id, entry): (&TabId, &Entry)| entry.mailbox.send(ToTab::Stop).err().map(|_| *id);
            let dead: Vec<TabId> = tabs.by_id.iter().filter_map(dead).collect();
            for id in dead {
                tabs.remove(id);
            }
            self.count.send_replace(tabs.count());
        }
        let mut count = self.count.subscribe();
        let empty = tokio::time::timeout(limit, count.wait_for(|count| *count == 0)).await;
        if empty.is_ok() {
            0
        } else {
            self.lock().count()
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Tabs> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tabs {
    fn start(&mut self, to: &Delivery<'_>) -> Result<UnboundedSender<ToTab>, Undelivered> {
        self.remove(to.tab);
        let session = to.request.session_hash();
        let address = network_of(to.request.address());
        if self.by_session.get(&session).map_or(0, HashSet::len) >= TABS_A_SESSION
            || count(&self.by_address, &address) >= TABS_AN_ADDRESS
            || self.by_id.len() >= MAX_TABS
        {
            return Err(Undelivered::Overload);
        }
        self.by_session.entry(session).or_default().insert(to.tab);
        *self.by_address.entry(address).or_insert(0) += 1;
        let (sender, mailbox) = unbounded_channel();
        let entry = Entry {
            session,
            address,
            client: to.client.name,
            mailbox: sender.clone(),
        };
        self.by_id.insert(to.tab, entry);
        actix_web::rt::spawn(new_tab(to, mailbox).run());
        Ok(sender)
    }

    fn remove(&mut self, id: TabId) -> Option<Entry> {
        let entry = self.by_id.remove(&id)?;
        if let Some(tabs) = self.by_session.get_mut(&entry.session) {
            tabs.remove(&id);
            if tabs.is_empty() {
                self.by_session.remove(&entry.session);
            }
        }
        leave(&mut self.by_address, &entry.address);
        Some(entry)
    }

    fn count(&self) -> usize {
        self.by_id.len() + self.ending
    }

    fn note_ended(&mut self, session: SessionHash) {
        let now = Instant::now();
        while let Some((at, earliest)) = self
            .ends
            .pop_front_if(|(at, _)| now.duration_since(*at) > ENDED_KEPT)
        {
            // It may have ended again since.
            if self.ended.get(&earliest) == Some(&at) {
                self.ended.remove(&earliest);
            }
        }
        self.ended.insert(session, now);
        self.ends.push_back((now, session));
    }

    fn has_ended(&self, session: SessionHash, since: Instant) -> bool {
        self.ended.get(&session).is_some_and(|at| *at >= since)
    }
}

fn count<K: Hash + Eq>(counts: &HashMap<K, usize>, key: &K) -> usize {
    counts.get(key).copied().unwrap_or(0)
}

pub(super) fn new_tab(to: &Delivery<'_>, mailbox: UnboundedReceiver<ToTab>) -> Tab {
    Tab {
        state: to.state.clone(),
        client: to.client,
        id: to.tab,
        who: to.who,
        request: to.request.clone().of_tab(to.tab),
        mailbox,
        connection: None,
        answers: Answers::default(),
        waiting: std::collections::VecDeque::new(),
        waiting_bytes: 0,
        work: Work::None,
        navigation: None,
        subscriptions: Subscriptions::default(),
        models: Models::default(),
        highest: 0,
        began: now_millis(),
        idle_since: Instant::now(),
        waiting_for_rest: Vec::new(),
        stopping: false,
        has_ended: false,
        recheck: None,
        recheck_at: recheck_at(to.state, to.client),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::net::Ipv4Addr;

    use super::super::SocketId;
    use super::super::tests::{delivery, frame, state};
    use super::*;
    use crate::server::request::Services;
    use crate::session::SessionToken;

    fn stranger() -> Request {
        let session = SessionToken::generate().unwrap().hash();
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Request::new(session, here, Services::for_test())
    }

    /// A call of a tab that is being left, of another database, so that no handler runs.
    fn call(state: &Shared) -> ToTab {
        let mut frame = frame(state, 1, None);
        frame.stamp.database = [0xff; 16];
        ToTab::Call {
            socket: None,
            frame,
        }
    }

    #[actix_web::test]
    async fn a_connection_of_a_tab_that_is_gone_is_told_to_come_back() {
        let (state, request) = (state().await, stranger());
        let to = delivery(&state, 1, &request);
        let socket = SocketId::next();
        let late = ToTab::Call {
            socket: Some(socket),
            frame: frame(&state, 1, None),
        };
        assert_eq!(state.tabs.deliver(&to, vec![late]), Err(Undelivered::Gone));
        assert_eq!(
            state.tabs.deliver(&to, vec![ToTab::Detach { socket }]),
            Err(Undelivered::Gone)
        );
        assert!(state.tabs.lock().by_id.is_empty());
    }

    #[actix_web::test]
    async fn a_session_that_is_turned_away_leaves_nothing_behind() {
        let state = state().await;
        let (full, request) = (Registry::default(), stranger());
        let template = delivery(&state, 0, &request);
        for n in 0..MAX_TABS {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&n.to_be_bytes());
            let entry = Entry {
                session: request.session_hash(),
                address: request.address(),
                client: template.client.name,
                mailbox: unbounded_channel().0,
            };
            full.lock().by_id.insert(TabId(id), entry);
        }
        for _ in 0..10 {
            let refused = full.deliver(&delivery(&state, 0xff, &stranger()), vec![call(&state)]);
            assert_eq!(refused, Err(Undelivered::Overload));
        }
        assert!(full.lock().by_session.is_empty());
    }

    #[actix_web::test]
    async fn no_message_makes_no_tab() {
        let (state, request) = (state().await, stranger());
        let delivered = state
            .tabs
            .deliver(&delivery(&state, 1, &request), Vec::new());
        assert_eq!(delivered, Ok(()));
        assert!(state.tabs.lock().by_id.is_empty());
    }

    #[actix_web::test]
    async fn a_tab_whose_task_has_died_begins_again() {
        let (state, request) = (state().await, stranger());
        let to = delivery(&state, 1, &request);
        let dead = Entry {
            session: request.session_hash(),
            address: request.address(),
            client: to.client.name,
            mailbox: unbounded_channel().0,
        };
        state.tabs.lock().by_id.insert(to.tab, dead);
        assert_eq!(state.tabs.deliver(&to, vec![call(&state)]), Ok(()));
        // It hears that it is to stop, and does.
        let limit = Duration::from_secs(60);
        assert_eq!(state.tabs.stop(limit).await, 0);
    }

    #[actix_web::test]
    async fn a_server_that_stops_waits_for_no_task_that_has_died() {
        let (state, request) = (state().await, stranger());
        let to = delivery(&state, 1, &request);
        assert_eq!(state.tabs.deliver(&to, vec![call(&state)]), Ok(()));
        let (dead, _) = unbounded_channel();
        state.tabs.lock().by_id.get_mut(&to.tab).unwrap().mailbox = dead;
        assert_eq!(state.tabs.stop(Duration::ZERO).await, 0);
    }

    #[actix_web::test]
    async fn an_address_has_so_many_tabs_whatever_its_sessions() {
        let state = state().await;
        let id = |n: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&n.to_be_bytes());
            TabId(id)
        };
        let attach = |n: usize, request: &Request| {
            let to = Delivery {
                tab: id(n),
                ..delivery(&state, 0, request)
            };
            state.tabs.deliver(&to, vec![call(&state)])
        };
        for n in 0..TABS_AN_ADDRESS {
            assert_eq!(attach(n, &stranger()), Ok(()));
        }
        let refused = attach(TABS_AN_ADDRESS, &stranger());
        assert_eq!(refused, Err(Undelivered::Overload));
        let elsewhere = Request::new(
            stranger().session_hash(),
            IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
            Services::for_test(),
        );
        assert_eq!(attach(TABS_AN_ADDRESS, &elsewhere), Ok(()));
        assert_eq!(state.tabs.stop(Duration::from_secs(60)).await, 0);
        let left = state.tabs.lock();
        assert!(left.by_session.is_empty() && left.by_address.is_empty());
    }
}
