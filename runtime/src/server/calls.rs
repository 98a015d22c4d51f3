//! A call to its answer, run at most once: joined where it is in flight, answered from its receipt where it was done,
//! run otherwise. Knows neither sockets nor forms.
//!
//! The receipt is inserted by the handler's own transaction, so the two exist together or not at all. A handler that
//! writes nothing leaves no receipt: running it again changes nothing either.

mod in_flight;
mod key;
mod receipts;

use std::sync::Arc;

use super::Request;
use super::application::ClientDefinition;
use super::fault;
use super::state::{Shared, State, now_millis};
use super::trace::catch_panic;
use super::visitor::{check, prove};
use crate::db::receipt::{Prelude, Transactions, with_transaction_prelude};
use crate::page::{Answer, Failure, MethodId};
use crate::session::{CookieChanges, Who};
use crate::wire::Reader;
use crate::wire::frame::{Stamp, TabId};
use crate::wire::limits::MAX_STAMP_AGE_MILLIS;

pub(crate) use in_flight::InFlight;
use in_flight::{Entry, Lead};
pub(crate) use key::CallKey;
use key::Fingerprint;
use receipts::Found;
pub(crate) use receipts::sweep;

/// A call that has passed the question of who makes it.
pub(crate) struct Call {
    pub(crate) client: &'static ClientDefinition,
    pub(crate) request: Request,
    pub(crate) who: Who,
    pub(crate) origin: CallOrigin,
    pub(crate) method: MethodId,
    pub(crate) params: Vec<u8>,
    pub(crate) arguments: Vec<u8>,
}

/// What a call came by.
pub(crate) enum CallOrigin {
    /// A call of a tab.
    Tab {
        tab: TabId,
        n: u64,
        stamp: Stamp,
        /// Receipts of this tab below this number are dropped with the call's own transaction.
        done: u64,
        repetition: Repetition,
    },
    /// A form that was submitted before the page lived, replayed by the tab.
    Replayed { form_key: String, stamp: Stamp },
    /// A form that the browser has posted.
    Posted { form_key: String },
    /// Another client, which may say that it has sent the call before.
    Remote { key: Option<String> },
}

/// Whether a call may have been run before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repetition {
    /// It was first sent to this process, which has not seen it before. Should that be wrong (a clock set back), its
    /// receipt stops the transaction.
    RuledOut,
    /// Its receipt tells.
    Possible,
}

/// The answer of a call. It may be sent at once; [`Performed::settle`] then makes it last.
pub(crate) struct Performed {
    pub(crate) answer: Answer,
    /// What the handler asks of cookies, where it has answered a value. Whoever joined the call is told too: a browser that
    /// posts a form twice takes the cookies of the second answer only.
    pub(crate) changes: CookieChanges,
    /// Whether the call's key was its own.
    pub(crate) key: KeyUse,
    unsettled: Option<Unsettled>,
}

/// What the key of a call was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyUse {
    /// For this call.
    Own,
    /// For another one, so that this one did not run.
    Taken,
}

/// What came of a call, for everybody who waits for it.
#[derive(Clone)]
struct Outcome {
    answer: Answer,
    changes: CookieChanges,
}

/// A receipt whose reply has not been stored.
struct Unsettled {
    key: CallKey,
    _lead: Lead,
}

impl Performed {
    fn settled(answer: Answer) -> Self {
        Self {
            answer,
            changes: CookieChanges::default(),
            key: KeyUse::Own,
            unsettled: None,
        }
    }

    fn taken() -> Self {
        Self {
            key: KeyUse::Taken,
            ..Self::settled(Err(Failure::BadRequest))
        }
    }

    /// The same, for whoever only tells what came of it.
    pub(crate) fn without_receipt(&self) -> Self {
        Self {
            answer: self.answer.clone(),
            changes: self.changes.clone(),
            key: self.key,
            unsettled: None,
        }
    }

    /// Stores the reply in the receipt. Until then the call counts as in flight.
    pub(crate) async fn settle(self, state: &State) {
        let Some(Unsettled { key, _lead }) = self.unsettled else {
            return;
        };
        fault::point(fault::Point::BeforeReplyIsStored);
        if let Err(error) = receipts::store(&state.db, &key, &self.answer).await {
            tracing::error!(%error, "a reply could not be stored; asked for again, the call will be unknown");
        }
        fault::point(fault::Point::AfterReplyIsStored);
    }
}

/// Answers a call.
pub(crate) async fn perform(state: &Shared, call: Call) -> Performed {
    let call = match prove(state, call.client, call.request, call.who).await {
        Ok(request) => Call { request, ..call },
        Err(failure) => return Performed::settled(Err(failure)),
    };
    perform_for(state, call).await
}

/// Answers a call of another client, which has been identified: it has no page that was rendered for anybody.
pub(crate) async fn perform_remote(state: &Shared, call: Call) -> Performed {
    match call.origin {
        // Nobody can ask for it again.
        CallOrigin::Remote { key: None } => perform_once(state, &call).await,
        _ => perform_for(state, call).await,
    }
}

async fn perform_once(state: &Shared, call: &Call) -> Performed {
    let prelude = Prelude::new(&state.db, Transactions::One, Vec::new());
    let answer = run(state, call, &prelude).await;
    Outcome::of_run(state, call, answer).performed()
}

async fn perform_for(state: &Shared, call: Call) -> Performed {
    let Some(key) = CallKey::of(&call) else {
        return Performed::settled(Err(Failure::BadRequest));
    };
    let fingerprint = Fingerprint::of(&call);
    match state.in_flight.enter(&key, &fingerprint) {
        Entry::Taken => Performed::taken(),
        Entry::Join(joined) => joined.wait().await.performed(),
        Entry::Lead(lead) => lead_call(state, &call, key, fingerprint, lead).await,
    }
}

/// A call is run for as long as its receipt, or that of an earlier run, certainly exists.
fn is_current(state: &State, stamp: Stamp) -> bool {
    let age = now_millis().saturating_sub(stamp.at).saturating_abs();
    stamp.database == state.database.0 && age <= MAX_STAMP_AGE_MILLIS
}

async fn lead_call(
    state: &Shared,
    call: &Call,
    key: CallKey,
    fingerprint: Fingerprint,
    lead: Lead,
) -> Performed {
    let outdated = call
        .origin
        .stamp()
        .is_some_and(|stamp| !is_current(state, stamp));
    if outdated || call.origin.repetition() == Repetition::Possible {
        match receipts::find(&state.db, call, &key, &fingerprint).await {
            Ok(None) if outdated => return lead.answer(Err(Failure::Unknown)),
            Ok(None) => {}
            Ok(Some(found)) => return lead.found(found),
            Err(error) => return lead.answer(failed(call, &error)),
        }
    }
    let prelude = Prelude::new(
        &state.db,
        Transactions::One,
        receipts::prelude(call, &key, &fingerprint),
    );
    fault::point(fault::Point::BeforeRun);
    let answer = run(state, call, &prelude).await;
    let outcome = Outcome::of_run(state, call, answer);
    if prelude.committed() > 0 {
        fault::point(fault::Point::AfterCommit);
        lead.publish(&outcome);
        if outcome.is_of_this_process(&call.origin) {
            return outcome.performed();
        }
        return Performed {
            unsettled: Some(Unsettled { key, _lead: lead }),
            ..outcome.performed()
        };
    }
    if prelude.begun() == 0 {
        return lead.finish(outcome);
    }
    // A transaction began and is not known to have committed: rolled back by the handler, or stopped by the receipt of
    // a run that this process does not know of.
    match receipts::find(&state.db, call, &key, &fingerprint).await {
        Ok(Some(found)) => lead.found(found),
        Ok(None) => lead.finish(outcome),
        Err(error) => lead.answer(failed(call, &error)),
    }
}

/// Whether an encoded `Result` is an `Ok`: its first variant.
pub(super) fn is_value(result: &[u8]) -> bool {
    Reader::new(result).variant(|tag, _, _| Ok(tag)) == Ok(0)
}

async fn run(state: &Shared, call: &Call, prelude: &Arc<Prelude>) -> Answer {
    let (request, trace) = (&call.request, call.request.trace());
    let handler = state.application.call(
        request,
        call.client.name,
        call.method,
        &call.params,
        &call.arguments,
    );
    let handler = with_transaction_prelude(Arc::clone(prelude), handler);
    let answer = catch_panic(trace, "handler", handler).await;
    let answer = answer.unwrap_or_else(|_| {
        Err(Failure::Internal {
            trace_id: trace.to_string(),
        })
    });
    let outcome = answer.as_ref().map_or_else(Failure::name, |_| "answered");
    tracing::debug!(trace_id = %trace, client = call.client.name, method = call.method.0, outcome, "call");
    answer
}

fn failed(call: &Call, error: &crate::db::DbError) -> Answer {
    let trace = call.request.trace();
    tracing::error!(trace_id = %trace, %error, "the receipt of a call could not be read");
    Err(Failure::Internal {
        trace_id: trace.to_string(),
    })
}

impl Lead {
    /// Answers those who wait, and ends the flight.
    fn finish(self, outcome: Outcome) -> Performed {
        self.publish(&outcome);
        outcome.performed()
    }

    /// Answers what was answered before.
    fn found(self, found: Found) -> Performed {
        let key = match found {
            Found::Another => KeyUse::Taken,
            Found::Answered(_) | Found::Unanswered | Found::Dropped => KeyUse::Own,
        };
        Performed {
            key,
            ..self.answer(found.into_answer())
        }
    }

    /// The same, where nothing is asked of cookies.
    fn answer(self, answer: Answer) -> Performed {
        self.finish(Outcome::of(answer))
    }
}

impl Outcome {
    fn of(answer: Answer) -> Self {
        Self {
            answer,
            changes: CookieChanges::default(),
        }
    }

    /// An answer that is a value brings about what its handler has asked of cookies; any other brings about nothing.
    fn of_run(state: &State, call: &Call, answer: Answer) -> Self {
        let changes = call.request.changes().take();
        if changes.is_empty() || !answer.as_ref().is_ok_and(|result| is_value(result)) {
            return Self::of(answer);
        }
        match check(state, &changes) {
            Ok(()) => Self { answer, changes },
            Err(fault) => Self::of(Err(Failure::Internal {
                trace_id: call.request.report(&fault),
            })),
        }
    }

    /// Whether the answer would be untrue if it came from another process, or later: that somebody has signed in, whom
    /// nobody has signed in there, or that something is kept in a cookie. Its receipt then says only that the call was run.
    fn is_of_this_process(&self, origin: &CallOrigin) -> bool {
        let is_told_once = match origin {
            CallOrigin::Tab { .. } | CallOrigin::Replayed { .. } | CallOrigin::Remote { .. } => {
                true
            }
            CallOrigin::Posted { .. } => false,
        };
        is_told_once && !self.changes.is_empty()
    }

    fn performed(self) -> Performed {
        Performed {
            answer: self.answer,
            changes: self.changes,
            key: KeyUse::Own,
            unsettled: None,
        }
    }
}

impl CallOrigin {
    fn repetition(&self) -> Repetition {
        match self {
            Self::Tab { repetition, .. } => *repetition,
            Self::Replayed { .. } | Self::Posted { .. } | Self::Remote { .. } => {
                Repetition::Possible
            }
        }
    }

    fn stamp(&self) -> Option<Stamp> {
        match self {
            Self::Tab { stamp, .. } | Self::Replayed { stamp, .. } => Some(*stamp),
            Self::Posted { .. } | Self::Remote { .. } => None,
        }
    }
}

impl Found {
    fn into_answer(self) -> Answer {
        match self {
            Self::Answered(answer) => answer,
            // The process ended between the commit and the reply, or the browser needs no answer any more.
            Self::Unanswered | Self::Dropped => Err(Failure::Unknown),
            Self::Another => Err(Failure::BadRequest),
        }
    }
}
