//! `/_rally/dev`: what open pages are told under `rallyc dev`, and to whom nothing is told.

use std::io::{BufReader, Write as _};

use futures_util::StreamExt as _;

use crate::harness::{TestServer, client, environment};

#[actix_web::test]
async fn the_reload_script_and_its_stream_exist_under_rallyc_dev_only() {
    let server = TestServer::start().await;
    assert!(
        !server
            .browser()
            .get("/")
            .await
            .text()
            .contains("EventSource")
    );
    assert_eq!(server.browser().get("/_rally/dev").await.status, 404);
    server.stop().await;
    let server = TestServer::start_with(environment(&[("RALLY_DEV_BUILD", "build 7")])).await;
    let mut browser = server.browser();
    assert!(browser.get("/").await.text().contains("EventSource"));
    let url = browser.url("/_rally/dev");
    let mut events = client().get(url).send().await.unwrap();
    assert_eq!(
        events.headers().get("content-type").unwrap(),
        "text/event-stream"
    );
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(
        event,
        "retry: 300\ndata: {\"build\":\"build 7\",\"problems\":null}\n\n"
    );
    server.stop().await;
    assert!(
        events.next().await.is_none_or(|end| end.is_err()),
        "the stream ends with the server"
    );
}

#[actix_web::test]
async fn what_is_wrong_with_a_newer_build_is_told_to_open_pages_and_to_those_opened_later() {
    let server = TestServer::start_with(environment(&[("RALLY_DEV_BUILD", "7")])).await;
    let url = server.browser().url("/_rally/dev");
    let mut open = client().get(&url).send().await.unwrap();
    let nothing = "retry: 300\ndata: {\"build\":\"7\",\"problems\":null}\n\n";
    assert_eq!(open.next().await.unwrap().unwrap(), nothing);
    let (lines, mut rallyc) = std::io::pipe().unwrap();
    server.running().follow_dev(BufReader::new(lines));
    rallyc.write_all(b"no JSON\n{\"id\":\"1\"}\n").unwrap();
    let told = "retry: 300\ndata: {\"build\":\"7\",\"problems\":{\"id\":\"1\"}}\n\n";
    assert_eq!(open.next().await.unwrap().unwrap(), told);
    let mut later = client().get(&url).send().await.unwrap();
    assert_eq!(later.next().await.unwrap().unwrap(), told);
    rallyc.write_all(b"null\n").unwrap();
    assert_eq!(open.next().await.unwrap().unwrap(), nothing);
    assert_eq!(later.next().await.unwrap().unwrap(), nothing);
    server.stop().await;
}

#[actix_web::test]
async fn source_code_in_the_stream_is_for_the_apps_own_pages_only() {
    let server = TestServer::start_with(environment(&[("RALLY_DEV_BUILD", "7")])).await;
    let browser = server.browser();
    let mut statuses = Vec::new();
    for (header, value) in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "cross-site"),
        ("host", "example.org"),
    ] {
        let request = client().get(browser.url("/_rally/dev"));
        let answer = request.insert_header((header, value)).send().await.unwrap();
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 403, 403, 421]);
    server.stop().await;
}
