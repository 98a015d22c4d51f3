//! A view in the browser: takes over what the server rendered, listens to events, and changes the document where the
//! next view differs. Views, comparison and dispatch are in [`html`](crate::html); this is the thin part that needs a
//! browser.

mod browser;
mod events;
mod replay;
mod timing;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

pub use crate::html::tree::Dispatched;
pub use replay::Captured;

use crate::html::dom::{self, Typed};
use crate::html::tree::{EventSource, Node, Outcome, chain_at, dispatch};
use crate::html::{EventData, Needs};
use browser::Browser;
use events::{Occurrence, Rerun, path_to};
use timing::Timers;

/// A view that is shown in an element of the document.
pub struct Root {
    shared: Rc<Shared>,
}

struct Shared {
    container: web_sys::Node,
    state: RefCell<State>,
    timers: RefCell<Timers>,
    dispatch: Box<dyn Fn(Dispatched)>,
}

struct State {
    tree: Vec<Node>,
    browser: Browser,
    typed: Vec<Typed>,
}

impl Root {
    /// Takes over what the server rendered in `container`. `dispatch` gets what events ask for.
    ///
    /// Follow with [`deliver_typed`](Root::deliver_typed) when `dispatch` can be answered by [`patch`](Root::patch).
    pub fn hydrate(
        container: &web_sys::Element,
        tree: Node,
        dispatch: impl Fn(Dispatched) + 'static,
    ) -> Root {
        let root = Root::new(container, tree, Box::new(dispatch));
        {
            let mut state = root.shared.state.borrow_mut();
            let State {
                tree,
                browser,
                typed,
            } = &mut *state;
            *typed = dom::hydrate(browser, &root.shared.container, tree);
        }
        root
    }

    /// Shows a view in place of everything in `container`.
    pub fn render(
        container: &web_sys::Element,
        tree: Node,
        dispatch: impl Fn(Dispatched) + 'static,
    ) -> Root {
        let root = Root::new(container, tree, Box::new(dispatch));
        {
            let mut state = root.shared.state.borrow_mut();
            let State { tree, browser, .. } = &mut *state;
            dom::render_afresh(browser, &root.shared.container, tree);
        }
        root
    }

    fn new(container: &web_sys::Element, tree: Node, dispatch: Box<dyn Fn(Dispatched)>) -> Root {
        let shared = Rc::new_cyclic(|shared: &Weak<Shared>| Shared {
            container: container.clone().into(),
            state: RefCell::new(State {
                tree: tree.into_roots(),
                browser: Browser::new(container, listener(shared.clone())),
                typed: Vec::new(),
            }),
            timers: RefCell::new(Timers::new(shared.clone())),
            dispatch,
        });
        Root { shared }
    }

    /// Shows the next view.
    pub fn patch(&self, tree: Node) {
        // Called by a handler of a change that this very patching causes, it would find the tree half changed.
        let Ok(mut state) = self.shared.state.try_borrow_mut() else {
            return;
        };
        let State {
            tree: current,
            browser,
            ..
        } = &mut *state;
        let old = std::mem::replace(current, tree.into_roots());
        dom::patch(browser, &self.shared.container, old, current);
    }

    /// Delivers what was typed, filled in or restored before the view was taken over, to the handlers of that view. The
    /// document keeps it, if the next view is shown when all of it is delivered and not before.
    pub fn deliver_typed(&self) {
        let typed = std::mem::take(&mut self.shared.state.borrow_mut().typed);
        for Typed { path, data } in typed {
            self.shared.tell("input", &path, data.clone());
            self.shared.tell("change", &path, data);
        }
    }
}

/// The function that all events of a view come to. It does nothing once the view is gone.
fn listener(shared: Weak<Shared>) -> js_sys::Function {
    let listen = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if let Some(shared) = shared.upgrade() {
            shared.handle(&event);
        }
    });
    listen.into_js_value().unchecked_into()
}

impl Shared {
    fn handle(&self, event: &web_sys::Event) {
        let Some(target) = event.target() else { return };
        let target: web_sys::Node = target.unchecked_into();
        let occurrence = Occurrence::new(event, &target);
        // While the document is being changed, events that the change causes have no tree to go to.
        let outcome = match self.state.try_borrow_mut() {
            Ok(mut state) => {
                let path = path_to(&self.container, &target);
                let has_waited = occurrence.is("compositionend") && state.browser.take_withheld();
                path.map(|path| {
                    (
                        has_waited,
                        dispatch(&chain_at(&state.tree, &path), &occurrence),
                    )
                })
            }
            Err(_) => None,
        };
        let Some((has_waited, outcome)) = outcome else {
            return;
        };
        if outcome.prevents_default {
            event.prevent_default();
        }
        self.deliver(outcome, &target, &occurrence);
        if has_waited && let Some(path) = path_to(&self.container, &target) {
            let data = occurrence.read(Needs::All);
            self.tell("input", &path, data);
        }
    }

    /// Tells the handlers of a control what it holds.
    fn tell(&self, name: &str, path: &[u32], data: EventData) {
        let outcome = {
            let state = self.state.borrow();
            dispatch(&chain_at(&state.tree, path), &Rerun { name, data })
        };
        for (dispatched, _) in outcome.deliveries {
            (self.dispatch)(dispatched);
        }
    }

    fn deliver(&self, outcome: Outcome, target: &web_sys::Node, occurrence: &Occurrence<'_>) {
        if outcome.deliveries.is_empty() {
            return;
        }
        if occurrence.is("submit") {
            self.flush();
        }
        for (ordinal, (dispatched, timing)) in outcome.deliveries.into_iter().enumerate() {
            let now = self
                .timers
                .borrow_mut()
                .admit(dispatched, timing, target, occurrence, ordinal);
            if let Some(dispatched) = now {
                (self.dispatch)(dispatched);
            }
        }
    }

    /// Delivers what waits, so that a submitted form is not behind what was typed into it.
    fn flush(&self) {
        let waiting = self.timers.borrow_mut().take_all();
        for dispatched in waiting {
            (self.dispatch)(dispatched);
        }
    }

    fn time_out(&self, id: u32) {
        let due = self.timers.borrow_mut().take_due(id);
        if let Some(dispatched) = due {
            (self.dispatch)(dispatched);
        }
    }
}
