//! Models on the server: messages in order and once, whatever happens to the connection; and pages that are told to begin
//! again where their model is gone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rally_runtime::server::limits::{MAX_LEAVING_MODELS, MAX_WAITING_MESSAGES};
use rally_runtime::wire::frame::{ClientFrame, Cursor, Farewell, FromModel, ServerFrame, ToModel};
use rally_runtime::wire::{decode_all, to_bytes};

use crate::echo::{ADD, FAULT, MANY, PANIC, SLOW, WELCOME};
use crate::harness::TestServer;
use crate::tab::{Socket, Tab};

impl Socket {
    pub async fn say_to_model(&mut self, id: u64, said: ToModel) {
        self.send(&ClientFrame::Model { id, said }).await;
    }

    pub async fn hear_model(&mut self, id: u64) -> FromModel {
        match self.receive().await {
            ServerFrame::Model { id: of, said } if of == id => said,
            other => panic!("{other:?} instead of a word of model {id}"),
        }
    }

    pub async fn open(&mut self, id: u64, url: &str, cursor: Option<Cursor>) {
        let url = url.to_owned();
        self.say_to_model(id, ToModel::Open { url, cursor }).await;
    }

    /// Asks for a model, and says its epoch and the last of the page's messages that it has.
    pub async fn begin(&mut self, id: u64, cursor: Option<Cursor>) -> (u64, u64) {
        self.open(id, "/", cursor).await;
        match self.hear_model(id).await {
            FromModel::Begun { epoch, taken } => (epoch, taken),
            other => panic!("{other:?} instead of a model"),
        }
    }

    pub async fn tell(&mut self, id: u64, epoch: u64, k: u64, message: i64) {
        let message = to_bytes(&message);
        self.say_to_model(id, ToModel::Send { epoch, k, message })
            .await;
    }

    /// The next message of the model, with its number.
    pub async fn echo(&mut self, id: u64) -> (u64, i64) {
        loop {
            match self.hear_model(id).await {
                FromModel::Taken { .. } => {}
                FromModel::Message { seq, body } => return (seq, decode_all(&body).unwrap()),
                other => panic!("{other:?} instead of a message"),
            }
        }
    }

    /// Nothing but words that messages have come.
    async fn is_silent(&mut self) {
        self.send(&ClientFrame::Ping).await;
        loop {
            match self.receive().await {
                ServerFrame::Pong => return,
                ServerFrame::Model {
                    said: FromModel::Taken { .. },
                    ..
                } => {}
                other => panic!("{other:?} instead of silence"),
            }
        }
    }
}

async fn until(count: &AtomicUsize, expected: usize) {
    for _ in 0..20_000 {
        if count.load(Ordering::SeqCst) == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{} instead of {expected}", count.load(Ordering::SeqCst));
}

/// A tab with a model that has said its welcome.
async fn conversing(server: &TestServer) -> (Tab, Socket, u64) {
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, _) = tab.connect().await;
    let (epoch, taken) = socket.begin(1, None).await;
    assert_eq!((taken, socket.echo(1).await), (0, (1, WELCOME)));
    (tab, socket, epoch)
}

#[actix_web::test]
async fn a_model_takes_messages_in_order_and_each_once() {
    let server = TestServer::start().await;
    let (_tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, 10).await;
    assert_eq!(socket.echo(1).await, (2, 10));
    assert_eq!(socket.hear_model(1).await, FromModel::Taken { k: 1 });
    for k in [2, 2, 1, 3, 3] {
        socket.tell(1, epoch, k, 10 * k as i64).await;
    }
    for k in 2..=3 {
        assert_eq!(socket.echo(1).await, (k + 1, 10 * k as i64));
    }
    socket.is_silent().await;
    server.stop().await;
}

#[actix_web::test]
async fn a_tab_that_comes_back_finds_its_model_where_it_was() {
    let server = TestServer::start().await;
    let (mut tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, SLOW).await;
    socket.tell(1, epoch, 2, 20).await;
    socket.is_silent().await;
    drop(socket);
    let (mut socket, _) = tab.connect().await;
    let heard = Cursor { epoch, seq: 1 };
    assert_eq!(socket.begin(1, Some(heard)).await, (epoch, 2));
    // The browser does not know yet that the server has them.
    for (k, message) in [(1, SLOW), (2, 20), (3, 30)] {
        socket.tell(1, epoch, k, message).await;
    }
    server.app.gate.add_permits(1);
    for expected in [(2, SLOW), (3, 20), (4, 30)] {
        assert_eq!(socket.echo(1).await, expected);
    }
    assert_eq!(server.app.echoes.taken.load(Ordering::SeqCst), 3);
    server.stop().await;
}

#[actix_web::test]
async fn what_a_model_says_to_nobody_is_heard_by_the_tab_that_comes_back() {
    let server = TestServer::start().await;
    let (mut tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, SLOW).await;
    socket.is_silent().await;
    drop(socket);
    server.app.gate.add_permits(1);
    until(&server.app.echoes.taken, 1).await;
    let (mut socket, _) = tab.connect().await;
    socket.is_silent().await;
    socket.begin(1, Some(Cursor { epoch, seq: 1 })).await;
    assert_eq!(socket.echo(1).await, (2, SLOW));
    drop(socket);
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.begin(1, None).await,
        (epoch, 1),
        "whoever has heard nothing hears all"
    );
    assert_eq!(socket.echo(1).await, (1, WELCOME));
    assert_eq!(socket.echo(1).await, (2, SLOW));
    server.stop().await;
}

#[actix_web::test]
async fn a_connection_that_is_lost_while_the_model_begins_meets_it_later() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, _) = tab.connect().await;
    socket.open(1, "/slow", None).await;
    socket.is_silent().await;
    drop(socket);
    let (mut socket, _) = tab.connect().await;
    socket.open(1, "/slow", None).await;
    socket.is_silent().await;
    server.app.gate.add_permits(1);
    let begun = socket.hear_model(1).await;
    assert!(
        matches!(begun, FromModel::Begun { taken: 0, .. }),
        "{begun:?}"
    );
    assert_eq!(socket.echo(1).await, (1, WELCOME));
    assert_eq!(server.app.echoes.alive.load(Ordering::SeqCst), 1);
    server.stop().await;
}

#[actix_web::test]
async fn a_model_that_has_said_too_much_meanwhile_is_reset() {
    let server = TestServer::start().await;
    let (mut tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, MANY).await;
    for seq in 2..=1_001 {
        assert_eq!(socket.echo(1).await, (seq, seq as i64 - 2));
    }
    drop(socket);
    let (mut socket, _) = tab.connect().await;
    let recent = Cursor { epoch, seq: 900 };
    assert_eq!(socket.begin(1, Some(recent)).await, (epoch, 1));
    assert_eq!(socket.echo(1).await, (901, 899));
    drop(socket);
    let (mut socket, _) = tab.connect().await;
    socket.open(1, "/", Some(Cursor { epoch, seq: 1 })).await;
    assert_eq!(socket.hear_model(1).await, FromModel::Reset);
    until(&server.app.echoes.alive, 0).await;
    server.stop().await;
}

#[actix_web::test]
async fn a_server_that_was_started_anew_knows_no_model() {
    let server = TestServer::start().await;
    let (mut tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, 10).await;
    assert_eq!(socket.echo(1).await, (2, 10));
    let server = server.restart().await;
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    socket.open(1, "/", Some(Cursor { epoch, seq: 2 })).await;
    assert_eq!(socket.hear_model(1).await, FromModel::Reset);
    socket.tell(1, epoch, 2, 20).await;
    assert_eq!(socket.hear_model(1).await, FromModel::Reset);
    let (another, taken) = socket.begin(2, None).await;
    assert_eq!((taken, socket.echo(2).await), (0, (1, WELCOME)));
    assert_ne!(another, epoch);
    assert_eq!(server.app.echoes.taken.load(Ordering::SeqCst), 0);
    server.stop().await;
}

#[actix_web::test]
async fn what_fails_drops_the_model_and_not_the_server() {
    let server = TestServer::start().await;
    let (_tab, mut socket, first) = conversing(&server).await;
    let mut epoch = first;
    for (id, wrong) in (1..).zip([PANIC, FAULT]) {
        socket.tell(id, epoch, 1, SLOW).await;
        socket.tell(id, epoch, 2, wrong).await;
        socket.tell(id, epoch, 3, 30).await;
        socket.is_silent().await;
        server.app.gate.add_permits(1);
        assert_eq!(socket.echo(id).await, (2, SLOW));
        assert_eq!(socket.hear_model(id).await, FromModel::Taken { k: 3 });
        assert_eq!(socket.hear_model(id).await, FromModel::Reset);
        until(&server.app.echoes.alive, 0).await;
        (epoch, _) = socket.begin(id + 1, None).await;
        assert_eq!(socket.echo(id + 1).await, (1, WELCOME));
    }
    let garbage = ToModel::Send {
        epoch,
        k: 1,
        message: vec![0xc1],
    };
    socket.say_to_model(3, garbage).await;
    assert_eq!(socket.hear_model(3).await, FromModel::Reset);
    server.stop().await;
}

#[actix_web::test]
async fn a_model_that_cannot_begin_is_denied() {
    let server = TestServer::start().await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let long = format!("/{}", "a".repeat(10_000));
    let urls = ["/panic", "/fault", "/private", "//evil.example/", "", &long];
    for (id, url) in (1..).zip(urls) {
        socket.open(id, url, None).await;
        assert_eq!(socket.hear_model(id).await, FromModel::Denied, "{url}");
    }
    socket.begin(9, None).await;
    server.stop().await;
}

#[actix_web::test]
async fn what_belongs_to_no_model_is_reset() {
    let server = TestServer::start().await;
    let (_tab, mut socket, epoch) = conversing(&server).await;
    let strays = [(1, epoch ^ 1, 1), (2, epoch, 1), (u64::MAX, 0, u64::MAX)];
    for (id, epoch, k) in strays {
        socket.tell(id, epoch, k, 10).await;
        assert_eq!(socket.hear_model(id).await, FromModel::Reset);
    }
    socket.say_to_model(7, ToModel::Leave).await;
    socket.tell(1, epoch, 0, 10).await;
    socket.tell(1, epoch, 1, 10).await;
    assert_eq!(socket.echo(1).await, (2, 10), "the model is untouched");
    socket.tell(1, epoch, 3, 30).await;
    loop {
        match socket.hear_model(1).await {
            FromModel::Taken { .. } => {}
            other => {
                assert_eq!(other, FromModel::Reset, "a message is missing");
                break;
            }
        }
    }
    let foreign = Cursor {
        epoch: epoch ^ 1,
        seq: 0,
    };
    let future = |epoch| Cursor { epoch, seq: 9 };
    let (epoch, _) = socket.begin(2, None).await;
    assert_eq!(socket.echo(2).await, (1, WELCOME));
    for (id, cursor) in [(2, future(epoch)), (3, foreign)] {
        socket.open(id, "/", Some(cursor)).await;
        assert_eq!(socket.hear_model(id).await, FromModel::Reset);
    }
    until(&server.app.echoes.alive, 0).await;
    server.stop().await;
}

#[actix_web::test]
async fn a_page_that_is_left_takes_its_model_along_once_that_has_its_messages() {
    let server = TestServer::start().await;
    let (_tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, SLOW).await;
    socket.tell(1, epoch, 2, 20).await;
    socket.say_to_model(1, ToModel::Leave).await;
    let (second, _) = socket.begin(2, None).await;
    assert_eq!(socket.echo(2).await, (1, WELCOME));
    socket.tell(2, second, 1, 10).await;
    assert_eq!(socket.echo(2).await, (2, 10), "it waits for no other");
    assert_eq!(server.app.echoes.alive.load(Ordering::SeqCst), 2);
    server.app.gate.add_permits(1);
    until(&server.app.echoes.taken, 3).await;
    until(&server.app.echoes.alive, 1).await;
    socket.is_silent().await;
    socket.begin(3, None).await;
    until(&server.app.echoes.alive, 1).await;
    socket.say_to_model(3, ToModel::Leave).await;
    until(&server.app.echoes.alive, 0).await;
    server.stop().await;
}

#[actix_web::test]
async fn a_flood_of_messages_or_models_is_turned_away_and_nothing_is_lost() {
    let server = TestServer::start().await;
    let (mut tab, mut socket, epoch) = conversing(&server).await;
    let most = MAX_WAITING_MESSAGES as u64 + 1;
    socket.tell(1, epoch, 1, SLOW).await;
    for k in 2..=most + 1 {
        socket.tell(1, epoch, k, k as i64).await;
    }
    let bye = socket.receive().await;
    let is_overload = matches!(
        bye,
        ServerFrame::Bye {
            why: Farewell::Overload,
            ..
        }
    );
    assert!(is_overload, "{bye:?}");
    let (mut socket, _) = tab.connect().await;
    let heard = Cursor { epoch, seq: 1 };
    assert_eq!(socket.begin(1, Some(heard)).await, (epoch, most));
    server.app.gate.add_permits(1);
    assert_eq!(socket.echo(1).await, (2, SLOW));
    for k in 2..=most {
        assert_eq!(socket.echo(1).await, (k + 1, k as i64));
    }
    let mut last = 1;
    for id in 2..=2 + MAX_LEAVING_MODELS as u64 {
        let (epoch, _) = socket.begin(id, None).await;
        assert_eq!(socket.echo(id).await, (1, WELCOME));
        socket.tell(id, epoch, 1, SLOW).await;
        last = id;
    }
    socket.open(last + 1, "/", None).await;
    let bye = socket.receive().await;
    assert!(matches!(bye, ServerFrame::Bye { .. }), "{bye:?}");
    server.app.gate.add_permits(MAX_LEAVING_MODELS + 1);
    server.stop().await;
}

#[actix_web::test]
async fn a_server_that_stops_lets_models_finish() {
    let server = TestServer::start().await;
    let (_tab, mut socket, epoch) = conversing(&server).await;
    socket.tell(1, epoch, 1, ADD).await;
    socket.is_silent().await;
    let app = server.app.clone();
    let release = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        app.gate.add_permits(1);
    };
    let (server, ()) = tokio::join!(server.restart(), release);
    assert_eq!(server.app.total().await, 1);
    server.stop().await;
}
