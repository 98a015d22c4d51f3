//! Each call ends exactly once, whatever the network does; what is sent again is the same.

use proptest::collection::vec;
use proptest::prelude::*;

use super::world::{World, document_stamp, new_call};
use crate::client::conversation::{Action, Input};
use crate::page::{Connection, Failure};
use crate::wire::frame::{Farewell, ServerFrame};
use crate::wire::limits::MAX_FRAME_BYTES;

#[derive(Debug, Clone)]
enum Event {
    Call(Option<u64>),
    Open,
    Welcome,
    Reply(u64),
    LateReply(u64, u64),
    Lose(u64),
    Cut,
    StaleOpened(u64),
    StaleClosed(u64),
    Garbage(Vec<u8>),
    Bye(u32),
    Pong,
    Advance(u64),
    Wake,
    Navigate,
    Nudge,
    LeaveAndReturn,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => proptest::option::weighted(0.3, 0_u64..20_000).prop_map(Event::Call),
        4 => Just(Event::Open),
        4 => Just(Event::Welcome),
        6 => (1_u64..12).prop_map(Event::Reply),
        1 => (1_u64..12, 1_u64..6).prop_map(|(n, connection)| Event::LateReply(n, connection)),
        1 => (1_u64..12).prop_map(Event::Lose),
        2 => Just(Event::Cut),
        1 => (0_u64..6).prop_map(Event::StaleOpened),
        1 => (0_u64..6).prop_map(Event::StaleClosed),
        1 => vec(any::<u8>(), 0..4).prop_map(Event::Garbage),
        1 => (0_u32..5_000).prop_map(Event::Bye),
        1 => Just(Event::Pong),
        3 => (0_u64..12_000).prop_map(Event::Advance),
        3 => Just(Event::Wake),
        1 => Just(Event::Navigate),
        1 => Just(Event::Nudge),
        1 => Just(Event::LeaveAndReturn),
    ]
}

fn happen(world: &mut World, event: Event) {
    let current = world.socket.map(|(connection, _)| connection);
    match event {
        Event::Call(deadline) => {
            world.call(deadline);
        }
        Event::Open => world.open(),
        Event::Welcome => world.welcome(),
        Event::Reply(n) => {
            if world.sent.contains_key(&n) {
                world.reply(n);
            }
        }
        Event::LateReply(n, connection) if Some(connection) != current => {
            let answer = Ok(Vec::new());
            world.say_on(connection, &ServerFrame::Reply { n, answer });
        }
        Event::Lose(n) => {
            if world.sent.contains_key(&n) {
                let answer = Err(Failure::Unknown);
                world.say(&ServerFrame::Reply { n, answer });
            }
        }
        Event::Cut => world.cut(),
        Event::StaleOpened(connection) if Some(connection) != current => {
            world.input(Input::Opened { connection });
        }
        Event::StaleClosed(connection) if Some(connection) != current => {
            world.input(Input::Closed { connection });
        }
        Event::Garbage(bytes) => {
            // Bytes that happen to be a frame would be one the server never sent.
            if let Some((connection, true)) = world.socket
                && crate::wire::decode_all::<ServerFrame>(&bytes).is_err()
            {
                let bytes = &bytes;
                world.input(Input::Received { connection, bytes });
            }
        }
        Event::Bye(after_millis) => {
            let why = Farewell::Restart;
            world.say(&ServerFrame::Bye { why, after_millis });
        }
        Event::Pong => world.say(&ServerFrame::Pong),
        Event::Advance(millis) => world.advance(millis),
        Event::Wake => world.wake(),
        Event::Navigate => world.input(Input::Navigate { url: "/b" }),
        Event::Nudge => world.input(Input::Nudged),
        Event::LeaveAndReturn => {
            world.input(Input::Left);
            world.input(Input::Returned);
        }
        Event::LateReply(..) | Event::StaleOpened(_) | Event::StaleClosed(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// The world checks at every step: one end for each call, nothing sent after it, the same bytes but for `done`, in
    /// order, one socket at a time. Here is checked that each call does end.
    #[test]
    fn each_call_ends_exactly_once(events in vec(event(), 0..80)) {
        let mut world = World::new();
        world.input(Input::Started);
        for event in events {
            happen(&mut world, event);
        }
        world.settle();
        prop_assert!(world.unended().is_empty());
    }
}

#[test]
fn a_call_made_before_the_connection_waits_for_it() {
    let mut world = World::new();
    world.input(Input::Started);
    let n = world.call(None);
    assert!(world.sent.is_empty());
    world.connect();
    assert_eq!(world.sent[&n].done, n);
    world.reply(n);
    assert_eq!(world.ended[&n], Ok(vec![0x92, 0, 5]));
}

#[test]
fn what_is_unanswered_goes_again_with_its_first_stamp() {
    let mut world = World::online();
    let first = world.call(None);
    let second = world.call(None);
    world.reply(first);
    world.cut();
    let third = world.call(None);
    world.wake();
    let before = world.log.len();
    world.connect();
    let again = world.log[before..]
        .iter()
        .filter(|action| matches!(action, Action::Send { .. }))
        .count();
    assert_eq!(again, 3, "`Hello`, the second call and the third");
    assert_eq!(world.sent[&second].stamp.at, 2_001);
    assert_eq!(world.sent[&third].stamp.at, 2_002);
    assert_eq!(world.sent[&third].done, second);
}

#[test]
fn a_second_reply_is_ignored() {
    let mut world = World::online();
    let n = world.call(None);
    world.reply(n);
    world.reply(n);
    assert_eq!(world.ended.len(), 1);
}

#[test]
fn a_deadline_ends_what_was_never_sent_as_disconnected() {
    let mut world = World::new();
    world.input(Input::Started);
    let n = world.call(Some(3_000));
    world.wake();
    assert_eq!(world.ended[&n], Err(Failure::Disconnected));
    world.connect();
    assert!(world.sent.is_empty(), "withdrawn");
}

#[test]
fn a_deadline_that_has_passed_unnoticed_still_withdraws_the_call() {
    let mut world = World::new();
    world.input(Input::Started);
    let n = world.call(Some(3_000));
    world.open();
    world.now += 4_000;
    world.welcome();
    assert_eq!(world.ended[&n], Err(Failure::Disconnected));
    assert!(world.sent.is_empty());
}

#[test]
fn a_deadline_ends_what_was_sent_as_unknown_and_the_page_loads_its_data_again() {
    let mut world = World::online();
    let n = world.call(Some(3_000));
    world.wake();
    assert_eq!(world.ended[&n], Err(Failure::Unknown));
    assert_eq!(world.navigations, [(1, "/".to_owned())]);
}

#[test]
fn an_unknown_answer_is_delivered_before_the_page_loads_its_data_again() {
    let mut world = World::online();
    let n = world.call(None);
    let answer = Err(Failure::Unknown);
    world.say(&ServerFrame::Reply { n, answer });
    let delivered = world
        .log
        .iter()
        .position(|action| matches!(action, Action::Deliver { .. }));
    assert_eq!(delivered, Some(world.log.len() - 2));
    assert_eq!(world.navigations.len(), 1);
}

#[test]
fn a_call_larger_than_a_frame_is_refused_and_never_sent() {
    let mut world = World::online();
    let mut call = new_call(None);
    call.arguments = vec![0; MAX_FRAME_BYTES];
    let (n, actions) = world.conversation.call(call, world.now);
    let answer = Err(Failure::BadRequest);
    assert_eq!(actions, [Action::Deliver { n, answer }]);
}

#[test]
fn done_says_that_nothing_is_unanswered() {
    let mut world = World::online();
    let first = world.call(None);
    world.reply(first);
    let second = world.call(None);
    assert_eq!(world.sent[&second].done, second);
}

#[test]
fn a_refusal_drops_the_queue_and_loads_the_document_again() {
    let mut world = World::new();
    world.now = 60_000;
    world.input(Input::Started);
    world.call(None);
    world.open();
    let why = crate::wire::frame::Refusal::Identity;
    world.say(&ServerFrame::Refuse(why));
    assert!(world.log.contains(&Action::Reload));
    assert_eq!(world.conversation.unanswered(), 0);
    assert!(world.ended.is_empty(), "the page that asked is gone");
    world.input(Input::Left);
    assert!(
        world.partings.is_empty(),
        "what one person queued never goes out as another"
    );
}

#[test]
fn a_fresh_document_that_is_refused_waits_before_it_loads_again() {
    let mut world = World::new();
    world.input(Input::Started);
    world.open();
    let why = crate::wire::frame::Refusal::Stale;
    world.say(&ServerFrame::Refuse(why));
    assert!(!world.log.contains(&Action::Reload));
    assert_eq!(world.shown, Connection::Offline);
    world.wake();
    assert_eq!(world.now, 5_000);
    assert_eq!(
        world
            .log
            .iter()
            .filter(|action| **action == Action::Reload)
            .count(),
        1
    );
}

#[test]
fn a_call_of_a_form_keeps_its_key() {
    let mut world = World::online();
    let mut call = new_call(None);
    call.form_key = Some("key".to_owned());
    let (_, actions) = world.conversation.call(call, world.now);
    let Some(Action::Send { bytes, .. }) = actions.first() else {
        panic!("sent at once");
    };
    let Ok(crate::wire::frame::ClientFrame::Call(sent)) =
        crate::client::conversation::read_client_frame(bytes)
    else {
        panic!("a call");
    };
    assert_eq!(sent.form_key.as_deref(), Some("key"));
    assert_ne!(sent.stamp, document_stamp());
}
