//! GET of a page: address → client → gate and `load` → `init` → HTML document, or a redirect, or why there is none.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::application::{ClientDefinition, Opened, Rendered};
use super::document::{Document, PageParts};
use super::state::{Shared, State, now_millis};
use super::trace::{TraceId, catch_panic, catch_panic_in};
use super::visitor::{Visitor, identify, proof};
use super::{Fault, Request, assets, forms, limits};
use crate::effect::{Command, Effect};
use crate::env::Mode;
use crate::html::{RenderContext, render_node};
use crate::page::{Entry, Message, Running, Time};
use crate::session::Who;
use crate::wire::embedded::{self, Embedded, Posted};
use crate::wire::frame::Cursor;

/// What stands at an address, set up and ready to be shown.
pub(super) enum Shown {
    /// A page.
    Page(Box<Scene>),
    /// Another address of the app.
    Redirect(String),
    /// No such page.
    NotFound,
    /// A page that is not for whoever asks.
    Forbidden,
    /// Something failed; the log has it under the request's trace id.
    Failed(String),
}

/// A page that has been set up from its data.
pub(super) struct Scene {
    pub(super) page: Box<dyn Running>,
    /// The page's own address, which is not the visit's where it stands in for a page that is not there.
    url: String,
    status: StatusCode,
    data: Vec<u8>,
    now: Time,
    /// Where events begin that `load` may not have seen.
    cursor: Cursor,
}

/// What a request is about: which page, for whom.
pub(super) struct Visit<'a> {
    pub(super) state: &'a Shared,
    pub(super) client: &'static ClientDefinition,
    pub(super) url: &'a str,
    pub(super) request: Request,
    pub(super) who: Who,
}

/// The service behind every address that nothing else answers.
pub(super) async fn serve(
    http: HttpRequest,
    body: web::Payload,
    state: web::Data<Shared>,
) -> HttpResponse {
    if let Some(file) = assets::own_file(&http, &state).await {
        return file;
    }
    let url = http.uri().path_and_query().map_or("/", |url| url.as_str());
    if url.len() > limits::MAX_URL_BYTES {
        return notice(
            &state,
            StatusCode::URI_TOO_LONG,
            "Address too long",
            "This address is too long.",
        );
    }
    let Ok(mut visitor) = Visitor::of(&http, &state) else {
        return failed(&state, &TraceId::generate().to_string());
    };
    let Some(client) = state.client_at(http.path()) else {
        return not_found(&state);
    };
    let request = visitor.request();
    let trace = request.trace();
    let Ok(visit) = Visit::of(&state, client, url, request).await else {
        return failed(&state, &trace.to_string());
    };
    let mut response = match *http.method() {
        Method::GET | Method::HEAD => {
            let shown = open(&visit).await;
            settle(&visit, &mut visitor, respond(&visit, shown, &[])).await
        }
        Method::POST => forms::post(&visit, &mut visitor, &http, body).await,
        _ => HttpResponse::MethodNotAllowed()
            .insert_header((header::ALLOW, "GET, HEAD, POST"))
            .finish(),
    };
    visitor.introduce(&mut response);
    response
}

impl<'a> Visit<'a> {
    /// A visit of whoever has signed in with the session of this request.
    ///
    /// # Errors
    /// Where nobody can tell who that is; the log has it.
    pub(super) async fn of(
        state: &'a Shared,
        client: &'static ClientDefinition,
        url: &'a str,
        request: Request,
    ) -> Result<Self, Fault> {
        let request = identify(state, client, request).await?;
        let who = proof(state, client, &request);
        Ok(Self {
            state,
            client,
            url,
            request,
            who,
        })
    }
}

/// Sets the cookies that `load` has asked for, unless something has failed. Signs in and out as it has asked, where it
/// redirects: a page that is shown was loaded for whoever was there before, so the two do not go together.
pub(super) async fn settle(
    visit: &Visit<'_>,
    visitor: &mut Visitor,
    response: HttpResponse,
) -> HttpResponse {
    let (status, mut changes) = (response.status(), visit.request.changes().take());
    if status.is_server_error() {
        return response;
    }
    if status.is_client_error() {
        changes.session.clear();
    }
    let changed = if changes.session.is_empty() || status.is_redirection() {
        visitor.change(visit.state, changes).await
    } else {
        Err(Fault::new(
            "a `load` that signs somebody in or out must answer with a redirect",
        ))
    };
    match changed {
        Ok(()) => response,
        Err(fault) => failed(visit.state, &visit.request.report(&fault)),
    }
}

/// Passes the gate, loads the page and sets it up.
pub(super) async fn open(visit: &Visit<'_>) -> Shown {
    let (state, client, trace) = (visit.state, visit.client, visit.request.trace());
    // Before `load` reads anything.
    let cursor = state.db.hub().cursor();
    let load = state
        .application
        .open(&visit.request, client.name, visit.url);
    match catch_panic(trace, "load", load).await {
        Ok(Opened::Page { status, data }) => set_up(visit, visit.url, status, data, cursor),
        Ok(Opened::Redirect(url)) => redirect_to(visit, url),
        Ok(Opened::NotFound) => open_not_found(visit, cursor).await,
        Ok(Opened::Forbidden) => Shown::Forbidden,
        Ok(Opened::Failed { trace_id }) => Shown::Failed(trace_id),
        Err(_) => Shown::Failed(trace.to_string()),
    }
}

/// The client's page for lost visitors, in the place of one that is not there.
async fn open_not_found(visit: &Visit<'_>, cursor: Cursor) -> Shown {
    let (state, client, trace) = (visit.state, visit.client, visit.request.trace());
    let Some(url) = not_found_url(state, client, visit.url) else {
        return Shown::NotFound;
    };
    let load = state.application.open(&visit.request, client.name, &url);
    match catch_panic(trace, "load", load).await {
        Ok(Opened::Page { status, data }) => set_up(visit, &url, status, data, cursor),
        Ok(Opened::Redirect(_) | Opened::NotFound | Opened::Forbidden) => Shown::NotFound,
        Ok(Opened::Failed { trace_id }) => Shown::Failed(trace_id),
        Err(_) => Shown::Failed(trace.to_string()),
    }
}

/// Where the client's page for lost visitors stands, with the search string of the address that has no page.
pub(super) fn not_found_url(state: &State, client: &ClientDefinition, url: &str) -> Option<String> {
    let mut found = state.application.not_found(client.name)?;
    if let Some((_, search)) = url.split_once('?') {
        found.push('?');
        found.push_str(search);
    }
    Some(found)
}

fn set_up(visit: &Visit<'_>, url: &str, status: u16, data: Vec<u8>, cursor: Cursor) -> Shown {
    let (trace, now) = (visit.request.trace(), Time::from_unix_millis(now_millis()));
    let mount = || {
        visit
            .state
            .application
            .mount(visit.client.name, url, &data, now, Entry::Document)
    };
    let Ok(Some(Rendered { page, effect })) = catch_panic_in(trace, "init", mount) else {
        tracing::error!(trace_id = %trace, client = visit.client.name, "the page could not be set up from its data");
        return Shown::Failed(trace.to_string());
    };
    match navigation(effect) {
        Some(url) => redirect_to(visit, url),
        None => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            Shown::Page(Box::new(Scene {
                page,
                url: url.to_owned(),
                status,
                data,
                now,
                cursor,
            }))
        }
    }
}

/// Where an effect goes. All else that it asks for is left to the browser.
pub(super) fn navigation(effect: Effect<Message>) -> Option<String> {
    effect
        .into_commands()
        .into_iter()
        .find_map(|command| match command {
            Command::Navigate { url, .. } => Some(url),
            _ => None,
        })
}

pub(super) fn redirect_to(visit: &Visit<'_>, url: String) -> Shown {
    if is_own_address(&url) {
        return Shown::Redirect(url);
    }
    let trace = visit.request.trace();
    tracing::error!(trace_id = %trace, client = visit.client.name, "a redirect leaves the app and was not made");
    Shown::Failed(trace.to_string())
}

/// Whether a browser stays on this origin: `//host`, `/\host` and control characters between them lead elsewhere.
pub(super) fn is_own_address(url: &str) -> bool {
    let bytes = url.as_bytes();
    let plain = bytes
        .iter()
        .all(|byte| byte.is_ascii_graphic() && *byte != b'\\');
    plain && bytes.first() == Some(&b'/') && bytes.get(1) != Some(&b'/')
}

/// The answer; `posted` is what forms have led to, which the browser repeats when it hydrates.
pub(super) fn respond(visit: &Visit<'_>, shown: Shown, posted: &[Posted]) -> HttpResponse {
    match shown {
        Shown::Page(scene) => page(visit, &scene, posted),
        Shown::Redirect(url) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, url))
            .finish(),
        Shown::NotFound => not_found(visit.state),
        Shown::Forbidden => forbidden(visit.state),
        Shown::Failed(trace_id) => failed(visit.state, &trace_id),
    }
}

fn page(visit: &Visit<'_>, scene: &Scene, posted: &[Posted]) -> HttpResponse {
    let trace = visit.request.trace();
    match catch_panic_in(trace, "view", || document(visit, scene, posted)) {
        Ok(document) => send(scene.status, document),
        Err(_) => failed(visit.state, &trace.to_string()),
    }
}

fn document(visit: &Visit<'_>, scene: &Scene, posted: &[Posted]) -> Document {
    let state = visit.state;
    let mut content = String::with_capacity(4096);
    let context = RenderContext {
        who: &visit.who.to_text(),
        form_key: &form_key,
    };
    render_node(&scene.page.view(), &context, &mut content);
    let embedded = Embedded {
        version: visit.client.version,
        client: visit.client.name.to_owned(),
        url: scene.url.clone(),
        data: scene.data.clone(),
        now: scene.now.unix_millis(),
        who: visit.who.bytes().to_vec(),
        database: state.database.0,
        environment: match state.environment.mode() {
            Mode::Production => embedded::Environment::Production,
            Mode::Development | Mode::Test => embedded::Environment::Development,
        },
        posted: posted.to_vec(),
        cursor: scene.cursor,
    };
    state.documents.page(&PageParts {
        head: &scene.page.head(),
        content: &content,
        embedded: &embedded,
        bundle: state.assets.bundle(visit.client.name).as_deref(),
        assets: &state.assets,
    })
}

/// 128 random bits. Where the system has none to give, the key is empty and the form is refused.
fn form_key() -> String {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => String::new(),
    }
}

pub(super) fn send(status: StatusCode, document: Document) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, document.policy.header()))
        .insert_header((header::CACHE_CONTROL, super::http::headers::PRIVATE))
        .body(document.html)
}

/// A document of the server's own.
pub(super) fn notice(
    state: &State,
    status: StatusCode,
    title: &'static str,
    text: &str,
) -> HttpResponse {
    send(status, state.documents.notice(title, text, &state.assets))
}

fn not_found(state: &State) -> HttpResponse {
    notice(
        state,
        StatusCode::NOT_FOUND,
        "Not found",
        "There is no such page.",
    )
}

fn forbidden(state: &State) -> HttpResponse {
    notice(
        state,
        StatusCode::FORBIDDEN,
        "Not for you",
        "You may not see this page.",
    )
}

pub(super) fn failed(state: &State, trace_id: &str) -> HttpResponse {
    let text = format!("Something went wrong. The server's log has it as {trace_id}.");
    notice(
        state,
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong",
        &text,
    )
}

#[cfg(test)]
mod tests {
    use super::is_own_address;

    #[test]
    fn only_addresses_of_this_origin_are_redirected_to() {
        for own in ["/", "/a/b?x=1#y", "/a//b"] {
            assert!(is_own_address(own), "{own}");
        }
        for foreign in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "/a\r\nx: y",
        ] {
            assert!(!is_own_address(foreign), "{foreign}");
        }
    }
}
