//! The one navigation that is under way: only the last that was asked for counts.

use super::Millis;
use crate::wire::frame::{Cursor, Navigated};

/// How long a visit may take before the browser loads the document instead.
const VISIT_MILLIS: Millis = 5_000;
/// How many redirects are followed before the browser is left to find out.
const MAX_REDIRECTS: u32 = 10;

/// What a page's data is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody goes there.
    Visit,
    /// The page on show may be out of date.
    LoadAgain,
}

#[derive(Debug)]
struct Pending {
    id: u64,
    url: String,
    purpose: Purpose,
    redirects: u32,
    overdue_at: Millis,
}

/// What a `NavReply` leads to.
#[derive(Debug)]
pub(super) enum Outcome {
    Ignore,
    AskAgain,
    Document(String),
    Page {
        purpose: Purpose,
        address: String,
        url: String,
        data: Vec<u8>,
        now: i64,
        cursor: Cursor,
    },
}

/// The navigation under way.
#[derive(Debug, Default)]
pub(super) struct Navigation {
    pending: Option<Pending>,
    last: u64,
}

impl Navigation {
    /// Begins a navigation in the place of any other.
    pub(super) fn start(&mut self, url: &str, purpose: Purpose, now: Millis) {
        self.last += 1;
        self.pending = Some(Pending {
            id: self.last,
            url: url.to_owned(),
            purpose,
            redirects: 0,
            overdue_at: now.saturating_add(VISIT_MILLIS),
        });
    }

    /// Drops the visit under way; what the server answers to it does not matter.
    pub(super) fn forget_visit(&mut self) {
        self.give_up();
    }

    pub(super) fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    pub(super) fn is_visiting(&self) -> bool {
        self.visit().is_some()
    }

    fn visit(&self) -> Option<&Pending> {
        self.pending
            .as_ref()
            .filter(|pending| pending.purpose == Purpose::Visit)
    }

    /// Id and address of what is to be asked for.
    pub(super) fn to_send(&self) -> Option<(u64, String)> {
        self.pending
            .as_ref()
            .map(|pending| (pending.id, pending.url.clone()))
    }

    pub(super) fn arrive(&mut self, id: u64, page: Navigated) -> Outcome {
        let Some(pending) = self.pending.take_if(|pending| pending.id == id) else {
            return Outcome::Ignore;
        };
        match page {
            Navigated::Page {
                url,
                data,
                now,
                cursor,
            } => Outcome::Page {
                purpose: pending.purpose,
                address: pending.url,
                url,
                data,
                now,
                cursor,
            },
            Navigated::Redirect { url } => self.follow(pending, url),
            Navigated::Document { url } => Outcome::Document(url),
            Navigated::Failed { .. } => Outcome::Document(pending.url),
        }
    }

    fn follow(&mut self, from: Pending, url: String) -> Outcome {
        if from.redirects == MAX_REDIRECTS {
            return Outcome::Document(url);
        }
        self.last += 1;
        self.pending = Some(Pending {
            id: self.last,
            url,
            redirects: from.redirects + 1,
            ..from
        });
        Outcome::AskAgain
    }

    /// The connection is lost: the address of a visit, which becomes a load of the document.
    pub(super) fn give_up(&mut self) -> Option<String> {
        self.pending
            .take_if(|pending| pending.purpose == Purpose::Visit)
            .map(|pending| pending.url)
    }

    /// The address of a visit that took too long.
    pub(super) fn overdue(&mut self, now: Millis) -> Option<String> {
        self.pending
            .take_if(|pending| pending.purpose == Purpose::Visit && pending.overdue_at <= now)
            .map(|pending| pending.url)
    }

    pub(super) fn wakes_at(&self) -> Option<Millis> {
        self.visit().map(|pending| pending.overdue_at)
    }
}
