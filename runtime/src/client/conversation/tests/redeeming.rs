//! Answers that are delivered once their cookies are set: nothing of the former person goes out as the next.

use super::world::World;
use crate::client::conversation::{Action, Input};
use crate::page::{Connection, Failure};
use crate::wire::frame::ServerFrame;
use crate::wire::redemption::{Context, Redeemed, Redemption};
use crate::wire::{decode_all, to_bytes};

pub(super) fn token(n: u64) -> ServerFrame {
    ServerFrame::Redeem {
        n,
        answer: Ok(vec![7]),
        token: vec![5; 32],
    }
}

pub(super) fn redeemed(who: u8) -> Vec<u8> {
    to_bytes(&Redeemed {
        who: vec![who],
        context: Some(Context(vec![8])),
    })
}

/// A world in which call 1 has been answered with a token.
fn redeeming() -> World {
    let mut world = World::online();
    assert_eq!(world.call(None), 1);
    world.say(&token(1));
    world
}

pub(super) fn respond(world: &mut World, response: &[u8]) {
    let actions = world.conversation.redeemed(response, world.now);
    world.perform(actions);
}

fn reloads(world: &World) -> bool {
    world.log.contains(&Action::Reload)
}

#[test]
fn an_answer_waits_until_its_token_is_redeemed() {
    let mut world = redeeming();
    assert!(world.ended.is_empty(), "not delivered yet");
    assert_eq!(world.socket, None, "nothing is sent meanwhile");
    let posted = world.log.iter().find_map(|action| match action {
        Action::Redeem { bytes } => Some(decode_all::<Redemption>(bytes).unwrap()),
        _ => None,
    });
    assert_eq!(
        posted.map(|posted| (posted.tab.0, posted.token)),
        Some(([9; 16], vec![5; 32]))
    );
    respond(&mut world, &redeemed(4));
    assert_eq!(world.ended.get(&1), Some(&Ok(vec![7])));
    let bytes = vec![8];
    let replaced = Action::ReplaceContext { bytes };
    let at = |wanted: &dyn Fn(&Action) -> bool| world.log.iter().position(wanted).unwrap();
    assert!(
        at(&|action| *action == replaced) < at(&|action| matches!(action, Action::Deliver { .. })),
        "the page hears of the answer when it has the new state"
    );
    world.connect();
    assert_eq!(world.hellos.last().unwrap().who, [4]);
    assert_eq!(world.shown, Connection::Online);
    assert!(!reloads(&world));
}

#[test]
fn what_was_asked_for_as_one_person_never_goes_out_as_another() {
    let mut world = World::online();
    let (sign_in, sent) = (world.call(None), world.call(None));
    world.say(&token(sign_in));
    let queued = world.call(None);
    respond(&mut world, &redeemed(4));
    let next = world.call(None);
    assert_eq!(world.ended.get(&sign_in), Some(&Ok(vec![7])));
    assert_eq!(
        world.ended.get(&sent),
        Some(&Err(Failure::Unknown)),
        "it may have run"
    );
    assert_eq!(
        world.ended.get(&queued),
        Some(&Err(Failure::Disconnected)),
        "it has not"
    );
    world.connect();
    assert!(world.sent.contains_key(&next) && !world.sent.contains_key(&queued));
    assert_eq!(world.sent[&next].done, next, "all before have ended");
    assert_eq!(world.navigations.len(), 1, "the page loads its data again");
}

#[test]
fn whoever_stays_the_same_goes_on_where_they_were() {
    let mut world = World::online();
    let (answered, sent) = (world.call(None), world.call(None));
    world.say(&token(answered));
    let queued = world.call(None);
    respond(&mut world, &redeemed(3));
    world.connect();
    for n in [sent, queued] {
        assert!(
            world.sent.contains_key(&n) && !world.ended.contains_key(&n),
            "{n}"
        );
    }
}

#[test]
fn without_cookies_the_document_is_loaded_again() {
    for response in [Vec::new(), vec![0xc1], redeemed(4)[1..].to_vec()] {
        let mut world = redeeming();
        world.now += 10_000;
        respond(&mut world, &response);
        assert!(world.ended.is_empty(), "nobody may believe it");
        assert!(reloads(&world));
    }
}

#[test]
fn a_server_that_does_not_answer_is_not_waited_for() {
    let mut world = redeeming();
    world.now += 14_999;
    world.input(Input::Tick);
    assert!(!reloads(&world));
    world.now += 1;
    world.input(Input::Tick);
    assert!(reloads(&world));
    respond(&mut world, &redeemed(4));
    assert!(world.ended.is_empty() && world.socket.is_none(), "too late");
}

#[test]
fn a_token_for_no_call_of_ours_is_left_alone() {
    let mut world = World::online();
    world.say(&token(1));
    respond(&mut world, &redeemed(4));
    assert!(world.socket.is_some());
    assert_eq!(world.hellos.len(), 1);
    let n = world.call(None);
    world.say(&ServerFrame::Reply {
        n,
        answer: Ok(Vec::new()),
    });
    world.say(&token(n));
    assert!(world.socket.is_some(), "it has been answered");
}

#[test]
fn links_followed_meanwhile_load_their_documents() {
    let mut world = redeeming();
    world.input(Input::Navigate { url: "/b" });
    let url = "/b".to_owned();
    assert!(world.log.contains(&Action::LoadDocument { url }));
}
