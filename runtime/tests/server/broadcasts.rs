//! Broadcasts over sockets: whom they reach, whom they leave out, and what nobody can ask for.

use rally_runtime::page::MethodId;
use rally_runtime::wire::frame::{ClientFrame, Cursor, EventFrame, ServerFrame, Stamp, Sub};
use rally_runtime::wire::{decode_all, to_bytes};
use std::sync::atomic::Ordering;

use crate::app::{RECHECK, SAY, SHOUT};
use crate::echo::{FAR, WELCOME};
use crate::harness::{Browser, TestServer};
use crate::tab::{Socket, Tab, call, counted};

/// A tab that shows a page and follows channels.
struct Page {
    socket: Socket,
    stamp: Stamp,
    n: u64,
    url: &'static str,
    subscriptions: u64,
    /// The place that the last event or the last `Following` was at.
    at: u64,
}

impl Page {
    async fn open(browser: Browser, url: &'static str) -> Self {
        let (socket, stamp) = Tab::open(browser).await.connect().await;
        Self {
            socket,
            stamp,
            n: 0,
            url,
            subscriptions: 0,
            at: 0,
        }
    }

    /// Shows a page and follows all that is broadcast to it.
    async fn listening(browser: Browser, url: &'static str) -> Self {
        let mut page = Self::open(browser, url).await;
        for channel in ["@page", "@session", "@app"] {
            page.follow(channel, None).await;
        }
        page
    }

    async fn ask(&mut self, channel: &str, cursor: Option<Cursor>) -> ServerFrame {
        self.subscriptions += 1;
        let sub = Sub {
            id: self.subscriptions,
            url: self.url.to_owned(),
            channel: channel.to_owned(),
            cursor,
        };
        self.socket.send(&ClientFrame::Sub(sub)).await;
        self.socket.receive().await
    }

    async fn follow(&mut self, channel: &str, cursor: Option<Cursor>) {
        let answer = self.ask(channel, cursor).await;
        let ServerFrame::Following { cursor, .. } = answer else {
            panic!("{answer:?} instead of `Following`");
        };
        self.at = cursor.seq;
    }

    async fn send(&mut self, method: MethodId, arguments: Vec<u8>) {
        self.n += 1;
        let frame = call(self.n, self.stamp, method, arguments);
        self.socket.send(&ClientFrame::Call(frame)).await;
    }

    /// Calls, and drops what is heard meanwhile.
    async fn call(&mut self, method: MethodId, arguments: Vec<u8>) -> Option<Vec<u8>> {
        self.send(method, arguments).await;
        loop {
            if let ServerFrame::Reply { answer, .. } = self.socket.receive().await {
                return answer.ok();
            }
        }
    }

    async fn shout(&mut self, how: &str, amount: i64) -> bool {
        let said = self.call(SHOUT, to_bytes(&(how.to_owned(), amount))).await;
        said == counted(amount).ok()
    }

    /// What has come by now.
    async fn heard(&mut self) -> Vec<i64> {
        self.socket.send(&ClientFrame::Ping).await;
        let mut heard = Vec::new();
        loop {
            match self.socket.receive().await {
                ServerFrame::Pong => return heard,
                ServerFrame::Event(event) => heard.push(self.note(&event)),
                other => panic!("{other:?} instead of an event"),
            }
        }
    }

    fn note(&mut self, event: &EventFrame) -> i64 {
        assert!(
            event.previous <= self.at && self.at < event.seq,
            "{event:?} after {} would be a gap",
            self.at
        );
        self.at = event.seq;
        decode_all(&event.body).unwrap()
    }
}

#[actix_web::test]
async fn a_broadcast_reaches_a_page_a_session_or_all() {
    let server = TestServer::start().await;
    let mut ours = server.browser();
    ours.get("/").await;
    let mut home = Page::listening(ours.clone(), "/").await;
    let mut away = Page::listening(ours.clone(), "/away").await;
    let mut theirs = Page::listening(server.browser(), "/").await;
    let mut speaker = Page::open(ours, "/").await;
    for (how, amount) in [("page", 1), ("session", 2), ("app", 3)] {
        assert!(speaker.shout(how, amount).await);
    }
    assert_eq!(home.heard().await, [1, 2, 3]);
    assert_eq!(away.heard().await, [2, 3]);
    assert_eq!(theirs.heard().await, [1, 3]);
    server.stop().await;
}

#[actix_web::test]
async fn what_a_model_broadcasts_reaches_as_far_and_its_own_messages_stay_its_own() {
    let server = TestServer::start().await;
    let mut ours = server.browser();
    ours.get("/").await;
    let mut home = Page::listening(ours.clone(), "/").await;
    let mut away = Page::listening(ours.clone(), "/away").await;
    let mut theirs = Page::listening(server.browser(), "/").await;
    let (mut speaker, _) = Tab::open(ours).await.connect().await;
    let (epoch, _) = speaker.begin(1, None).await;
    speaker.tell(1, epoch, 1, FAR).await;
    for said in [WELCOME, FAR] {
        assert_eq!(speaker.echo(1).await.1, said);
    }
    assert_eq!(home.heard().await, [FAR, FAR - 1, FAR - 2]);
    assert_eq!(away.heard().await, [FAR - 1, FAR - 2]);
    assert_eq!(theirs.heard().await, [FAR, FAR - 2]);
    server.stop().await;
}

#[actix_web::test]
async fn the_sender_hears_it_too_unless_it_is_for_the_others() {
    let server = TestServer::start().await;
    let mut ours = server.browser();
    ours.get("/").await;
    let mut speaker = Page::listening(ours.clone(), "/").await;
    let mut listener = Page::listening(ours, "/").await;
    for (how, amount) in [
        ("page_others", 1),
        ("session_others", 2),
        ("app_others", 3),
        ("app_others", 4),
    ] {
        assert!(speaker.shout(how, amount).await);
    }
    assert_eq!(speaker.heard().await, [] as [i64; 0]);
    assert_eq!(listener.heard().await, [1, 2, 3, 4]);
    // It was left out of two on the same channel, which are no gap.
    assert!(listener.shout("app", 5).await);
    assert_eq!(speaker.heard().await, [5]);
    server.stop().await;
}

#[actix_web::test]
async fn a_broadcast_goes_out_with_the_commit_or_not_at_all() {
    let server = TestServer::start().await;
    let mut listener = Page::listening(server.browser(), "/").await;
    let mut speaker = Page::open(server.browser(), "/").await;
    assert!(speaker.shout("committed", 1).await);
    assert!(!speaker.shout("rolled_back", 2).await);
    assert!(speaker.shout("committed", 3).await);
    assert_eq!(listener.heard().await, [1, 3]);
    server.stop().await;
}

#[actix_web::test]
async fn what_was_broadcast_since_the_document_was_made_is_heard() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    let document = browser.get("/").await.embedded().cursor;
    let mut speaker = Page::open(server.browser(), "/").await;
    assert!(speaker.shout("page", 1).await);
    let mut page = Page::open(browser, "/").await;
    page.follow("@page", Some(document)).await;
    assert_eq!(page.heard().await, [1]);
    server.stop().await;
}

#[actix_web::test]
async fn nobody_can_ask_for_what_is_broadcast_to_others() {
    let server = TestServer::start().await;
    let session = format!("@session/public/home/{}", "00".repeat(32));
    let mut page = Page::open(server.browser(), "/").await;
    for channel in [
        "@page/public/home/a12f",
        "@app/public/home",
        "@app/",
        &session,
        "@others",
        "@",
    ] {
        let answer = page.ask(channel, None).await;
        let id = page.subscriptions;
        assert_eq!(answer, ServerFrame::Denied { id }, "{channel}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn who_may_not_follow_a_topic_any_more_hears_nothing_after_the_recheck() {
    let server = TestServer::start().await;
    let mut guarded = Page::open(server.browser(), "/guarded").await;
    guarded.follow("count/1", None).await;
    let mut speaker = Page::open(server.browser(), "/").await;
    let say = |amount: i64| (SAY, to_bytes(&amount));
    let (method, one) = say(1);
    speaker.call(method, one).await.unwrap();
    assert_eq!(guarded.heard().await, [1]);
    speaker.call(RECHECK, Vec::new()).await.unwrap();
    let (method, two) = say(2);
    speaker.call(method, two).await.unwrap();
    let again = guarded.socket.receive().await;
    assert!(
        matches!(again, ServerFrame::Following { id: 1, .. }),
        "{again:?}"
    );
    assert_eq!(guarded.heard().await, [2], "nothing is missed");
    server.app.is_allowed.store(false, Ordering::SeqCst);
    speaker.call(RECHECK, Vec::new()).await.unwrap();
    let (method, three) = say(3);
    speaker.call(method, three).await.unwrap();
    assert_eq!(
        guarded.socket.receive().await,
        ServerFrame::Denied { id: 1 }
    );
    assert_eq!(guarded.heard().await, [] as [i64; 0]);
    server.stop().await;
}
