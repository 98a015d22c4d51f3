//! Sign-ins that transactions have ended, to the tabs that they were for: over the hub, which hears of it after COMMIT.

use std::sync::Arc;

use super::channels::{Event, Followed, Hub, Listener};
use super::tab::Registry;
use crate::db::{Publication, Tx};
use crate::session::{SessionHash, SignIn};
use crate::wire::frame::Cursor;
use crate::wire::{Decode, DecodeError, Encode, Reader, Writer, decode_all, to_bytes};

/// No topic is called so.
const CHANNEL: &str = "/sign-ins";

/// Tells the server, once the transaction has committed.
pub(crate) fn tell(tx: &mut Tx, ended: &SignIn) {
    tx.publish(Publication::Event {
        channel: CHANNEL.to_owned(),
        body: to_bytes(ended),
        not_to: None,
    });
}

/// Lets tabs end with the sign-ins that they were for, until it is dropped.
pub(super) fn listen(hub: &Arc<Hub>, tabs: &Arc<Registry>) -> Option<Followed> {
    let tabs = Tabs(Arc::clone(tabs));
    hub.follow(CHANNEL, None, hub.rechecks(), tabs).ok()
}

struct Tabs(Arc<Registry>);

impl Listener for Tabs {
    fn begin(&self, _: Cursor) {}

    fn hear(&mut self, event: &Event) -> bool {
        if let Ok(SignIn { session, client }) = decode_all(&event.body) {
            self.0.end_sign_in(session, &client);
        }
        true
    }

    fn reset(&self) {}

    // No gate stands before the server itself.
    fn recheck(&self, _: Cursor) {}
}

impl Encode for SignIn {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 2);
        Writer::bytes(out, self.session.bytes());
        self.client.encode(out);
    }
}

impl Decode for SignIn {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(2, |reader| {
            Ok(Self {
                session: SessionHash::of_bytes(reader.byte_array()?),
                client: String::decode(reader)?,
            })
        })
    }
}
