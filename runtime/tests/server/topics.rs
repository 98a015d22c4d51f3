//! Following a topic over a socket: the gate, what is missed and what is not, who hears what.

use rally_runtime::page::{Failure, Topic as _};
use rally_runtime::server::Limits;
use rally_runtime::wire::frame::{
    ClientFrame, Cursor, EventFrame, Navigated, ServerFrame, Stamp, Sub,
};
use rally_runtime::wire::{decode_all, to_bytes};

use crate::app::{Count, SAY, SAY_COMMITTED};
use crate::harness::TestServer;
use crate::tab::{Socket, Tab, call, counted};

async fn ask(socket: &mut Socket, id: u64, cursor: Option<Cursor>) {
    let sub = Sub {
        id,
        url: "/".to_owned(),
        channel: Count(1).channel(),
        cursor,
    };
    socket.send(&ClientFrame::Sub(sub)).await;
}

/// Follows, and says from where on.
async fn follow(socket: &mut Socket, id: u64, cursor: Option<Cursor>) -> Cursor {
    ask(socket, id, cursor).await;
    match socket.receive().await {
        ServerFrame::Following {
            id: followed,
            cursor,
        } => {
            assert_eq!(followed, id);
            cursor
        }
        other => panic!("{other:?} instead of `Following`"),
    }
}

async fn heard(socket: &mut Socket) -> (u64, i64) {
    match socket.receive().await {
        ServerFrame::Event(EventFrame { id, body, .. }) => (id, decode_all(&body).unwrap()),
        other => panic!("{other:?} instead of an event"),
    }
}

/// A tab that publishes.
struct Voice {
    socket: Socket,
    stamp: Stamp,
    n: u64,
}

impl Voice {
    async fn of(server: &TestServer) -> Self {
        let (socket, stamp) = Tab::open(server.browser()).await.connect().await;
        Self {
            socket,
            stamp,
            n: 0,
        }
    }

    async fn say(&mut self, method: rally_runtime::page::MethodId, amount: i64) -> bool {
        self.n += 1;
        let said = call(self.n, self.stamp, method, to_bytes(&amount));
        match self.socket.call(&said).await {
            Err(Failure::Internal { .. }) => false,
            answer => {
                assert_eq!(answer, counted(amount));
                true
            }
        }
    }
}

#[actix_web::test]
async fn what_one_tab_publishes_another_hears_in_order() {
    let server = TestServer::start().await;
    let mut voice = Voice::of(&server).await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    follow(&mut socket, 1, None).await;
    assert!(voice.say(SAY, 1).await);
    assert!(voice.say(SAY_COMMITTED, 2).await);
    assert!(!voice.say(SAY_COMMITTED, -3).await, "rolled back");
    assert!(voice.say(SAY, 4).await);
    for expected in [1, 2, 4] {
        assert_eq!(heard(&mut socket).await, (1, expected));
    }
    socket.send(&ClientFrame::Unsub { id: 1 }).await;
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(socket.receive().await, ServerFrame::Pong);
    assert!(voice.say(SAY, 5).await);
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(socket.receive().await, ServerFrame::Pong, "no event came");
    server.stop().await;
}

#[actix_web::test]
async fn nothing_between_the_document_and_the_subscription_is_missed() {
    let server = TestServer::start().await;
    let mut voice = Voice::of(&server).await;
    assert!(voice.say(SAY, 1).await);
    let mut browser = server.browser();
    let document = browser.get("/").await.embedded().cursor;
    assert!(voice.say(SAY, 2).await);
    let (mut socket, _) = Tab::open(browser).await.connect().await;
    assert_eq!(follow(&mut socket, 1, Some(document)).await, document);
    assert_eq!(heard(&mut socket).await, (1, 2));
    let url = "/".to_owned();
    socket.send(&ClientFrame::Nav { id: 1, url }).await;
    let ServerFrame::NavReply {
        page: Navigated::Page { cursor, .. },
        ..
    } = socket.receive().await
    else {
        panic!("no page")
    };
    assert_eq!(
        (cursor.epoch, cursor.seq),
        (document.epoch, document.seq + 1)
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_tab_that_comes_back_hears_what_came_meanwhile() {
    let server = TestServer::start().await;
    let mut voice = Voice::of(&server).await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, _) = tab.connect().await;
    let Cursor { epoch, seq } = follow(&mut socket, 1, None).await;
    assert!(voice.say(SAY, 1).await);
    assert_eq!(heard(&mut socket).await, (1, 1));
    drop(socket);
    assert!(voice.say(SAY, 2).await);
    let (mut socket, _) = tab.connect().await;
    let last = Cursor {
        epoch,
        seq: seq + 1,
    };
    follow(&mut socket, 1, Some(last)).await;
    assert_eq!(heard(&mut socket).await, (1, 2));
    let of_another_process = Cursor {
        epoch: epoch ^ 1,
        seq,
    };
    ask(&mut socket, 2, Some(of_another_process)).await;
    assert_eq!(socket.receive().await, ServerFrame::Reset { id: 2 });
    server.stop().await;
}

#[actix_web::test]
async fn a_page_follows_only_what_it_declares() {
    let server = TestServer::start().await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let refused = [
        ("/", "other/1"),
        ("/", "count/01"),
        ("/", "count"),
        ("/away", "count/1"),
        ("//evil.example/", "count/1"),
    ];
    let long = format!("count/{}", "1".repeat(2_000));
    for (id, (url, channel)) in (1..).zip(refused.into_iter().chain([("/", long.as_str())])) {
        let sub = Sub {
            id,
            url: url.to_owned(),
            channel: channel.to_owned(),
            cursor: None,
        };
        socket.send(&ClientFrame::Sub(sub)).await;
        let answer = socket.receive().await;
        assert_eq!(answer, ServerFrame::Denied { id }, "{url} {channel}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_connection_follows_so_many_channels() {
    let server = TestServer::start().await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    for id in 1..=64 {
        follow(&mut socket, id, None).await;
    }
    ask(&mut socket, 65, None).await;
    assert_eq!(socket.receive().await, ServerFrame::Denied { id: 65 });
    socket.send(&ClientFrame::Unsub { id: 3 }).await;
    follow(&mut socket, 66, None).await;
    server.stop().await;
}

#[actix_web::test]
async fn what_is_given_up_at_the_gate_is_not_followed() {
    let server = TestServer::start().await;
    let mut voice = Voice::of(&server).await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let sub = Sub {
        id: 1,
        url: "/slow".to_owned(),
        channel: Count(1).channel(),
        cursor: None,
    };
    socket.send(&ClientFrame::Sub(sub)).await;
    socket.send(&ClientFrame::Unsub { id: 1 }).await;
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(socket.receive().await, ServerFrame::Pong);
    server.app.gate.add_permits(1);
    // It waits for its turn behind the one that was given up.
    follow(&mut socket, 2, None).await;
    assert!(voice.say(SAY, 1).await);
    assert_eq!(heard(&mut socket).await, (2, 1));
    server.stop().await;
}

#[actix_web::test]
async fn a_slow_reader_is_cut_off_and_told_so() {
    let limits = Limits {
        queued_bytes: 4 << 10,
        ..Limits::default()
    };
    let server = TestServer::start_limited(limits).await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let begin = follow(&mut socket, 1, None).await;
    let mut voice = Voice::of(&server).await;
    // More than half of what may be queued, replayed at once.
    for amount in 0..200 {
        assert!(voice.say(SAY, amount).await);
        assert_eq!(heard(&mut socket).await, (1, amount));
    }
    ask(&mut socket, 2, Some(begin)).await;
    loop {
        match socket.receive().await {
            ServerFrame::Following { .. } | ServerFrame::Event(_) => {}
            other => {
                assert_eq!(other, ServerFrame::Reset { id: 2 });
                break;
            }
        }
    }
    assert!(voice.say(SAY, 200).await);
    assert_eq!(heard(&mut socket).await, (1, 200), "the other goes on");
    server.stop().await;
}
