//! What a tab shows: a document, live or not, with its address, its focus and what it waits for.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::browser::Profile;
use super::errand::{Errand, Loaded, without_fragment};
use super::kept::Kept;
use super::link::Link;
use super::live::Live;
use super::network::Network;
use super::timers::Timers;
use super::trouble::{Attempt, Trouble};
use crate::client::conversation::{Input, Millis};
use crate::effect::{Asked, History};
use crate::html::EventData;
use crate::html::dom::Dom as _;
use crate::html::memory::{Document, parse_into};
use crate::page::{Answer, MethodId};
use crate::server::application::ClientDefinition;
use crate::server::http::exchange::Ask;
use crate::wire::decode_all;
use crate::wire::embedded::{CONTAINER_ID, Embedded, STATE_ID};

/// A tab's content.
pub(super) struct Window {
    pub(super) shell: Shell,
    live: Option<Live>,
}

/// All of it but the live page.
pub(super) struct Shell {
    pub(super) network: Rc<Network>,
    runs_javascript: bool,
    /// What the browser keeps for scripts.
    pub(super) kept: Kept,
    pub(super) document: Document,
    pub(super) status: u16,
    /// Path and search string of what is on show.
    pub(super) url: String,
    /// The addresses before it, the last one last.
    history: Vec<String>,
    pub(super) errands: VecDeque<Errand>,
    pub(super) timers: Timers,
    pub(super) focus: Option<usize>,
    /// The field that has been typed into since it has the focus.
    pub(super) edited: Option<usize>,
    pub(super) is_offline: bool,
    pub(super) answers: Answers,
    /// What has been asked for since the test last did something.
    pub(super) asked: Vec<Asked>,
}

/// Answers that a test gives in the place of handlers.
#[derive(Default)]
pub(super) struct Answers(HashMap<MethodId, VecDeque<Answer>>);

impl Answers {
    pub(super) fn add(&mut self, method: MethodId, answer: Answer) {
        self.0.entry(method).or_default().push_back(answer);
    }

    pub(super) fn take(&mut self, method: MethodId) -> Option<Answer> {
        self.0.get_mut(&method)?.pop_front()
    }
}

impl Window {
    pub(super) fn new(network: Rc<Network>, profile: &Profile) -> Self {
        let shell = Shell {
            network,
            runs_javascript: profile.runs_javascript(),
            kept: profile.kept().clone(),
            document: Document::new(),
            status: 0,
            url: String::new(),
            history: Vec::new(),
            errands: VecDeque::new(),
            timers: Timers::default(),
            focus: None,
            edited: None,
            is_offline: false,
            answers: Answers::default(),
            asked: Vec::new(),
        };
        Self { shell, live: None }
    }

    /// The parts, where the page lives.
    pub(super) fn parts(&mut self) -> (&mut Shell, Option<&mut Live>) {
        (&mut self.shell, self.live.as_mut())
    }

    pub(super) fn client(&self) -> Option<&'static ClientDefinition> {
        self.live.as_ref().map(|live| live.client)
    }

    pub(super) fn link_mut(&mut self) -> Option<&mut Link> {
        let (_, link) = self.live.as_mut()?.link.as_mut()?;
        Some(link)
    }

    /// Asks for a document.
    ///
    /// # Errors
    /// Where the address is none of the app.
    pub(super) fn load(&mut self, url: &str) -> Attempt<()> {
        if !url.starts_with('/') || url.starts_with("//") {
            return Err(Trouble::new(format!(
                "`{url}` is no address of the app: one begins with `/`"
            )));
        }
        self.shell.load(url.to_owned(), Ask::Get);
        Ok(())
    }

    /// Tells the conversation what happened, where there is one.
    pub(super) fn input(&mut self, input: Input<'_>) -> Attempt<()> {
        if let Some(live) = &mut self.live {
            live.input(&mut self.shell, input);
        }
        Ok(())
    }

    pub(super) fn link_up(&mut self, link: Link, connection: u64) -> Attempt<()> {
        if self.shell.is_offline {
            return self.input(Input::Closed { connection });
        }
        if let Some(live) = &mut self.live {
            live.link_up(&mut self.shell, link, connection);
        }
        Ok(())
    }

    /// Tells the conversation what came of a token: the response's body, or nothing.
    pub(super) fn redeemed(&mut self, response: &[u8]) -> Attempt<()> {
        if let Some(live) = &mut self.live {
            live.redeemed(&mut self.shell, response);
        }
        Ok(())
    }

    pub(super) fn hear(&mut self) -> Attempt<bool> {
        let live = self.live.as_mut();
        Ok(live.is_some_and(|live| live.hear(&mut self.shell)))
    }

    pub(super) fn has_heard(&self) -> bool {
        self.live.as_ref().is_some_and(Live::has_heard)
    }

    pub(super) fn next_due(&self) -> Option<Millis> {
        self.shell.timers.next()
    }

    /// Does what is due by now; whether there was any.
    pub(super) fn time_out(&mut self) -> bool {
        let now = self.shell.network.now();
        let mut was_due = false;
        while let Some(due) = self.shell.timers.take(now) {
            was_due = true;
            if let Some(live) = &mut self.live {
                live.time_out(&mut self.shell, due);
            }
        }
        was_due
    }

    /// Shows a document that has arrived, and makes it live.
    pub(super) fn show(&mut self, loaded: Loaded) -> Attempt<()> {
        self.leave();
        let shell = &mut self.shell;
        // Nobody waits for the sockets of the document that was left.
        shell
            .errands
            .retain(|errand| !matches!(errand, Errand::Open { .. }));
        let Loaded { url, exchange } = loaded;
        shell.status = exchange.status.as_u16();
        shell.enter(without_fragment(&url), Some(History::Push));
        shell.document = Document::new();
        (shell.focus, shell.edited) = (None, None);
        shell.timers = Timers::default();
        if exchange.content_type.starts_with("text/html") {
            // The server's own documents have no mistakes that matter to a reader.
            let _ = parse_into(&mut shell.document, 0, &exchange.text(), false);
        } else {
            let text = shell.document.add_text(&exchange.text(), false);
            shell.document.insert_before(&0, &text, None);
        }
        if let Some((embedded, container)) = shell.state().filter(|_| shell.runs_javascript) {
            self.live = Some(Live::start(shell, embedded, container)?);
        }
        Ok(())
    }

    fn leave(&mut self) {
        if let Some(mut live) = self.live.take() {
            live.leave(&mut self.shell);
        }
    }

    /// Lets an event happen at a node; whether what the browser would do is prevented.
    pub(super) fn fire(&mut self, node: usize, name: &str, data: EventData) -> bool {
        let live = self.live.as_mut();
        live.is_some_and(|live| live.fire(&mut self.shell, node, name, data))
    }

    pub(super) fn move_focus(&mut self, to: Option<usize>) {
        match &mut self.live {
            Some(live) => live.move_focus(&mut self.shell, to),
            None => self.shell.focus = to,
        }
    }

    /// Goes to an address, as a link does.
    pub(super) fn go(&mut self, url: &str, history: History) {
        match &mut self.live {
            Some(live) if url.starts_with('/') => live.go(&mut self.shell, url, history),
            _ => self.shell.load(url.to_owned(), Ask::Get),
        }
    }

    /// The title: the page's own once it lives.
    pub(super) fn title(&self) -> String {
        if let Some(live) = &self.live {
            return live.page().head().title.into_owned();
        }
        let document = &self.shell.document;
        let mut all = document.inside(0).into_iter();
        let title = all.find(|&node| document.tag_name(node) == "title");
        title.map_or_else(String::new, |title| document.text_of(title))
    }

    /// Goes back to the address before.
    pub(super) fn go_back(&mut self) -> Attempt<()> {
        self.shell.history.pop();
        let Some(url) = self.shell.history.pop() else {
            return Err(Trouble::new("there is no page to go back to"));
        };
        self.go(&url, History::Push);
        Ok(())
    }
}

impl Shell {
    pub(super) fn load(&mut self, url: String, ask: Ask) {
        self.errands.push_back(Errand::Load { url, ask });
    }

    pub(super) fn due_in(&self, delay: Duration) -> Millis {
        let delay = Millis::try_from(delay.as_millis()).unwrap_or(Millis::MAX);
        self.network.now().saturating_add(delay)
    }

    /// Another address is on show. Without a history it takes the place of the present one.
    pub(super) fn enter(&mut self, url: &str, history: Option<History>) {
        url.clone_into(&mut self.url);
        if history != Some(History::Push) {
            self.history.pop();
        }
        self.history.push(url.to_owned());
    }

    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        let all = self.document.inside(0).into_iter();
        let mut found = all.filter(|&node| self.document.get(node, "id") == Some(id));
        found.next()
    }

    /// What is known of a control at an event.
    pub(super) fn data_of(&self, node: usize) -> EventData {
        EventData {
            value: self.document.value(&node),
            checked: self.document.is_checked(&node),
            ..EventData::default()
        }
    }

    /// Whether a node is still in the document.
    pub(super) fn has(&self, node: usize) -> bool {
        node == 0 || self.document.around(node).last() == Some(0)
    }

    /// What the document carries for its wasm, and the element that holds the page.
    fn state(&self) -> Option<(Embedded, usize)> {
        let text = self.document.text_of(self.by_id(STATE_ID)?);
        let embedded = decode_all(&STANDARD.decode(text).ok()?).ok()?;
        Some((embedded, self.by_id(CONTAINER_ID)?))
    }
}
