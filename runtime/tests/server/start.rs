//! Starting: what a taken port says, and the app's own routes beside its pages.

use actix_web::http::Method;
use actix_web::web;
use rally_runtime::server::Server;

use crate::app::Counter;
use crate::harness::{Browser, TestServer, environment};

#[actix_web::test]
async fn a_taken_port_says_what_to_do() {
    let server = TestServer::start().await;
    let db = rally_runtime::test_db::open(&Counter::migrations()).unwrap();
    let second = Server::new(Counter::new(db.clone()), db).address(server.address);
    let error = second.start(environment(&[])).await.err().unwrap();
    let address = server.address;
    assert_eq!(
        error.to_string(),
        format!(
            "{address} is taken: another program listens there; end it, or set PORT to another port"
        )
    );
    server.stop().await;
}

#[actix_web::test]
async fn routes_of_the_app_s_own_are_guarded_too() {
    let db = rally_runtime::test_db::open(&Counter::migrations()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(Counter::new(db.clone()), db)
        .address(([127, 0, 0, 1], 0).into())
        .dist(folder.path())
        .routes(|config| {
            config.route("/hook", web::post().to(|| async { "taken" }));
        })
        .start(environment(&[]))
        .await
        .unwrap();
    let mut browser = Browser {
        address: server.address(),
        cookie: None,
    };
    let own = browser
        .send(
            Method::POST,
            "/hook",
            &[("sec-fetch-site", "same-origin")],
            "",
        )
        .await;
    assert_eq!((own.status.as_u16(), own.text()), (200, "taken".to_owned()));
    assert_eq!(own.header("x-content-type-options"), "nosniff");
    let foreign = browser
        .send(
            Method::POST,
            "/hook",
            &[("origin", "https://evil.example")],
            "",
        )
        .await;
    assert_eq!(foreign.status, 403);
    assert_eq!(
        browser.get("/").await.text_of("count"),
        "0",
        "pages are there beside them"
    );
    server.stop().await;
}
