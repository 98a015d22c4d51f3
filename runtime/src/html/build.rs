//! From what a view function is given to a node. Generic only in what it iterates over: the rest is compiled once.

use super::Element;
use super::attribute::{Attribute, push_attribute};
use super::few::Few;
use super::tree::{ElementNode, Node, Tag, push_child};

pub(crate) fn build<Msg>(
    tag: &'static Tag,
    attributes: impl IntoIterator<Item = Attribute<Msg>>,
    children: impl IntoIterator<Item = Element<Msg>>,
) -> Element<Msg> {
    let attributes = attributes.into_iter();
    let mut attribute_list = Few::with_capacity(attributes.size_hint().0);
    for attribute in attributes {
        push_attribute(&mut attribute_list, attribute.erased);
    }
    let children = children.into_iter();
    let mut child_list = Few::with_capacity(children.size_hint().0);
    for child in children {
        push_child(&mut child_list, child.node);
    }
    let element = ElementNode::new(*tag, attribute_list, child_list);
    Element::from_node(Node::Element(Box::new(element)))
}

pub(crate) fn collect_nodes<Msg>(elements: impl IntoIterator<Item = Element<Msg>>) -> Vec<Node> {
    let elements = elements.into_iter();
    let mut nodes = Few::with_capacity(elements.size_hint().0);
    for element in elements {
        push_child(&mut nodes, element.node);
    }
    nodes.into_vec()
}
