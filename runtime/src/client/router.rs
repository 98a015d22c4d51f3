//! Addresses: links that stay in the client, the history with its scroll positions, and where the focus goes.
//!
//! The old page stays until the new one is ready; address and content change together. (Not for back and forward: there
//! the browser has changed the address already.)

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::browser::{
    Place, anything, document, element_by_id, fragment_of, let_be, load_document, mark_document,
    origin_of, present_hash, present_origin, present_url, push_url, reload_document,
    replace_document, replace_url, save_place, saved_place, scroll_position, scroll_to,
    unmark_document, url_of,
};
use super::conversation::Input;
use super::live::Live;
use super::property::{flag, number, set_text, text_or_empty};
use crate::effect::History;
use crate::wire::embedded::TITLE_ID;

/// The attribute of `<html>` that is `pending` while a page is awaited.
pub(super) const PROGRESS: &str = "data-rally-navigation";

/// How a visit changes the history.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Push,
    Replace,
    /// The address is the present one: the page is to be seen anew, from its top.
    Renew,
    /// Back or forward: it has changed.
    Travel,
}

/// What a page is to the one on show before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinship {
    /// Another page.
    Other,
    /// The same with another search string, or with the same one.
    Same,
}

/// A way to another address.
pub(super) struct Visit {
    kind: Kind,
    /// With its `#`, or nothing.
    fragment: String,
    /// Where somebody was in the page, if it was shown before.
    place: Option<Place>,
}

/// The visit under way, and the page on show.
pub(super) struct Router {
    visit: RefCell<Option<Visit>>,
    /// Path and search string of the page on show.
    url: RefCell<String>,
}

impl Router {
    pub(super) fn new() -> Self {
        Self {
            visit: RefCell::default(),
            url: RefCell::new(present_url()),
        }
    }

    /// Whether this is another address than that of the page on show; if so it is that from now on.
    pub(super) fn is_elsewhere(&self, url: &str) -> bool {
        let elsewhere = *self.url.borrow() != url;
        if elsewhere {
            self.url.replace(url.to_owned());
        }
        elsewhere
    }

    /// What the page at this address is to the one on show.
    pub(super) fn kinship(&self, url: &str) -> Kinship {
        if path_of(&self.url.borrow()) == path_of(url) {
            Kinship::Same
        } else {
            Kinship::Other
        }
    }

    /// Shows that a page is awaited, if one is.
    pub(super) fn show_progress(&self) {
        if self.visit.borrow().is_some() {
            mark_document(PROGRESS, "pending");
        }
    }

    /// Changes the address bar to that of the page which is about to be shown.
    pub(super) fn enter(&self, url: &str, kinship: Kinship) -> Option<Visit> {
        unmark_document(PROGRESS);
        self.url.replace(url.to_owned());
        let mut visit = self.visit.take()?;
        let address = [url, &visit.fragment].concat();
        match visit.kind {
            Kind::Push => {
                save_place();
                push_url(&address);
            }
            Kind::Replace => {
                replace_url(&address);
                if kinship == Kinship::Same && visit.fragment.is_empty() {
                    visit.place = Some(Place {
                        scrolled: scroll_position(),
                        focused: None,
                    });
                }
            }
            Kind::Renew => replace_url(&address),
            // A redirect led elsewhere.
            Kind::Travel if present_url() != url => replace_url(&address),
            Kind::Travel => {}
        }
        Some(visit)
    }

    /// Lets the browser go to an address instead of the client.
    pub(super) fn leave_for(&self, url: &str) {
        match self.visit.take() {
            Some(visit) if visit.kind == Kind::Travel && present_url() == url => reload_document(),
            Some(visit) if visit.kind == Kind::Push => {
                load_document(&[url, &visit.fragment].concat());
            }
            Some(visit) => replace_document(&[url, &visit.fragment].concat()),
            None => load_document(url),
        }
    }
}

fn path_of(url: &str) -> &[u8] {
    let path = url.as_bytes().split(|byte| *byte == b'?').next();
    path.unwrap_or_default()
}

impl Visit {
    /// Moves the focus and scrolls in the page that is now shown.
    pub(super) fn settle(self, kinship: Kinship) {
        let is_new = self.place.is_none();
        let Place { scrolled, focused } = self.place.unwrap_or_default();
        let is_focused = match kinship {
            // Unless the element that had it is gone.
            Kinship::Same => document()
                .active_element()
                .is_some_and(|element| text_or_empty(&element, "localName") != "body"),
            Kinship::Other => focused
                .and_then(|selector| find(&selector))
                .is_some_and(|element| give_focus(&element)),
        };
        if !is_focused {
            focus_page();
        }
        // Focusing scrolls too.
        scroll_to(scrolled.0, scrolled.1);
        if is_new && !self.fragment.is_empty() {
            // The browser's own way to a fragment: the target scrolls into view, keyboards and screen readers go on
            // from there, and style sheets know it as `:target`.
            replace_document(&self.fragment);
        }
    }
}

fn find(selector: &str) -> Option<web_sys::Element> {
    document().query_selector(selector).ok().flatten()
}

/// Whether an element has the focus now. One that is not shown cannot have it.
fn give_focus(element: &web_sys::Element) -> bool {
    let_be(anything(element).focus());
    document().active_element().as_ref() == Some(element)
}

/// Where keyboards and screen readers go on in a new page, the best first. A heading is read out when it has the focus.
const BEGINNINGS: [&str; 4] = ["main h1", "h1", "main", "#rally"];

/// Moves the focus to where the page wants it, or to its beginning. Says the title, unless a heading has the focus.
fn focus_page() {
    let wanted = find("[autofocus]").is_some_and(|element| give_focus(&element));
    let begins = |selector: &&str| {
        find(selector).is_some_and(|element| {
            if !element.has_attribute("tabindex") {
                let_be(element.set_attribute("tabindex", "-1"));
            }
            give_focus(&element)
        })
    };
    let is_heading = !wanted
        && BEGINNINGS
            .iter()
            .find(|selector| begins(selector))
            .is_some_and(|selector| selector.ends_with("h1"));
    if !is_heading && let Some(element) = element_by_id(TITLE_ID) {
        set_text(
            &element,
            "textContent",
            &text_or_empty(&document(), "title"),
        );
    }
}

impl Live {
    /// Goes to an address of the app.
    pub(super) fn go(self: &Rc<Self>, url: &str, history: History) {
        let (page, fragment) = url.split_at(
            url.bytes()
                .position(|byte| byte == b'#')
                .unwrap_or(url.len()),
        );
        let kind = match history {
            History::Push => Kind::Push,
            History::Replace => Kind::Replace,
        };
        self.visit(page, fragment, kind, None);
    }

    fn visit(self: &Rc<Self>, url: &str, fragment: &str, kind: Kind, place: Option<Place>) {
        self.router.visit.replace(Some(Visit {
            kind,
            fragment: fragment.to_owned(),
            place,
        }));
        if (self.app.is_route)(url) {
            self.timers.await_page();
            self.input(Input::Navigate { url });
        } else {
            self.router.leave_for(url);
        }
    }

    /// A click anywhere: on a link that the client can follow, it does.
    pub(super) fn follow_link(self: &Rc<Self>, event: &web_sys::Event) {
        let modifiers = [
            "defaultPrevented",
            "altKey",
            "ctrlKey",
            "metaKey",
            "shiftKey",
        ];
        let is_plain = number(event, "button") == Some(0.0)
            && !modifiers.into_iter().any(|name| flag(event, name));
        if is_plain && let Some(link) = link_around(event) {
            let (url, fragment) = (url_of(&link), fragment_of(&link));
            let is_here = *self.router.url.borrow() == url;
            if is_here && !fragment.is_empty() {
                // The browser goes to a fragment of this very page.
                save_place();
            } else if (self.app.is_route)(&url) {
                event.prevent_default();
                let kind = if is_here { Kind::Renew } else { Kind::Push };
                self.visit(&url, &fragment, kind, None);
            }
        }
    }

    /// Back, forward, or a fragment: the address bar has changed.
    pub(super) fn travel(self: &Rc<Self>) {
        self.timers.forget_scrolling();
        let (url, fragment) = (present_url(), present_hash());
        let place = saved_place();
        if *self.router.url.borrow() != url {
            return self.visit(&url, &fragment, Kind::Travel, place);
        }
        if self.router.visit.take().is_some() {
            // The page that was left is wanted after all.
            unmark_document(PROGRESS);
            self.input(Input::Stay);
        }
        // Without a place it is a fragment that the browser has gone to, or the page as it was first.
        if place.is_some() || fragment.is_empty() {
            let (x, y) = place.unwrap_or_default().scrolled;
            scroll_to(x, y);
        }
    }
}

/// The link of this document's origin, for this window, around the target of an event.
fn link_around(event: &web_sys::Event) -> Option<web_sys::Element> {
    let target: web_sys::Element = event.target()?.unchecked_into();
    let link = target.closest("a[href]").ok().flatten()?;
    let is_native = link.has_attribute("download")
        || link
            .get_attribute("target")
            .is_some_and(|target| !target.is_empty() && target != "_self");
    (!is_native && origin_of(&link) == present_origin()).then_some(link)
}
