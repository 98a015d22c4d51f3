//! `POST /_rally/rpc/<client>/<page>/<method>`: calls of other clients, which have no contract and keep no tab.
//!
//! ```text
//! names in JSON or MessagePack → bytes of the wire → who calls → the gate and the handler, as for everybody → names
//! ```

mod answer;
mod caller;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::{HttpRequest, HttpResponse, web};

use super::calls::{Call, CallOrigin, Performed, perform_remote};
use super::entries::RemoteCall;
use super::http::body::{self, BodyError};
use super::http::{CallPlace, address};
use super::limits::{BODY_TIME, MAX_URL_BYTES, REMOTE_KEY_BYTES};
use super::partings::is_exactly;
use super::state::Shared;
use crate::wire::limits::MAX_FRAME_BYTES;
use crate::wire::named::{Format, read_fields, read_texts};
use answer::{Outcome, Problem, respond};
use caller::Caller;

/// The header that makes a call that is sent again the same call.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Answers a call. The guard has refused other sites before.
pub(super) async fn take(
    http: HttpRequest,
    body: web::Payload,
    name: web::Path<String>,
    state: web::Data<Shared>,
) -> HttpResponse {
    let format = format_of(http.headers());
    let outcome = match format {
        Some(format) => answer(&http, body, &name, &state, format).await,
        None => Err(Problem::MEDIA_TYPE),
    };
    respond(outcome, format.unwrap_or(Format::Json))
}

/// Any method but POST.
pub(super) async fn only_post() -> HttpResponse {
    respond(Err(Problem::METHOD), Format::Json)
}

fn format_of(headers: &HeaderMap) -> Option<Format> {
    let formats = [Format::Json, Format::MessagePack];
    formats
        .into_iter()
        .find(|format| is_exactly(headers, format.media_type()))
}

async fn answer(
    http: &HttpRequest,
    body: web::Payload,
    name: &str,
    state: &Shared,
    format: Format,
) -> Result<Outcome, Problem> {
    let Some(method) = state.remote_method(name) else {
        return Err(Problem::not_found(name));
    };
    let place = admit(http, state)?;
    let key = idempotency_key(http.headers())?;
    let params = read_params(method.call, http.query_string())?;
    let arguments = read_arguments(method.call, body, format).await?;
    let mut caller = Caller::of(http, state, method.client).await?;
    let call = Call {
        client: method.client,
        request: caller.request().clone(),
        who: caller.who(),
        origin: CallOrigin::Remote { key },
        method: method.call.method,
        params,
        arguments,
    };
    let performed = run(state, call, place).await?;
    let outcome = Outcome::of(method.call, &performed, caller.request(), format)?;
    if outcome.is_value() {
        caller.change(state, performed.changes).await?;
    }
    Ok(outcome.carrying(caller.set_cookies()))
}

fn admit(http: &HttpRequest, state: &Shared) -> Result<CallPlace, Problem> {
    let from = address::of_browser(http, state.environment.trusted_proxies());
    state.calls_under_way.admit(from).ok_or(Problem::TOO_MANY)
}

/// Runs the call on a task of its own: a client that goes away does not stop it half-way.
async fn run(state: &Shared, call: Call, place: CallPlace) -> Result<Performed, Problem> {
    let state = state.clone();
    let task = actix_web::rt::spawn(async move {
        let performed = perform_remote(&state, call).await;
        let told = performed.without_receipt();
        performed.settle(&state).await;
        drop(place);
        told
    });
    task.await.map_err(|_| Problem::unknown())
}

fn read_params(call: &RemoteCall, query: &str) -> Result<Vec<u8>, Problem> {
    if query.len() > MAX_URL_BYTES {
        return Err(Problem::ADDRESS);
    }
    let texts: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, text)| (name.into_owned(), text.into_owned()))
        .collect();
    read_texts(call.params, &texts)
        .map_err(|mismatch| Problem::bad_request(format!("in the address, {mismatch}")))
}

async fn read_arguments(
    call: &RemoteCall,
    body: web::Payload,
    format: Format,
) -> Result<Vec<u8>, Problem> {
    let body = body::read(body, MAX_FRAME_BYTES, BODY_TIME).await?;
    let document = format.read(&body);
    let document = document.map_err(|error| Problem::bad_request(error.to_string()))?;
    read_fields(call.arguments, &document)
        .map_err(|mismatch| Problem::bad_request(mismatch.to_string()))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut lines = headers.get_all(IDEMPOTENCY_KEY);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    let bytes = line.as_bytes();
    let is_usable = REMOTE_KEY_BYTES.contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_graphic)
        && lines.next().is_none();
    match line.to_str() {
        Ok(key) if is_usable => Ok(Some(key.to_owned())),
        _ => Err(Problem::bad_request(format!(
            "Idempotency-Key is one header of {} to {} visible characters of ASCII without spaces, such as a UUID",
            REMOTE_KEY_BYTES.start(),
            REMOTE_KEY_BYTES.end(),
        ))),
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        let message = match error {
            BodyError::TooLarge => "the body is larger than 1 MiB",
            BodyError::TooSlow => "the body did not arrive in time",
            BodyError::Broken => "the body did not arrive whole",
        };
        let failure = match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::REQUEST_TIMEOUT => "too_slow",
            _ => "bad_request",
        };
        Self::new(error.status(), failure, message)
    }
}
