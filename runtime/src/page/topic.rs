//! Something live that pages follow: a topic with its arguments to its canonical name and back, and what is published.
//!
//! Knows no connection: who may follow, and how events travel, is the server's.

use std::fmt;

use super::Message;
use crate::wire::{Decode, Encode, decode_all};

/// A topic with its arguments, as a generated contract declares it: `topics::Game { id: 3 }`.
pub trait Topic: Clone + PartialEq + Sized + 'static {
    /// What is published.
    type Event: Encode + Decode + 'static;
    /// The topic's name in the schema: `game`.
    const NAME: &'static str;

    /// The canonical name, by which both sides know it: the name in the schema and the arguments as text, each
    /// percent-encoded, with slashes between: `game/3`.
    #[must_use]
    fn channel(&self) -> String;

    /// The topic of a canonical name; `None` for any other text, also where it only means the same.
    #[must_use]
    fn from_channel(channel: &str) -> Option<Self>;
}

/// What was published, and on which topic.
pub struct Event<T: Topic> {
    /// The topic with its arguments.
    pub topic: T,
    /// What happened.
    pub event: T::Event,
}

impl<T: Topic> Clone for Event<T>
where
    T::Event: Clone,
{
    fn clone(&self) -> Self {
        Self {
            topic: self.topic.clone(),
            event: self.event.clone(),
        }
    }
}

impl<T: Topic> PartialEq for Event<T>
where
    T::Event: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.topic == other.topic && self.event == other.event
    }
}

impl<T: Topic + fmt::Debug> fmt::Debug for Event<T>
where
    T::Event: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("topic", &self.topic)
            .field("event", &self.event)
            .finish()
    }
}

/// Makes a message of an encoded event.
type Deliver<Msg> = Box<dyn Fn(&[u8]) -> Option<Msg>>;

/// A topic that a page follows, its type erased: the canonical name, and how an event becomes a message.
pub struct Subscription<Msg> {
    /// The canonical name.
    pub channel: String,
    deliver: Deliver<Msg>,
}

impl<Msg> Subscription<Msg> {
    /// Follows a topic; each event becomes a message.
    #[must_use]
    pub fn new<T: Topic>(topic: T, to_msg: impl Fn(Event<T>) -> Msg + 'static) -> Self {
        Self {
            channel: topic.channel(),
            deliver: Box::new(move |bytes| {
                let event = decode_all(bytes).ok()?;
                let topic = topic.clone();
                Some(to_msg(Event { topic, event }))
            }),
        }
    }

    /// Follows a channel that is no topic; each message becomes one of the page's own.
    pub(super) fn to_channel<T: Decode>(
        channel: &str,
        to_msg: impl Fn(T) -> Msg + 'static,
    ) -> Self {
        Self {
            channel: channel.to_owned(),
            deliver: Box::new(move |bytes| decode_all(bytes).ok().map(&to_msg)),
        }
    }

    /// The same, for messages of any page.
    pub(super) fn erased(self) -> Subscription<Message>
    where
        Msg: 'static,
    {
        let Self { channel, deliver } = self;
        Subscription {
            channel,
            deliver: Box::new(move |bytes| deliver(bytes).map(|msg| Box::new(msg) as Message)),
        }
    }

    /// The message of an encoded event; `None` where the bytes are something else.
    #[must_use]
    pub fn deliver(&self, event: &[u8]) -> Option<Msg> {
        (self.deliver)(event)
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Subscription, Topic};
    use crate::wire::Encode;

    #[derive(Debug, Clone, PartialEq)]
    struct Counter(i64);

    impl Topic for Counter {
        type Event = String;
        const NAME: &'static str = "counter";

        fn channel(&self) -> String {
            format!("counter/{}", self.0)
        }

        fn from_channel(channel: &str) -> Option<Self> {
            channel.strip_prefix("counter/")?.parse().ok().map(Self)
        }
    }

    #[test]
    fn an_event_arrives_with_its_topic() {
        let subscription = Subscription::new(Counter(3), |event: Event<Counter>| event);
        assert_eq!(subscription.channel, "counter/3");
        let mut bytes = Vec::new();
        "up".to_owned().encode(&mut bytes);
        let expected = Event {
            topic: Counter(3),
            event: "up".to_owned(),
        };
        assert_eq!(subscription.deliver(&bytes), Some(expected));
        assert_eq!(subscription.deliver(b"\xc1"), None);
    }
}
