//! What a handler with a model asks for beside its next state: messages to pages, as data.

/// What a handler asks for, in order.
#[must_use = "an effect does nothing unless it is returned"]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerEffect<ToClient> {
    sent: Vec<Sent<ToClient>>,
}

/// A message and who gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent<ToClient> {
    /// The message.
    pub message: ToClient,
    /// Who gets it.
    pub audience: Audience,
}

/// Who gets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The page that this model belongs to.
    Client,
    /// Every connection on the same page with the same parameters.
    Page(Sender),
    /// Every connection of the same session that shows this page, with whatever parameters.
    Session(Sender),
    /// Every connection that shows this page.
    App(Sender),
}

/// Whether the page that a message comes from gets it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// It does.
    Included,
    /// The others only.
    Excluded,
}

impl<T> ServerEffect<T> {
    fn one(message: T, audience: Audience) -> Self {
        Self {
            sent: vec![Sent { message, audience }],
        }
    }

    /// What is asked for, in order.
    #[must_use]
    pub fn inspect(&self) -> &[Sent<T>] {
        &self.sent
    }

    /// The messages and who gets them, in order, for whoever carries them out.
    #[must_use]
    pub fn into_sent(self) -> Vec<Sent<T>> {
        self.sent
    }
}

/// Nothing.
pub fn none<T>() -> ServerEffect<T> {
    ServerEffect { sent: Vec::new() }
}

/// Several effects, in order.
pub fn batch<T>(effects: impl IntoIterator<Item = ServerEffect<T>>) -> ServerEffect<T> {
    let sent = effects.into_iter().flat_map(|effect| effect.sent);
    ServerEffect {
        sent: sent.collect(),
    }
}

/// A message to the page that this model belongs to.
pub fn send_to_client<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::Client)
}

/// A message to every connection on the same page with the same parameters.
pub fn broadcast_to_page<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::Page(Sender::Included))
}

/// A message to every other connection on the same page with the same parameters.
pub fn broadcast_to_page_others<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::Page(Sender::Excluded))
}

/// A message to every connection of the same session.
pub fn broadcast_to_session<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::Session(Sender::Included))
}

/// A message to every other connection of the same session.
pub fn broadcast_to_session_others<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::Session(Sender::Excluded))
}

/// A message to every connection.
pub fn broadcast_to_app<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::App(Sender::Included))
}

/// A message to every other connection.
pub fn broadcast_to_app_others<T>(message: T) -> ServerEffect<T> {
    ServerEffect::one(message, Audience::App(Sender::Excluded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_keep_their_order() {
        let effect = batch([
            send_to_client(1),
            none(),
            batch([broadcast_to_page_others(2), broadcast_to_app(3)]),
        ]);
        let sent: Vec<_> = effect
            .inspect()
            .iter()
            .map(|sent| (sent.message, sent.audience))
            .collect();
        let expected = [
            (1, Audience::Client),
            (2, Audience::Page(Sender::Excluded)),
            (3, Audience::App(Sender::Included)),
        ];
        assert_eq!(sent, expected);
    }
}
