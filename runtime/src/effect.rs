//! What an update asks the runtime to do, as data: nothing happens until the runtime carries it out.

pub mod cookies;
pub mod local_storage;
pub(crate) mod task;

use std::any::Any;
use std::borrow::Cow;
use std::time::Duration;

use crate::html::ToUrl;
use crate::page::{Answer, ContextMessage, MethodId, Reply, Rpc, ToServer, decode_reply};
use task::{Code, Mapped, Task};

/// What an update asks for, in order.
#[must_use = "an effect does nothing unless it is returned"]
pub struct Effect<Msg> {
    commands: Vec<Command<Msg>>,
}

/// One thing asked for. Public to the runtime and to generated code; apps make effects by the functions of this module.
pub enum Command<Msg> {
    /// Call the server.
    Rpc(Call<Msg>),
    /// Go to another page.
    Navigate {
        /// Path and search string.
        url: String,
        /// What becomes of the present page in the history.
        history: History,
    },
    /// Deliver a message later.
    After {
        /// How much later.
        delay: Duration,
        /// The message.
        msg: Msg,
    },
    /// Deliver a message again and again, until the part of the page that asks for it is left or begins anew.
    Every {
        /// How much time lies between two of them.
        period: Duration,
        /// Makes the message.
        msg: Box<dyn Fn() -> Msg>,
    },
    /// Move the focus to the element of this id.
    Focus(Cow<'static, str>),
    /// Run code that may deliver messages.
    Run(Box<dyn Task<Msg>>),
    /// Send a message to the page's model on the server.
    SendToServer {
        /// The encoded message.
        message: Vec<u8>,
        /// A message that was not sent by then is withdrawn.
        deadline: Option<Duration>,
    },
    /// Change the state that all pages of the client share, by a message of its type. Carried out where that state is,
    /// in the page on show, before an effect is handed on.
    UpdateContext(Box<dyn Any>),
}

/// What becomes of the present page in the browser's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// It stays, one step back.
    Push,
    /// The new page takes its place.
    Replace,
}

/// Delivers messages to the page; it may be kept and called often.
pub type Dispatch<Msg> = Box<dyn Fn(Msg)>;

/// A call to the server, its types erased.
pub struct Call<Msg> {
    /// The method.
    pub method: MethodId,
    /// The method's path: `public/home/increment`.
    pub name: &'static str,
    /// The encoded arguments.
    pub arguments: Vec<u8>,
    /// A call that was never sent by then is withdrawn; one that was sent ends as unknown.
    pub deadline: Option<Duration>,
    /// The key of the form that the call was submitted with, where it was.
    pub form_key: Option<String>,
    /// Turns the answer into a message.
    pub reply: Box<dyn FnOnce(Answer) -> Msg>,
}

/// What an effect asks for, without its closures: for tests.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A call, by the method's path, with its encoded arguments.
    Rpc {
        /// The method's path: `public/home/increment`.
        name: &'static str,
        /// The encoded arguments.
        arguments: Vec<u8>,
    },
    /// A navigation.
    Navigate {
        /// Path and search string.
        url: String,
        /// What becomes of the present page.
        history: History,
    },
    /// A message later.
    After(Duration),
    /// A message again and again.
    Every(Duration),
    /// A focus.
    Focus(Cow<'static, str>),
    /// Code of the app's own.
    From,
    /// Something of [`cookies`].
    Cookie(cookies::Request),
    /// Something of [`local_storage`].
    LocalStorage(local_storage::Request),
    /// A message to the page's model on the server.
    SendToServer {
        /// The encoded message.
        message: Vec<u8>,
    },
    /// A change of the state that all pages share; [`Effect::context_messages`] has the message.
    UpdateContext,
}

impl<Msg> Effect<Msg> {
    /// Nothing.
    pub const fn none() -> Self {
        Self {
            commands: Vec::new(),
        }
    }

    /// Adds what another effect asks for.
    pub(crate) fn append(&mut self, more: Self) {
        self.commands.extend(more.commands);
    }

    /// A call whose types are erased already.
    pub(crate) fn call(call: Call<Msg>) -> Self {
        Self::one(Command::Rpc(call))
    }

    /// Adds one thing.
    pub(crate) fn push(&mut self, command: Command<Msg>) {
        self.commands.push(command);
    }

    /// A change of the state that all pages share, by a message of its type.
    pub(crate) fn change_context(message: Box<dyn Any>) -> Self {
        Self::one(Command::UpdateContext(message))
    }

    fn one(command: Command<Msg>) -> Self {
        Self {
            commands: vec![command],
        }
    }

    /// The commands, in order, for whoever carries them out.
    #[must_use]
    pub fn into_commands(self) -> Vec<Command<Msg>> {
        self.commands
    }

    /// What is asked for, for tests.
    #[must_use]
    pub fn inspect(&self) -> Vec<Asked> {
        self.commands.iter().map(Command::asked).collect()
    }

    /// The messages of this type that are to change the state which all pages share, in order: for tests.
    #[must_use]
    pub fn context_messages<M: ContextMessage>(&self) -> Vec<&M> {
        let commands = self.commands.iter();
        let messages = commands.filter_map(|command| match command {
            Command::UpdateContext(message) => message.downcast_ref(),
            _ => None,
        });
        messages.collect()
    }

    /// The same effect with its messages wrapped.
    pub fn map<Other>(self, wrap: impl Fn(Msg) -> Other + Clone + 'static) -> Effect<Other>
    where
        Msg: 'static,
        Other: 'static,
    {
        let map = |command: Command<Msg>| command.map(wrap.clone());
        Effect {
            commands: self.commands.into_iter().map(map).collect(),
        }
    }

    /// Ends each call of this effect that has not been answered in time: one that was never sent is certainly not done.
    /// Withdraws each message to the page's model that was not sent in time.
    pub fn deadline(mut self, limit: Duration) -> Self {
        for command in &mut self.commands {
            match command {
                Command::Rpc(Call { deadline, .. }) | Command::SendToServer { deadline, .. } => {
                    *deadline = Some(limit);
                }
                _ => {}
            }
        }
        self
    }

    /// Makes each call of this effect under the key of the form that it was submitted with.
    pub fn form_key(mut self, key: Option<&str>) -> Self {
        for command in &mut self.commands {
            if let Command::Rpc(call) = command {
                call.form_key = key.map(str::to_owned);
            }
        }
        self
    }
}

impl<Msg> Command<Msg> {
    fn asked(&self) -> Asked {
        match self {
            Self::Rpc(call) => Asked::Rpc {
                name: call.name,
                arguments: call.arguments.clone(),
            },
            Self::Navigate { url, history } => Asked::Navigate {
                url: url.clone(),
                history: *history,
            },
            Self::After { delay, .. } => Asked::After(*delay),
            Self::Every { period, .. } => Asked::Every(*period),
            Self::Focus(id) => Asked::Focus(id.clone()),
            Self::Run(task) => task.asked(),
            Self::SendToServer { message, .. } => Asked::SendToServer {
                message: message.clone(),
            },
            Self::UpdateContext(_) => Asked::UpdateContext,
        }
    }

    fn map<Other>(self, wrap: impl Fn(Msg) -> Other + Clone + 'static) -> Command<Other>
    where
        Msg: 'static,
        Other: 'static,
    {
        match self {
            Self::Rpc(call) => Command::Rpc(call.map(wrap)),
            Self::Navigate { url, history } => Command::Navigate { url, history },
            Self::After { delay, msg } => Command::After {
                delay,
                msg: wrap(msg),
            },
            Self::Every { period, msg } => Command::Every {
                period,
                msg: Box::new(move || wrap(msg())),
            },
            Self::Focus(id) => Command::Focus(id),
            Self::Run(task) => Command::Run(Box::new(Mapped { task, wrap })),
            Self::SendToServer { message, deadline } => Command::SendToServer { message, deadline },
            Self::UpdateContext(message) => Command::UpdateContext(message),
        }
    }
}

impl<Msg: 'static> Call<Msg> {
    fn map<Other: 'static>(self, wrap: impl Fn(Msg) -> Other + 'static) -> Call<Other> {
        let reply = self.reply;
        Call {
            method: self.method,
            name: self.name,
            arguments: self.arguments,
            deadline: self.deadline,
            form_key: self.form_key,
            reply: Box::new(move |answer| wrap(reply(answer))),
        }
    }
}

/// Nothing.
pub const fn none<Msg>() -> Effect<Msg> {
    Effect::none()
}

/// All of these, in order.
pub fn batch<Msg>(effects: impl IntoIterator<Item = Effect<Msg>>) -> Effect<Msg> {
    Effect {
        commands: effects
            .into_iter()
            .flat_map(|effect| effect.commands)
            .collect(),
    }
}

/// Calls the server; the answer arrives as a message.
pub fn rpc<C: Rpc, Msg>(call: C, to_msg: impl FnOnce(Reply<C>) -> Msg + 'static) -> Effect<Msg> {
    let mut arguments = Vec::new();
    call.encode(&mut arguments);
    Effect::one(Command::Rpc(Call {
        method: C::METHOD,
        name: C::NAME,
        arguments,
        deadline: None,
        form_key: None,
        reply: Box::new(move |answer| to_msg(decode_reply::<C>(answer))),
    }))
}

/// Sends a message to the page's model on the server: in order, and at most once. Where that model is gone before it has
/// taken the message, the page begins again, with its data loaded anew.
pub fn send_to_server<T: ToServer>(message: T) -> Effect<T::Msg> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes);
    Effect::one(Command::SendToServer {
        message: bytes,
        deadline: None,
    })
}

/// Changes the state that all pages of the client share, by the client's own `update_context`; whatever is shown is then
/// shown with the new one.
pub fn update_context<M: ContextMessage, Msg>(message: M) -> Effect<Msg> {
    Effect::change_context(Box::new(message))
}

/// Goes to another page; the present one stays in the history.
pub fn navigate<Msg>(to: impl ToUrl) -> Effect<Msg> {
    let url = to.to_url().into_owned();
    Effect::one(Command::Navigate {
        url,
        history: History::Push,
    })
}

/// Goes to another page in the place of the present one.
pub fn replace<Msg>(to: impl ToUrl) -> Effect<Msg> {
    let url = to.to_url().into_owned();
    Effect::one(Command::Navigate {
        url,
        history: History::Replace,
    })
}

/// Delivers a message after a while.
pub fn after<Msg>(delay: Duration, msg: Msg) -> Effect<Msg> {
    Effect::one(Command::After { delay, msg })
}

/// Delivers a message again and again: from the first period on until the page, or the layout, that asks for it is left.
/// A page that begins anew, with its data loaded again or with another search string, asks for it anew as well.
///
/// A period of less than a millisecond is one.
pub fn every<Msg: Clone + 'static>(period: Duration, msg: Msg) -> Effect<Msg> {
    Effect::one(Command::Every {
        period: period.max(Duration::from_millis(1)),
        msg: Box::new(move || msg.clone()),
    })
}

/// Moves the focus to the element of this id.
pub fn focus<Msg>(id: impl Into<Cow<'static, str>>) -> Effect<Msg> {
    Effect::one(Command::Focus(id.into()))
}

/// Runs code in the browser that may deliver messages.
pub fn from<Msg>(run: impl FnOnce(Dispatch<Msg>) + 'static) -> Effect<Msg> {
    Effect::one(Command::Run(Box::new(Code(run))))
}
