//! `POST /_rally/redeem/<client>`: the token of an answer on a socket to the cookies that only a response can set, and to
//! what the tab goes on with. Cookies of the app alone leave the session, its other tabs and the pages' state as they are.
//!
//! The guard has refused other sites before. A token alone is worth nothing: the request must come with the cookie of the
//! session that the token was made for, and name its tab.

use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};

use super::application::{ClientDefinition, Identity};
use super::http::{CookiesIgnored, body};
use super::limits::{BODY_TIME, MAX_REDEMPTION_BYTES};
use super::partings::is_exactly;
use super::state::{Shared, now_millis};
use super::trace::catch_panic;
use super::visitor::{Visitor, identify, proof};
use crate::session::Bearer;
use crate::wire::redemption::{Context, Redeemed, Redemption};
use crate::wire::{decode_all, to_bytes};

/// Does what the answer's handler has asked of cookies.
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
    let body = match body::read(body, MAX_REDEMPTION_BYTES, BODY_TIME).await {
        Ok(body) => body,
        Err(error) => return HttpResponse::build(error.status()).finish(),
    };
    let Ok(redemption) = decode_all::<Redemption>(&body) else {
        return HttpResponse::BadRequest().finish();
    };
    if http.extensions().contains::<CookiesIgnored>() {
        return HttpResponse::Forbidden().finish();
    }
    match Visitor::of(&http, &state) {
        Ok(visitor) => redeem(&state, client, visitor, &redemption).await,
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// Whether the session is another one afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Changed,
    Unchanged,
}

async fn redeem(
    state: &Shared,
    client: &'static ClientDefinition,
    mut visitor: Visitor,
    redemption: &Redemption,
) -> HttpResponse {
    let request = visitor.request();
    let bearer = Bearer {
        session: request.session_hash(),
        tab: redemption.tab,
        client: client.name,
    };
    let Some(changes) = state
        .pending
        .redeem(&redemption.token, bearer, now_millis())
    else {
        tracing::debug!(session = ?bearer.session, client = client.name, "a token was refused");
        return HttpResponse::Forbidden().finish();
    };
    let whose = match changes.session.is_empty() {
        true => Whose::Unchanged,
        false => Whose::Changed,
    };
    if let Err(fault) = visitor.change(state, changes).await {
        let _ = request.report(&fault);
        return HttpResponse::InternalServerError().finish();
    }
    let mut response = match redeemed(state, client, &visitor, whose).await {
        Some(redeemed) => HttpResponse::Ok()
            .content_type("application/msgpack")
            .body(to_bytes(&redeemed)),
        // It is logged. The browser has its new session all the same, and loads the document, which says so.
        None => HttpResponse::InternalServerError().finish(),
    };
    visitor.introduce(&mut response);
    response
}

/// What the tab goes on with.
async fn redeemed(
    state: &Shared,
    client: &'static ClientDefinition,
    visitor: &Visitor,
    whose: Whose,
) -> Option<Redeemed> {
    let request = visitor.request();
    let request = identify(state, client, request).await.ok()?;
    let who = proof(state, client, &request).bytes().to_vec();
    if whose == Whose::Unchanged {
        let context = None;
        return Some(Redeemed { who, context });
    }
    let asked = state.application.identity(&request, client.name);
    let asked = catch_panic(request.trace(), "client_context", asked).await;
    let Identity { context, .. } = asked.ok()?.ok()?;
    Some(Redeemed {
        who,
        context: context.map(Context),
    })
}
