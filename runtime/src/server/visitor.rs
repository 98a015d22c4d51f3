//! Who makes a request: the session that its cookie names, or a new one, and the browser's address.

use std::net::IpAddr;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};

use super::Request;
use super::http::{CookiesIgnored, address};
use super::state::State;
use crate::env::Mode;
use crate::session::{SessionToken, read_cookie, write_cookie};

/// Who makes a request.
pub(crate) struct Visitor {
    session: SessionToken,
    /// The browser has no session, as far as can be told, and is to be given this one.
    is_new: bool,
    mode: Mode,
    address: IpAddr,
}

impl Visitor {
    /// The visitor of a request. Nothing is stored for a new one: the cookie is the session.
    ///
    /// # Errors
    /// Where the system has no random bytes to give.
    pub(crate) fn of(http: &HttpRequest, state: &State) -> Result<Self, getrandom::Error> {
        let mode = state.environment.mode();
        let known = known_session(http, mode);
        Ok(Self {
            is_new: known.is_none() && !http.extensions().contains::<CookiesIgnored>(),
            session: known.map_or_else(SessionToken::generate, Ok)?,
            mode,
            address: address::of_browser(http, state.environment.trusted_proxies()),
        })
    }

    pub(crate) fn request(&self) -> Request {
        Request::new(self.session.hash(), self.address)
    }

    /// Gives a new visitor its cookie.
    pub(crate) fn introduce(&self, response: &mut HttpResponse) {
        if self.is_new
            && let Ok(cookie) = HeaderValue::from_str(&write_cookie(self.mode, &self.session))
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

fn known_session(http: &HttpRequest, mode: Mode) -> Option<SessionToken> {
    let lines = http
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|line| line.to_str().ok());
    lines.filter_map(|line| read_cookie(mode, line)).next()
}
