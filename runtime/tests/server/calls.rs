//! Calls over a socket: once each, whatever happens to the connection, the tab or the server.

use std::sync::atomic::Ordering;

use rally_runtime::page::{Failure, MethodId};
use rally_runtime::wire::frame::{CallFrame, ClientFrame, Farewell, ServerFrame, Stamp};
use rally_runtime::wire::to_bytes;

use crate::app::{COUNT, LATE_PANIC, PANIC, SLOW, TWICE};
use crate::harness::TestServer;
use crate::tab::{Tab, call, counted, increment};

const DAY: i64 = 24 * 60 * 60 * 1000;

#[actix_web::test]
async fn a_call_is_run_once_and_answered() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 2)).await, counted(2));
    assert_eq!(socket.call(&increment(2, stamp, 3)).await, counted(5));
    assert_eq!(
        socket.call(&increment(1, stamp, 2)).await,
        counted(2),
        "sent again, answered again"
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 2);
    assert_eq!(tab.browser.get("/").await.text_of("count"), "5");
    server.stop().await;
}

#[actix_web::test]
async fn an_error_of_the_app_is_an_answer() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let refused = Ok(to_bytes(&Err::<i64, String>("nothing to add".to_owned())));
    assert_eq!(socket.call(&increment(1, stamp, 0)).await, refused);
    server.stop().await;
}

#[actix_web::test]
async fn calls_run_one_at_a_time_in_their_order() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    socket
        .send(&ClientFrame::Call(call(1, stamp, SLOW, Vec::new())))
        .await;
    socket
        .send(&ClientFrame::Call(increment(2, stamp, 10)))
        .await;
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(
        socket.receive().await,
        ServerFrame::Pong,
        "a call that takes its time holds up calls only"
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    server.app.gate.add_permits(1);
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(1)
        }
    );
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 2,
            answer: counted(11)
        }
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_call_sent_again_while_it_runs_is_joined() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut lost, stamp) = tab.connect().await;
    let slow = ClientFrame::Call(call(1, stamp, SLOW, Vec::new()));
    lost.send(&slow).await;
    lost.send(&slow).await;
    lost.send(&ClientFrame::Ping).await;
    assert_eq!(lost.receive().await, ServerFrame::Pong);
    drop(lost);
    let (mut socket, _) = tab.connect().await;
    socket.send(&slow).await;
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(socket.receive().await, ServerFrame::Pong);
    server.app.gate.add_permits(5);
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(1)
        }
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    server.stop().await;
}

#[actix_web::test]
async fn a_restarted_server_answers_from_the_receipt() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 7)).await, counted(7));
    let server = server.restart().await;
    tab.browser.address = server.address;
    let (mut socket, later) = tab.connect().await;
    assert_eq!(later.database, stamp.database);
    assert_eq!(socket.call(&increment(1, stamp, 7)).await, counted(7));
    assert_eq!(
        server.app.runs.load(Ordering::SeqCst),
        0,
        "the handler did not run again"
    );
    let other = CallFrame {
        arguments: increment(1, stamp, 8).arguments,
        ..increment(1, stamp, 7)
    };
    let (mut second, _) = tab.connect().await;
    assert_eq!(
        second
            .call(&CallFrame {
                n: 2,
                ..increment(2, stamp, 1)
            })
            .await,
        counted(8)
    );
    drop(second);
    let server = server.restart().await;
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&other).await,
        Err(Failure::BadRequest),
        "another call under the same key"
    );
    assert_eq!(server.app.total().await, 8);
    server.stop().await;
}

#[actix_web::test]
async fn a_receipt_without_a_reply_is_unknown() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 7)).await, counted(7));
    let server = server.restart().await;
    // As the database is when the process dies between the commit and the reply.
    static FORGET: rally_runtime::db::Query = rally_runtime::db::Query {
        name: "forget",
        sql: "UPDATE rally_receipt SET reply = NULL",
    };
    let forget = async |tx: &mut rally_runtime::db::Tx| {
        rally_runtime::db::execute(tx, &FORGET, Vec::new()).await
    };
    assert_eq!(server.app.db.transaction(forget).await, Ok(1));
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&increment(1, stamp, 7)).await,
        Err(Failure::Unknown)
    );
    assert_eq!(server.app.total().await, 7);
    server.stop().await;
}

#[actix_web::test]
async fn receipts_go_once_their_calls_are_done() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    for n in 1..=4 {
        let done = CallFrame {
            done: n,
            ..increment(n, stamp, 1)
        };
        assert_eq!(socket.call(&done).await, counted(n.cast_signed()));
    }
    static COUNT: rally_runtime::db::Query = rally_runtime::db::Query {
        name: "count",
        sql: "SELECT count(*) FROM rally_receipt",
    };
    let count = rally_runtime::db::one(&server.app.db, &COUNT, Vec::new(), |row| row.int(0)).await;
    assert_eq!(count, Ok(1), "that of the last call");
    server.stop().await;
}

#[actix_web::test]
async fn a_handler_that_writes_nothing_leaves_no_receipt() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(
        socket.call(&call(1, stamp, COUNT, Vec::new())).await,
        counted(0)
    );
    assert_eq!(socket.call(&increment(2, stamp, 5)).await, counted(5));
    assert_eq!(
        socket.call(&call(1, stamp, COUNT, Vec::new())).await,
        counted(0),
        "the tab remembers the answer"
    );
    let server = server.restart().await;
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&call(1, stamp, COUNT, Vec::new())).await,
        counted(5),
        "run again, with no other effect"
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_second_transaction_is_an_error_and_the_first_stands() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let answer = socket.call(&call(1, stamp, TWICE, Vec::new())).await;
    assert!(
        matches!(answer, Err(Failure::Internal { .. })),
        "{answer:?}"
    );
    assert_eq!(server.app.total().await, 1);
    server.stop().await;
}

#[actix_web::test]
async fn a_panicking_handler_is_internal_and_the_server_goes_on() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    let Err(Failure::Internal { trace_id }) = socket.call(&call(1, stamp, PANIC, Vec::new())).await
    else {
        panic!("a panic is internal")
    };
    assert_eq!(trace_id.len(), 16);
    assert_eq!(socket.call(&increment(2, stamp, 1)).await, counted(1));
    let late = socket.call(&call(3, stamp, LATE_PANIC, Vec::new())).await;
    assert!(matches!(late, Err(Failure::Internal { .. })));
    let server = server.restart().await;
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&call(3, stamp, LATE_PANIC, Vec::new())).await,
        late,
        "what was committed is not run again"
    );
    assert_eq!(server.app.total().await, 2);
    server.stop().await;
}

#[actix_web::test]
async fn a_stamp_that_is_old_or_of_another_database_is_unknown() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let old = Stamp {
        at: stamp.at - DAY - 1_000,
        ..stamp
    };
    let foreign = Stamp {
        database: [9; 16],
        ..stamp
    };
    let future = Stamp {
        at: i64::MAX,
        ..stamp
    };
    for (n, stamp) in [(1, old), (2, foreign), (3, future)] {
        assert_eq!(
            socket.call(&increment(n, stamp, 1)).await,
            Err(Failure::Unknown),
            "{stamp:?}"
        );
    }
    assert_eq!(
        socket
            .call(&increment(
                4,
                Stamp {
                    at: stamp.at - DAY / 2,
                    ..stamp
                },
                1
            ))
            .await,
        counted(1)
    );
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 1);
    server.stop().await;
}

#[actix_web::test]
async fn an_unknown_method_is_stale() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    assert_eq!(
        socket
            .call(&call(1, stamp, MethodId(u64::MAX), Vec::new()))
            .await,
        Err(Failure::Stale)
    );
    assert_eq!(
        socket.call(&call(2, stamp, MethodId(1), vec![0xc1])).await,
        Err(Failure::BadRequest)
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_server_that_stops_finishes_its_calls_first() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    socket
        .send(&ClientFrame::Call(call(1, stamp, SLOW, Vec::new())))
        .await;
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(socket.receive().await, ServerFrame::Pong);
    let app = server.app.clone();
    let stopping = actix_web::rt::spawn(server.restart());
    // A new connection is told to come back; by then no frame is read any more.
    loop {
        let Ok(mut late) = tab
            .browser
            .upgrade(&[("origin", &tab.browser.origin())])
            .await
        else {
            break;
        };
        if matches!(
            late.next().await,
            Some(ServerFrame::Bye {
                why: Farewell::Restart,
                ..
            })
        ) {
            break;
        }
    }
    app.gate.add_permits(1);
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(1)
        }
    );
    assert!(matches!(
        socket.receive().await,
        ServerFrame::Bye {
            why: Farewell::Restart,
            ..
        }
    ));
    assert_eq!(socket.next().await, None);
    let server = stopping.await.unwrap();
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&call(1, stamp, SLOW, Vec::new())).await,
        counted(1),
        "the reply was stored"
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_call_below_what_is_done_is_unknown() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let third = CallFrame {
        done: 3,
        ..increment(3, stamp, 1)
    };
    assert_eq!(socket.call(&third).await, counted(1));
    assert_eq!(
        socket.call(&increment(2, stamp, 1)).await,
        Err(Failure::Unknown)
    );
    assert_eq!(server.app.total().await, 1);
    server.stop().await;
}

#[actix_web::test]
async fn a_call_below_what_is_done_is_not_run_by_the_next_server_either() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 1)).await, counted(1));
    let second = CallFrame {
        done: 2,
        ..increment(2, stamp, 1)
    };
    assert_eq!(socket.call(&second).await, counted(2));
    let server = server.restart().await;
    tab.browser.address = server.address;
    // As a `Parting` that was sent long ago and has lingered on its way.
    let (mut socket, _) = tab.connect().await;
    assert_eq!(
        socket.call(&increment(1, stamp, 1)).await,
        Err(Failure::Unknown)
    );
    assert_eq!(server.app.total().await, 2);
    server.stop().await;
}

#[actix_web::test]
async fn an_answer_that_is_larger_than_the_queue_arrives() {
    let limits = rally_runtime::server::Limits {
        queued_bytes: 100_000,
        ..rally_runtime::server::Limits::default()
    };
    let server = TestServer::start_limited(limits).await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    let large = call(1, stamp, crate::app::LARGE, Vec::new());
    assert_eq!(
        socket.call(&large).await.map(|answer| answer.len()),
        Ok(500_000)
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_receipt_outlives_the_stamp_of_its_call() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 7)).await, counted(7));
    let server = server.restart().await;
    tab.browser.address = server.address;
    let (mut socket, _) = tab.connect().await;
    let old = Stamp {
        at: stamp.at - DAY - 1_000,
        ..stamp
    };
    assert_eq!(socket.call(&increment(1, old, 7)).await, counted(7));
    assert_eq!(
        socket.call(&increment(2, old, 1)).await,
        Err(Failure::Unknown),
        "without a receipt nobody can tell"
    );
    assert_eq!(server.app.total().await, 7);
    server.stop().await;
}
