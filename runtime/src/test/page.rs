//! A page in a tab: what a test does with it, and what it sees.

use std::rc::Rc;
use std::time::Duration;

use super::find::Search;
use super::found::Found;
use super::name::visible_text;
use super::purpose::Purpose;
use super::screen::Window;
use super::tab::Tab;
use super::trouble::{Attempt, insist};
use crate::client::conversation::Input;
use crate::effect::Asked;
use crate::page::{Reply, Rpc, RpcError};
use crate::wire::to_bytes;

/// A page in a tab of a browser, or a part of it.
///
/// Controls are named as they are read out: by their label, their text, `aria-label`, or their placeholder where they
/// have nothing else; `#id` names an element by its id. What cannot be done ends the test.
#[derive(Clone)]
pub struct Page {
    tab: Rc<Tab>,
    scopes: Vec<String>,
}

impl Page {
    pub(super) fn of(tab: Rc<Tab>) -> Self {
        let scopes = Vec::new();
        Self { tab, scopes }
    }

    /// A part of the page: the list item, row, section, form or the like of this name, or that holds something of this
    /// name or text. What is named there is looked for inside of it only.
    ///
    /// ```ignore
    /// page.within("Lighthouse").click("Remove");
    /// ```
    #[must_use]
    pub fn within(&self, name: &str) -> Self {
        let mut scopes = self.scopes.clone();
        scopes.push(name.to_owned());
        Self {
            tab: Rc::clone(&self.tab),
            scopes,
        }
    }

    /// Clicks on a button, link or other control.
    ///
    /// # Panics
    /// Where there is none of this name or several, it is hidden or disabled, or what it leads to fails.
    #[track_caller]
    pub fn click(&self, name: &str) {
        insist(self.act(|page, window| {
            let node = page.find_in(window, Purpose::Click, name)?;
            window.click(node)
        }));
    }

    /// Does the same; what keeps a user from it is given and ends no test.
    ///
    /// # Errors
    /// The text that [`Page::click`] would end the test with.
    pub fn try_click(&self, name: &str) -> Result<(), String> {
        let attempt = self.act(|page, window| {
            let node = page.find_in(window, Purpose::Click, name)?;
            window.click(node)
        });
        attempt.map_err(|trouble| trouble.to_string())
    }

    /// Types a text into a field in the place of what it holds, key by key. The field keeps the focus.
    ///
    /// # Panics
    /// See [`Page::click`]; also where the field is read-only.
    #[track_caller]
    pub fn type_into(&self, name: &str, text: &str) {
        insist(self.act(|page, window| {
            let node = page.find_in(window, Purpose::Type, name)?;
            window.type_into(node, text)
        }));
    }

    /// Selects an option of a list, by what it says or by its value.
    ///
    /// # Panics
    /// See [`Page::click`]; also where there is no such option.
    #[track_caller]
    pub fn select(&self, name: &str, option: &str) {
        insist(self.act(|page, window| {
            let node = page.find_in(window, Purpose::Select, name)?;
            window.select(node, option)
        }));
    }

    /// Checks a box or radio button, if it is not.
    ///
    /// # Panics
    /// See [`Page::click`].
    #[track_caller]
    pub fn check(&self, name: &str) {
        insist(self.act(|page, window| {
            let node = page.find_in(window, Purpose::Check, name)?;
            window.check(node, true)
        }));
    }

    /// Takes the tick out of a box, if there is one.
    ///
    /// # Panics
    /// See [`Page::click`].
    #[track_caller]
    pub fn uncheck(&self, name: &str) {
        insist(self.act(|page, window| {
            let node = page.find_in(window, Purpose::Check, name)?;
            window.check(node, false)
        }));
    }

    /// Presses a key where the focus is: `Enter`, `Escape`, `a`, `Control+k`. `Tab` moves the focus on.
    ///
    /// # Panics
    /// Where what it leads to fails.
    #[track_caller]
    pub fn press(&self, key: &str) {
        insist(self.act(|_, window| window.press(key)));
    }

    /// Submits the form of this name, or that has a control of this name, as its button would.
    ///
    /// # Panics
    /// See [`Page::click`]; also where a browser would not send it.
    #[track_caller]
    pub fn submit(&self, name: &str) {
        insist(self.act(|page, window| {
            let form = page.find_in(window, Purpose::Submit, name)?;
            let button = super::form::default_button(&window.shell, form);
            window.submit(form, button)
        }));
    }

    /// Goes to an address, as a link on the page does: what pages share is kept where the client stays the same.
    ///
    /// # Panics
    /// Where the address is none of the app, or the server fails.
    #[track_caller]
    pub fn go(&self, url: &str) {
        insist(self.act(|_, window| {
            window.go(url, crate::effect::History::Push);
            Ok(())
        }));
    }

    /// Loads the document again.
    ///
    /// # Panics
    /// Where the server fails.
    #[track_caller]
    pub fn reload(&self) {
        insist(self.act(|_, window| {
            let url = window.shell.url.clone();
            window.load(&url)
        }));
    }

    /// Goes back to the page before.
    ///
    /// # Panics
    /// Where there is none.
    #[track_caller]
    pub fn back(&self) {
        insist(self.act(|_, window| window.go_back()));
    }

    /// Lets time pass, for all pages of the app: what is due on the way happens, in order.
    ///
    /// # Panics
    /// Where what happens fails.
    #[track_caller]
    pub fn advance(&self, by: Duration) {
        self.tab.window().shell.asked.clear();
        insist(self.tab.network().advance(by));
    }

    /// Cuts the tab off from the server, until [`Page::online`].
    #[track_caller]
    pub fn offline(&self) {
        insist(self.act(|_, window| {
            let (shell, live) = window.parts();
            shell.is_offline = true;
            if let Some(live) = live {
                live.link_down(shell);
            }
            Ok(())
        }));
    }

    /// Lets the tab reach the server again; it does at once.
    ///
    /// # Panics
    /// Where what has waited fails.
    #[track_caller]
    pub fn online(&self) {
        insist(self.act(|_, window| {
            window.shell.is_offline = false;
            window.input(Input::Nudged)
        }));
    }

    /// Answers the next call of a method in the handler's place, which is not asked. Several answers wait in line.
    ///
    /// ```ignore
    /// page.answer_next::<ServerIncrement>(Err(RpcError::Failed(Failure::Unknown)));
    /// ```
    pub fn answer_next<C: Rpc>(&self, reply: Reply<C>) {
        let answer = match reply {
            Ok(value) => Ok(to_bytes(&Ok::<C::Ok, C::Error>(value))),
            Err(RpcError::App(error)) => Ok(to_bytes(&Err::<C::Ok, C::Error>(error))),
            Err(RpcError::Failed(failure)) => Err(failure),
        };
        self.tab.window().shell.answers.add(C::METHOD, answer);
    }

    /// What `init` and `update` have asked for since the test last did something, in order.
    #[track_caller]
    #[must_use]
    pub fn effects(&self) -> Vec<Asked> {
        self.settled().shell.asked.clone()
    }

    /// The text that is seen, with a line for each block. What fields hold is not part of it.
    #[track_caller]
    #[must_use]
    pub fn text(&self) -> String {
        let window = self.settled();
        let search = insist(Search::within(&window.shell, &self.scopes));
        visible_text(&window.shell.document, search.root())
    }

    /// The page as HTML with one element a line, for snapshots.
    #[track_caller]
    #[must_use]
    pub fn html(&self) -> String {
        let window = self.settled();
        let search = insist(Search::within(&window.shell, &self.scopes));
        super::snapshot::indented_html(&window.shell, search.root())
    }

    /// Path and search string of the page.
    #[track_caller]
    #[must_use]
    pub fn url(&self) -> String {
        self.settled().shell.url.clone()
    }

    /// The document's title.
    #[track_caller]
    #[must_use]
    pub fn title(&self) -> String {
        self.settled().title()
    }

    /// The status that the page's document was answered with, or would have been where it came over the socket.
    #[track_caller]
    #[must_use]
    pub fn status(&self) -> u16 {
        self.settled().shell.status
    }

    /// The element of this name: what has a role, or else what has this text.
    ///
    /// # Panics
    /// Where there is none, or several.
    #[track_caller]
    #[must_use]
    pub fn find(&self, name: &str) -> Found {
        let window = self.settled();
        let node = insist(self.find_in(&window, Purpose::Look, name));
        Found::of(&window.shell, node)
    }

    /// Whether an element of this name can be seen.
    #[track_caller]
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let window = self.settled();
        let search = Search::within(&window.shell, &self.scopes);
        search.is_ok_and(|search| search.is_seen(name))
    }

    /// All elements of a role that can be seen, in order: `page.find_all("listitem")`.
    #[track_caller]
    #[must_use]
    pub fn find_all(&self, role: &str) -> Vec<Found> {
        let window = self.settled();
        let search = insist(Search::within(&window.shell, &self.scopes));
        let all = search.all_of_role(role).into_iter();
        all.map(|node| Found::of(&window.shell, node)).collect()
    }

    /// The element that has the focus.
    #[track_caller]
    #[must_use]
    pub fn focused(&self) -> Option<Found> {
        let window = self.settled();
        let node = window.shell.focus.filter(|&node| window.shell.has(node))?;
        Some(Found::of(&window.shell, node))
    }

    fn find_in(&self, window: &Window, purpose: Purpose, name: &str) -> Attempt<usize> {
        Search::within(&window.shell, &self.scopes)?.find(purpose, name)
    }

    /// Does something, and lets everything that it leads to happen.
    fn act(&self, act: impl FnOnce(&Self, &mut Window) -> Attempt<()>) -> Attempt<()> {
        self.tab.network().settle()?;
        let acted = {
            let mut window = self.tab.window();
            window.shell.asked.clear();
            act(self, &mut window)
        };
        let settled = self.tab.network().settle();
        // What the server failed with comes before what was seen of it.
        settled.and(acted)
    }

    /// The window, once what others have done has reached it.
    #[track_caller]
    fn settled(&self) -> std::cell::RefMut<'_, Window> {
        insist(self.tab.network().settle());
        self.tab.window()
    }
}
