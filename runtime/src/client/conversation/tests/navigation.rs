//! Going to another page over the socket, and what happens where that cannot be.

use super::world::World;
use crate::client::conversation::{Action, Input, Purpose};
use crate::page::Failure;
use crate::wire::frame::{Cursor, Navigated, ServerFrame};

fn page(url: &str) -> Navigated {
    Navigated::Page {
        url: url.to_owned(),
        data: vec![1],
        now: 5,
        cursor: Cursor { epoch: 1, seq: 0 },
    }
}

fn arrive(world: &mut World, id: u64, page: Navigated) {
    world.say(&ServerFrame::NavReply { id, page });
}

fn visit(world: &mut World, url: &str) -> u64 {
    world.input(Input::Navigate { url });
    world.navigations.last().unwrap().0
}

fn loads(world: &World) -> Vec<&str> {
    world
        .log
        .iter()
        .filter_map(|action| match action {
            Action::LoadDocument { url } => Some(url.as_str()),
            _ => None,
        })
        .collect()
}

fn shown(world: &World) -> Vec<(Purpose, &str)> {
    world
        .log
        .iter()
        .filter_map(|action| match action {
            Action::Navigated { purpose, url, .. } => Some((*purpose, url.as_str())),
            _ => None,
        })
        .collect()
}

#[test]
fn the_page_that_arrives_is_shown_and_named_in_the_next_hello() {
    let mut world = World::online();
    let id = visit(&mut world, "/b");
    arrive(&mut world, id, page("/b"));
    assert_eq!(shown(&world), [(Purpose::Visit, "/b")]);
    world.cut();
    world.wake();
    world.connect();
    assert_eq!(world.hellos.last().unwrap().url, "/b");
}

#[test]
fn only_the_last_one_counts() {
    let mut world = World::online();
    let first = visit(&mut world, "/b");
    let second = visit(&mut world, "/c");
    arrive(&mut world, first, page("/b"));
    arrive(&mut world, second, page("/c"));
    arrive(&mut world, second, page("/c"));
    assert_eq!(shown(&world), [(Purpose::Visit, "/c")]);
}

#[test]
fn redirects_are_followed_ten_times() {
    let mut world = World::online();
    let mut id = visit(&mut world, "/0");
    for step in 1..=10 {
        let url = format!("/{step}");
        arrive(&mut world, id, Navigated::Redirect { url });
        id = world.navigations.last().unwrap().0;
    }
    assert_eq!(world.navigations.last().unwrap().1, "/10");
    let url = "/11".to_owned();
    arrive(&mut world, id, Navigated::Redirect { url });
    assert_eq!(loads(&world), ["/11"]);
}

#[test]
fn what_the_client_cannot_show_is_loaded_as_a_document() {
    let mut world = World::online();
    let id = visit(&mut world, "/b");
    let url = "/file".to_owned();
    arrive(&mut world, id, Navigated::Document { url });
    let id = visit(&mut world, "/c");
    let trace_id = "t".to_owned();
    arrive(&mut world, id, Navigated::Failed { trace_id });
    assert_eq!(loads(&world), ["/file", "/c"]);
}

#[test]
fn a_visit_before_the_first_welcome_waits_for_it() {
    let mut world = World::new();
    world.input(Input::Started);
    world.input(Input::Navigate { url: "/b" });
    assert!(world.navigations.is_empty());
    world.connect();
    assert_eq!(world.navigations, [(1, "/b".to_owned())]);
}

#[test]
fn a_visit_that_takes_too_long_becomes_a_load_of_the_document() {
    let mut world = World::online();
    visit(&mut world, "/b");
    world.wake();
    assert_eq!(loads(&world), ["/b"]);
    arrive(&mut world, 1, page("/b"));
    assert!(shown(&world).is_empty());
}

#[test]
fn a_visit_becomes_a_load_of_the_document_when_the_connection_is_lost() {
    let mut world = World::online();
    visit(&mut world, "/b");
    world.cut();
    assert_eq!(loads(&world), ["/b"]);
    world.input(Input::Navigate { url: "/c" });
    assert_eq!(loads(&world), ["/b", "/c"]);
}

#[test]
fn loading_again_waits_for_the_connection() {
    let mut world = World::online();
    let n = world.call(None);
    let answer = Err(Failure::Unknown);
    world.say(&ServerFrame::Reply { n, answer });
    world.cut();
    assert!(loads(&world).is_empty());
    world.wake();
    world.connect();
    let (id, url) = world.navigations.last().unwrap().clone();
    assert_eq!(url, "/");
    arrive(&mut world, id, page("/"));
    assert_eq!(shown(&world), [(Purpose::LoadAgain, "/")]);
}

#[test]
fn a_visit_under_way_brings_fresh_data_anyway() {
    let mut world = World::online();
    let n = world.call(None);
    visit(&mut world, "/b");
    let answer = Err(Failure::Unknown);
    world.say(&ServerFrame::Reply { n, answer });
    assert_eq!(world.navigations, [(1, "/b".to_owned())]);
}

#[test]
fn a_visit_that_is_not_wanted_any_more_is_forgotten() {
    let mut world = World::online();
    let id = visit(&mut world, "/b");
    world.input(Input::Stay);
    arrive(&mut world, id, page("/b"));
    assert!(shown(&world).is_empty());
    world.cut();
    assert!(loads(&world).is_empty());
    world.wake();
    world.connect();
    assert_eq!(world.navigations.len(), 1);
    assert_eq!(world.hellos.last().unwrap().url, "/");
}

#[test]
fn where_another_page_stands_in_the_address_is_the_one_that_was_asked_for() {
    let mut world = World::online();
    let id = visit(&mut world, "/gone");
    arrive(&mut world, id, page("/not_found"));
    let address = world.log.iter().find_map(|action| match action {
        Action::Navigated { address, url, .. } => Some((address.as_str(), url.as_str())),
        _ => None,
    });
    assert_eq!(address, Some(("/gone", "/not_found")));
    world.cut();
    world.wake();
    world.connect();
    assert_eq!(world.hellos.last().unwrap().url, "/gone");
}
