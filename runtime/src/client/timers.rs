//! Timeouts: of the conversation, of messages that are delivered later, of the scroll position, and of a page that is
//! awaited.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Weak;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::browser::{clear_timeout, save_place, set_timeout};
use super::conversation::Input;
use super::live::{Generation, Live};
use crate::page::Message;

const WAKE: u32 = 0;
const SCROLLED: u32 = 1;
const AWAITED: u32 = 2;
const FIRST_MESSAGE: u32 = 3;

/// How long scrolling must rest before its position is kept: browsers bound how often the history may be changed.
const SCROLL_REST_MILLIS: f64 = 150.0;

/// How long a page may be awaited without a sign: sooner nobody takes it for a wait.
const AWAITED_MILLIS: f64 = 100.0;

/// A message that is delivered again and again, for as long as this is kept.
struct Repeated {
    id: u32,
    millis: f64,
    message: Box<dyn Fn() -> Message>,
}

/// The timeouts of a tab; all come to one function.
pub(super) struct Timers {
    live: Weak<Live>,
    run: OnceCell<js_sys::Function>,
    /// Those of which there is one at most, by their ids.
    single: [Cell<Option<i32>>; FIRST_MESSAGE as usize],
    messages: RefCell<Vec<(u32, Generation, Message)>>,
    repeated: RefCell<Vec<Repeated>>,
    next: Cell<u32>,
}

impl Timers {
    pub(super) fn new(live: Weak<Live>) -> Self {
        Self {
            live,
            run: OnceCell::new(),
            single: Default::default(),
            messages: RefCell::default(),
            repeated: RefCell::default(),
            next: Cell::new(FIRST_MESSAGE),
        }
    }

    fn start(&self, millis: f64, id: u32) -> i32 {
        let run = self.run.get_or_init(|| {
            let live = self.live.clone();
            let run = Closure::<dyn Fn(u32)>::new(move |id| {
                if let Some(live) = live.upgrade() {
                    time_out(&live, id);
                }
            });
            run.into_js_value().unchecked_into()
        });
        set_timeout(run, millis, id)
    }

    fn restart(&self, millis: f64, id: u32) {
        self.stop(id);
        self.single[id as usize].set(Some(self.start(millis, id)));
    }

    fn stop(&self, id: u32) {
        if let Some(timer) = self.single[id as usize].take() {
            clear_timeout(timer);
        }
    }

    /// Wakes the conversation, and not at any earlier wish.
    pub(super) fn wake_in(&self, millis: f64) {
        self.restart(millis, WAKE);
    }

    /// Delivers a message later, if its page is still there.
    pub(super) fn deliver_after(&self, millis: f64, generation: Generation, message: Message) {
        let id = self.next_id();
        self.messages.borrow_mut().push((id, generation, message));
        self.start(millis, id);
    }

    fn next_id(&self) -> u32 {
        let id = self.next.get();
        self.next.set(id.checked_add(1).unwrap_or(FIRST_MESSAGE));
        id
    }

    /// Delivers a message again and again.
    pub(super) fn repeat(&self, millis: f64, message: Box<dyn Fn() -> Message>) {
        let id = self.next_id();
        self.repeated.borrow_mut().push(Repeated {
            id,
            millis,
            message,
        });
        self.start(millis, id);
    }

    /// Repeats nothing any more that is not for what stays.
    pub(super) fn keep_repeating(&self, is_for_what_stays: impl Fn(&Message) -> bool) {
        let mut repeated = self.repeated.borrow_mut();
        repeated.retain(|it| is_for_what_stays(&(it.message)()));
    }

    /// The message of this id that is repeated; it is awaited anew.
    fn take_repeated(&self, id: u32) -> Option<Message> {
        let repeated = self.repeated.borrow();
        let due = repeated.iter().find(|it| it.id == id)?;
        self.start(due.millis, id);
        Some((due.message)())
    }

    /// Keeps the scroll position once scrolling rests.
    pub(super) fn note_scrolling(&self) {
        self.restart(SCROLL_REST_MILLIS, SCROLLED);
    }

    /// The position belongs to an entry of the history that is no longer the present one.
    pub(super) fn forget_scrolling(&self) {
        self.stop(SCROLLED);
    }

    /// Shows that a page is awaited, if it is not there by then.
    pub(super) fn await_page(&self) {
        self.restart(AWAITED_MILLIS, AWAITED);
    }

    fn take_message(&self, id: u32) -> Option<(Generation, Message)> {
        let mut messages = self.messages.borrow_mut();
        let at = messages.iter().position(|(waiting, ..)| *waiting == id)?;
        let (_, generation, message) = messages.remove(at);
        Some((generation, message))
    }
}

fn time_out(live: &std::rc::Rc<Live>, id: u32) {
    match id {
        WAKE => live.input(Input::Tick),
        SCROLLED => save_place(),
        AWAITED => live.router.show_progress(),
        _ => {
            if let Some((generation, message)) = live.timers.take_message(id) {
                live.deliver(generation, message);
            } else if let Some(message) = live.timers.take_repeated(id) {
                live.deliver(live.generation.get(), message);
            }
        }
    }
}
