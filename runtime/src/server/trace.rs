//! Trace ids, and panics turned into logged failures.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use crate::test::witness;

/// Names one request or call in the log: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceId(u64);

impl TraceId {
    /// A new id. Where the system has no random bytes to give, the id is 0 and the request goes on.
    pub(crate) fn generate() -> Self {
        Self(getrandom::u64().unwrap_or_default())
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Code of the app has panicked; it is logged under the trace id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Panicked;

/// Runs a future of the app. What it shares with others is guarded by the database's transactions, and its own state is
/// dropped with it.
pub(crate) async fn catch_panic<F: Future>(
    trace: TraceId,
    what: &'static str,
    future: F,
) -> Result<F::Output, Panicked> {
    let caught = AssertUnwindSafe(future).catch_unwind().await;
    caught.map_err(|payload| log_panic(trace, what, payload.as_ref()))
}

/// Runs a function of the app.
pub(crate) fn catch_panic_in<T>(
    trace: TraceId,
    what: &'static str,
    run: impl FnOnce() -> T,
) -> Result<T, Panicked> {
    let caught = std::panic::catch_unwind(AssertUnwindSafe(run));
    caught.map_err(|payload| log_panic(trace, what, payload.as_ref()))
}

fn log_panic(trace: TraceId, what: &'static str, payload: &(dyn Any + Send)) -> Panicked {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    witness::note(|| {
        format!(
            "`{what}` panicked: {}",
            text.unwrap_or("with a value that is no text")
        )
    });
    tracing::error!(trace_id = %trace, what, panic = text.unwrap_or("of another type"), "the app panicked");
    Panicked
}
