//! A built app called over HTTP by another program, `curl`: by names, and with the cookie of somebody who has signed in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use std::process::Command;

use rally_tests::app::App;
use serde_json::{Value, json};

/// Another program, which keeps cookies where it says that it speaks for the app's own pages.
struct Caller {
    origin: String,
    folder: tempfile::TempDir,
}

impl Caller {
    fn of(app: &App) -> Self {
        Self {
            origin: format!("http://localhost:{}", app.port()),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Calls a method: the status and the answer.
    fn call(&self, method: &str, more: &[&str], arguments: &Value) -> (u16, Value) {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "20"])
            .args(["--write-out", "\n%{http_code}"])
            .args(["--header", "Content-Type: application/json"])
            .args(["--data", &arguments.to_string()])
            .args(more)
            .arg(format!("{}/_rally/rpc/{method}", self.origin))
            .output()
            .expect("the command curl is needed");
        let said = String::from_utf8(output.stdout).unwrap();
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{failed}");
        let (answer, status) = said.rsplit_once('\n').unwrap();
        let answer = serde_json::from_str(answer).unwrap_or_else(|_| panic!("{answer}"));
        (status.parse().unwrap(), answer)
    }

    /// The same, for the app's own pages.
    fn call_as_page(&self, method: &str, arguments: &Value) -> (u16, Value) {
        let origin = format!("Origin: {}", self.origin);
        let jar = self.folder.path().join("cookies");
        let jar = jar.to_str().unwrap();
        let more = ["--header", &origin, "--cookie", jar, "--cookie-jar", jar];
        self.call(method, &more, arguments)
    }
}

#[tokio::test]
async fn a_built_app_is_called_by_names() {
    let mut app = App::new("tour");
    app.start().await;
    let caller = Caller::of(&app);
    let rename = "public/places_id/rename?id=1";
    let (status, place) = caller.call(rename, &[], &json!({ "name": "Pier", "loud": true }));
    assert_eq!(
        (status, &place["id"], &place["name"]),
        (200, &json!(1), &json!("PIER"))
    );
    let (status, answer) = caller.call(rename, &[], &json!({ "name": " ", "loud": true }));
    assert_eq!(
        (status, answer),
        (422, json!({ "error": ["Give it a name."] }))
    );
    let (status, answer) = caller.call(rename, &[], &json!({ "name": "Pier" }));
    assert_eq!((status, &answer["failure"]), (400, &json!("bad_request")));
    let (status, answer) = caller.call("public/looks/choose", &[], &json!({ "look": "dark" }));
    assert_eq!((status, answer), (200, json!("dark")));
}

#[tokio::test]
async fn another_program_signs_in_where_it_keeps_the_cookie() {
    let mut app = App::new("tour");
    app.start().await;
    let caller = Caller::of(&app);
    let member = json!({ "name": "Ada", "password": "correct horse" });
    let (status, answer) = caller.call("admin/enter/enter", &[], &member);
    assert_eq!((status, &answer["failure"]), (403, &json!("no_session")));
    let leave = "admin/vault/leave";
    assert_eq!(caller.call_as_page(leave, &json!({})).0, 401);
    let (status, _) = caller.call_as_page("admin/enter/enter", &member);
    assert_eq!(status, 200, "with no cookie yet");
    assert_eq!(
        caller.call(leave, &[], &json!({})).0,
        401,
        "without the cookie"
    );
    assert_eq!(caller.call_as_page(leave, &json!({})).0, 200);
    assert_eq!(caller.call_as_page(leave, &json!({})).0, 401, "it has left");
}
