//! Whatever the order of publishing, following, being cut and coming back: each follower hears each event once and in
//! order, or is told that some are missing.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::hub::KEPT_RECHECKS;
use super::ring::Event;
use super::{Followed, Hub, Listener, NotFollowed};
use crate::server::limits::{CHANNEL_BYTES, CHANNEL_EVENTS, KEPT_EVENTS};
use crate::wire::frame::{Cursor, TabId};

/// What a follower has heard so far, and how much more it takes.
#[derive(Debug, Default)]
struct Ear {
    begun: Option<Cursor>,
    heard: Vec<(u64, u64, Vec<u8>)>,
    resets: u32,
    rechecked: Option<Cursor>,
    not_to: Vec<Option<TabId>>,
    room: usize,
}

#[derive(Clone)]
struct Follower(Arc<Mutex<Ear>>);

impl Follower {
    fn with_room(room: usize) -> Self {
        Self(Arc::new(Mutex::new(Ear {
            room,
            ..Ear::default()
        })))
    }

    fn new() -> Self {
        Self::with_room(usize::MAX)
    }

    fn ear<T>(&self, read: impl FnOnce(&mut Ear) -> T) -> T {
        read(&mut self.0.lock().unwrap())
    }

    fn bodies(&self) -> Vec<u8> {
        self.ear(|ear| ear.heard.iter().map(|(_, _, body)| body[0]).collect())
    }

    fn resets(&self) -> u32 {
        self.ear(|ear| ear.resets)
    }
}

impl Listener for Follower {
    fn begin(&self, cursor: Cursor) {
        self.ear(|ear| ear.begun = Some(cursor));
    }

    fn hear(&mut self, event: &Event) -> bool {
        self.ear(|ear| {
            let has_room = ear.room > 0;
            if has_room {
                ear.room -= 1;
                let Event {
                    previous,
                    seq,
                    body,
                    ..
                } = event;
                ear.heard.push((*previous, *seq, body.to_vec()));
                ear.not_to.push(event.not_to);
            }
            has_room
        })
    }

    fn reset(&self) {
        self.ear(|ear| ear.resets += 1);
    }

    fn recheck(&self, at: Cursor) {
        self.ear(|ear| ear.rechecked = Some(at));
    }
}

/// Publishes for everybody.
fn publish(hub: &Hub, channel: &str, body: Vec<u8>) {
    hub.publish(channel, body, None);
}

/// Follows after having passed the gate just now.
fn follow(
    hub: &Arc<Hub>,
    channel: &str,
    cursor: Option<Cursor>,
    follower: Follower,
) -> Option<Followed> {
    hub.follow(channel, cursor, hub.rechecks(), follower).ok()
}

fn hub() -> Arc<Hub> {
    Arc::new(Hub::default())
}

#[test]
fn followers_hear_what_is_published_on_their_channel_from_then_on() {
    let (hub, follower) = (hub(), Follower::new());
    publish(&hub, "game/3", vec![1]);
    let followed = follow(&hub, "game/3", None, follower.clone());
    for (channel, body) in [("game/3", 2), ("game/4", 3), ("game/3", 4)] {
        publish(&hub, channel, vec![body]);
    }
    assert_eq!(follower.bodies(), [2, 4]);
    drop(followed);
    publish(&hub, "game/3", vec![5]);
    assert_eq!(follower.bodies(), [2, 4]);
}

#[test]
fn what_came_between_load_and_subscription_is_replayed() {
    let (hub, follower) = (hub(), Follower::new());
    publish(&hub, "game/3", vec![1]);
    let before_load = hub.cursor();
    publish(&hub, "game/3", vec![2]);
    let _followed = follow(&hub, "game/3", Some(before_load), follower.clone());
    publish(&hub, "game/3", vec![3]);
    assert_eq!(follower.bodies(), [2, 3]);
    assert_eq!(follower.ear(|ear| ear.begun), Some(before_load));
}

#[test]
fn a_cursor_of_another_process_or_of_the_future_is_reset() {
    let (hub, follower) = (hub(), Follower::new());
    let Cursor { epoch, seq } = hub.cursor();
    let foreign = [
        Cursor {
            epoch: epoch ^ 1,
            seq,
        },
        Cursor {
            epoch,
            seq: seq + 1,
        },
    ];
    for cursor in foreign {
        assert!(follow(&hub, "game/3", Some(cursor), follower.clone()).is_none());
    }
    assert_eq!(follower.resets(), 2);
    assert_eq!(hub.size(), 0, "nothing is left behind");
}

#[test]
fn what_the_ring_has_lost_is_a_reset() {
    let (hub, follower) = (hub(), Follower::new());
    let begin = hub.cursor();
    for _ in 0..=CHANNEL_EVENTS {
        publish(&hub, "game/3", vec![1]);
    }
    assert!(follow(&hub, "game/3", Some(begin), follower.clone()).is_none());
    let one_later = Cursor {
        seq: begin.seq + 1,
        ..begin
    };
    let followed = follow(&hub, "game/3", Some(one_later), follower.clone());
    assert!(followed.is_some());
    assert_eq!(follower.bodies().len(), CHANNEL_EVENTS);
}

#[test]
fn an_event_larger_than_the_ring_is_heard_and_not_kept() {
    let (hub, follower) = (hub(), Follower::new());
    let begin = hub.cursor();
    let followed = follow(&hub, "game/3", None, follower.clone());
    publish(&hub, "game/3", vec![1; CHANNEL_BYTES]);
    assert_eq!(follower.bodies(), [1]);
    drop(followed);
    assert_eq!(hub.size(), 0);
    let late = Follower::new();
    assert!(follow(&hub, "game/3", Some(begin), late.clone()).is_none());
    assert_eq!(late.resets(), 1, "also where the channel is forgotten");
}

#[test]
fn many_channels_are_forgotten_and_none_is_missed_in_silence() {
    let hub = hub();
    let begin = hub.cursor();
    for n in 0..KEPT_EVENTS + 10 {
        publish(&hub, &format!("game/{n}"), vec![1]);
    }
    assert_eq!(hub.size(), KEPT_EVENTS);
    let late = Follower::new();
    assert!(follow(&hub, "game/5", Some(begin), late.clone()).is_none());
    let followed = follow(&hub, "game/5", Some(hub.cursor()), late.clone());
    publish(&hub, "game/5", vec![2]);
    assert!(followed.is_some());
    let (previous, seq, _) = late.ear(|ear| ear.heard[0].clone());
    assert!(previous <= late.ear(|ear| ear.begun).unwrap().seq && previous < seq);
}

#[test]
fn whoever_is_left_out_is_told_of_nothing() {
    let (hub, follower) = (hub(), Follower::new());
    let _followed = follow(&hub, "@app/home", None, follower.clone());
    hub.publish("@app/home", vec![1], Some(TabId([1; 16])));
    publish(&hub, "@app/home", vec![2]);
    let not_to = follower.ear(|ear| ear.not_to.clone());
    assert_eq!(not_to, [Some(TabId([1; 16])), None]);
}

#[test]
fn whoever_is_to_be_authorized_anew_hears_nothing_until_then_and_misses_nothing() {
    let (hub, follower, other) = (hub(), Follower::new(), Follower::new());
    let followed = follow(&hub, "game/3", None, follower.clone());
    let _other = follow(&hub, "game/4", None, other.clone());
    publish(&hub, "game/3", vec![1]);
    hub.recheck("game/3");
    publish(&hub, "game/3", vec![2]);
    assert_eq!(follower.bodies(), [1]);
    let at = follower.ear(|ear| ear.rechecked.take());
    assert_eq!(at.map(|at| at.seq), Some(1));
    drop(followed);
    let _followed = follow(&hub, "game/3", at, follower.clone());
    publish(&hub, "game/3", vec![3]);
    assert_eq!(follower.bodies(), [1, 2, 3]);
    publish(&hub, "game/4", vec![4]);
    assert_eq!(other.bodies(), [4], "another topic is not concerned");
}

#[test]
fn who_passed_the_gate_before_it_was_to_be_passed_again_passes_it_again() {
    let (hub, follower) = (hub(), Follower::new());
    let before = hub.rechecks();
    hub.recheck("game/3");
    let early = |channel| hub.follow(channel, None, before, follower.clone());
    assert_eq!(early("game/3").err(), Some(NotFollowed::Rechecked));
    assert!(early("game/4").is_ok());
    assert!(follow(&hub, "game/3", None, follower.clone()).is_some());
    for n in 0..=KEPT_RECHECKS {
        hub.recheck(&format!("game/{}", 10 + n));
    }
    assert_eq!(
        early("game/4").err(),
        Some(NotFollowed::Rechecked),
        "nobody remembers"
    );
    assert_eq!(hub.size(), 0);
}

#[test]
fn whoever_is_too_slow_is_cut() {
    let (hub, slow, quick) = (hub(), Follower::with_room(2), Follower::new());
    let _one = follow(&hub, "game/3", None, slow.clone());
    let _other = follow(&hub, "game/3", None, quick.clone());
    for body in 1..=4 {
        publish(&hub, "game/3", vec![body]);
    }
    assert_eq!((slow.bodies(), slow.resets()), (vec![1, 2], 1));
    assert_eq!((quick.bodies(), quick.resets()), (vec![1, 2, 3, 4], 0));
}

#[derive(Debug, Clone)]
enum Step {
    Publish {
        channel: u8,
    },
    /// Follows anew, from where the page was loaded.
    Load {
        channel: u8,
        room: usize,
    },
    /// The connection is lost.
    Cut {
        channel: u8,
    },
    /// Follows again from the last event heard.
    Resume {
        channel: u8,
    },
    /// So much is published that rings lose events.
    Flood {
        channel: u8,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let channel = 0..3_u8;
    prop_oneof![
        8 => channel.clone().prop_map(|channel| Step::Publish { channel }),
        2 => (channel.clone(), 1..20_usize).prop_map(|(channel, room)| Step::Load { channel, room }),
        2 => channel.clone().prop_map(|channel| Step::Cut { channel }),
        2 => channel.clone().prop_map(|channel| Step::Resume { channel }),
        1 => channel.prop_map(|channel| Step::Flood { channel }),
    ]
}

/// A page that follows a channel, over several connections.
struct Page {
    follower: Follower,
    begun: u64,
    cursor: Cursor,
    followed: Option<Followed>,
}

impl Page {
    fn note(&mut self) {
        let last = self
            .follower
            .ear(|ear| ear.heard.last().map(|heard| heard.1));
        self.cursor.seq = last.unwrap_or(self.cursor.seq);
    }

    /// Heard is what was published since it began, up to where it was cut.
    fn check(&self, published: &[u64]) {
        let heard: Vec<u64> = self
            .follower
            .ear(|ear| ear.heard.iter().map(|heard| heard.1).collect());
        let expected: Vec<u64> = published
            .iter()
            .copied()
            .filter(|seq| *seq > self.begun)
            .collect();
        assert_eq!(heard, expected[..heard.len()], "once and in order");
        let is_live = self.followed.is_some() && self.follower.resets() == 0;
        assert!(
            !is_live || heard.len() == expected.len(),
            "nothing is missed"
        );
        let mut at = self.begun;
        for (previous, seq, _) in self.follower.ear(|ear| ear.heard.clone()) {
            assert!(previous <= at && at < seq, "a gap would show");
            at = seq;
        }
    }
}

proptest! {
    #[test]
    fn each_event_is_heard_once_and_in_order_or_there_is_a_reset(steps in prop::collection::vec(step(), 1..60)) {
        let hub = hub();
        let mut pages: BTreeMap<u8, Page> = BTreeMap::new();
        let mut published: BTreeMap<u8, Vec<u64>> = BTreeMap::new();
        let name = |channel: u8| format!("game/{channel}");
        let say = |hub: &Hub, channel: u8, published: &mut BTreeMap<u8, Vec<u64>>| {
            publish(hub, &name(channel), vec![channel]);
            published.entry(channel).or_default().push(hub.cursor().seq);
        };
        for step in steps {
            match step {
                Step::Publish { channel } => say(&hub, channel, &mut published),
                Step::Flood { channel } => {
                    for _ in 0..CHANNEL_EVENTS {
                        say(&hub, channel, &mut published);
                    }
                }
                Step::Load { channel, room } => {
                    let (cursor, follower) = (hub.cursor(), Follower::with_room(room));
                    say(&hub, channel, &mut published);
                    let followed = follow(&hub, &name(channel), Some(cursor), follower.clone());
                    pages.insert(channel, Page { follower, begun: cursor.seq, cursor, followed });
                }
                Step::Cut { channel } => {
                    if let Some(page) = pages.get_mut(&channel) {
                        page.followed = None;
                        page.note();
                    }
                }
                Step::Resume { channel } => {
                    if let Some(page) = pages.get_mut(&channel).filter(|page| page.follower.resets() == 0) {
                        page.followed = None;
                        page.note();
                        page.followed = follow(&hub, &name(channel), Some(page.cursor), page.follower.clone());
                    }
                }
            }
            for (channel, page) in &pages {
                page.check(published.get(channel).map_or(&[], Vec::as_slice));
            }
        }
    }
}
