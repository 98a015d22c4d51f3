//! Code that runs in the browser, and what tests are told of it.

use super::{Asked, Dispatch};

/// Code that may deliver messages.
pub trait Task<Msg> {
    /// What it does, for tests.
    fn asked(&self) -> Asked;

    /// Does it.
    fn run(self: Box<Self>, dispatch: Dispatch<Msg>);
}

/// Code of the app's own.
pub(super) struct Code<Run>(pub(super) Run);

impl<Msg, Run: FnOnce(Dispatch<Msg>)> Task<Msg> for Code<Run> {
    fn asked(&self) -> Asked {
        Asked::From
    }

    fn run(self: Box<Self>, dispatch: Dispatch<Msg>) {
        (self.0)(dispatch);
    }
}

/// The same code with its messages wrapped.
pub(super) struct Mapped<Msg, Wrap> {
    pub(super) task: Box<dyn Task<Msg>>,
    pub(super) wrap: Wrap,
}

impl<Msg, Other, Wrap> Task<Other> for Mapped<Msg, Wrap>
where
    Msg: 'static,
    Other: 'static,
    Wrap: Fn(Msg) -> Other + 'static,
{
    fn asked(&self) -> Asked {
        self.task.asked()
    }

    fn run(self: Box<Self>, dispatch: Dispatch<Other>) {
        let Self { task, wrap } = *self;
        task.run(Box::new(move |msg| dispatch(wrap(msg))));
    }
}
