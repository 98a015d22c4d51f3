//! Whether whoever an open connection speaks for is still there. Calls and navigations ask by themselves each time; what a
//! page only listens to does not.

use super::Request;
use super::application::{ClientDefinition, Identity};
use super::state::Shared;
use super::trace::catch_panic;
use super::visitor::{identify, is_proven};
use crate::session::{Who, store};

/// What has come of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rechecked {
    /// They are.
    Same,
    /// Nobody, or somebody else.
    Another,
    /// Nobody can tell; the log has why.
    Unknown,
}

/// Resolves the identity again. Who is nobody any more is signed out.
pub(super) async fn recheck(
    state: Shared,
    client: &'static ClientDefinition,
    request: Request,
    who: Who,
) -> Rechecked {
    let Ok(request) = identify(&state, client, request).await else {
        return Rechecked::Unknown;
    };
    if !is_proven(&state, client, &request, who.bytes()) {
        return Rechecked::Another;
    }
    if request.subject().is_none() {
        return Rechecked::Same;
    }
    let asked = state.application.identity(&request, client.name);
    let known = catch_panic(request.trace(), "resolve", asked).await;
    match known {
        Ok(Ok(Identity {
            is_somebody: true, ..
        })) => Rechecked::Same,
        Ok(Ok(_)) => sign_out(&state, client, &request).await,
        Ok(Err(_)) | Err(_) => Rechecked::Unknown,
    }
}

async fn sign_out(state: &Shared, client: &ClientDefinition, request: &Request) -> Rechecked {
    match store::end_sign_in(&state.db, request.session_hash(), client.name).await {
        Ok(()) => Rechecked::Another,
        Err(error) => {
            tracing::error!(trace_id = %request.trace(), %error, "somebody who is no more could not be signed out");
            Rechecked::Unknown
        }
    }
}
