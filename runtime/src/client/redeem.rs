//! The request that sets the cookies which an answer on a socket cannot.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::browser::{anything, let_be, post};
use super::live::Live;
use super::property::flag;

/// Sends a token, and tells the conversation what came of it.
pub(super) fn redeem(live: &Rc<Live>, body: &[u8]) {
    let waiting = Rc::clone(live);
    let read = function(move |buffer| {
        waiting.redeemed(&js_sys::Uint8Array::new(&buffer).to_vec());
    });
    let waiting = Rc::clone(live);
    let answered = function(move |response| {
        if response.is_object() && flag(&response, "ok") {
            let body = anything(&response).array_buffer();
            let_be(body.and_then(|body| anything(&body).then(&read)));
        } else {
            waiting.redeemed(&[]);
        }
    });
    let body = js_sys::Uint8Array::from(body);
    let sent = post(&live.path("redeem"), &body, "application/msgpack");
    let_be(sent.and_then(|sent| anything(&sent).then(&answered)));
}

/// A function of the same type as the one that hears events, so that there is no glue for another.
fn function(run: impl Fn(web_sys::Event) + 'static) -> js_sys::Function {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(run);
    closure.into_js_value().unchecked_into()
}
