//! `/_rally/socket/<client>`: a WebSocket to frames, and frames to the tab that they belong to.
//!
//! A connection reads and writes; all work is its tab's.

mod admission;
mod conversation;
mod messages;
mod outbox;
mod pace;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use tokio::time::Instant;

use super::Request;
use super::application::ClientDefinition;
use super::state::{Shared, State};
use super::visitor::{Visitor, identify, is_proven, proof};
use crate::session::Who;
use crate::wire::frame::{Hello, Refusal};
pub(crate) use admission::{Admission, leave, network_of};
use conversation::converse;
pub(crate) use conversation::{Connection, Conversation};
#[cfg(test)]
pub(crate) use outbox::outbox;
pub(crate) use outbox::{Outbox, Outgoing, Outgoings};

/// Answers the upgrade. The guard has refused other sites before.
pub(crate) async fn open(
    http: HttpRequest,
    body: web::Payload,
    client: web::Path<String>,
    state: web::Data<Shared>,
) -> HttpResponse {
    let conversation = match admit(&http, &client, &state).await {
        Ok(conversation) => conversation,
        Err(refusal) => return refusal,
    };
    match actix_ws::handle(&http, body) {
        Ok((response, session, stream)) => {
            actix_web::rt::spawn(converse(conversation, session, stream));
            response
        }
        Err(error) => error.error_response(),
    }
}

/// Lets whoever asks for a socket of this client begin a conversation.
///
/// # Errors
/// Where there is no such client, too much is open, or nobody can tell who it is.
pub(crate) async fn admit(
    http: &HttpRequest,
    client: &str,
    state: &Shared,
) -> Result<Conversation, HttpResponse> {
    let failed = || HttpResponse::InternalServerError().finish();
    let Some(client) = state.client_named(client) else {
        return Err(HttpResponse::NotFound().finish());
    };
    let visitor = Visitor::of(http, state).map_err(|_| failed())?;
    let opened = Instant::now();
    let request = visitor.request();
    let Some(place) = state
        .sockets
        .admit(request.session_hash(), request.address())
    else {
        return Err(HttpResponse::TooManyRequests()
            .insert_header((header::RETRY_AFTER, "10"))
            .body("There are too many connections from here.\n"));
    };
    let request = identify(state, client, request)
        .await
        .map_err(|_| failed())?;
    Ok(Conversation {
        state: Shared::clone(state),
        client,
        request,
        opened,
        _place: place,
    })
}

/// Whether this `Hello` may go on: the contract is this one, and the page was rendered for whoever sends it.
pub(super) fn check_hello(
    state: &State,
    client: &ClientDefinition,
    request: &Request,
    hello: &Hello,
) -> Result<Who, Refusal> {
    if hello.version != client.version {
        return Err(Refusal::Stale);
    }
    if is_proven(state, client, request, &hello.who) {
        Ok(proof(state, client, request))
    } else {
        Err(Refusal::Identity)
    }
}
