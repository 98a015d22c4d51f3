//! What transactions publish: kept until their COMMIT, then handed to the hub in the order of commits.

use std::sync::Arc;

use crate::server::channels::Hub;

/// An event that waits for a COMMIT.
pub(super) struct Publication {
    pub(super) channel: String,
    pub(super) body: Vec<u8>,
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
        for Publication { channel, body } in self.published {
            self.hub.publish(&channel, body);
        }
    }
}
