//! `/_rally/dev`: tells open documents which build answers, so that they reload when it is another. It exists only
//! where `rallyc dev` has started the server.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use tokio::sync::watch;

use super::routes::unknown;
use super::state::Shared;

/// How often something is written, so that a lost connection is noticed.
const BEAT: Duration = Duration::from_secs(20);

/// An event stream of one event: the build, as JSON.
pub(crate) async fn events(_: HttpRequest, state: web::Data<Shared>) -> HttpResponse {
    let Some(build) = state.environment.development_build() else {
        return unknown().await;
    };
    let event = format!("retry: 300\ndata: {}\n\n", serde_json::Value::from(build));
    let stopping = state.stopping.subscribe();
    let events = stream::unfold(
        (Some(event), stopping),
        |(event, mut stopping)| async move {
            let text = match event {
                Some(event) => event,
                None => beat(&mut stopping).await?,
            };
            Some((Ok::<_, Infallible>(Bytes::from(text)), (None, stopping)))
        },
    );
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(events)
}

/// A comment after a while; `None` when the server stops.
async fn beat(stopping: &mut watch::Receiver<bool>) -> Option<String> {
    let stopped = tokio::time::timeout(BEAT, stopping.wait_for(|stopping| *stopping)).await;
    stopped.is_err().then(|| ":\n\n".to_owned())
}
