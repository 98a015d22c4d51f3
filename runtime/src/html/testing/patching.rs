//! From one view to the next, case by case.

use std::cell::Cell;

use super::{live, only, show};
use crate::html::dom::Dom;
use crate::html::{self, Element};

type View = Element<u8>;

fn list(keys: &[u32]) -> View {
    let item = |&key: &u32| html::keyed(key, html::li([], [html::text(key)]));
    html::ul([], keys.iter().map(item).collect::<Vec<_>>())
}

/// How many nodes are put somewhere to get from the one list to the other.
fn insertions(from: &[u32], to: &[u32]) -> usize {
    let (mut document, nodes) = live(|| list(from));
    let before = document.insertions;
    show(&mut document, nodes, list(to));
    let expected: String = to.iter().map(u32::to_string).collect();
    assert_eq!(document.text_of(0), expected);
    document.insertions - before
}

#[test]
fn as_few_nodes_as_possible_move() {
    assert_eq!(insertions(&[1, 2, 3, 4], &[1, 2, 3, 4]), 0);
    assert_eq!(insertions(&[1, 2, 3, 4], &[4, 1, 2, 3]), 1);
    assert_eq!(insertions(&[1, 2, 3, 4], &[2, 3, 4, 1]), 1);
    assert_eq!(insertions(&[1, 2, 3, 4], &[4, 2, 3, 1]), 2);
    assert_eq!(insertions(&[1, 2, 3, 4], &[1, 3, 4]), 0);
    assert_eq!(insertions(&[1, 2], &[1, 9, 2]), 2, "an item and its text");
}

#[test]
fn a_doubled_key_loses_nothing() {
    insertions(&[1, 1, 2], &[2, 1, 1, 1]);
    insertions(&[1, 2, 1], &[3, 1, 2, 1]);
}

#[test]
fn nothing_is_looked_up_where_nothing_changed() {
    let view = |last: &'static str| -> View {
        let item = |at: usize| html::li([html::on_click(1)], [html::text(at)]);
        let items = (0..50).map(item).chain([html::li([], [html::text(last)])]);
        html::ul([], items.collect::<Vec<_>>())
    };
    let (mut document, nodes) = live(|| view("a"));
    let nodes = show(&mut document, nodes, view("a"));
    assert_eq!(document.look_ups.get(), 0);
    show(&mut document, nodes, view("b"));
    assert_eq!(
        document.look_ups.get(),
        3,
        "the list, its last item, and that one's text"
    );
}

thread_local! {
    static BUILT: Cell<usize> = const { Cell::new(0) };
}

fn row(text: &String) -> View {
    BUILT.set(BUILT.get() + 1);
    html::li([], [html::text(text)])
}

#[test]
fn a_lazy_view_is_built_when_its_inputs_change() {
    let view = |one: &str, two: &str| {
        html::ul(
            [],
            [
                html::lazy(&one.to_owned(), row),
                html::lazy(&two.to_owned(), row),
            ],
        )
    };
    let (mut document, nodes) = live(|| view("a", "b"));
    BUILT.set(0);
    let nodes = show(&mut document, nodes, view("a", "b"));
    assert_eq!(BUILT.get(), 0);
    let nodes = show(&mut document, nodes, view("a", "c"));
    assert_eq!(BUILT.get(), 1);
    show(&mut document, nodes, view("c", "c"));
    assert_eq!((BUILT.get(), document.text_of(0)), (2, "cc".to_owned()));
}

#[test]
fn lazy_views_of_other_functions_are_not_mixed_up() {
    let other = |text: &String| -> View { html::li([], [html::text("other "), html::text(text)]) };
    let text = "a".to_owned();
    let (mut document, nodes) = live(|| html::ul([], [html::lazy(&text, row)]));
    show(
        &mut document,
        nodes,
        html::ul([], [html::lazy(&text, other)]),
    );
    assert_eq!(document.text_of(0), "other a");
}

fn field(value: &'static str, is_heard: bool) -> View {
    let heard = if is_heard {
        html::on_input(|_| 1)
    } else {
        html::no_attribute()
    };
    html::input([html::value(value), heard])
}

#[test]
fn the_view_decides_what_a_field_shows_that_it_hears() {
    let (mut document, nodes) = live(|| field("ab", true));
    let input = only(&document, "input");
    document.nodes[input].value = Some("abc".into());
    show(&mut document, nodes, field("ab", true));
    assert_eq!(document.value(&input), "ab");
}

#[test]
fn a_field_that_nobody_hears_keeps_what_was_typed_until_the_view_changes() {
    let (mut document, nodes) = live(|| field("ab", false));
    let input = only(&document, "input");
    document.nodes[input].value = Some("abc".into());
    let nodes = show(&mut document, nodes, field("ab", false));
    assert_eq!(document.value(&input), "abc");
    show(&mut document, nodes, field("", false));
    assert_eq!(document.value(&input), "");
}

#[test]
fn a_node_that_somebody_took_away_is_made_again() {
    let view = |text: &'static str| html::main([], [html::p([], [html::text(text)])]) as View;
    let (mut document, nodes) = live(|| view("a"));
    let paragraph = only(&document, "p");
    let text = document.nodes[paragraph].children[0];
    document.remove(&text);
    show(&mut document, nodes, view("b"));
    assert_eq!(document.text_of(0), "b");
}

#[test]
fn html_stands_again_inside_a_foreign_object() {
    use html::svg::{foreign_object, svg};
    let view = |inside: View| svg([], [foreign_object([], [inside])]);
    let (mut document, nodes) = live(|| view(html::nothing()));
    show(&mut document, nodes, view(html::p([], [])));
    assert_eq!(
        document.show(0),
        "<Svg svg><Svg foreignObject><Html p></></></>"
    );
}

#[test]
fn text_may_come_and_go_between_elements() {
    let view = |text: &'static str| {
        html::p(
            [],
            [
                html::b([], []),
                html::text(text),
                html::text(""),
                html::i([], []),
            ],
        ) as View
    };
    let (mut document, nodes) = live(|| view(""));
    let nodes = show(&mut document, nodes, view("x"));
    assert_eq!(document.show(0), r#"<Html p><Html b></>"x"<Html i></></>"#);
    show(&mut document, nodes, view(""));
    assert_eq!(document.show(0), "<Html p><Html b></><Html i></></>");
}
