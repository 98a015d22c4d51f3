//! The loop of the page on show: messages go to `update`, and what it asks for is carried out.

use rally_runtime::client::ClientApplication as _;
use rally_runtime::client::conversation::Purpose;
use rally_runtime::effect::{Command, Effect};
use rally_runtime::html::{RenderContext, render_node};
use rally_runtime::page::{Entry, Message};
use rally_runtime::value::Time;

use super::{Tab, Work};
use crate::harness::document;
use crate::harness::routes::Bundle;
use crate::harness::session::NOBODY;

impl Tab {
    /// The texts of the lines that the page shows.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.items("lines")
    }

    /// The ids of the lines that the page was told of since it was set up.
    #[must_use]
    pub fn heard(&self) -> Vec<i64> {
        let heard = self.items("heard");
        heard.iter().filter_map(|id| id.parse().ok()).collect()
    }

    /// What the page's model has said that it noted, since the page was set up.
    #[must_use]
    pub fn noted(&self) -> Vec<i64> {
        let noted = self.items("noted");
        noted
            .iter()
            .filter_map(|number| number.parse().ok())
            .collect()
    }

    /// Whom the page speaks for.
    #[must_use]
    pub fn writer(&self) -> String {
        let writer = self.items("writer").pop();
        writer.unwrap_or_else(|| NOBODY.to_owned())
    }

    fn items(&self, list: &str) -> Vec<String> {
        let mut html = String::new();
        render_node(&self.page.view(), &RenderContext::default(), &mut html);
        document::items(&html, list)
    }

    pub(super) fn run(&mut self) {
        while let Some(work) = self.work.pop_front() {
            match work {
                Work::Message(generation, message) if generation == self.generation => {
                    let effect = self.page.update(message);
                    self.command(effect);
                }
                Work::Message(..) => {}
                Work::Arrive {
                    purpose,
                    url,
                    data,
                    now,
                } => self.arrive(purpose, &url, &data, now),
            }
            self.follow();
        }
    }

    fn command(&mut self, effect: Effect<Message>) {
        for command in effect.into_commands() {
            match command {
                Command::Rpc(call) => self.call(call),
                Command::SendToServer { message, deadline } => {
                    let deadline = deadline.map(|deadline| deadline.as_millis() as u64);
                    self.say(message, deadline);
                }
                _ => self
                    .wrong
                    .push("the pages of this app only call and say things".to_owned()),
            }
        }
    }

    fn arrive(&mut self, purpose: Purpose, url: &str, data: &[u8], now: i64) {
        let now = Time::from_unix_millis(now);
        let entry = match purpose {
            Purpose::Visit => Entry::Visit(&mut *self.page),
            Purpose::LoadAgain => Entry::Again(&mut *self.page),
        };
        let Some((page, effect)) = Bundle::mount(url, data, now, entry) else {
            self.wrong.push(format!("the data of {url} is no page's"));
            return;
        };
        self.page = page;
        self.page.set_connection(self.shown);
        if purpose == Purpose::Visit && !self.page.outlives_pages() {
            self.generation += 1;
        }
        self.follow();
        self.begin_model();
        self.command(effect);
    }

    /// Tells the conversation what the page follows by now.
    pub(super) fn follow(&mut self) {
        let subscriptions = self.page.subscriptions().into_iter();
        let channels = subscriptions.map(|followed| followed.channel).collect();
        let actions = self.conversation.follow(channels, self.clock.now());
        self.carry_out(actions);
    }

    pub(super) fn tell(&mut self, channel: &str, body: &[u8]) {
        let mut subscriptions = self.page.subscriptions().into_iter();
        let message = subscriptions
            .find(|followed| followed.channel == channel)
            .and_then(|followed| followed.deliver(body));
        match message {
            Some(message) => self.work.push_back(Work::Message(self.generation, message)),
            None => self.wrong.push(format!(
                "an event on {channel}, which the page does not follow"
            )),
        }
    }
}
