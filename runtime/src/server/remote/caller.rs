//! Who calls over HTTP: whom the app says that an `Authorization` header is, else whoever the session's cookie has signed
//! in, else nobody.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;

use super::answer::Problem;
use crate::server::Request;
use crate::server::application::ClientDefinition;
use crate::server::credentials::{Credentials, credentials};
use crate::server::state::Shared;
use crate::server::visitor::{Visitor, identify, proof};
use crate::session::{CookieChanges, Who};

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

    /// Does what the handler has asked for. A session is changed where its cookie counts and nowhere else; other cookies
    /// are for whoever keeps them.
    pub(super) async fn change(
        &mut self,
        state: &Shared,
        changes: CookieChanges,
    ) -> Result<(), Problem> {
        if !changes.session.is_empty() && !self.visitor.keeps_cookies() {
            return Err(Problem::NO_SESSION);
        }
        let changed = self.visitor.change(state, changes).await;
        changed.map_err(|fault| Problem::internal(self.request.report(&fault)))
    }

    /// The cookies that the caller is to keep from now on.
    pub(super) fn set_cookies(&self) -> Vec<HeaderValue> {
        self.visitor.set_cookies()
    }
}

fn no_random_bytes() -> Problem {
    tracing::error!("the system has no random bytes to give");
    Problem::internal("-".to_owned())
}
