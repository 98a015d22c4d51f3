//! A conversation in text: `protocol json`.

use actix_ws::Item;
use awc::ws::Message;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rally_runtime::wire::frame::ClientFrame;
use rally_runtime::wire::limits::{MAX_FRAME_BYTES, MAX_MALFORMED_FRAMES};
use rally_runtime::wire::{Parting, to_bytes};
use serde_json::{Value, json};

use crate::harness::TestServer;
use crate::tab::{Socket, Tab, increment};

impl Socket {
    async fn say(&mut self, value: &Value) {
        self.say_text(&value.to_string()).await;
    }

    async fn say_text(&mut self, text: &str) {
        self.send_message(Message::Text(text.to_owned().into()))
            .await;
    }

    async fn hear(&mut self) -> Value {
        let text = self.next_text().await.expect("the server has closed");
        serde_json::from_str(&text).unwrap()
    }
}

fn bin(bytes: &[u8]) -> Value {
    json!({ "$bin": STANDARD.encode(bytes) })
}

/// Written by hand, as a tool would that knows `spec/wire.md` and no MessagePack.
fn hello(tab: &Tab) -> Value {
    json!([0, [0x1234, bin(&tab.id.0), 1, bin(&tab.who), "/"]])
}

async fn greeted(tab: &Tab) -> (Socket, Value) {
    let mut socket = tab.browser.connect().await;
    socket.say(&hello(tab)).await;
    let welcome = socket.hear().await;
    assert_eq!(welcome[0], 0, "{welcome}");
    assert!(welcome[1][0]["$bin"].is_string(), "{welcome}");
    assert!(welcome[1][1].as_i64().unwrap() > 1_700_000_000_000);
    (socket, welcome[1].clone())
}

fn call(n: u64, stamp: &Value, amount: i64) -> Value {
    let (params, arguments) = (json!({ "$bin": "" }), json!({ "$packed": [amount] }));
    json!([1, [n, stamp, 1, params, arguments, n, null]])
}

const ERROR_TOO_LARGE: [i32; 2] = [5, 0];
const ERROR_MALFORMED: [i32; 2] = [5, 1];
const ERROR_TOO_DEEP: [i32; 2] = [5, 2];
const ERROR_OUT_OF_ORDER: [i32; 2] = [5, 3];

#[actix_web::test]
async fn a_whole_conversation_is_text() {
    let server = TestServer::start_json().await;
    let tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = greeted(&tab).await;

    socket.say(&json!(3)).await;
    assert_eq!(socket.hear().await, json!(6), "a ping has its pong");

    socket.say(&call(1, &stamp, 2)).await;
    assert_eq!(
        socket.hear().await,
        json!([2, 1, [0, { "$packed": [0, 2] }]])
    );
    socket.say(&call(2, &stamp, 0)).await;
    assert_eq!(
        socket.hear().await,
        json!([2, 2, [0, { "$packed": [1, "nothing to add"] }]])
    );

    socket.say(&json!([2, 7, "/away"])).await;
    let page = socket.hear().await;
    assert_eq!(page[0], 3);
    assert_eq!(page[1], 7);
    assert_eq!(page[2][1], "/away");
    assert_eq!(page[2][2], json!({ "$packed": 2 }), "{page}");
    socket.say(&json!([2, 8, "/old"])).await;
    assert_eq!(socket.hear().await, json!([3, 8, [1, "/"]]));

    server.stop().await;
    assert_eq!(socket.hear().await, json!([4, 0, 500]));
    assert_eq!(
        socket.next_text().await,
        None,
        "and the connection is closed"
    );
}

#[actix_web::test]
async fn an_identity_that_is_not_proven_is_refused_in_text() {
    let server = TestServer::start_json().await;
    let mut tab = Tab::open(server.browser()).await;
    tab.who = vec![1, 2, 3];
    let mut socket = tab.browser.connect().await;
    socket.say(&hello(&tab)).await;
    assert_eq!(socket.hear().await, json!([1, 1]));
    assert_eq!(socket.next_text().await, None);
    server.stop().await;
}

#[actix_web::test]
async fn what_is_not_a_frame_has_a_typed_error_in_text() {
    let server = TestServer::start_json().await;
    let tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = greeted(&tab).await;
    let large = format!("\"{}\"", "x".repeat(MAX_FRAME_BYTES));
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let cases = [
        ("{}", ERROR_MALFORMED),
        ("3 3", ERROR_MALFORMED),
        (&deep, ERROR_TOO_DEEP),
        (&large, ERROR_TOO_LARGE),
        (&hello(&tab).to_string(), ERROR_OUT_OF_ORDER),
    ];
    for (text, error) in cases {
        socket.say_text(text).await;
        assert_eq!(socket.hear().await, json!(error));
    }
    socket.say(&call(1, &stamp, 1)).await;
    assert_eq!(
        socket.hear().await,
        json!([2, 1, [0, { "$packed": [0, 1] }]]),
        "the connection goes on"
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_binary_message_is_malformed_where_text_is_agreed() {
    let server = TestServer::start_json().await;
    let tab = Tab::open(server.browser()).await;
    let (mut socket, _) = greeted(&tab).await;
    for _ in 0..MAX_MALFORMED_FRAMES {
        socket.send(&ClientFrame::Ping).await;
        assert_eq!(socket.hear().await, json!(ERROR_MALFORMED));
    }
    assert_eq!(socket.hear().await[1], json!(2), "a good-bye: malformed");
    assert_eq!(socket.next_text().await, None);
    server.stop().await;
}

#[actix_web::test]
async fn a_text_in_pieces_is_put_together() {
    let server = TestServer::start_json().await;
    let tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = greeted(&tab).await;
    let text = call(1, &stamp, 5).to_string();
    let (first, last) = text.split_at(text.len() / 2);
    let pieces = [
        Item::FirstText(first.to_owned().into()),
        Item::Last(last.to_owned().into()),
    ];
    for piece in pieces {
        socket.send_message(Message::Continuation(piece)).await;
    }
    assert_eq!(
        socket.hear().await,
        json!([2, 1, [0, { "$packed": [0, 5] }]])
    );
    server.stop().await;
}

#[actix_web::test]
async fn what_a_tab_posts_when_it_is_left_stays_binary() {
    let server = TestServer::start_json().await;
    let mut tab = Tab::open(server.browser()).await;
    let database = tab.browser.get("/").await.embedded();
    let stamp = rally_runtime::wire::frame::Stamp {
        database: database.database,
        at: database.now,
    };
    let parting = to_bytes(&Parting {
        hello: tab.hello(),
        calls: vec![increment(1, stamp, 4)],
    });
    let origin = tab.browser.origin();
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/msgpack"),
    ];
    let method = actix_web::http::Method::POST;
    let answer = tab
        .browser
        .send(method, "/_rally/calls/public", &headers, parting)
        .await;
    assert_eq!(answer.status, 202);
    let (mut socket, stamp) = greeted(&tab).await;
    // As a tab does that comes back and has seen no answer; it gets two where the call ends at this very moment.
    let posted = json!([bin(&database.database), database.now]);
    socket.say(&call(1, &posted, 4)).await;
    socket.say(&call(2, &stamp, 1)).await;
    let first = json!([2, 1, [0, { "$packed": [0, 4] }]]);
    assert_eq!(socket.hear().await, first, "done once, and its answer kept");
    let mut next = socket.hear().await;
    if next == first {
        next = socket.hear().await;
    }
    assert_eq!(next, json!([2, 2, [0, { "$packed": [0, 5] }]]));
    server.stop().await;
}
