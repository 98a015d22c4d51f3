//! The app's `server_init` and `server_update` behind the gate, which is passed by each message.

use std::any::Any;

use futures_util::future::LocalBoxFuture;

use super::Worked;
use crate::page::Failure;
use crate::server::application::ClientDefinition;
use crate::server::state::Shared;
use crate::server::trace::{TraceId, catch_panic};
use crate::server::visitor::prove;
use crate::server::{Fault, Request};
use crate::session::Who;

/// Whose models they are.
#[derive(Clone)]
pub(in super::super) struct Owner {
    pub(in super::super) state: Shared,
    pub(in super::super) client: &'static ClientDefinition,
    pub(in super::super) who: Who,
    pub(in super::super) request: Request,
}

impl Owner {
    /// Lets the app begin the model of the page at this address.
    pub(super) fn begin(&self, url: String) -> LocalBoxFuture<'static, Worked> {
        let (owner, request) = (self.clone(), self.next_request());
        Box::pin(async move {
            let trace = request.trace();
            let begun = async {
                let request = owner.passed(request).await?;
                let (app, client) = (&owner.state.application, owner.client.name);
                let begun = app.begin_model(&request, client, &url).await;
                without_changes(&request, begun)
            };
            let begun = unpanicked(trace, "server_init", begun).await;
            log(trace, &owner, "server_init", begun.as_ref().err());
            begun
        })
    }

    /// Lets the app give the model a message. A model that this fails with is dropped.
    pub(super) fn update(
        &self,
        url: String,
        mut model: Box<dyn Any>,
        message: Vec<u8>,
    ) -> LocalBoxFuture<'static, Worked> {
        let (owner, request) = (self.clone(), self.next_request());
        Box::pin(async move {
            let trace = request.trace();
            let updated = async {
                let request = owner.passed(request).await?;
                let (app, client) = (&owner.state.application, owner.client.name);
                let updated = app
                    .update_model(&request, client, &url, &mut *model, &message)
                    .await;
                without_changes(&request, updated)
            };
            let updated = unpanicked(trace, "server_update", updated).await;
            log(trace, &owner, "server_update", updated.as_ref().err());
            Ok((model, updated?))
        })
    }

    fn next_request(&self) -> Request {
        self.request.next()
    }

    async fn passed(&self, request: Request) -> Result<Request, Failure> {
        prove(&self.state, self.client, request, self.who).await
    }
}

/// Nothing that a model says could carry a cookie to the browser.
fn without_changes<T>(request: &Request, answer: Result<T, Failure>) -> Result<T, Failure> {
    if request.changes().is_empty() {
        return answer;
    }
    let fault = Fault::new(
        "a model on the server signs nobody in or out and sets no cookie: only a call, a form or a load can",
    );
    Err(Failure::Internal {
        trace_id: request.report(&fault),
    })
}

async fn unpanicked<T>(
    trace: TraceId,
    what: &'static str,
    handler: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let answer = catch_panic(trace, what, handler).await;
    answer.unwrap_or_else(|_| {
        Err(Failure::Internal {
            trace_id: trace.to_string(),
        })
    })
}

fn log(trace: TraceId, owner: &Owner, what: &'static str, failure: Option<&Failure>) {
    let (client, outcome) = (owner.client.name, failure.map_or("done", Failure::name));
    tracing::debug!(trace_id = %trace, client, what, outcome, "model");
}
