//! Tabs and networks that are deliberately wrong: what the harness must notice.

use std::collections::BTreeMap;
use std::time::Duration;

use rally_runtime::client::conversation::read_client_frame;
use rally_runtime::wire::frame::{ClientFrame, ServerFrame};
use rally_runtime::wire::{decode_all, to_bytes};

/// What is wrong with a tab.
#[derive(Debug, Default)]
pub enum Sabotage {
    /// Nothing.
    #[default]
    None,
    /// What is sent again goes under a new number: that each is sent to the server under, by the true one.
    NewNumbers(BTreeMap<u64, u64>),
    /// What was sent once is not sent again.
    SentOnce(Vec<u64>),
    /// Events never arrive.
    Deaf,
}

/// Further from the true numbers than any session gets.
const FAR: u64 = 1_000;

/// How long a tab waits for something to happen: far longer than that takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(4);
/// The same, of a tab that is wrong.
const LITTLE_PATIENCE: Duration = Duration::from_millis(250);

impl Sabotage {
    /// How long nothing may happen to a socket before the clock leaps to when the tab would do something by itself.
    pub(super) fn patience(&self) -> Duration {
        match self {
            Self::None => PATIENCE,
            _ => LITTLE_PATIENCE,
        }
    }

    /// What goes out in the place of a frame.
    pub(super) fn send(&mut self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let Ok(ClientFrame::Call(mut call)) = read_client_frame(&bytes) else {
            return Some(bytes);
        };
        match self {
            Self::None | Self::Deaf => Some(bytes),
            Self::NewNumbers(sent) => {
                let number = sent.entry(call.n).or_insert(call.n);
                call.n = *number;
                *number += FAR;
                Some(to_bytes(&ClientFrame::Call(call)))
            }
            Self::SentOnce(sent) if sent.contains(&call.n) => None,
            Self::SentOnce(sent) => {
                sent.push(call.n);
                Some(bytes)
            }
        }
    }

    /// What comes in in the place of a frame.
    pub(super) fn receive(&mut self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let Ok(frame) = decode_all::<ServerFrame>(&bytes) else {
            return Some(bytes);
        };
        match (self, frame) {
            (Self::NewNumbers(_), ServerFrame::Reply { n, answer }) => {
                let n = n % FAR;
                Some(to_bytes(&ServerFrame::Reply { n, answer }))
            }
            (Self::Deaf, ServerFrame::Event(_)) => None,
            _ => Some(bytes),
        }
    }
}
