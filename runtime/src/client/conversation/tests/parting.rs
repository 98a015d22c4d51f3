//! What a tab sends when it is left, and what happens when it comes back.

use super::world::{World, document_stamp, new_call};
use crate::client::conversation::{Action, Input};
use crate::wire::frame::CallFrame;
use crate::wire::limits::MAX_PARTING_BYTES;
use crate::wire::{Parting, decode_all};

#[test]
fn a_page_that_is_left_sends_its_unanswered_calls_and_closes() {
    let mut world = World::online();
    let first = world.call(None);
    let second = world.call(None);
    world.reply(first);
    world.input(Input::Left);
    let parting = &world.partings[0];
    let done = second;
    let again = CallFrame {
        done,
        ..world.sent[&second].clone()
    };
    assert_eq!(parting.calls, [again]);
    assert_eq!(parting.hello.connection, 1);
    assert_eq!(world.socket, None);
}

#[test]
fn a_page_with_nothing_unanswered_only_closes() {
    let mut world = World::online();
    world.input(Input::Left);
    assert!(world.partings.is_empty());
    assert_eq!(world.socket, None);
}

#[test]
fn a_call_made_before_the_first_welcome_leaves_with_the_documents_stamp_and_keeps_it() {
    let mut world = World::new();
    world.input(Input::Started);
    let n = world.call(None);
    world.input(Input::Left);
    assert_eq!(world.partings[0].calls[0].stamp, document_stamp());
    world.input(Input::Returned);
    world.connect();
    assert_eq!(world.sent[&n].stamp, document_stamp());
    world.reply(n);
    assert_eq!(world.ended.len(), 1);
}

#[test]
fn a_page_that_comes_back_says_hello_again() {
    let mut world = World::online();
    world.input(Input::Left);
    world.input(Input::Returned);
    world.connect();
    assert_eq!(world.hellos.last().unwrap().connection, 2);
}

#[test]
fn what_does_not_fit_stays_behind_the_last_first() {
    let mut world = World::online();
    for _ in 0..7 {
        let mut call = new_call(None);
        call.arguments = vec![0; 10_000];
        world.conversation.call(call, world.now);
    }
    let actions = world.conversation.handle(Input::Left, world.now);
    let Some(Action::Part { bytes }) = actions.first() else {
        panic!("a parting");
    };
    assert!(bytes.len() <= MAX_PARTING_BYTES);
    let parting: Parting = decode_all(bytes).unwrap();
    let numbers: Vec<u64> = parting.calls.iter().map(|call| call.n).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn hello_and_its_texts_count_against_the_size() {
    let mut world = World::new();
    let url = format!("/{}", "x".repeat(8_000));
    world.input(Input::Started);
    world.connect();
    world.input(Input::Navigate { url: &url });
    let page = crate::wire::frame::Navigated::Page {
        url,
        data: vec![1],
        now: 5,
        cursor: crate::wire::frame::Cursor { epoch: 1, seq: 0 },
    };
    let id = world.navigations[0].0;
    world.say(&crate::wire::frame::ServerFrame::NavReply { id, page });
    for _ in 0..60 {
        let mut call = new_call(None);
        call.arguments = vec![0; 900];
        world.conversation.call(call, world.now);
    }
    let actions = world.conversation.handle(Input::Left, world.now);
    let Some(Action::Part { bytes }) = actions.first() else {
        panic!("a parting");
    };
    assert!(bytes.len() <= MAX_PARTING_BYTES, "{}", bytes.len());
}
