//! Taking over what the server rendered, case by case.

use super::{Document, live, only, serve, show};
use crate::html::dom::{Dom, Typed, hydrate};
use crate::html::event::EventData;
use crate::html::tree::{Namespace, Node};
use crate::html::{self, Element};

fn nodes(view: Element<u8>) -> Vec<Node> {
    view.into_node().into_roots()
}

fn form() -> Element<u8> {
    html::form(
        [],
        [
            html::label([], [html::text("Name")]),
            html::input([html::id("name"), html::value("Ada"), html::on_input(|_| 1)]),
            html::input([
                html::type_("checkbox"),
                html::checked(false),
                html::on_check(|_| 2),
            ]),
        ],
    )
}

#[test]
fn the_same_nodes_go_on() {
    let (document, _) = live(form);
    assert_eq!(document.nodes.len(), 6);
    assert_eq!(document.insertions, 5, "only the parser inserted");
    assert!(document.nodes.iter().all(|node| node.is_owned));
    for event in ["input", "change"] {
        assert!(document.listens.contains(&event));
    }
}

#[test]
fn what_was_typed_before_is_kept_and_told() {
    let mut document = serve(form());
    let input = only(&document, "label") + 2;
    document.nodes[input].value = Some("Ada L".into());
    let typed = hydrate(&mut document, &0, &nodes(form()));
    let data = EventData {
        value: "Ada L".into(),
        ..EventData::default()
    };
    assert_eq!(
        typed,
        [Typed {
            path: vec![0, 1],
            data
        }]
    );
    assert_eq!(document.nodes[input].value.as_deref(), Some("Ada L"));
}

#[test]
fn a_box_checked_before_is_told() {
    let mut document = serve(form());
    let input = only(&document, "label") + 3;
    document.nodes[input].is_checked = Some(true);
    let typed = hydrate(&mut document, &0, &nodes(form()));
    assert_eq!(typed.len(), 1);
    assert!(typed[0].data.checked);
}

fn typed(
    view: impl Fn() -> Element<u8>,
    change: impl Fn(&mut Document),
) -> Vec<(Vec<u32>, EventData)> {
    let mut document = serve(view());
    change(&mut document);
    let typed = hydrate(&mut document, &0, &nodes(view()));
    typed.into_iter().map(|it| (it.path, it.data)).collect()
}

#[test]
fn of_a_group_the_chosen_one_tells() {
    let button = |value: &'static str, is_checked: bool| {
        html::input([
            html::type_("radio"),
            html::name("size"),
            html::value(value),
            html::checked(is_checked),
            html::on_change(|_| 1u8),
        ])
    };
    let view = || html::div([], [button("small", false), button("large", true)]);
    let told = typed(view, |document| {
        let first = only(document, "div") + 1;
        document.nodes[first].is_checked = Some(true);
        document.nodes[first + 1].is_checked = Some(false);
    });
    let values: Vec<_> = told.iter().map(|(_, data)| data.value.as_str()).collect();
    assert_eq!(values, ["small"]);
}

fn choose_option(document: &mut Document, select: usize, value: &str) {
    let mut options = document.options(select).into_iter();
    let option = options.find(|&option| document.option_value(option) == value);
    document.set_selected(select, option.expect("such an option"), true);
}

#[test]
fn a_choice_among_options_is_told_whichever_way_the_view_says_what_is_chosen() {
    let option = |value: &'static str, is_selected: bool| {
        html::option(
            [html::value(value), html::selected(is_selected)],
            [html::text(value)],
        )
    };
    let bare = |value: &'static str| html::option([], [html::text(value)]);
    let views: [&dyn Fn() -> Element<u8>; 3] = [
        &|| html::select([html::value("b")], [bare("a"), bare("b"), bare("c")]),
        &|| {
            html::select(
                [],
                [option("a", false), option("b", true), option("c", false)],
            )
        },
        &|| {
            let none = html::option([html::disabled(true)], [html::text("choose")]);
            html::select([], [none, bare("b"), bare("c")])
        },
    ];
    for view in views {
        let choose = |value: &'static str| {
            typed(view, |document| {
                let select = only(document, "select");
                choose_option(document, select, value);
            })
        };
        assert_eq!(choose("b"), []);
        let told = choose("c");
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].1.value, "c");
    }
}

#[test]
fn a_choice_stays_while_the_view_says_the_same_as_before() {
    let view = |options: &[&'static str]| -> Element<u8> {
        let options = options
            .iter()
            .map(|name| html::option([], [html::text(*name)]));
        html::select([html::value("b")], options.collect::<Vec<_>>())
    };
    let (mut document, old) = live(|| view(&["a", "b"]));
    let select = only(&document, "select");
    choose_option(&mut document, select, "a");
    let old = show(&mut document, old, view(&["a", "b"]));
    assert_eq!(document.value(&select), "a");
    show(&mut document, old, view(&["a", "b", "c"]));
    assert_eq!(document.value(&select), "b");
}

#[test]
fn what_is_being_composed_is_not_told() {
    let told = typed(form, |document| {
        let input = only(document, "label") + 2;
        document.nodes[input].value = Some("に".to_owned());
        document.composing = Some(input);
    });
    assert_eq!(told, []);
}

#[test]
fn line_breaks_that_browsers_take_out_were_not_typed() {
    let view = || html::textarea([html::value("a\r\nb"), html::on_input(|_| 1u8)], []);
    let mut document = serve(view());
    let textarea = only(&document, "textarea");
    document.nodes[textarea].value = Some("a\nb".into());
    assert_eq!(hydrate(&mut document, &0, &nodes(view())), []);
}

#[test]
fn a_long_text_that_the_parser_split_is_one_again() {
    let text = "x".repeat(70_000);
    let view = || html::p([], [html::text(&text), html::b([], [])]);
    let mut document = serve(view());
    let paragraph = only(&document, "p");
    let first = document.nodes[paragraph].children[0];
    html::dom::Dom::set_text(&mut document, &first, &text[..65_536]);
    let rest = document.add_text(&text[65_536..], false);
    document.nodes[paragraph].children.insert(1, rest);
    document.nodes[rest].parent = Some(paragraph);
    hydrate(&mut document, &0, &nodes(view()));
    assert_eq!(document.nodes[paragraph].children.len(), 2);
    assert_eq!(document.text_of(paragraph), text);
}

/// Puts an element into `parent` that the view knows nothing of.
fn add_stranger(document: &mut Document, parent: usize, at: usize) {
    let stranger = document.add("div", Namespace::Html, false);
    document
        .attributes(stranger)
        .insert("class".into(), "password-manager".into());
    document.nodes[parent].children.insert(at, stranger);
    document.nodes[stranger].parent = Some(parent);
}

#[test]
fn what_an_extension_put_there_is_passed_over() {
    let view = |text: &'static str| {
        html::div(
            [],
            [
                html::div([html::class("a")], [html::text(text)]),
                html::div([html::class("b")], []),
            ],
        )
    };
    let mut document = serve(view("one"));
    let parent = document.nodes[0].children[0];
    for at in [0, 2, 4] {
        add_stranger(&mut document, parent, at);
    }
    let old = nodes(view("one"));
    hydrate(&mut document, &0, &old);
    assert_eq!(
        document.nodes[parent].children.len(),
        5,
        "nothing was rendered afresh"
    );
    show(&mut document, old, view("two"));
    assert_eq!(document.nodes[parent].children.len(), 5);
    assert_eq!(document.text_of(parent), "two");
}

#[test]
fn where_the_document_differs_it_is_made_afresh_with_its_handlers() {
    let served: Element<u8> = html::main([], [html::p([], [html::text("a")]), html::ul([], [])]);
    let view = || {
        html::main(
            [],
            [
                html::p([], [html::text("a")]),
                html::ol([html::on_click(1u8)], [html::li([], [])]),
            ],
        )
    };
    let mut document = serve(served);
    let list = nodes(view());
    hydrate(&mut document, &0, &list);
    assert!(
        document.show(0).contains("<Html ol>"),
        "{}",
        document.show(0)
    );
    assert!(!document.show(0).contains("ul"));
    assert_eq!(document.listens, ["click"]);
    show(
        &mut document,
        list,
        html::main([], [html::p([], [html::text("b")])]) as Element<u8>,
    );
    assert_eq!(document.text_of(0), "b");
}

#[test]
fn more_rows_than_the_view_has_do_not_linger() {
    let list = |count: usize| -> Element<u8> {
        html::ul(
            [],
            (0..count)
                .map(|at| html::li([], [html::text(at)]))
                .collect::<Vec<_>>(),
        )
    };
    let mut document = serve(list(4));
    hydrate(&mut document, &0, &nodes(list(3)));
    assert_eq!(document.text_of(0), "012");
}

#[test]
fn other_text_and_attributes_are_set_right() {
    let mut document = serve::<u8>(html::p([html::class("a")], [html::text("then")]));
    hydrate(
        &mut document,
        &0,
        &nodes(html::p([html::class("b")], [html::text("now")])),
    );
    assert_eq!(document.show(0), r#"<Html p class="b">"now"</>"#);
}

#[test]
fn raw_markup_is_left_alone() {
    let view = |markup: &'static str| html::div([html::raw_html(markup)], []) as Element<u8>;
    let (mut document, old) = live(|| view("<b>a</b>"));
    let bold = only(&document, "b");
    let old = show(&mut document, old, view("<b>a</b>"));
    assert_eq!(only(&document, "b"), bold);
    show(&mut document, old, view("<i>b</i>"));
    assert_eq!(document.text_of(0), "b");
}
