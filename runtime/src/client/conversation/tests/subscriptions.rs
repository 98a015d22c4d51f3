//! What a page follows: asked for once a connection, resumed where it was, and loaded again where events are missing.

use proptest::prelude::*;

use super::world::World;
use crate::client::conversation::{Action, Input, Purpose};
use crate::wire::frame::{Cursor, EventFrame, Navigated, ServerFrame};

fn at(seq: u64) -> Cursor {
    Cursor { epoch: 1, seq }
}

fn event(id: u64, previous: u64, seq: u64) -> ServerFrame {
    let body = vec![u8::try_from(seq).unwrap()];
    ServerFrame::Event(EventFrame {
        id,
        previous,
        seq,
        body,
    })
}

fn asked(world: &World) -> Vec<(u64, &str, Option<u64>)> {
    let asked = world.subs.iter();
    asked
        .map(|sub| {
            let seq = sub.cursor.map(|cursor| cursor.seq);
            (sub.id, sub.channel.as_str(), seq)
        })
        .collect()
}

fn arrive(world: &mut World, id: u64, url: &str, seq: u64) {
    let page = Navigated::Page {
        url: url.to_owned(),
        data: vec![1],
        now: 5,
        cursor: at(seq),
    };
    world.say(&ServerFrame::NavReply { id, page });
}

fn heard(world: &World) -> Vec<u8> {
    world.events.iter().map(|(_, body)| body[0]).collect()
}

#[test]
fn what_a_page_follows_is_asked_for_where_its_data_was_read() {
    let mut world = World::new();
    world.follow(&["game/3", "audit"]);
    world.input(Input::Started);
    world.connect();
    assert_eq!(
        asked(&world),
        [(1, "game/3", Some(0)), (2, "audit", Some(0))]
    );
    assert_eq!(world.subs[0].url, "/");
}

#[test]
fn what_it_follows_later_begins_when_the_server_hears_of_it() {
    let mut world = World::online();
    world.follow(&[]);
    world.follow(&["game/3"]);
    world.follow(&["game/3"]);
    assert_eq!(asked(&world), [(1, "game/3", None)]);
    world.say(&ServerFrame::Following {
        id: 1,
        cursor: at(40),
    });
    world.say(&event(1, 12, 41));
    assert_eq!(world.events, [("game/3".to_owned(), vec![41])]);
}

#[test]
fn what_it_follows_no_more_is_given_up_and_not_heard() {
    let mut world = World::online();
    world.follow(&["game/3", "audit"]);
    world.follow(&["audit"]);
    assert_eq!(world.unsubs, [1]);
    world.say(&event(1, 0, 1));
    assert!(world.events.is_empty());
    world.follow(&["audit", "game/3"]);
    assert_eq!(world.subs.last().unwrap().id, 3, "no number is used again");
}

#[test]
fn a_new_connection_resumes_after_the_last_event() {
    let mut world = World::online();
    world.follow(&["game/3"]);
    world.say(&event(1, 0, 4));
    world.cut();
    world.wake();
    world.connect();
    assert_eq!(asked(&world), [(1, "game/3", Some(4))]);
    world.say(&event(1, 0, 4));
    world.say(&event(1, 4, 9));
    assert_eq!(heard(&world), [4, 9], "what was heard is not heard again");
}

#[test]
fn a_reset_loads_the_data_again_and_follows_from_there() {
    let mut world = World::online();
    world.follow(&["game/3"]);
    world.say(&ServerFrame::Reset { id: 1 });
    world.say(&ServerFrame::Reset { id: 1 });
    assert_eq!(world.navigations, [(1, "/".to_owned())], "once");
    arrive(&mut world, 1, "/", 30);
    let shown = world.log.iter().any(|action| {
        matches!(
            action,
            Action::Navigated {
                purpose: Purpose::LoadAgain,
                ..
            }
        )
    });
    assert!(shown);
    assert_eq!(world.unsubs, [1]);
    world.follow(&["game/3"]);
    assert_eq!(
        asked(&world),
        [(1, "game/3", Some(0)), (2, "game/3", Some(30))]
    );
    world.say(&event(1, 0, 2));
    assert!(world.events.is_empty(), "of the page as it was");
}

#[test]
fn a_reset_of_a_channel_that_it_has_left_means_nothing() {
    let mut world = World::online();
    world.follow(&["game/3"]);
    world.follow(&[]);
    world.say(&ServerFrame::Reset { id: 1 });
    assert!(world.navigations.is_empty());
}

#[test]
fn a_gap_is_a_reset() {
    let mut world = World::online();
    world.follow(&["game/3"]);
    world.say(&event(1, 0, 1));
    world.say(&event(1, 2, 3));
    assert_eq!(heard(&world), [1]);
    assert_eq!(world.navigations.len(), 1);
}

#[test]
fn what_is_denied_is_not_asked_for_again_on_this_connection() {
    let mut world = World::online();
    world.follow(&["audit"]);
    world.say(&ServerFrame::Denied { id: 1 });
    world.follow(&["audit"]);
    assert_eq!(world.subs.len(), 1);
    world.cut();
    world.wake();
    world.connect();
    assert_eq!(world.subs.len(), 1, "somebody else may have come");
}

#[test]
fn another_page_follows_its_own() {
    let mut world = World::online();
    world.follow(&["game/3"]);
    world.input(Input::Navigate { url: "/away" });
    arrive(&mut world, 1, "/away", 7);
    assert_eq!(world.unsubs, [1]);
    world.follow(&["game/4"]);
    let last = world.subs.last().unwrap();
    assert_eq!((last.url.as_str(), last.cursor), ("/away", Some(at(7))));
}

/// What the network does with the next event, or the page.
#[derive(Debug, Clone, Copy)]
enum Step {
    Deliver,
    /// The server sends it again.
    Repeat,
    /// It is lost, with the connection or without.
    Lose,
    Cut,
}

proptest! {
    #[test]
    fn each_event_is_heard_once_and_in_order_until_the_data_is_loaded_again(
        steps in prop::collection::vec(prop_oneof![
            4 => Just(Step::Deliver), 1 => Just(Step::Repeat), 1 => Just(Step::Lose), 1 => Just(Step::Cut),
        ], 1..40),
    ) {
        let mut world = World::online();
        world.follow(&["game/3"]);
        let (mut sent, mut lost) = (0, false);
        for step in steps {
            match step {
                Step::Deliver => {
                    sent += 1;
                    world.say(&event(1, sent - 1, sent));
                }
                Step::Repeat if sent > 0 => world.say(&event(1, sent - 1, sent)),
                Step::Repeat => {}
                Step::Lose => {
                    sent += 1;
                    lost = true;
                }
                Step::Cut => {
                    world.cut();
                    world.wake();
                    world.connect();
                    // The server replays what came after the cursor.
                    let cursor = world.subs[0].cursor.unwrap().seq;
                    for seq in cursor + 1..=sent {
                        world.say(&event(1, seq - 1, seq));
                    }
                }
            }
            let heard: Vec<u64> = heard(&world).into_iter().map(u64::from).collect();
            let expected: Vec<u64> = (1..=sent).collect();
            prop_assert_eq!(&heard[..], &expected[..heard.len()]);
            if !lost {
                prop_assert_eq!(heard.len(), expected.len());
                prop_assert!(world.navigations.is_empty());
            }
        }
        if lost {
            sent += 1;
            world.say(&event(1, sent - 1, sent));
            let has_all = heard(&world).len() as u64 == sent;
            prop_assert!(has_all || !world.navigations.is_empty(), "a gap is noticed");
        }
    }
}
