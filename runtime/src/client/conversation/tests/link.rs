//! When the browser connects, notices a dead connection, and tries again.

use proptest::prelude::*;

use super::world::World;
use crate::client::conversation::Input;
use crate::page::Connection;
use crate::wire::frame::{Farewell, ServerFrame};

#[test]
fn the_page_is_connecting_then_online_then_offline_then_online() {
    let mut world = World::new();
    world.input(Input::Started);
    assert_eq!(world.shown, Connection::Connecting);
    world.connect();
    assert_eq!(world.shown, Connection::Online);
    world.cut();
    assert_eq!(world.shown, Connection::Offline);
    world.wake();
    assert_eq!(
        world.shown,
        Connection::Offline,
        "until the server says `Welcome`"
    );
    world.connect();
    assert_eq!(world.shown, Connection::Online);
}

#[test]
fn hello_says_who_speaks_and_numbers_the_connection() {
    let mut world = World::online();
    world.cut();
    world.wake();
    world.connect();
    let numbers: Vec<u64> = world.hellos.iter().map(|hello| hello.connection).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(world.hellos[1].version, 7);
    assert_eq!(world.hellos[1].who, [3]);
}

#[test]
fn waits_grow_and_are_bounded() {
    let mut world = World::new();
    world.input(Input::Started);
    let mut longest = 250;
    for _ in 0..20 {
        let before = world.now;
        world.cut();
        world.wake();
        let waited = world.now - before;
        assert!(
            (longest / 2..=longest).contains(&waited),
            "{waited} of {longest}"
        );
        longest = (longest * 2).min(8_000);
    }
}

#[test]
fn a_steady_connection_forgets_earlier_failures() {
    let mut world = World::new();
    world.input(Input::Started);
    for _ in 0..10 {
        world.cut();
        world.wake();
    }
    world.connect();
    world.now += 6_000;
    let before = world.now;
    world.cut();
    world.wake();
    assert!(world.now - before <= 250);
}

#[test]
fn a_server_that_accepts_and_drops_is_not_asked_in_a_tight_loop() {
    let mut world = World::online();
    for _ in 0..10 {
        world.cut();
        world.wake();
        world.connect();
    }
    let before = world.now;
    world.cut();
    world.wake();
    assert!(world.now - before >= 4_000);
}

#[test]
fn bye_says_how_long_to_stay_away() {
    let mut world = World::online();
    let before = world.now;
    let why = Farewell::Overload;
    let after_millis = 30_000;
    world.say(&ServerFrame::Bye { why, after_millis });
    assert_eq!(world.socket, None);
    world.wake();
    assert_eq!(world.now, before + 30_000);
    assert!(world.socket.is_some());
}

#[test]
fn a_quiet_connection_is_asked_whether_it_lives() {
    let mut world = World::online();
    world.advance(24_000);
    assert_eq!(world.pings, 0);
    world.wake();
    assert_eq!(world.pings, 1);
    world.say(&ServerFrame::Pong);
    world.advance(6_000);
    assert_eq!(world.shown, Connection::Online);
    assert_eq!(world.pings, 1);
}

#[test]
fn a_dead_connection_is_noticed_sooner_while_an_answer_is_awaited() {
    let mut world = World::online();
    world.now += 20_000;
    let made_at = world.now;
    world.call(None);
    while world.pings == 0 {
        world.wake();
    }
    assert_eq!(world.now, made_at + 5_000);
    world.wake();
    assert_eq!(world.now, made_at + 10_000);
    assert_eq!(world.shown, Connection::Offline);
}

#[test]
fn a_page_that_slept_asks_again_before_it_gives_up() {
    let mut world = World::online();
    world.wake();
    assert_eq!(world.pings, 1);
    world.advance(3_600_000);
    assert_eq!(world.pings, 2);
    assert_eq!(world.shown, Connection::Online);
    world.wake();
    assert_eq!(world.shown, Connection::Offline);
}

#[test]
fn a_socket_that_does_not_open_is_given_up() {
    let mut world = World::new();
    world.input(Input::Started);
    world.wake();
    assert_eq!(world.now, 10_100);
    assert_eq!(world.socket, None);
    assert_eq!(world.shown, Connection::Offline);
}

#[test]
fn when_the_network_comes_back_nobody_waits() {
    let mut world = World::online();
    world.cut();
    world.input(Input::Nudged);
    assert_eq!(world.connections, 2);
}

#[test]
fn a_nudge_of_a_live_connection_asks_whether_it_lives() {
    let mut world = World::online();
    world.input(Input::Nudged);
    world.input(Input::Nudged);
    assert_eq!(world.pings, 1);
}

#[test]
fn a_frame_that_cannot_be_read_ends_the_connection() {
    let mut world = World::online();
    world.input(Input::Received {
        connection: 1,
        bytes: &[0xff, 0xff],
    });
    assert_eq!(world.socket, None);
    assert_eq!(world.shown, Connection::Offline);
}

proptest! {
    #[test]
    fn a_timer_that_was_asked_for_always_leads_on(cuts in proptest::collection::vec(any::<bool>(), 0..40)) {
        let mut world = World::online();
        for cut in cuts {
            if cut {
                world.cut();
            } else {
                world.connect();
            }
            let before = world.log.len();
            world.wake_once();
            prop_assert!(world.log.len() > before, "a tick does something or asks for another");
        }
    }
}

#[test]
fn a_tick_that_comes_too_early_asks_for_another() {
    let mut world = World::new();
    world.input(Input::Started);
    world.cut();
    let at = world.wake_at.unwrap();
    // Some browsers blur their clock: the timer fires, and the time has not come.
    world.now = at - 1;
    world.wake_at = None;
    world.input(Input::Tick);
    assert_eq!(world.wake_at, Some(at), "or nobody ever connects again");
    world.wake();
    world.connect();
    assert_eq!(world.shown, Connection::Online);
}
