//! Which message an event makes.

use std::time::Duration;

use crate::html::dispatch::{Dispatched, EventSource, dispatch};
use crate::html::event::{EventData, Modifiers, Needs, Timing};
use crate::html::{self, Element};

#[derive(Clone, Debug, PartialEq)]
enum Msg {
    Add,
    Name(String),
    Done(bool),
    Part(Part),
    Fields(Vec<(String, String)>),
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Open,
}

#[test]
fn a_button_says_its_message() {
    let view = html::div(
        [],
        [html::button(
            [html::on_click(Msg::Add)],
            [html::text("Add")],
        )],
    );
    assert_eq!(
        view.find_text("Add").and_then(|it| it.click()),
        Some(Msg::Add)
    );
    assert_eq!(
        view.find_role("button", "Add").and_then(|it| it.click()),
        Some(Msg::Add)
    );
    assert!(view.find_text("Remove").is_none());
}

#[test]
fn a_disabled_button_says_nothing() {
    let attributes = [html::on_click(Msg::Add), html::disabled(true)];
    let view = html::button(attributes, [html::text("Add")]);
    assert_eq!(view.find_text("Add").and_then(|it| it.click()), None);
}

#[test]
fn controls_give_what_they_hold() {
    let view = html::div(
        [],
        [
            html::input([html::id("name"), html::on_input(Msg::Name)]),
            html::input([
                html::data("testid", "done"),
                html::type_("checkbox"),
                html::on_check(Msg::Done),
            ]),
        ],
    );
    let name = view.find_id("name").expect("is in the view");
    assert_eq!(name.input("Ada"), Some(Msg::Name("Ada".into())));
    assert_eq!(name.change("Ada"), None);
    let done = view.find_test_id("done").expect("is in the view");
    assert_eq!(done.check(true), Some(Msg::Done(true)));
    assert_eq!(done.role().as_deref(), Some("checkbox"));
}

#[test]
fn a_button_submits_its_form() {
    let view = html::form(
        [html::on_submit(Msg::Add)],
        [html::button([], [html::text("Send")])],
    );
    assert_eq!(
        view.find_text("Send").and_then(|it| it.click()),
        Some(Msg::Add)
    );
    let view = html::form([html::on_submit_form(|fields| Msg::Fields(fields.0))], []);
    let sent = view
        .find_tag("form")
        .and_then(|it| it.submit(&[("a", "b")]));
    assert_eq!(sent, Some(Msg::Fields(vec![("a".into(), "b".into())])));
}

#[test]
fn mapped_views_wrap_their_messages_and_only_those() {
    let part = || html::button([html::on_click(Part::Open)], [html::text("Open")]);
    let view = html::div([html::on_click(Msg::Add)], [part().map(Msg::Part)]);
    let open = view.find_text("Open").expect("is in the view");
    assert_eq!(
        open.trigger("click", EventData::default()),
        [Msg::Part(Part::Open), Msg::Add]
    );
    let twice: Element<Option<Msg>> = html::fragment([part().map(Msg::Part).map(Some)]);
    let open = twice.find_text("Open").expect("is in the view");
    assert_eq!(open.click(), Some(Some(Msg::Part(Part::Open))));
}

#[test]
fn mapped_lazy_views_wrap_their_messages() {
    fn part(label: &String) -> Element<Part> {
        html::button([html::on_click(Part::Open)], [html::text(label)])
    }
    let view = html::div([], [html::lazy(&"Open".to_string(), part).map(Msg::Part)]);
    assert_eq!(
        view.find_text("Open").and_then(|it| it.click()),
        Some(Msg::Part(Part::Open))
    );
}

#[test]
fn an_event_can_be_kept_from_those_around() {
    let inner = html::button(
        [html::on_click(Msg::Add).stop_propagation()],
        [html::text("x")],
    );
    let view = html::div([html::on_click(Msg::Done(true))], [inner]);
    let button = view.find_text("x").expect("is in the view");
    assert_eq!(button.trigger("click", EventData::default()), [Msg::Add]);
}

#[test]
fn keys_are_told_apart() {
    let view = html::input([html::on_key("Enter", Msg::Add)]);
    let input = view.find_tag("input").expect("is in the view");
    assert_eq!(input.press("Enter"), Some(Msg::Add));
    assert_eq!(input.press("a"), None);
    let decode = |press: html::KeyPress| press.modifiers.control.then_some(Msg::Name(press.key));
    let view = html::input([html::on_key_down(decode)]);
    assert_eq!(view.find_tag("input").and_then(|it| it.press("s")), None);
}

struct Click;

impl EventSource for Click {
    fn name(&self) -> &str {
        "click"
    }

    fn bubbles(&self) -> bool {
        true
    }

    fn is_key(&self, _: &str) -> bool {
        false
    }

    fn read(&self, needs: Needs) -> EventData {
        assert_eq!(needs, Needs::Nothing, "reads what nobody asked for");
        EventData {
            modifiers: Modifiers::default(),
            ..EventData::default()
        }
    }
}

#[test]
fn what_is_asked_of_the_browser_is_data() {
    let view = html::button(
        [html::on_click(Msg::Add)
            .prevent_default()
            .debounce(Duration::from_millis(250))],
        [],
    );
    let node = view.into_node();
    let outcome = dispatch(&[&node], &Click);
    assert!(outcome.prevents_default);
    assert!(matches!(
        outcome.deliveries.as_slice(),
        [(Dispatched::Message(message), Timing::Debounce(250))] if message.is::<Msg>()
    ));
}
