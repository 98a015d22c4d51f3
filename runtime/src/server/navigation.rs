//! Navigation inside of a living page: an address to the data of the page that stands there.

use super::Request;
use super::application::{ClientDefinition, Opened};
use super::limits::MAX_URL_BYTES;
use super::pages::{is_own_address, not_found_url};
use super::state::{Shared, now_millis};
use super::trace::catch_panic;
use super::visitor::{identify, is_proven};
use crate::session::Who;
use crate::test::witness;
use crate::wire::frame::Navigated;

/// Passes the gate and loads the page.
pub(super) async fn navigate(
    state: Shared,
    client: &'static ClientDefinition,
    request: Request,
    who: Who,
    url: String,
) -> Navigated {
    if url.len() > MAX_URL_BYTES || !is_own_address(&url) || !is_of_client(&state, client, &url) {
        return Navigated::Document { url };
    }
    let trace = request.trace();
    let Ok(request) = identify(&state, client, request).await else {
        return Navigated::Failed {
            trace_id: trace.to_string(),
        };
    };
    if !is_proven(&state, client, &request, who.bytes()) {
        // Somebody has signed in or out meanwhile: what the tab shows is not theirs.
        return Navigated::Document { url };
    }
    // Before `load` reads anything.
    let cursor = state.db.hub().cursor();
    let open = |url| {
        catch_panic(
            trace,
            "load",
            state.application.open(&request, client.name, url),
        )
    };
    let mut opened = open(&url).await;
    let mut page_url = url.clone();
    if matches!(opened, Ok(Opened::NotFound))
        && let Some(not_found) = not_found_url(&state, client, &url)
    {
        opened = open(&not_found).await;
        page_url = not_found;
    }
    if !request.changes().is_empty() {
        // `load` signs somebody in or out, for which the document has to be loaded.
        return Navigated::Document { url };
    }
    match opened {
        Ok(Opened::Page { data, status }) => {
            witness::note_status(request.tab(), status);
            Navigated::Page {
                url: page_url,
                data,
                now: now_millis(),
                cursor,
            }
        }
        Ok(Opened::Redirect(url)) if is_own_address(&url) => Navigated::Redirect { url },
        Ok(Opened::Redirect(_)) => {
            tracing::error!(trace_id = %trace, client = client.name, "a redirect leaves the app and was not made");
            Navigated::Failed {
                trace_id: trace.to_string(),
            }
        }
        Ok(Opened::NotFound | Opened::Forbidden) => Navigated::Document { url },
        Ok(Opened::Failed { trace_id }) => Navigated::Failed { trace_id },
        Err(_) => Navigated::Failed {
            trace_id: trace.to_string(),
        },
    }
}

fn is_of_client(state: &Shared, client: &ClientDefinition, url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    state
        .client_at(path)
        .is_some_and(|found| found.name == client.name)
}
