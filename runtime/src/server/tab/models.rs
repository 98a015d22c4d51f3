//! The models of a tab: that of the page on show, and those of pages that were left, while they take what was sent before.

use std::future::pending;

use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;

use super::model::{Lost, Model, Owner, Taken, Worked, tell};
use crate::server::limits::{MAX_LEAVING_MODELS, MAX_URL_BYTES};
use crate::server::pages::is_own_address;
use crate::server::socket::Outbox;
use crate::wire::frame::{Cursor, FromModel, ToModel};

/// The models of a tab.
#[derive(Default)]
pub(super) struct Models {
    current: Option<Model>,
    leaving: FuturesUnordered<LocalBoxFuture<'static, ()>>,
}

/// More than the tab may ask for.
pub(super) struct Overload;

/// What has happened to a model.
pub(super) enum Event {
    /// A handler of the present one is done.
    Worked(Worked),
    /// One that was left is gone.
    Left,
}

impl Models {
    /// Takes what the page says.
    pub(super) fn hear(
        &mut self,
        id: u64,
        said: ToModel,
        owner: impl FnOnce() -> Owner,
        outbox: &Outbox,
    ) -> Result<(), Overload> {
        match said {
            ToModel::Open { url, cursor } => self.open(id, url, cursor, owner, outbox),
            ToModel::Send { epoch, k, message } => self.send(id, epoch, (k, message), outbox),
            ToModel::Leave => {
                let left = self.current.take_if(|model| model.id() == id);
                self.leave(left);
                Ok(())
            }
        }
    }

    fn open(
        &mut self,
        id: u64,
        url: String,
        cursor: Option<Cursor>,
        owner: impl FnOnce() -> Owner,
        outbox: &Outbox,
    ) -> Result<(), Overload> {
        if let Some(model) = self.current.as_mut().filter(|model| model.id() == id) {
            let resumed = model.resume(owner(), cursor, outbox);
            self.keep_unless(resumed, outbox);
            return Ok(());
        }
        if self.leaving.len() >= MAX_LEAVING_MODELS {
            return Err(Overload);
        }
        let left = self.current.take();
        self.leave(left);
        if cursor.is_some() {
            tell(outbox, id, FromModel::Reset);
        } else if url.len() > MAX_URL_BYTES || !is_own_address(&url) {
            tell(outbox, id, FromModel::Denied);
        } else {
            self.current = Some(Model::begin(id, url, owner()));
        }
        Ok(())
    }

    fn send(
        &mut self,
        id: u64,
        epoch: u64,
        (k, message): (u64, Vec<u8>),
        outbox: &Outbox,
    ) -> Result<(), Overload> {
        let model = self.current.as_mut().filter(|model| model.is_of(id, epoch));
        match model.map(|model| model.take(k, message)) {
            Some(Taken::Yes) => {}
            Some(Taken::Overload) => return Err(Overload),
            Some(Taken::Gap) => self.keep_unless(Err(Lost::Reset), outbox),
            None => tell(outbox, id, FromModel::Reset),
        }
        Ok(())
    }

    fn leave(&mut self, left: Option<Model>) {
        if let Some(model) = left.filter(Model::is_at_work) {
            self.leaving.push(Box::pin(model.finish()));
        }
    }

    /// A connection has come or gone: whatever comes next has to be asked for.
    pub(super) fn fall_deaf(&mut self) {
        if let Some(model) = &mut self.current {
            model.fall_deaf();
        }
    }

    /// What runs ends, and nothing else begins.
    pub(super) fn end(&mut self) {
        if let Some(model) = &mut self.current {
            model.forget_waiting();
        }
        let left = self.current.take();
        self.leave(left);
    }

    /// What happens next to any of them.
    pub(super) async fn next(&mut self) -> Event {
        let worked = async {
            match &mut self.current {
                Some(model) => Event::Worked(model.worked().await),
                None => pending().await,
            }
        };
        let left = async {
            match self.leaving.next().await {
                Some(()) => Event::Left,
                None => pending().await,
            }
        };
        tokio::select! {
            event = worked => event,
            event = left => event,
        }
    }

    /// Goes on after it.
    pub(super) fn settle(&mut self, event: Event, outbox: Option<&Outbox>) {
        let (Event::Worked(worked), Some(model)) = (event, &mut self.current) else {
            return;
        };
        let settled = model.settle(worked, outbox);
        match outbox {
            Some(outbox) => self.keep_unless(settled, outbox),
            // Asked for again, it is not there.
            None if settled.is_err() => self.current = None,
            None => {}
        }
    }

    fn keep_unless(&mut self, outcome: Result<(), Lost>, outbox: &Outbox) {
        let (Err(lost), Some(model)) = (outcome, &self.current) else {
            return;
        };
        let said = match lost {
            Lost::Reset => FromModel::Reset,
            Lost::Denied => FromModel::Denied,
        };
        tell(outbox, model.id(), said);
        let left = self.current.take();
        self.leave(left);
    }

    pub(super) fn is_at_rest(&self) -> bool {
        self.leaving.is_empty() && !self.current.as_ref().is_some_and(Model::is_at_work)
    }
}
