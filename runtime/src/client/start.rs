//! From the document that the server sent to a live page.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::browser::{
    document, element_by_id, from_base64, let_be, listen_to_window, present_url, random_bytes,
    save_place, saved_place, scroll_to, take_captured, take_over_scrolling, unmark_document,
};
use super::conversation::{Conversation, Input, Speaker};
use super::dom::{Captured, Root};
use super::live::{Live, mark_connection};
use super::property::{flag, text, text_or_empty};
use super::router::PROGRESS;
use super::{App, panic};
use crate::effect::Effect;
use crate::page::{Connection, Entry, Message, Running, Time, posted};
use crate::wire::decode_all;
use crate::wire::embedded::{CONTAINER_ID, Embedded, STATE_ID};
use crate::wire::frame::TabId;

/// Makes the document live, where it is one of this client and of this very contract. Where not, it stays as the server
/// sent it: links and forms work.
pub(super) fn start(app: App) {
    let Some((container, embedded)) = element_by_id(CONTAINER_ID).zip(read_state()) else {
        stay();
    };
    if embedded.version != app.version {
        stay();
    }
    let now = Time::from_unix_millis(embedded.now);
    let Some((mut page, effect)) = (app.mount)(&embedded.url, &embedded.data, now, Entry::Document)
    else {
        stay();
    };
    for posted in &embedded.posted {
        // The server has carried out what the page asked for then.
        let _ = posted::deliver(&mut *page, posted);
    }
    panic::install(embedded.environment);
    run(app, &container, embedded, page, effect);
}

/// Lets the inline script know that the page will not live: it gives what it kept to the browser.
fn stay() -> ! {
    wasm_bindgen::throw_str("not a page of this client")
}

fn read_state() -> Option<Embedded> {
    let element = element_by_id(STATE_ID)?;
    let text = text(&element, "textContent")?;
    decode_all(&from_base64(&text)?).ok()
}

fn run(
    app: App,
    container: &web_sys::Element,
    embedded: Embedded,
    page: Box<dyn Running>,
    effect: Effect<Message>,
) {
    let client = embedded.client.clone();
    let conversation = converse(&app, embedded);
    let live = Live::new(app, &client, page, conversation);
    mark_connection(Connection::Connecting);
    let root = live.hydrate(container);
    listen(&live);
    // Shown one by one, the first would put what the page knows in the place of the others.
    live.gather(|| root.deliver_typed());
    live.follow();
    live.begin_model();
    live.carry_out(effect);
    live.input(Input::Started);
    replay(root);
    // It lives as long as its document; every listener holds it weakly, so that none keeps another alive.
    std::mem::forget(live);
}

fn converse(app: &App, embedded: Embedded) -> Conversation {
    let random = random_bytes(24);
    let (tab, seed) = random.split_at(16);
    let tab = TabId(tab.try_into().unwrap_or_default());
    let seed = seed
        .iter()
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte));
    let document = embedded.cursor;
    let mut speaker = Speaker::of(embedded, tab);
    // That of the page is another one where it stands in for one that is not there.
    speaker.url = present_url();
    let conversation = Conversation::new(speaker, seed, app.format.measure);
    let conversation = match &app.following {
        Some(following) => (following.begin)(conversation, document),
        None => conversation,
    };
    match &app.models {
        Some(models) => (models.join)(conversation, app.format.measure),
        None => conversation,
    }
}

/// Delivers what the inline script kept, in order.
fn replay(root: &Root) {
    let Ok(queue) = take_captured() else {
        return;
    };
    for entry in queue.iter() {
        let entry: js_sys::Array = entry.unchecked_into();
        if let Some(captured) =
            Captured::of(entry.get(0).unchecked_ref(), &entry.get(1), &entry.get(2))
        {
            if captured.name == "submit" {
                let form: &web_sys::Element = captured.target.unchecked_ref();
                let_be(form.remove_attribute("aria-busy"));
            }
            root.replay(captured);
        }
    }
}

fn listen(live: &Rc<Live>) {
    // The window hears as long as the document is there, and so the page lives.
    let heard = Rc::clone(live);
    let listener =
        Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| hear(&heard, &event));
    let listener = live.listen_with(listener.into_js_value().unchecked_into());
    for name in [
        "click",
        "popstate",
        "scroll",
        "pagehide",
        "pageshow",
        "online",
        "visibilitychange",
    ] {
        listen_to_window(name, listener);
    }
    take_over_scrolling();
    // The browser does not do it any more when a document is loaded again.
    if let Some(place) = saved_place() {
        scroll_to(place.scrolled.0, place.scrolled.1);
    }
}

fn hear(live: &Rc<Live>, event: &web_sys::Event) {
    match text_or_empty(event, "type").as_str() {
        "click" => live.follow_link(event),
        "popstate" => live.travel(),
        "scroll" => live.timers.note_scrolling(),
        "pagehide" => {
            save_place();
            live.input(Input::Left);
        }
        "pageshow" if flag(event, "persisted") => {
            unmark_document(PROGRESS);
            live.input(Input::Returned);
        }
        "online" => live.input(Input::Nudged),
        "visibilitychange" if !flag(&document(), "hidden") => {
            live.input(Input::Nudged);
        }
        name => {
            if let Some(connection) = live.connection_of(event) {
                hear_socket(live, connection, name, event);
            }
        }
    }
}

fn hear_socket(live: &Rc<Live>, connection: u64, name: &str, event: &web_sys::Event) {
    match name {
        "open" => live.input(Input::Opened { connection }),
        "message" => {
            let bytes = &(live.app.format.received)(event);
            live.input(Input::Received { connection, bytes });
        }
        "close" => live.input(Input::Closed { connection }),
        _ => {}
    }
}
