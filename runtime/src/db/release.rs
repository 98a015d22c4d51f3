//! What transactions publish: kept until their COMMIT, then handed to the hub in the order of commits.

use std::sync::Arc;

use crate::server::channels::Hub;
use crate::wire::frame::TabId;

/// Something for those who follow a channel, at once or after a COMMIT.
///
/// Public in name only: the module is private, and the type appears in sealed traits.
pub enum Publication {
    /// An event.
    Event {
        /// Its channel.
        channel: String,
        /// The encoded event.
        body: Vec<u8>,
        /// Who is not told.
        not_to: Option<TabId>,
    },
    /// They are to be let through by the gate again.
    Recheck {
        /// Their channel.
        channel: String,
    },
}

impl Publication {
    pub(crate) fn publish(self, hub: &Hub) {
        match self {
            Self::Event {
                channel,
                body,
                not_to,
            } => hub.publish(&channel, body, not_to),
            Self::Recheck { channel } => hub.recheck(&channel),
        }
    }
}

/// What one transaction publishes. Dropped, it is published to nobody.
pub(crate) struct Released {
    hub: Arc<Hub>,
    published: Vec<Publication>,
}

impl Released {
    pub(super) fn new(hub: Arc<Hub>, published: Vec<Publication>) -> Self {
        Self { hub, published }
    }

    /// Publishes all of it, in order. Called by the writer alone, which commits one group after the other.
    pub(super) fn release(self) {
        for publication in self.published {
            publication.publish(&self.hub);
        }
    }
}
