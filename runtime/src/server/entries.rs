//! Every way into an app, as data that generated code gives: what other clients call by name, and what tests of the gate
//! try. What stands here is told, not enforced: the gate is in the code that each entry leads to.

use super::gate::Policy;
use crate::page::MethodId;
use crate::wire::named::{Field, Shape};

/// A way into an app.
#[derive(Debug)]
pub struct Entry {
    /// The client that it belongs to.
    pub client: &'static str,
    /// What it is called: `public/games_id`, `public/games_id/increment`.
    pub name: &'static str,
    /// What must be known of whoever takes it.
    pub policy: Policy,
    /// Whether the app is asked as well.
    pub asks: Asks,
    /// How it is taken.
    pub way: Way,
}

/// Whether the app is asked who may take a way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The policy alone decides.
    Nothing,
    /// `authorize` of the page or of the topic.
    Authorize,
}

/// How a way into an app is taken.
#[derive(Debug)]
pub enum Way {
    /// A page is shown.
    Page {
        /// An address of it: that of any parameters.
        address: &'static str,
        /// The path of the page to which strangers are sent.
        sign_in: Option<&'static str>,
    },
    /// A method is called.
    Call(RemoteCall),
    /// A topic is followed on a page.
    Topic {
        /// An address of the page.
        address: &'static str,
        /// A channel of the topic.
        channel: &'static str,
    },
    /// A page takes what is broadcast to it.
    Broadcasts {
        /// An address of the page.
        address: &'static str,
    },
    /// A page converses with a model on the server.
    Model {
        /// An address of the page.
        address: &'static str,
        /// Whether it has anything to say to it.
        hears: Hears,
    },
}

/// What a model on the server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// Its page's messages.
    Messages,
    /// Nothing; it only begins.
    Nothing,
}

/// What a call is made of, for those who have no contract.
#[derive(Debug)]
pub struct RemoteCall {
    /// The method.
    pub method: MethodId,
    /// The parameters of the page that it belongs to.
    pub params: &'static [Field],
    /// The arguments.
    pub arguments: &'static [Field],
    /// What it answers.
    pub ok: &'static Shape,
    /// The handler's own error, where one is declared.
    pub error: Option<&'static Shape>,
}

impl Entry {
    /// What is called, where something is.
    #[must_use]
    pub fn call(&self) -> Option<&RemoteCall> {
        match &self.way {
            Way::Call(call) => Some(call),
            Way::Page { .. } | Way::Topic { .. } | Way::Broadcasts { .. } | Way::Model { .. } => {
                None
            }
        }
    }
}
