//! Attributes, handlers and states of one element.

use super::{Lost, Place};
use crate::html::attribute::{Attr, Live};
use crate::html::dom::Dom;
use crate::html::tree::ElementNode;

pub(super) fn patch_attributes<D: Dom>(
    dom: &mut D,
    place: &Place<'_, D::Node>,
    old: &ElementNode,
    new: &ElementNode,
) -> Result<(), Lost> {
    for (index, attribute) in new.attributes.iter().enumerate() {
        match attribute {
            Attr::On(listener) => dom.listen(listener.event),
            Attr::RawHtml(markup) if old.raw_html() != Some(markup) => {
                dom.set_raw_html(place.get(dom)?, markup);
            }
            _ => set_if_changed(dom, place, old, new, index)?,
        }
    }
    for (index, attribute) in old.attributes.iter().enumerate() {
        if let Some(name) = attribute.name()
            && old.attribute_value(attribute).is_some()
            && find(new, attribute, index).is_none()
        {
            dom.remove_attribute(place.get(dom)?, attribute.prefix(), name);
        }
    }
    Ok(())
}

fn set_if_changed<D: Dom>(
    dom: &mut D,
    place: &Place<'_, D::Node>,
    old: &ElementNode,
    new: &ElementNode,
    index: usize,
) -> Result<(), Lost> {
    let attribute = &new.attributes[index];
    if let (Some(name), Some(value)) = (attribute.name(), new.attribute_value(attribute))
        && find(old, attribute, index) != Some(value)
    {
        dom.set_attribute(place.get(dom)?, attribute.prefix(), name, value);
    }
    Ok(())
}

/// The value of this attribute in `element`, which mostly has it at the same place.
fn find<'a>(element: &'a ElementNode, attribute: &Attr, index: usize) -> Option<&'a str> {
    let list = &element.attributes;
    let likely = list.get(index).filter(|it| it.same_name(attribute));
    let found = likely.or_else(|| list.iter().find(|it| it.same_name(attribute)))?;
    element.attribute_value(found)
}

/// Brings the states of a control up to date: where the view changed, where the view is in charge and the user changed
/// them, and where a `select` offers other options than before, among which the view's choice may be now.
pub(super) fn patch_live<D: Dom>(
    dom: &mut D,
    place: &Place<'_, D::Node>,
    old: &ElementNode,
    new: &ElementNode,
    offers_others: bool,
) -> Result<(), Lost> {
    for live in new.attributes.iter().filter_map(|it| new.live(it)) {
        let unchanged = old
            .attributes
            .iter()
            .filter_map(|it| old.live(it))
            .any(|it| it == live);
        if !unchanged || offers_others || is_controlled(new) {
            dom.set_live(place.get(dom)?, live);
        }
    }
    for live in old.attributes.iter().filter_map(|it| old.live(it)) {
        if !new
            .attributes
            .iter()
            .filter_map(|it| new.live(it))
            .any(|it| it.name() == live.name())
            && let Some(off) = turned_off(live)
        {
            dom.set_live(place.get(dom)?, &off);
        }
    }
    Ok(())
}

/// A state that the view gives no more. A value stays what it is.
fn turned_off(live: &Live) -> Option<Live> {
    match live {
        Live::Value(_) => None,
        Live::Checked(_) => Some(Live::Checked(false)),
        Live::Selected(_) => Some(Live::Selected(false)),
        Live::Muted(_) => Some(Live::Muted(false)),
    }
}

/// Whether the view hears at once of what the user changes, and so decides what is shown.
fn is_controlled(element: &ElementNode) -> bool {
    let decides = |it: &Attr| matches!(it, Attr::On(listener) if listener.controls());
    element.attributes.iter().any(decides)
}
