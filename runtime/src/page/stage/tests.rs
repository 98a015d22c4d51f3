//! Layouts, a page and the state that they share, as they come and go.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use std::time::Duration;

use super::layer::Addressed;
use super::{Arrival, Entry, LayoutSeed, Stage};
use crate::effect::{self, Asked, Command, Effect};
use crate::html::dom::{hydrate, patch};
use crate::html::memory::{Document, parse_into};
use crate::html::tree::{Node, restore};
use crate::html::{self, Element, RenderContext, render_node};
use crate::page::{
    ClientState, Connection, Content, Context, ContextMessage, ContextOwner, Layout, LayoutContext,
    Message, Page, Running, Time,
};
use crate::wire::{decode_all, to_bytes};

/// What is shared: a number, and a word from the server.
type Shared = (i64, String);

/// Adds; from ten on it adds a hundred once more, and later one.
#[derive(Debug, PartialEq)]
struct Add(i64);

impl ContextMessage for Add {
    type Context = Shared;
}

/// A client whose shared state messages change.
struct Changing;
/// One whose shared state only the server changes.
struct Given;

impl ClientState for Changing {
    const OWNER: ContextOwner = ContextOwner::Browser;
    type Route = &'static str;
    type Context = Shared;
    type Msg = Add;

    fn update(context: &mut Shared, Add(amount): Add) -> Effect<Add> {
        context.0 += amount;
        match amount {
            10 => effect::batch([
                effect::update_context(Add(100)),
                effect::after(Duration::ZERO, Add(1)),
            ]),
            _ => effect::none(),
        }
    }

    fn decode(bytes: &[u8]) -> Option<Shared> {
        decode_all(bytes).ok()
    }
}

impl ClientState for Given {
    const OWNER: ContextOwner = ContextOwner::Server;
    type Route = &'static str;
    type Context = Shared;
    type Msg = std::convert::Infallible;

    fn update(_context: &mut Shared, msg: Self::Msg) -> Effect<Self::Msg> {
        match msg {}
    }

    fn decode(bytes: &[u8]) -> Option<Shared> {
        decode_all(bytes).ok()
    }
}

/// A layout called by a number, which counts its clicks.
struct Around<const NAME: char>;

#[derive(Debug, Clone, PartialEq)]
enum AroundMsg {
    Clicked,
    Shared(i64),
}

impl<const NAME: char> Layout for Around<NAME> {
    type Route = &'static str;
    type Client = Shared;
    type Model = (i64, &'static str);
    type Msg = AroundMsg;

    fn init(cx: &LayoutContext<&'static str, Shared>) -> (Self::Model, Effect<AroundMsg>) {
        let later = effect::after(Duration::from_secs(1), AroundMsg::Clicked);
        ((0, cx.route), later)
    }

    fn update(
        model: &mut Self::Model,
        msg: AroundMsg,
        _cx: &LayoutContext<&'static str, Shared>,
    ) -> Effect<AroundMsg> {
        match msg {
            AroundMsg::Clicked => {
                model.0 += 1;
                effect::none()
            }
            AroundMsg::Shared(amount) => effect::update_context(Add(amount)),
        }
    }

    fn view(
        model: &Self::Model,
        cx: &LayoutContext<&'static str, Shared>,
        content: Content,
    ) -> Element<AroundMsg> {
        let (clicks, since) = model;
        let (sum, word) = &cx.client;
        let says = format!(
            "{NAME} since {since} at {} {clicks} {sum} {word} {:?}",
            cx.url, cx.connection
        );
        let top = html::div([html::on_click(AroundMsg::Clicked)], [html::text(says)]);
        let bottom = html::div([], [html::input([])]);
        html::section([], [top, content.into(), bottom])
    }
}

/// A page which counts, from what was loaded on.
struct Counting;

#[derive(Debug, Clone, PartialEq)]
enum CountingMsg {
    Ticked,
    Shared(i64),
}

impl Page for Counting {
    type Data = i64;
    type Params = ();
    type Search = ();
    type Client = Shared;
    type Model = i64;
    type Msg = CountingMsg;

    fn init(data: i64, _cx: &Context<(), (), Shared>) -> (i64, Effect<CountingMsg>) {
        let effect = match data {
            // A page that changes the shared state as soon as it is there.
            -1 => effect::update_context(Add(5)),
            _ => effect::after(Duration::from_secs(1), CountingMsg::Ticked),
        };
        (data, effect)
    }

    fn update(
        model: &mut i64,
        msg: CountingMsg,
        _cx: &Context<(), (), Shared>,
    ) -> Effect<CountingMsg> {
        match msg {
            CountingMsg::Ticked => {
                *model += 1;
                effect::none()
            }
            CountingMsg::Shared(amount) => effect::update_context(Add(amount)),
        }
    }

    fn view(model: &i64, cx: &Context<(), (), Shared>) -> Element<CountingMsg> {
        let says = format!("page {model} {} {}", cx.client.0, cx.client.1);
        let share = html::button(
            [html::on_click(CountingMsg::Shared(10))],
            [html::text("share")],
        );
        html::div([], [html::text(says), html::input([]), share])
    }

    fn head(_model: &i64, _cx: &Context<(), (), Shared>) -> crate::page::Head {
        crate::page::Head::title("Counting")
    }
}

type Shown<S> = Stage<S>;

fn enter<S: ClientState<Route = &'static str, Context = Shared>>(
    entry: Entry<'_>,
    url: &'static str,
    data: i64,
    layouts: &[LayoutSeed<S>],
) -> (Shown<S>, Effect<Message>) {
    let arrival = Arrival {
        route: url,
        url,
        data: &[],
        now: Time::from_unix_millis(0),
        entry,
    };
    let client = (0, url.to_owned());
    Stage::enter::<Counting>(arrival, ((), ()), client, data, layouts)
}

const OUTER: LayoutSeed<Changing> = LayoutSeed::of::<Around<'o'>>();
const INNER: LayoutSeed<Changing> = LayoutSeed::of::<Around<'i'>>();
const OTHER: LayoutSeed<Changing> = LayoutSeed::of::<Around<'x'>>();

/// The lines of what is shown, the outermost first.
fn lines(shown: &dyn Running) -> Vec<String> {
    fn collect(node: &Node, lines: &mut Vec<String>) {
        if let Node::Text(text) = node
            && text.contains(' ')
        {
            lines.push(text.to_string());
        }
        for child in node.children() {
            collect(child, lines);
        }
    }
    let mut lines = Vec::new();
    collect(&shown.view(), &mut lines);
    lines
}

/// The messages that are to be delivered later.
fn later(effect: Effect<Message>) -> Vec<Message> {
    let message = |command| match command {
        Command::After { msg, .. } => Some(msg),
        _ => None,
    };
    let commands = effect.into_commands().into_iter();
    commands.filter_map(message).collect()
}

/// Clicks on the first element of this kind, or the one whose text begins so.
fn click<S: ClientState>(shown: &mut Shown<S>, says: &str) -> Effect<Message> {
    let view: Element<Addressed> = restore(shown.view());
    let all = view.find_all(|found| found.text().starts_with(says));
    let message = all.iter().rev().find_map(|found| found.click()).unwrap();
    shown.update(Box::new(message))
}

#[test]
fn layouts_stand_around_the_page_from_the_outside_in() {
    let (shown, asked) = enter(Entry::Document, "/a", 7, &[OUTER, INNER]);
    assert_eq!(
        lines(&shown),
        [
            "o since /a at /a 0 0 /a Connecting",
            "i since /a at /a 0 0 /a Connecting",
            "page 7 0 /a",
        ]
    );
    assert_eq!(later(asked).len(), 3, "each `init` has run");
    assert_eq!(shown.head().title, "Counting");
}

#[test]
fn what_a_part_repeats_ends_with_it() {
    let (mut first, asked) = enter(Entry::Document, "/a", 1, &[OUTER, INNER]);
    let messages = later(asked);
    let stays = |shown: &Shown<Changing>| -> Vec<bool> {
        let messages = messages.iter();
        messages.map(|it| shown.is_for_what_stays(it)).collect()
    };
    let (mut again, _) = enter(Entry::Again(&mut first), "/a", 2, &[OUTER, INNER]);
    assert_eq!(stays(&again), [true, true, false], "the page begins anew");
    let (mut next, _) = enter(Entry::Visit(&mut again), "/b", 3, &[OUTER, OTHER]);
    assert_eq!(stays(&next), [true, false, false]);
    let (last, _) = enter(Entry::Visit(&mut next), "/c", 4, &[]);
    assert_eq!(stays(&last), [false, false, false]);
}

#[test]
fn layouts_stay_as_long_as_those_around_them_do() {
    let (mut first, _) = enter(Entry::Document, "/a", 1, &[OUTER, INNER]);
    let _ = click(&mut first, "o since");
    let _ = click(&mut first, "i since");
    first.set_connection(Connection::Online);
    let (mut second, asked) = enter(Entry::Visit(&mut first), "/b", 2, &[OUTER, INNER]);
    assert_eq!(later(asked).len(), 1, "only the page's `init` has run");
    assert_eq!(
        lines(&second)[..2],
        [
            "o since /a at /b 1 0 /a Online",
            "i since /a at /b 1 0 /a Online"
        ]
    );
    let (mut third, asked) = enter(Entry::Visit(&mut second), "/c", 3, &[OUTER, OTHER]);
    assert_eq!(later(asked).len(), 2);
    assert_eq!(
        lines(&third)[..2],
        [
            "o since /a at /c 1 0 /a Online",
            "x since /c at /c 0 0 /a Online"
        ]
    );
    let (mut fourth, _) = enter::<Changing>(Entry::Visit(&mut third), "/d", 4, &[]);
    assert_eq!(lines(&fourth), ["page 4 0 /a"]);
    let (fifth, _) = enter(Entry::Visit(&mut fourth), "/e", 5, &[INNER, OUTER]);
    assert_eq!(
        lines(&fifth)[0],
        "i since /e at /e 0 0 /a Online",
        "a layout that was left begins anew"
    );
}

#[test]
fn a_message_reaches_the_part_that_it_is_for_or_nobody() {
    let (mut first, asked) = enter(Entry::Document, "/a", 1, &[OUTER, INNER]);
    let [to_outer, to_inner, to_page]: [Message; 3] = later(asked).try_into().ok().unwrap();
    let (mut second, asked) = enter(Entry::Visit(&mut first), "/b", 2, &[OUTER, OTHER]);
    for message in [to_outer, to_inner, to_page] {
        let _ = second.update(message);
    }
    assert_eq!(
        lines(&second),
        [
            "o since /a at /b 1 0 /a Connecting",
            "x since /b at /b 0 0 /a Connecting",
            "page 2 0 /a",
        ],
        "the page is of the same kind, and yet another one"
    );
    for message in later(asked) {
        let _ = second.update(message);
    }
    assert_eq!(
        lines(&second)[1..],
        ["x since /b at /b 1 0 /a Connecting", "page 3 0 /a"]
    );
}

#[test]
fn a_page_whose_data_is_loaded_again_still_gets_what_it_waits_for() {
    let (mut first, asked) = enter(Entry::Document, "/a", 1, &[OUTER]);
    let (mut again, asked_again) = enter(Entry::Again(&mut first), "/a", 5, &[OUTER]);
    assert_eq!(later(asked_again).len(), 1, "the layout is the same");
    for message in later(asked) {
        let _ = again.update(message);
    }
    assert_eq!(
        lines(&again),
        ["o since /a at /a 1 0 /a Connecting", "page 6 0 /a"]
    );
}

#[test]
fn everybody_sees_the_state_that_one_has_changed() {
    let (mut first, _) = enter(Entry::Document, "/a", 1, &[OUTER, INNER]);
    let asked = click(&mut first, "share");
    assert_eq!(
        asked.inspect(),
        [Asked::After(Duration::ZERO)],
        "the change is made, and what it asks for is left"
    );
    assert!(lines(&first).iter().all(|line| line.contains(" 110 ")));
    for message in later(asked) {
        let _ = first.update(message);
    }
    assert!(lines(&first).iter().all(|line| line.contains(" 111 ")));
    let shares: Message = Box::new(Addressed {
        to: 2,
        message: Box::new(AroundMsg::Shared(2)),
    });
    let _ = first.update(shares);
    assert!(lines(&first).iter().all(|line| line.contains(" 113 ")));
    let (second, asked) = enter(Entry::Visit(&mut first), "/b", -1, &[OUTER]);
    assert!(asked.inspect().is_empty(), "an `init` changes it at once");
    assert!(lines(&second).iter().all(|line| line.contains(" 118 /a")));
}

#[test]
fn what_the_server_makes_anew_counts_where_nobody_else_changes_it() {
    let around = [LayoutSeed::<Given>::of::<Around<'o'>>()];
    let (mut first, _) = enter(Entry::Document, "/a", 1, &around);
    let (second, _) = enter(Entry::Visit(&mut first), "/b", 2, &around);
    assert_eq!(
        lines(&second),
        ["o since /a at /b 0 0 /b Connecting", "page 2 0 /b"]
    );
}

#[test]
fn the_state_can_be_replaced_as_a_whole() {
    let (mut shown, _) = enter(Entry::Document, "/a", 1, &[OUTER]);
    assert!(shown.replace_context(&to_bytes(&(40_i64, "new".to_owned()))));
    assert!(!shown.replace_context(&[0xC1]), "these are no state");
    assert_eq!(
        lines(&shown),
        ["o since /a at /a 0 40 new Connecting", "page 1 40 new"]
    );
}

#[test]
fn the_nodes_of_a_layout_stay_and_those_of_a_page_go_with_it() {
    let (mut first, _) = enter(Entry::Document, "/a", 1, &[OUTER]);
    let mut html = String::new();
    render_node(&first.view(), &RenderContext::default(), &mut html);
    let mut document = Document::new();
    parse_into(&mut document, 0, &html, false);
    let nodes = first.view().into_roots();
    assert_eq!(hydrate(&mut document, &0, &nodes), []);
    let section = document.nodes[0].children.clone();
    let before = document.nodes[section[0]].children.clone();
    let (second, _) = enter(Entry::Visit(&mut first), "/b", 2, &[OUTER]);
    let next = second.view().into_roots();
    patch(&mut document, &0, nodes, &next);
    assert_eq!(document.nodes[0].children, section);
    let after = document.nodes[section[0]].children.clone();
    assert_eq!((after[0], after[2]), (before[0], before[2]));
    assert_ne!(after[1], before[1], "the page is another");
}

#[test]
fn a_page_with_another_search_string_begins_anew_in_its_nodes() {
    let (mut first, asked) = enter(Entry::Document, "/a", 1, &[OUTER]);
    let mut html = String::new();
    render_node(&first.view(), &RenderContext::default(), &mut html);
    let mut document = Document::new();
    parse_into(&mut document, 0, &html, false);
    let nodes = first.view().into_roots();
    assert_eq!(hydrate(&mut document, &0, &nodes), []);
    let before = document.nodes[document.nodes[0].children[0]]
        .children
        .clone();
    let (mut second, _) = enter(Entry::Search(&mut first), "/a?q=1", 2, &[OUTER]);
    patch(&mut document, &0, nodes, &second.view().into_roots());
    let after = document.nodes[document.nodes[0].children[0]]
        .children
        .clone();
    assert_eq!(after, before);
    for message in later(asked) {
        let _ = second.update(message);
    }
    assert_eq!(
        lines(&second),
        ["o since /a at /a?q=1 1 0 /a Connecting", "page 2 0 /a"],
        "what the page waited for is dropped, what the layout waits for is not"
    );
}
