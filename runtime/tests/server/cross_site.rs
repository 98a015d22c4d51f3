//! Another site: whatever it asks for that could change anything is refused, with the visitor's cookie and without.

use actix_web::http::Method;

use crate::harness::TestServer;

/// Every address that takes anything but reads, and some that are none.
const ADDRESSES: &[(&str, &str)] = &[
    ("POST", "/"),
    ("POST", "/nowhere"),
    ("POST", "/_rally/calls/public"),
    ("POST", "/_rally/redeem/public"),
    ("POST", "/_rally/rpc/public/home/increment"),
    ("POST", "/_rally/rpc/public/home/nothing"),
    ("OPTIONS", "/_rally/rpc/public/home/increment"),
    ("PUT", "/"),
    ("PATCH", "/app.css"),
    ("DELETE", "/_rally/health"),
    ("TRACE", "/_rally/ready"),
    ("POST", "/_rally/socket/public"),
];

#[actix_web::test]
async fn another_site_is_refused_wherever_it_asks() {
    let server = TestServer::start().await;
    let mut browser = server.browser();
    browser.get("/").await;
    let own = browser.origin();
    let elsewhere: &[&[(&str, &str)]] = &[
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://localhost:1")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-origin"),
        ],
    ];
    for (method, path) in ADDRESSES {
        for headers in elsewhere {
            for kind in ["application/json", "application/msgpack", "text/plain"] {
                let headers: Vec<_> = [("content-type", kind)]
                    .into_iter()
                    .chain(headers.iter().copied())
                    .collect();
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let answer = browser
                    .send(method.clone(), path, &headers, r#"{"amount":1}"#)
                    .await;
                assert_eq!(answer.status, 403, "{method} {path} {headers:?}");
                assert_eq!(answer.header("access-control-allow-origin"), "");
            }
        }
    }
    assert_eq!(server.app.runs.load(std::sync::atomic::Ordering::SeqCst), 0);
    assert_eq!(server.app.total().await, 0);
    server.stop().await;
}
