//! Who calls over HTTP: whom the app says that an `Authorization` header is, else whoever the session's cookie has signed
//! in, else nobody.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;

use super::answer::Problem;
use crate::server::application::ClientDefinition;
use crate::server::credentials::{Credentials, credentials};
use crate::server::state::Shared;
use crate::server::visitor::{Visitor, identify, proof};
use crate::server::{Fault, Request};
use crate::session::{SessionChange, Who};

/// Who calls.
pub(super) struct Caller {
    request: Request,
    who: Who,
    visitor: Visitor,
}

impl Caller {
    /// Finds out who calls. Where credentials are brought they alone count, whatever the cookie says.
    pub(super) async fn of(
        http: &HttpRequest,
        state: &Shared,
        client: &'static ClientDefinition,
    ) -> Result<Self, Problem> {
        let brought = match client.has_auth {
            true => credentials(http.headers()).map_err(|_| Problem::UNAUTHORIZED)?,
            // Nobody is asked who it is: what a proxy in front has asked for is none of ours.
            false => None,
        };
        match brought {
            Some(credentials) => Self::of_credentials(http, state, client, credentials).await,
            None => Self::of_session(http, state, client).await,
        }
    }

    async fn of_credentials(
        http: &HttpRequest,
        state: &Shared,
        client: &'static ClientDefinition,
        credentials: Credentials<'_>,
    ) -> Result<Self, Problem> {
        let visitor = Visitor::without_session(http, state).map_err(|_| no_random_bytes())?;
        let request = visitor.request();
        let application = &state.application;
        let subject = application
            .resolve_authorization(&request, client.name, credentials)
            .await
            .map_err(|fault| Problem::internal(request.report(&fault)))?
            .ok_or(Problem::UNAUTHORIZED)?;
        Ok(Self {
            who: Who::of_credentials(state.environment.secret(), client.name, &subject),
            request: request.of_subject(Some(subject)),
            visitor,
        })
    }

    async fn of_session(
        http: &HttpRequest,
        state: &Shared,
        client: &'static ClientDefinition,
    ) -> Result<Self, Problem> {
        let visitor = Visitor::of(http, state).map_err(|_| no_random_bytes())?;
        let request = visitor.request();
        let trace_id = request.trace_id().to_owned();
        let request = identify(state, client, request).await;
        let request = request.map_err(|_| Problem::internal(trace_id))?;
        let who = match visitor.is_known() {
            true => proof(state, client, &request),
            // Who has no session gets another one each time: nobody is the same nobody when it asks again.
            false => Who::of_nobody(state.environment.secret(), client.name),
        };
        Ok(Self {
            request,
            who,
            visitor,
        })
    }

    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// Whose receipts these are.
    pub(super) fn who(&self) -> Who {
        self.who
    }

    /// Does what the handler has asked for.
    pub(super) async fn change_session(
        &mut self,
        state: &Shared,
        changes: &[SessionChange],
    ) -> Result<(), Problem> {
        if changes.is_empty() {
            return Ok(());
        }
        let changed = match self.visitor.keeps_cookies() {
            true => self.visitor.change_session(state, changes).await,
            false => Err(Fault::new(
                "somebody was to be signed in or out by a call from elsewhere than the app's own pages, whose answer sets no \
                 cookie; nobody was",
            )),
        };
        changed.map_err(|fault| Problem::internal(self.request.report(&fault)))
    }

    /// The cookie that the browser is to keep from now on, where it is another one.
    pub(super) fn cookie(&self) -> Option<HeaderValue> {
        self.visitor.cookie()
    }
}

fn no_random_bytes() -> Problem {
    tracing::error!("the system has no random bytes to give");
    Problem::internal("-".to_owned())
}
