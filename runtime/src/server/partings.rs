//! `POST /_rally/calls/<client>`: the calls that a tab has not seen answered when it is left.

use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use tokio::time::Instant;

use super::http::body;
use super::limits::BODY_TIME;
use super::socket::check_hello;
use super::state::Shared;
use super::tab::{Delivery, ToTab, Undelivered};
use super::visitor::{Visitor, identify};
use crate::wire::limits::MAX_PARTING_BYTES;
use crate::wire::{Parting, decode_all};

/// Hands the calls to their tab, under the same keys as on a socket. Nobody waits for the replies.
pub(crate) async fn take(
    http: HttpRequest,
    body: web::Payload,
    client: web::Path<String>,
    state: web::Data<Shared>,
) -> HttpResponse {
    let Some(client) = state.client_named(&client) else {
        return HttpResponse::NotFound().finish();
    };
    if !is_exactly(http.headers(), "application/msgpack") {
        return HttpResponse::UnsupportedMediaType().finish();
    }
    let body = match body::read(body, MAX_PARTING_BYTES, BODY_TIME).await {
        Ok(body) => body,
        Err(error) => return HttpResponse::build(error.status()).finish(),
    };
    let Ok(Parting { hello, calls }) = decode_all(&body) else {
        return HttpResponse::BadRequest().finish();
    };
    let Ok(visitor) = Visitor::of(&http, &state) else {
        return HttpResponse::InternalServerError().finish();
    };
    let since = Instant::now();
    let request = visitor.request();
    let Ok(request) = identify(&state, client, request).await else {
        return HttpResponse::InternalServerError().finish();
    };
    let Ok(who) = check_hello(&state, client, &request, &hello) else {
        return HttpResponse::Conflict().finish();
    };
    let to = Delivery {
        state: &state,
        client,
        tab: hello.tab,
        who,
        request: &request,
        since,
    };
    let calls = calls.into_iter().map(|frame| ToTab::Call {
        socket: None,
        frame,
    });
    let calls = calls.collect();
    match state.tabs.deliver(&to, calls) {
        Ok(()) => HttpResponse::Accepted().finish(),
        Err(Undelivered::Session | Undelivered::Ended) => HttpResponse::Conflict().finish(),
        Err(Undelivered::Overload) => HttpResponse::TooManyRequests().finish(),
        Err(Undelivered::Gone | Undelivered::Stopping) => {
            HttpResponse::ServiceUnavailable().finish()
        }
    }
}

/// Whether `Content-Type` is there once and says exactly this.
pub(super) fn is_exactly(headers: &HeaderMap, media_type: &str) -> bool {
    let mut lines = headers.get_all(header::CONTENT_TYPE);
    let first = lines
        .next()
        .is_some_and(|line| line.as_bytes().eq_ignore_ascii_case(media_type.as_bytes()));
    first && lines.next().is_none()
}
