//! Who may speak for a tab, which of its connections counts, what is sent as it is left, and navigation.

use std::sync::atomic::Ordering;

use actix_web::http::Method;
use rally_runtime::wire::frame::{ClientFrame, Farewell, Navigated, Refusal, ServerFrame};
use rally_runtime::wire::{Parting, to_bytes};

use crate::app::SLOW;
use crate::harness::TestServer;
use crate::tab::{Tab, call, counted, increment};

#[actix_web::test]
async fn a_newer_connection_replaces_an_older_one() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut first, _) = tab.connect().await;
    let (mut second, stamp) = tab.connect().await;
    assert!(matches!(
        first.receive().await,
        ServerFrame::Bye {
            why: Farewell::Replaced,
            ..
        }
    ));
    assert_eq!(first.next().await, None);
    assert_eq!(second.call(&increment(1, stamp, 1)).await, counted(1));
    tab.connection = 0;
    let mut late = tab.browser.connect().await;
    late.send(&ClientFrame::Hello(tab.hello())).await;
    assert!(
        matches!(
            late.receive().await,
            ServerFrame::Bye {
                why: Farewell::Replaced,
                ..
            }
        ),
        "an older number"
    );
    assert_eq!(second.call(&increment(2, stamp, 1)).await, counted(2));
    server.stop().await;
}

#[actix_web::test]
async fn hello_is_refused_to_others() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (_socket, _) = tab.connect().await;
    let mut stale = tab.hello();
    stale.version ^= 1;
    let mut stranger = tab.hello();
    stranger.who = vec![0; 32];
    let mut thief = Tab::open(server.browser()).await;
    let stolen = rally_runtime::wire::frame::Hello {
        tab: tab.id,
        ..thief.hello()
    };
    let cases = [
        (&tab.browser, stale, Refusal::Stale),
        (&tab.browser, stranger, Refusal::Identity),
    ];
    for (browser, hello, refusal) in
        cases
            .into_iter()
            .chain([(&thief.browser, stolen, Refusal::Session)])
    {
        let mut socket = browser.connect().await;
        socket.send(&ClientFrame::Hello(hello)).await;
        assert_eq!(socket.next().await, Some(ServerFrame::Refuse(refusal)));
        assert_eq!(socket.next().await, None, "and closed");
    }
    server.stop().await;
}

#[actix_web::test]
async fn without_its_cookie_a_page_is_nobody_s() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let hello = ClientFrame::Hello(tab.hello());
    // Neither `Origin` nor `Sec-Fetch-Site`: the cookie does not count.
    let mut socket = tab.browser.upgrade(&[]).await.unwrap();
    socket.send(&hello).await;
    assert_eq!(
        socket.next().await,
        Some(ServerFrame::Refuse(Refusal::Identity))
    );
    server.stop().await;
}

#[actix_web::test]
async fn calls_of_a_tab_that_is_left_are_run_once() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut socket, stamp) = tab.connect().await;
    assert_eq!(socket.call(&increment(1, stamp, 1)).await, counted(1));
    let parting = Parting {
        hello: tab.hello(),
        calls: vec![increment(1, stamp, 1), increment(2, stamp, 10)],
    };
    let origin = tab.browser.origin();
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/msgpack"),
    ];
    for _ in 0..2 {
        let path = "/_rally/calls/public";
        let answer = tab
            .browser
            .send(Method::POST, path, &headers, to_bytes(&parting))
            .await;
        assert_eq!(answer.status, 202);
    }
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(1)
        }
    );
    let (mut socket, _) = tab.connect().await;
    assert_eq!(socket.call(&increment(2, stamp, 10)).await, counted(11));
    assert_eq!(server.app.runs.load(Ordering::SeqCst), 2);
    server.stop().await;
}

#[actix_web::test]
async fn a_parting_that_is_not_one_is_refused() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (hello, origin) = (tab.hello(), tab.browser.origin());
    let good = to_bytes(&Parting {
        hello: hello.clone(),
        calls: Vec::new(),
    });
    let strange = to_bytes(&Parting {
        hello: rally_runtime::wire::frame::Hello {
            who: vec![1],
            ..hello
        },
        calls: Vec::new(),
    });
    let own = ("origin", origin.as_str());
    let packed = ("content-type", "application/msgpack");
    let cases = [
        (vec![own, packed], good.clone(), 202),
        (vec![own, packed], strange, 409),
        (vec![own, packed], vec![0xc1; 10], 400),
        (vec![own, packed], vec![0; 60_001], 413),
        (vec![own, ("content-type", "text/plain")], good.clone(), 415),
        (
            vec![("origin", "https://evil.example"), packed],
            good.clone(),
            403,
        ),
        (vec![packed], good, 409),
    ];
    for (headers, body, status) in cases {
        let answer = tab
            .browser
            .send(Method::POST, "/_rally/calls/public", &headers, body)
            .await;
        assert_eq!(answer.status, status, "{headers:?}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_navigation_gives_the_data_of_a_page() {
    let server = TestServer::start().await;
    let (mut socket, _) = Tab::open(server.browser()).await.connect().await;
    let pages = [
        ("/?a=1", "page"),
        ("/old", "redirect to /"),
        ("/outside", "failed"),
        ("/panic", "failed"),
        ("/nowhere", "document"),
        ("//evil.example/", "document"),
        ("https://evil.example/", "document"),
    ];
    for (id, (url, expected)) in (1..).zip(pages) {
        socket
            .send(&ClientFrame::Nav {
                id,
                url: url.to_owned(),
            })
            .await;
        let ServerFrame::NavReply { id: answered, page } = socket.receive().await else {
            panic!("no reply")
        };
        let found = match page {
            Navigated::Page { url: of, data, .. } => {
                assert_eq!((of.as_str(), data), (url, to_bytes(&0_i64)));
                "page".to_owned()
            }
            Navigated::Redirect { url } => format!("redirect to {url}"),
            Navigated::Document { .. } => "document".to_owned(),
            Navigated::Failed { .. } => "failed".to_owned(),
        };
        assert_eq!((answered, found.as_str()), (id, expected), "{url}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_later_navigation_replaces_an_earlier_one_and_no_call() {
    let server = TestServer::start().await;
    let (mut socket, stamp) = Tab::open(server.browser()).await.connect().await;
    socket
        .send(&ClientFrame::Call(call(1, stamp, SLOW, Vec::new())))
        .await;
    socket
        .send(&ClientFrame::Nav {
            id: 1,
            url: "/slow".to_owned(),
        })
        .await;
    socket
        .send(&ClientFrame::Nav {
            id: 2,
            url: "/".to_owned(),
        })
        .await;
    assert!(matches!(
        socket.receive().await,
        ServerFrame::NavReply { id: 2, .. }
    ));
    server.app.gate.add_permits(5);
    assert_eq!(
        socket.receive().await,
        ServerFrame::Reply {
            n: 1,
            answer: counted(1)
        }
    );
    socket.send(&ClientFrame::Ping).await;
    assert_eq!(
        socket.receive().await,
        ServerFrame::Pong,
        "and nothing of the first navigation"
    );
    server.stop().await;
}

#[actix_web::test]
async fn a_connection_that_was_turned_away_takes_no_other_with_it() {
    let server = TestServer::start().await;
    let mut tab = Tab::open(server.browser()).await;
    let (mut first, stamp) = tab.connect().await;
    tab.connection -= 1;
    let mut same = tab.browser.connect().await;
    same.send(&ClientFrame::Hello(tab.hello())).await;
    assert!(matches!(
        same.next().await,
        Some(ServerFrame::Bye {
            why: Farewell::Replaced,
            ..
        })
    ));
    assert_eq!(same.next().await, None);
    drop(same);
    for n in 1..=3 {
        let answer = first.call(&increment(n, stamp, 1)).await;
        assert_eq!(answer, counted(n.cast_signed()));
    }
    server.stop().await;
}
