//! Frames and upgrades that no browser of ours sends: typed errors, closed sockets, and a server that goes on.

use actix_ws::Item;
use awc::ws::Message;
use proptest::prelude::*;
use rally_runtime::server::Limits;
use rally_runtime::wire::frame::{ClientFrame, Farewell, FrameError, ServerFrame};
use rally_runtime::wire::limits::{MAX_FRAME_BYTES, MAX_MALFORMED_FRAMES};
use rally_runtime::wire::to_bytes;

use crate::harness::TestServer;
use crate::tab::{Tab, call, counted, increment};

#[actix_web::test]
async fn another_site_cannot_upgrade() {
    let server = TestServer::start().await;
    let tab = Tab::open(server.browser()).await;
    let own = tab.browser.origin();
    for headers in [
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("origin", own.as_str()), ("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(
            tab.browser.upgrade(&headers).await.err(),
            Some(403),
            "{headers:?}"
        );
    }
    assert_eq!(
        tab.browser
            .upgrade(&[("origin", &own), ("sec-fetch-site", "same-origin")])
            .await
            .err(),
        None
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_frame_that_cannot_be_read_has_a_typed_error() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let whole = to_bytes(&ClientFrame::Call(increment(1, stamp, 1)));
    let mut deep = vec![0x91; 200];
    deep.push(0xc0);
    let cases = [
        (whole[..whole.len() - 1].to_vec(), FrameError::Malformed),
        ([whole.clone(), vec![0]].concat(), FrameError::Malformed),
        (Vec::new(), FrameError::Malformed),
        (vec![0; MAX_FRAME_BYTES + 1], FrameError::TooLarge),
        (
            to_bytes(&ClientFrame::Hello(
                Tab::open(server.browser()).await.hello(),
            )),
            FrameError::OutOfOrder,
        ),
    ];
    for (bytes, error) in cases {
        socket.send_bytes(bytes).await;
        assert_eq!(socket.receive().await, ServerFrame::Error(error));
    }
    socket.send_bytes(deep).await;
    let answer = socket.receive().await;
    assert!(
        matches!(
            answer,
            ServerFrame::Error(FrameError::TooDeep | FrameError::Malformed)
        ),
        "{answer:?}"
    );
    socket.send_message(Message::Text("{}".into())).await;
    assert_eq!(
        socket.receive().await,
        ServerFrame::Error(FrameError::Malformed)
    );
    assert_eq!(
        socket.call(&increment(1, stamp, 1)).await,
        counted(1),
        "a few are forgiven"
    );
    server.stop().await;
}

#[actix_web::test]
async fn repeated_malformed_frames_close_the_connection() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, _) = tab.connect().await;
    for _ in 0..MAX_MALFORMED_FRAMES {
        socket.send_bytes(vec![0xc1]).await;
        assert_eq!(
            socket.receive().await,
            ServerFrame::Error(FrameError::Malformed)
        );
    }
    assert!(matches!(
        socket.receive().await,
        ServerFrame::Bye {
            why: Farewell::Malformed,
            ..
        }
    ));
    assert_eq!(socket.next().await, None);
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 1)).await, counted(1));
    server.stop().await;
}

#[actix_web::test]
async fn a_message_without_end_closes_the_connection() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, _) = tab.connect().await;
    socket.send_bytes(vec![0; 5 * MAX_FRAME_BYTES]).await;
    assert_eq!(
        socket.next().await,
        Some(ServerFrame::Error(FrameError::TooLarge))
    );
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 1)).await, counted(1));
    server.stop().await;
}

#[actix_web::test]
async fn nothing_is_heard_before_hello() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let stamp = tab.connect().await.1;
    let mut socket = tab.browser.connect().await;
    for frame in [ClientFrame::Ping, ClientFrame::Call(increment(1, stamp, 1))] {
        socket.send(&frame).await;
        assert_eq!(
            socket.receive().await,
            ServerFrame::Error(FrameError::OutOfOrder)
        );
    }
    socket.send(&ClientFrame::Hello(tab.hello())).await;
    assert!(matches!(
        socket.receive().await,
        ServerFrame::Welcome { .. }
    ));
    assert_eq!(server.app.total().await, 0);
    server.stop().await;
}

#[actix_web::test]
async fn a_connection_that_says_nothing_is_closed() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let mut greeted = tab.connect().await.0;
    let mut silent = tab.browser.connect().await;
    assert_eq!(silent.next().await, None);
    greeted.send(&ClientFrame::Ping).await;
    assert_eq!(greeted.receive().await, ServerFrame::Pong, "only that one");
    server.stop().await;
}

#[actix_web::test]
async fn frames_that_come_too_fast_end_the_connection() {
    let server = TestServer::start().await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let mut pongs = 0;
    let bye = loop {
        for _ in 0..100 {
            socket.send(&ClientFrame::Ping).await;
        }
        let mut answers = Vec::new();
        for _ in 0..100 {
            match socket.next().await {
                Some(ServerFrame::Pong) => pongs += 1,
                Some(other) => answers.push(other),
                None => break,
            }
        }
        if let Some(bye) = answers.pop() {
            break bye;
        }
    };
    assert!(
        matches!(
            bye,
            ServerFrame::Bye {
                why: Farewell::Overload,
                ..
            }
        ),
        "{bye:?}"
    );
    assert!(pongs >= 1_000, "{pongs} came through");
    server.stop().await;
}

#[actix_web::test]
async fn a_tab_cannot_queue_calls_without_end() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    socket
        .send(&ClientFrame::Call(call(
            1,
            stamp,
            crate::app::SLOW,
            Vec::new(),
        )))
        .await;
    for n in 2..20 {
        let large = call(n, stamp, crate::app::COUNT, vec![0; MAX_FRAME_BYTES / 2]);
        socket.send(&ClientFrame::Call(large)).await;
    }
    assert!(matches!(
        socket.next().await,
        Some(ServerFrame::Bye {
            why: Farewell::Overload,
            ..
        })
    ));
    server.app.gate.add_permits(1);
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket
            .call(&call(1, stamp, crate::app::SLOW, Vec::new()))
            .await,
        counted(1),
        "what was taken is done"
    );
    server.stop().await;
}

/// Random bytes and damaged frames, many on each connection; the server answers a call afterwards.
#[test]
fn no_bytes_harm_the_server() {
    let damaged =
        (any::<u64>(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(id, at, byte)| {
            let mut bytes = to_bytes(&ClientFrame::Nav {
                id,
                url: "/nowhere".to_owned(),
            });
            let index = at.index(bytes.len());
            bytes[index] = byte;
            bytes
        });
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), damaged];
    let frames = prop::collection::vec(bytes, 1..20);
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(32)
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let system = actix_web::rt::System::new();
    let server = system.block_on(TestServer::start());
    let outcome = runner.run(&frames, |frames| {
        system.block_on(async {
            let mut tab = Tab::open(server.browser()).await;
            let (mut socket, _) = tab.connect().await;
            for frame in frames {
                socket.send_bytes(frame).await;
            }
            let (mut socket, stamp) = tab.connect().await;
            assert_eq!(
                socket.call(&increment(1, stamp, 0)).await.map(|_| ()),
                Ok(())
            );
        });
        Ok(())
    });
    outcome.unwrap();
    system.block_on(server.stop());
}

#[actix_web::test]
async fn a_session_has_so_many_sockets_and_no_more() {
    let limits = Limits {
        sockets_a_session: 2,
        ..Limits::default()
    };
    let server = TestServer::start_limited(limits).await;
    let tab = Tab::open(server.browser()).await;
    let origin = tab.browser.origin();
    let own = [("origin", origin.as_str())];
    let _first = tab.browser.upgrade(&own).await.unwrap();
    let second = tab.browser.upgrade(&own).await.unwrap();
    assert_eq!(tab.browser.upgrade(&own).await.err(), Some(429));
    let other = Tab::open(server.browser()).await;
    assert_eq!(other.browser.upgrade(&own).await.err(), None);
    drop(second);
    // The server hears of it a moment later.
    while tab.browser.upgrade(&own).await.is_err() {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_reader_that_is_too_slow_is_cut_off() {
    let limits = Limits {
        queued_bytes: 100_000,
        ..Limits::default()
    };
    let server = TestServer::start_limited(limits).await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut deaf, stamp) = tab.connect().await;
    let mut n = 0;
    while deaf
        .try_send(&ClientFrame::Call(call(
            n + 1,
            stamp,
            crate::app::LARGE,
            Vec::new(),
        )))
        .await
    {
        n += 1;
        assert!(n < 900, "answers of half a megabyte pile up without end");
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    while let Some(frame) = deaf.next().await {
        assert!(
            matches!(frame, ServerFrame::Reply { .. }),
            "cut, not told: {frame:?}"
        );
    }
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1_000, stamp, 1)).await, counted(1));
    server.stop().await;
}

#[actix_web::test]
async fn a_message_in_pieces_is_one_message() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let whole = to_bytes(&ClientFrame::Call(increment(1, stamp, 1)));
    let piece = |range: std::ops::Range<usize>| whole[range].to_vec().into();
    let end = whole.len();
    for message in [
        Message::Continuation(Item::FirstBinary(piece(0..5))),
        Message::Ping("between".into()),
        Message::Continuation(Item::Continue(piece(5..9))),
        Message::Continuation(Item::Last(piece(9..end))),
    ] {
        socket.send_message(message).await;
    }
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(1)
        }
    );
    let text = Item::FirstText(bytes_of("{"));
    socket.send_message(Message::Continuation(text)).await;
    let last = Item::Last(bytes_of("}"));
    socket.send_message(Message::Continuation(last)).await;
    assert_eq!(
        socket.receive().await,
        ServerFrame::Error(FrameError::Malformed)
    );
    server.stop().await;
}

#[actix_web::test]
async fn pieces_that_come_too_fast_end_the_connection() {
    let server = TestServer::start().await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let first = Item::FirstBinary(bytes_of("a"));
    socket.send_message(Message::Continuation(first)).await;
    for _ in 0..10_000 {
        let piece = Item::Continue(bytes_of("a"));
        socket.send_message(Message::Continuation(piece)).await;
    }
    let last = Item::Last(bytes_of("a"));
    socket.send_message(Message::Continuation(last)).await;
    let answer = socket.next().await;
    assert!(
        matches!(
            answer,
            None | Some(ServerFrame::Bye {
                why: Farewell::Overload,
                ..
            })
        ),
        "{answer:?}"
    );
    server.stop().await;
}

fn bytes_of(text: &'static str) -> actix_web::web::Bytes {
    actix_web::web::Bytes::from_static(text.as_bytes())
}
