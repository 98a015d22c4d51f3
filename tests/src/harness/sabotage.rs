//! Tabs and networks that are deliberately wrong: what the harness must notice.

use std::collections::BTreeMap;
use std::time::Duration;

use rally_runtime::client::conversation::read_client_frame;
use rally_runtime::wire::frame::{ClientFrame, FromModel, ServerFrame, ToModel};
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
    /// The page is given each event twice.
    HearsTwice,
    /// The page goes on under its old name once it speaks for somebody else.
    KeepsItsName,
    /// Calls after the first are held back until it speaks for somebody else.
    Impostor(Vec<Vec<u8>>),
    /// The model is told each message twice.
    SaysTwice,
    /// A message is not said again to a model that does not have it: those that were said, by epoch and number.
    SaidOnce(Vec<(u64, u64)>),
    /// The next model is told what the one before was told.
    SaysItToTheNext(Hearsay),
}

/// What an earlier model was told.
#[derive(Debug, Default)]
pub struct Hearsay {
    /// The epoch of the present model.
    epoch: u64,
    /// What that was told by its page.
    said: Vec<Vec<u8>>,
    /// How much it was told before that.
    told: u64,
}

/// Further from the true numbers than any session gets.
const FAR: u64 = 1_000;

/// How long a tab waits for something to happen: far longer than that takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(4);
/// The same, of a tab that is wrong.
const LITTLE_PATIENCE: Duration = Duration::from_millis(250);

impl Sabotage {
    /// How long nothing may happen to a socket before the clock leaps to when the tab would do something by itself. What
    /// will never come is waited for only while the tab is judged, or where all of its sessions are of that kind.
    pub(super) fn patience(&self, is_judged: bool) -> Duration {
        match self {
            Self::None => PATIENCE,
            Self::NewNumbers(_) | Self::SentOnce(_) | Self::SaidOnce(_) => LITTLE_PATIENCE,
            _ if is_judged => LITTLE_PATIENCE,
            _ => PATIENCE,
        }
    }

    /// What goes out in the place of a frame.
    pub(super) fn send(&mut self, bytes: Vec<u8>) -> Vec<Vec<u8>> {
        match read_client_frame(&bytes) {
            Ok(ClientFrame::Call(call)) => match self {
                Self::NewNumbers(sent) => {
                    let mut call = call;
                    let number = sent.entry(call.n).or_insert(call.n);
                    call.n = *number;
                    *number += FAR;
                    vec![to_bytes(&ClientFrame::Call(call))]
                }
                Self::SentOnce(sent) if sent.contains(&call.n) => vec![],
                Self::SentOnce(sent) => {
                    sent.push(call.n);
                    vec![bytes]
                }
                Self::Impostor(held) if call.n > 1 => {
                    held.push(bytes);
                    vec![]
                }
                _ => vec![bytes],
            },
            Ok(ClientFrame::Model {
                id,
                said: ToModel::Send { epoch, k, message },
            }) => {
                let said = self.say(epoch, k, message).into_iter();
                let frame = |(k, message)| {
                    let said = ToModel::Send { epoch, k, message };
                    to_bytes(&ClientFrame::Model { id, said })
                };
                said.map(frame).collect()
            }
            _ => vec![bytes],
        }
    }

    /// What a model is told in the place of a message.
    fn say(&mut self, epoch: u64, k: u64, message: Vec<u8>) -> Vec<(u64, Vec<u8>)> {
        match self {
            Self::SaysTwice => vec![(2 * k - 1, message.clone()), (2 * k, message)],
            Self::SaidOnce(said) if said.contains(&(epoch, k)) => vec![],
            Self::SaidOnce(said) => {
                said.push((epoch, k));
                vec![(k, message)]
            }
            Self::SaysItToTheNext(hearsay) => hearsay.say(epoch, k, message),
            _ => vec![(k, message)],
        }
    }

    /// What goes out first once a connection lives.
    pub(super) fn welcome(&mut self, is_redeemed: bool) -> Vec<Vec<u8>> {
        match self {
            Self::Impostor(held) if is_redeemed => {
                let held = std::mem::take(held);
                *self = Self::None;
                held
            }
            _ => vec![],
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
            (
                sabotage,
                ServerFrame::Model {
                    id,
                    said: FromModel::Taken { k },
                },
            ) => {
                let k = sabotage.taken(k);
                let said = FromModel::Taken { k };
                Some(to_bytes(&ServerFrame::Model { id, said }))
            }
            _ => Some(bytes),
        }
    }

    /// How many of the page's messages a model has that has so many.
    fn taken(&self, k: u64) -> u64 {
        match self {
            Self::SaysTwice => k / 2,
            Self::SaysItToTheNext(hearsay) => k.saturating_sub(hearsay.told),
            _ => k,
        }
    }
}

impl Hearsay {
    fn say(&mut self, epoch: u64, k: u64, message: Vec<u8>) -> Vec<(u64, Vec<u8>)> {
        let mut told = Vec::new();
        if self.epoch != epoch {
            self.epoch = epoch;
            told = std::mem::take(&mut self.said);
            self.told = told.len() as u64;
        }
        self.said.push(message.clone());
        let mut all: Vec<_> = (1..).zip(told).collect();
        all.push((self.told + k, message));
        all
    }
}
