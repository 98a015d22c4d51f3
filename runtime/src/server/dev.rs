//! `/_rally/dev`: tells open documents which build answers, so that they reload when it is another, and what is wrong
//! with a newer one, so that they show it. It exists only where `rallyc dev` has started the server.

use std::convert::Infallible;
use std::io::BufRead;
use std::time::Duration;

use actix_web::http::header::HeaderMap;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::routes::unknown;
use super::state::Shared;

/// How often something is written, so that a lost connection is noticed.
const BEAT: Duration = Duration::from_secs(20);

/// What `rallyc dev` says is wrong with the newest build: `null`, or what the document's script shows.
pub(crate) type Problems = watch::Sender<Value>;

/// Takes what `rallyc dev` writes, a JSON value a line, until it ends. Blocks.
pub(crate) fn follow(lines: impl BufRead, problems: &Problems) {
    for line in lines.lines().map_while(Result::ok) {
        match serde_json::from_str(&line) {
            Ok(value) => drop(problems.send_replace(value)),
            Err(error) => tracing::warn!(%error, "a line of standard input is no JSON"),
        }
    }
}

/// An event stream: the build and its problems, again whenever those are others.
pub(crate) async fn events(request: HttpRequest, state: web::Data<Shared>) -> HttpResponse {
    let Some(build) = state.environment.development_build() else {
        return unknown().await;
    };
    if !is_of_same_origin(request.headers()) {
        return HttpResponse::Forbidden()
            .content_type("text/plain; charset=utf-8")
            .body("This is for the app's own pages.\n");
    }
    let mut problems = state.problems.subscribe();
    problems.mark_changed();
    let following = Following {
        build: build.to_owned(),
        problems,
        stopping: state.stopping.subscribe(),
    };
    let events = stream::unfold(following, |mut following| async move {
        let text = following.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), following))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(events)
}

/// The stream has source code in it, which no page of another site may read, not even one of this machine. A browser
/// says who asks; what is no browser does not.
fn is_of_same_origin(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    matches!(site, None | Some(b"same-origin" | b"none"))
}

/// What one open document is still to be told.
struct Following {
    build: String,
    problems: watch::Receiver<Value>,
    stopping: watch::Receiver<bool>,
}

impl Following {
    /// The next event, or a comment after a while; `None` when the server stops.
    async fn next(&mut self) -> Option<String> {
        let stopping = &mut self.stopping;
        let is_news = tokio::select! {
            biased;
            () = async { drop(stopping.wait_for(|stopping| *stopping).await) } => return None,
            changed = self.problems.changed() => changed.is_ok(),
            () = tokio::time::sleep(BEAT) => false,
        };
        Some(match is_news {
            true => self.event(),
            false => ":\n\n".to_owned(),
        })
    }

    fn event(&mut self) -> String {
        let problems = &*self.problems.borrow_and_update();
        let event = json!({ "build": self.build, "problems": problems });
        format!("retry: 300\ndata: {event}\n\n")
    }
}
