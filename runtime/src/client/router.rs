//! Addresses: links that stay in the client, the history with its scroll positions, and where the focus goes.
//!
//! The old page stays until the new one is ready; address and content change together. (Not for back and forward: there
//! the browser has changed the address already.)

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::browser::{
    anything, document, element_by_id, fragment_of, let_be, load_document, origin_of, present_hash,
    present_origin, present_url, push_url, reload_document, replace_document, replace_url,
    save_scroll_position, saved_scroll_position, scroll_to, url_of,
};
use super::conversation::Input;
use super::live::Live;
use super::property::{flag, number};
use crate::effect::History;
use crate::wire::embedded::CONTAINER_ID;

/// How a visit changes the history.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Push,
    Replace,
    /// Back or forward: it has changed.
    Travel,
}

struct Visit {
    kind: Kind,
    /// With its `#`, or nothing.
    fragment: String,
    /// Where the page was scrolled when it was left, if it was shown before.
    position: Option<(f64, f64)>,
}

/// The visit under way, and the page on show.
pub(super) struct Router {
    visit: RefCell<Option<Visit>>,
    /// Path and search string of the page on show.
    url: RefCell<String>,
    /// Where to scroll when the page is there.
    fragment: RefCell<String>,
    position: Cell<Option<(f64, f64)>>,
}

impl Router {
    pub(super) fn new(url: &str) -> Self {
        Self {
            visit: RefCell::default(),
            url: RefCell::new(url.to_owned()),
            fragment: RefCell::default(),
            position: Cell::new(None),
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

    /// Changes the address bar to that of the page which is about to be shown.
    pub(super) fn enter(&self, url: &str) {
        self.url.replace(url.to_owned());
        let Some(visit) = self.visit.take() else {
            return;
        };
        let address = [url, &visit.fragment].concat();
        match visit.kind {
            Kind::Push => {
                save_scroll_position();
                push_url(&address);
            }
            Kind::Replace => replace_url(&address),
            // A redirect led elsewhere.
            Kind::Travel if present_url() != url => replace_url(&address),
            Kind::Travel => {}
        }
        self.position.set(visit.position);
        self.fragment.replace(visit.fragment);
    }

    /// Scrolls and moves the focus in the page that is now shown.
    pub(super) fn settle(&self) {
        // Focusing scrolls too.
        focus_page();
        let fragment = self.fragment.take();
        match (self.position.take(), find_fragment(&fragment)) {
            (Some((x, y)), _) => scroll_to(x, y),
            (None, Some(element)) => let_be(anything(&element).scroll_into_view()),
            (None, None) => scroll_to(0.0, 0.0),
        }
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

/// The element that a fragment names.
fn find_fragment(fragment: &str) -> Option<web_sys::Element> {
    element_by_id(fragment.strip_prefix('#')?)
}

/// Keyboards and screen readers go on from the top of the new page, or from where it wants them.
fn focus_page() {
    let wanted = document().query_selector("[autofocus]").ok().flatten();
    let element = wanted.or_else(|| {
        let container = element_by_id(CONTAINER_ID)?;
        let_be(container.set_attribute("tabindex", "-1"));
        Some(container)
    });
    if let Some(element) = element {
        let_be(anything(&element).focus());
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

    fn visit(self: &Rc<Self>, url: &str, fragment: &str, kind: Kind, position: Option<(f64, f64)>) {
        self.router.visit.replace(Some(Visit {
            kind,
            fragment: fragment.to_owned(),
            position,
        }));
        if (self.app.is_route)(url) {
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
            // The browser scrolls to a fragment of this very page.
            let is_scroll = is_here && !fragment.is_empty();
            if !is_scroll && (self.app.is_route)(&url) {
                event.prevent_default();
                let kind = if is_here { Kind::Replace } else { Kind::Push };
                self.visit(&url, &fragment, kind, None);
            }
        }
    }

    /// Back, forward, or a fragment: the address bar has changed.
    pub(super) fn travel(self: &Rc<Self>) {
        self.timers.forget_scrolling();
        let (url, fragment) = (present_url(), present_hash());
        if *self.router.url.borrow() != url {
            let position = saved_scroll_position();
            return self.visit(&url, &fragment, Kind::Travel, position);
        }
        if let Some((x, y)) = saved_scroll_position() {
            scroll_to(x, y);
        } else if let Some(element) = find_fragment(&fragment) {
            let_be(anything(&element).scroll_into_view());
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
