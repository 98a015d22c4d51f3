//! The channels on which a page hears what is broadcast to it. Their names are the same for every page and visitor; the
//! server knows whose they are, so nobody can ask for another's.

use super::{Subscription, ToClient};

/// How far a broadcast reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Whoever shows the page with the same parameters.
    Page,
    /// Whoever shows the page in the same session.
    Session,
    /// Whoever shows the page.
    App,
}

impl Reach {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Page, Self::Session, Self::App];

    /// The name of the channel. No topic has such a name.
    #[must_use]
    pub const fn channel(self) -> &'static str {
        match self {
            Self::Page => "@page",
            Self::Session => "@session",
            Self::App => "@app",
        }
    }

    /// The reach of a channel; `None` for any other name.
    #[must_use]
    pub fn of_channel(channel: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|reach| reach.channel() == channel)
    }
}

impl<Msg> Subscription<Msg> {
    /// Follows all that is broadcast to the page; each message becomes one of the page's own.
    #[must_use]
    pub fn to_broadcasts<T: ToClient<Msg = Msg>>(
        to_msg: impl Fn(T) -> Msg + Clone + 'static,
    ) -> [Self; 3] {
        Reach::ALL.map(|reach| Self::to_channel(reach.channel(), to_msg.clone()))
    }
}
