//! Who makes a request: the session that its cookie names, or a new one, and the browser's address.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};

use super::application::ClientDefinition;
use super::cookie::{Cookie, Jar, put};
use super::http::{CookiesIgnored, address};
use super::limits::MAX_SET_COOKIE_BYTES;
use super::request::Services;
use super::state::{State, now_millis};
use super::{Fault, Request};
use crate::env::Mode;
use crate::page::Failure;
use crate::session::{
    CookieChanges, SessionChange, SessionToken, Who, read_cookie, store, write_cookie,
};

/// Who makes a request.
pub(crate) struct Visitor {
    session: SessionToken,
    origin: SessionOrigin,
    mode: Mode,
    address: IpAddr,
    /// Those that the browser has sent.
    cookies: Jar,
    /// Those that it is to keep.
    set: Vec<Cookie>,
    services: Services,
}

/// Where a visitor's session comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SessionOrigin {
    /// The browser has named it.
    Cookie,
    /// The browser has none, or another one, and is to be given this one.
    New,
    /// The browser's cookies do not count, and it may have a session all the same: it is given none.
    Nowhere,
}

impl Visitor {
    /// The visitor of a request. Nothing is stored for a new one: the cookie is the session.
    ///
    /// # Errors
    /// Where the system has no random bytes to give.
    pub(crate) fn of(http: &HttpRequest, state: &State) -> Result<Self, getrandom::Error> {
        let mode = state.environment.mode();
        let cookies = cookies(http);
        let known = read_cookie(mode, &cookies);
        let are_cookies_ignored = http.extensions().contains::<CookiesIgnored>();
        Ok(Self {
            origin: match (&known, are_cookies_ignored) {
                (Some(_), _) => SessionOrigin::Cookie,
                (None, false) => SessionOrigin::New,
                (None, true) => SessionOrigin::Nowhere,
            },
            session: known.map_or_else(SessionToken::generate, Ok)?,
            mode,
            address: address::of_browser(http, state.environment.trusted_proxies()),
            cookies: Jar::new(mode, &cookies),
            set: Vec::new(),
            services: services(state),
        })
    }

    /// A visitor whose cookies do not count, and who is given none.
    ///
    /// # Errors
    /// As [`Visitor::of`].
    pub(crate) fn without_session(
        http: &HttpRequest,
        state: &State,
    ) -> Result<Self, getrandom::Error> {
        Ok(Self {
            session: SessionToken::generate()?,
            origin: SessionOrigin::Nowhere,
            mode: state.environment.mode(),
            address: address::of_browser(http, state.environment.trusted_proxies()),
            cookies: Jar::new(state.environment.mode(), ""),
            set: Vec::new(),
            services: services(state),
        })
    }

    /// Whether the browser keeps the cookie of a session that it is given.
    pub(crate) fn keeps_cookies(&self) -> bool {
        self.origin != SessionOrigin::Nowhere
    }

    /// Whether the session is one that the browser has named.
    pub(crate) fn is_known(&self) -> bool {
        self.origin == SessionOrigin::Cookie
    }

    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    pub(crate) fn request(&self) -> Request {
        let services = self.services.clone();
        let cookies = self.cookies.clone().with(self.set.clone());
        Request::new(self.session.hash(), self.address, services).with_cookies(cookies)
    }

    /// Does what a handler has asked for. Its requests are those of a browser that has heard of it from then on.
    ///
    /// # Errors
    /// Where a client is named that nobody signs in to, the cookies are too large, or the database or the system fails.
    pub(crate) async fn change(
        &mut self,
        state: &State,
        changes: CookieChanges,
    ) -> Result<(), Fault> {
        check(state, &changes)?;
        if !changes.session.is_empty() {
            self.change_session(state, &changes.session).await?;
        }
        for cookie in changes.own {
            put(&mut self.set, cookie);
        }
        Ok(())
    }

    /// The session goes on under another name, and the tabs of the old one end.
    async fn change_session(
        &mut self,
        state: &State,
        changes: &[SessionChange],
    ) -> Result<(), Fault> {
        let renamed = SessionToken::generate()?;
        let (old, new) = (self.session.hash(), renamed.hash());
        store::change(&state.db, old, new, changes, now_millis()).await?;
        state.tabs.end_session(old);
        self.session = renamed;
        self.origin = SessionOrigin::New;
        Ok(())
    }

    /// The `Set-Cookie` headers: that of a new session, and those of the app.
    pub(crate) fn set_cookies(&self) -> Vec<HeaderValue> {
        let is_new = self.origin == SessionOrigin::New;
        let session = is_new.then(|| write_cookie(self.mode, &self.session));
        let own = self.set.iter().map(|cookie| cookie.header(self.mode));
        let all = session.into_iter().chain(own);
        all.filter_map(|cookie| HeaderValue::from_str(&cookie).ok())
            .collect()
    }

    /// Gives the browser its cookies.
    pub(crate) fn introduce(&self, response: &mut HttpResponse) {
        for cookie in self.set_cookies() {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

/// The request, for whoever has signed in to the client with its session by now.
///
/// # Errors
/// Where the database fails: then nobody can tell who it is, which is not the same as nobody.
pub(crate) async fn identify(
    state: &State,
    client: &ClientDefinition,
    request: Request,
) -> Result<Request, Fault> {
    if !client.has_auth {
        return Ok(request);
    }
    let session = request.session_hash();
    let subject = store::subject(&state.db, session, client.name, now_millis()).await;
    match subject {
        Ok(subject) => Ok(request.of_subject(subject)),
        Err(error) => {
            tracing::error!(trace_id = %request.trace(), %error, "a session could not be read");
            Err(error.into())
        }
    }
}

/// The proof of whom a page of this client is rendered for.
pub(crate) fn proof(state: &State, client: &ClientDefinition, request: &Request) -> Who {
    let secret = state.environment.secret();
    Who::of(
        secret,
        client.name,
        request.session_hash(),
        request.subject(),
    )
}

/// The request, for whoever has signed in with its session by now; they must still be whom their page was rendered for.
///
/// # Errors
/// Where they are somebody else, and where nobody can tell.
pub(crate) async fn prove(
    state: &State,
    client: &ClientDefinition,
    request: Request,
    who: Who,
) -> Result<Request, Failure> {
    let trace_id = request.trace_id().to_owned();
    let request = identify(state, client, request).await;
    let request = request.map_err(|_| Failure::Internal { trace_id })?;
    if is_proven(state, client, &request, who.bytes()) {
        Ok(request)
    } else {
        Err(Failure::Unauthorized)
    }
}

/// Whether a page with this proof was rendered for whoever makes the request.
pub(crate) fn is_proven(
    state: &State,
    client: &ClientDefinition,
    request: &Request,
    proof: &[u8],
) -> bool {
    let (secret, session) = (state.environment.secret(), request.session_hash());
    Who::is_proven(secret, client.name, session, request.subject(), proof)
}

/// Whether these are clients that people sign in to, and cookies that a browser gets to see.
///
/// # Errors
/// Where they are not: nobody could sign in there, or the cookies would be lost, and the app would never know.
pub(crate) fn check(state: &State, changes: &CookieChanges) -> Result<(), Fault> {
    let mut clients = changes.session.iter().map(SessionChange::client);
    clients.try_for_each(|client| check_client(state, client))?;
    let headers = changes
        .own
        .iter()
        .map(|cookie| cookie.header(Mode::Production));
    let bytes: usize = headers.map(|header| header.len()).sum();
    if bytes > MAX_SET_COOKIE_BYTES {
        return Err(Fault::new(format!(
            "an answer sets cookies of {bytes} bytes with their attributes; {MAX_SET_COOKIE_BYTES} are the most"
        )));
    }
    Ok(())
}

fn services(state: &State) -> Services {
    Services {
        hub: Arc::clone(state.db.hub()),
        secret: state.environment.secret().clone(),
        mode: state.environment.mode(),
    }
}

fn check_client(state: &State, name: &str) -> Result<(), Fault> {
    match state.client_named(name) {
        Some(client) if client.has_auth => Ok(()),
        Some(_) => Err(Fault::new(format!(
            "nobody can sign in to client `{name}`: it declares no `auth`"
        ))),
        None => Err(Fault::new(format!(
            "nobody can sign in to client `{name}`: there is no such client"
        ))),
    }
}

/// The `Cookie` header: HTTP/2 has one for each cookie.
fn cookies(http: &HttpRequest) -> String {
    let lines = http
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|line| line.to_str().ok());
    lines.collect::<Vec<_>>().join("; ")
}
