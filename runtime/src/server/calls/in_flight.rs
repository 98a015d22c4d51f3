//! The calls that are being run in this process, so that the same call sent again waits for the same answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::Outcome;
use super::key::{CallKey, Fingerprint};
use crate::page::Failure;

/// The calls in flight.
#[derive(Default)]
pub(crate) struct InFlight {
    calls: Arc<Mutex<Calls>>,
}

type Calls = HashMap<CallKey, Flight>;

struct Flight {
    fingerprint: Fingerprint,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// What is to be done for a call.
pub(super) enum Entry {
    /// Nobody runs it: whoever holds this does.
    Lead(Lead),
    /// Somebody runs it.
    Join(Joined),
    /// Something else is run under this key.
    Taken,
}

/// The right to run a call. Dropping it ends the flight; those who wait and have no answer get `Unknown`.
pub(super) struct Lead {
    calls: Arc<Mutex<Calls>>,
    key: CallKey,
    outcome: watch::Sender<Option<Outcome>>,
}

/// The wait for the answer of a call that somebody runs.
pub(super) struct Joined(watch::Receiver<Option<Outcome>>);

impl InFlight {
    pub(super) fn enter(&self, key: &CallKey, fingerprint: &Fingerprint) -> Entry {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = calls.get(key) {
            let same = flight.fingerprint == *fingerprint;
            return if same {
                Entry::Join(Joined(flight.outcome.clone()))
            } else {
                Entry::Taken
            };
        }
        let (sender, outcome) = watch::channel(None);
        calls.insert(
            key.clone(),
            Flight {
                fingerprint: fingerprint.clone(),
                outcome,
            },
        );
        Entry::Lead(Lead {
            calls: Arc::clone(&self.calls),
            key: key.clone(),
            outcome: sender,
        })
    }
}

impl Lead {
    /// Answers those who wait.
    pub(super) fn publish(&self, outcome: &Outcome) {
        self.outcome.send_replace(Some(outcome.clone()));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

impl Joined {
    pub(super) async fn wait(mut self) -> Outcome {
        let ended = self
            .0
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|outcome| outcome.clone());
        ended.unwrap_or_else(|| Outcome::of(Err(Failure::Unknown)))
    }
}
