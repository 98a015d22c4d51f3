//! Properties over random views: what is rendered hydrates, and what is patched is what would have been rendered.

use proptest::prelude::*;

use crate::html::dom::{append_all, hydrate, patch};
use crate::html::memory::{Document, parse_into};
use crate::html::tree::Node;
use crate::html::{self, Attribute, Element, RenderContext, render_node};

type View = Element<u32>;

/// A view as data, so that it can be built twice.
#[derive(Clone, Debug)]
enum Plan {
    Text(String),
    Element {
        kind: u8,
        key: Option<u8>,
        attributes: Vec<(u8, String)>,
        children: Vec<Plan>,
    },
    Lazy(u8, String),
    Fragment(Vec<Plan>),
}

fn plans() -> impl Strategy<Value = Plan> {
    let text = "[a-c<&\"\n\r é]{0,5}";
    let leaf = prop_oneof![
        text.prop_map(Plan::Text),
        (any::<u8>(), "[ab]{0,2}").prop_map(|(key, text)| Plan::Lazy(key % 8, text)),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let children = prop::collection::vec(inner.clone(), 0..7);
        let attributes = prop::collection::vec((0..12u8, text), 0..4);
        let key = prop::option::of(0..8u8);
        prop_oneof![
            4 => (any::<u8>(), key, attributes, children.clone())
                .prop_map(|(kind, key, attributes, children)| Plan::Element { kind, key, attributes, children }),
            1 => children.prop_map(Plan::Fragment),
        ]
    })
}

fn build(plan: &Plan) -> View {
    match plan {
        Plan::Text(text) => html::text(text),
        Plan::Fragment(children) => html::fragment(children.iter().map(build)),
        Plan::Lazy(key, text) => html::keyed(u32::from(*key) + 100, html::lazy(text, lazy_view)),
        Plan::Element {
            kind,
            key,
            attributes,
            children,
        } => {
            let attributes = attributes
                .iter()
                .map(|(kind, text)| build_attribute(*kind, text));
            let children = children.iter().map(build);
            let element = build_element(*kind, attributes, children);
            match key {
                Some(key) => html::keyed(u32::from(*key), element),
                None => element,
            }
        }
    }
}

fn lazy_view(text: &String) -> View {
    if text == "a" {
        html::b([], [html::text("a")])
    } else {
        html::i([], [html::text(text)])
    }
}

fn build_element(
    kind: u8,
    attributes: impl Iterator<Item = Attribute<u32>>,
    children: impl Iterator<Item = View>,
) -> View {
    match kind % 10 {
        0..=2 => html::div(attributes, children),
        3 => html::span(attributes, children),
        4 => html::pre(attributes, children),
        5 => html::input(states().into_iter().chain(attributes)),
        6 => html::textarea(states().into_iter().chain(attributes), []),
        7 => html::svg::g(attributes, children).map(|message| message + 1),
        8 => html::select(
            attributes.chain([html::value("x")]),
            [html::option([], [html::text("x")])],
        ),
        _ => html::br(attributes),
    }
}

/// A control whose state the view does not give keeps what it has, which a new one cannot know.
fn states() -> [Attribute<u32>; 2] {
    [html::value(""), html::checked(false)]
}

fn build_attribute(kind: u8, text: &str) -> Attribute<u32> {
    let text = text.to_owned();
    match kind {
        0 => html::id(text),
        1 => html::class(text),
        2 => html::data("x", text),
        3 => html::aria("label", text),
        4 => html::title(text),
        5 => html::disabled(text.len() > 2),
        6 => html::value(text.replace(['\r', '\n'], "")),
        7 => html::checked(text.len() > 2),
        8 => html::on_click(7),
        9 => html::on_input(|text| text.len() as u32),
        10 => html::style("color", "red"),
        _ => html::href(text),
    }
}

fn roots(plan: &Plan) -> Vec<Node> {
    build(plan).into_node().into_roots()
}

/// The document as the parser of a browser makes it of what the server renders.
fn served(plan: &Plan) -> Document {
    let mut html = String::new();
    render_node(
        &build(plan).into_node(),
        &RenderContext::default(),
        &mut html,
    );
    let mut document = Document::new();
    assert_eq!(parse_into(&mut document, 0, &html, false), [""; 0]);
    document
}

fn created(plan: &Plan) -> Document {
    let mut document = Document::new();
    append_all(&mut document, &0, &roots(plan));
    document
}

/// A `pre` or an `svg` child means the same to both sides only where the parser puts it; namespaces are tested apart.
fn shown(document: &Document) -> String {
    document.show(0).replace("<Svg g", "<Html g")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn what_is_rendered_hydrates_to_what_would_be_created(plan in plans()) {
        let mut document = served(&plan);
        let nodes = document.nodes.len();
        let typed = hydrate(&mut document, &0, &roots(&plan));
        prop_assert_eq!(document.nodes.len(), nodes, "something was rendered afresh");
        prop_assert_eq!(shown(&document), shown(&created(&plan)));
        prop_assert_eq!(typed, vec![]);
    }

    #[test]
    fn patching_gives_what_would_be_rendered(before in plans(), after in plans(), last in plans()) {
        let mut document = served(&before);
        let old = roots(&before);
        hydrate(&mut document, &0, &old);
        let next = roots(&after);
        patch(&mut document, &0, old, &next);
        prop_assert_eq!(shown(&document), shown(&created(&after)));
        patch(&mut document, &0, next, &roots(&last));
        prop_assert_eq!(shown(&document), shown(&created(&last)));
    }

    #[test]
    fn strangers_in_the_document_do_no_harm(before in plans(), after in plans(), seed in any::<u64>()) {
        let mut document = served(&before);
        let old = roots(&before);
        hydrate(&mut document, &0, &old);
        let strangers = add_strangers(&mut document, seed);
        patch(&mut document, &0, old, &roots(&after));
        prop_assert_eq!(shown(&document), shown(&created(&after)));
        prop_assert!(document.nodes[0].children.iter().filter(|it| strangers.contains(it)).count() > 0);
    }

    #[test]
    fn keyed_nodes_keep_their_identity(
        before in prop::collection::hash_set(0..40u32, 0..20),
        after in prop::collection::hash_set(0..40u32, 0..20),
    ) {
        let list = |keys: &std::collections::HashSet<u32>| {
            let items = keys.iter().map(|&key| html::keyed(key, html::li::<()>([], [html::text(key)])));
            vec![html::ul([], items.collect::<Vec<_>>()).into_node()]
        };
        let mut document = Document::new();
        let old = list(&before);
        append_all(&mut document, &0, &old);
        let list_node = document.nodes[0].children[0];
        let identity = |document: &Document| {
            let own = |&node: &usize| (document.text_of(node), node);
            document.nodes[list_node].children.iter().map(own).collect::<std::collections::BTreeMap<_, _>>()
        };
        let first = identity(&document);
        patch(&mut document, &0, old, &list(&after));
        let second = identity(&document);
        prop_assert_eq!(second.len(), after.len());
        for (key, node) in &second {
            if let Some(earlier) = first.get(key) {
                prop_assert_eq!(node, earlier, "the node of {} was made anew", key);
            }
        }
    }
}

/// Puts an element of somebody else's into every element that has children, at a place that depends on `seed`.
fn add_strangers(document: &mut Document, seed: u64) -> Vec<usize> {
    use crate::html::tree::Namespace;
    let mut strangers = Vec::new();
    for parent in 0..document.nodes.len() {
        if document.text_of(parent).is_empty() && parent != 0 {
            continue;
        }
        if crate::html::dom::Dom::text(document, &parent).is_some() {
            continue;
        }
        let stranger = document.add("grammarly-extension", Namespace::Html, false);
        let count = document.nodes[parent].children.len();
        let at = (seed as usize).wrapping_add(parent) % (count + 1);
        document.nodes[parent].children.insert(at, stranger);
        document.nodes[stranger].parent = Some(parent);
        strangers.push(stranger);
    }
    strangers
}
