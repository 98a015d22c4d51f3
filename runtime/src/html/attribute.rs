//! Attributes of an element: names and values that are safe to render, and the few the document keeps as properties.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::event::Listener;
use super::few::Few;
use super::safety;
use super::text::ToText;
use super::url::{self, ToUrl};

/// An attribute of an element, or an event that it handles.
pub struct Attribute<Msg> {
    pub(crate) erased: Attr,
    message: PhantomData<fn() -> Msg>,
}

/// An attribute with its message type forgotten.
pub enum Attr {
    /// Left out.
    Absent,
    /// A name and a value.
    Plain {
        /// The name, or what follows the prefix.
        name: &'static str,
        /// What kind of name it is.
        kind: Kind,
        /// The value, not yet escaped.
        value: Cow<'static, str>,
    },
    /// A boolean attribute that is present.
    Flag(&'static str),
    /// A state of a control that its attribute only initialises.
    Live(Live),
    /// Markup in place of children.
    RawHtml(Cow<'static, str>),
    /// An event and what it makes.
    On(Box<Listener>),
}

/// How a plain attribute's name and value are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Nothing special.
    Text,
    /// A URL, which must not run script.
    Url,
    /// A list separated by spaces; several join.
    Classes,
    /// CSS declarations; several join.
    Style,
    /// The name follows `data-`.
    Data,
    /// The name follows `aria-`.
    Aria,
}

/// A state that the user or the browser changes too, so that the document is compared, not the last view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Live {
    /// What an `input`, `textarea` or `select` holds.
    Value(Cow<'static, str>),
    /// Whether a box is checked.
    Checked(bool),
    /// Whether an `option` is selected.
    Selected(bool),
    /// Whether a player is muted.
    Muted(bool),
}

impl Live {
    /// The attribute that initialises the state.
    pub fn name(&self) -> &'static str {
        match self {
            Live::Value(_) => "value",
            Live::Checked(_) => "checked",
            Live::Selected(_) => "selected",
            Live::Muted(_) => "muted",
        }
    }
}

impl Attr {
    pub(crate) fn is_url(&self) -> bool {
        matches!(
            self,
            Attr::Plain {
                kind: Kind::Url,
                ..
            }
        )
    }

    pub(crate) fn url_mut(&mut self) -> Option<(&'static str, &mut Cow<'static, str>)> {
        match self {
            Attr::Plain {
                name,
                kind: Kind::Url,
                value,
            } => Some((name, value)),
            _ => None,
        }
    }

    /// What comes before the name.
    pub(crate) fn prefix(&self) -> &'static str {
        match self {
            Attr::Plain {
                kind: Kind::Data, ..
            } => "data-",
            Attr::Plain {
                kind: Kind::Aria, ..
            } => "aria-",
            _ => "",
        }
    }

    /// The name without its prefix; None for what is no attribute in the document.
    pub(crate) fn name(&self) -> Option<&'static str> {
        match self {
            Attr::Plain { name, .. } | Attr::Flag(name) => Some(name),
            Attr::Live(live) => Some(live.name()),
            Attr::Absent | Attr::RawHtml(_) | Attr::On(_) => None,
        }
    }

    /// Whether both set the same attribute of the document.
    pub(crate) fn same_name(&self, other: &Attr) -> bool {
        match (self.name(), other.name()) {
            (Some(one), Some(two)) => one == two && self.prefix() == other.prefix(),
            _ => false,
        }
    }
}

impl<Msg> Attribute<Msg> {
    pub(crate) fn new(erased: Attr) -> Attribute<Msg> {
        Attribute {
            erased,
            message: PhantomData,
        }
    }

    pub(crate) fn text(name: &'static str, kind: Kind, value: impl ToText) -> Attribute<Msg> {
        Attribute::new(Attr::Plain {
            name,
            kind,
            value: value.to_text(),
        })
    }

    pub(crate) fn is_on_submit(&self) -> bool {
        matches!(&self.erased, Attr::On(listener) if listener.event == "submit")
    }

    pub(crate) fn flag(name: &'static str, present: bool) -> Attribute<Msg> {
        Attribute::new(if present {
            Attr::Flag(name)
        } else {
            Attr::Absent
        })
    }

    pub(crate) fn url(name: &'static str, url: impl ToUrl) -> Attribute<Msg> {
        Attribute::new(Attr::Plain {
            name,
            kind: Kind::Url,
            value: url.to_url(),
        })
    }

    pub(crate) fn live(live: Live) -> Attribute<Msg> {
        Attribute::new(Attr::Live(live))
    }
}

/// Adds an attribute to those before it: classes and styles join, otherwise the later one holds.
pub(crate) fn push_attribute(attributes: &mut Few<Attr>, attribute: Attr) {
    if matches!(attribute, Attr::Absent) {
        return;
    }
    match attributes
        .iter_mut()
        .find(|earlier| earlier.same_name(&attribute))
    {
        Some(earlier) => join_or_replace(earlier, attribute),
        None => attributes.push(attribute),
    }
}

fn join_or_replace(earlier: &mut Attr, later: Attr) {
    let separator = match later {
        Attr::Plain {
            kind: Kind::Classes,
            ..
        } => ' ',
        Attr::Plain {
            kind: Kind::Style, ..
        } => ';',
        _ => {
            *earlier = later;
            return;
        }
    };
    if let (Attr::Plain { value, .. }, Attr::Plain { value: more, .. }) = (earlier, later) {
        let joined = value.to_mut();
        if !joined.is_empty() && !more.is_empty() {
            joined.push(separator);
        }
        joined.push_str(&more);
    }
}

/// Any other attribute, for example of a custom element.
///
/// Left out if the name cannot be an attribute's name or begins with `on`: handlers are given with [`on`](super::on).
/// A URL that would run script is replaced as everywhere. `style` and `srcdoc` are rendered as they are: never give
/// them text from users.
pub fn attribute<Msg>(name: &'static str, value: impl ToText) -> Attribute<Msg> {
    if !safety::is_attribute_name(name) {
        refused(
            "attribute left out: not a name, or an event handler: ",
            name,
        );
        return no_attribute();
    }
    let kind = match name {
        "class" => Kind::Classes,
        "style" => Kind::Style,
        _ if url::is_url_attribute(name) => Kind::Url,
        _ => Kind::Text,
    };
    Attribute::text(name, kind, value)
}

/// No attribute: the other branch of a condition.
pub fn no_attribute<Msg>() -> Attribute<Msg> {
    Attribute::new(Attr::Absent)
}

/// One or more classes, separated by spaces. Several `class` attributes of an element join.
pub fn class<Msg>(names: impl ToText) -> Attribute<Msg> {
    Attribute::text("class", Kind::Classes, names)
}

/// Those classes whose condition holds: `classes([("todo", true), ("done", todo.done)])`.
pub fn classes<Msg>(names: impl IntoIterator<Item = (&'static str, bool)>) -> Attribute<Msg> {
    let mut joined = Cow::Borrowed("");
    for (name, _) in names.into_iter().filter(|&(_, holds)| holds) {
        if joined.is_empty() {
            joined = Cow::Borrowed(name);
        } else {
            let joined = joined.to_mut();
            joined.push(' ');
            joined.push_str(name);
        }
    }
    if joined.is_empty() {
        no_attribute()
    } else {
        class(joined)
    }
}

/// A CSS declaration: `style("width", "10px")`. Several join.
///
/// Left out if the value would be more than one declaration.
pub fn style<Msg>(property: &'static str, value: impl ToText) -> Attribute<Msg> {
    let value = value.to_text();
    if !safety::is_declaration(property, &value) {
        refused("style left out: not one declaration: ", property);
        return no_attribute();
    }
    let mut declaration = String::with_capacity(property.len() + value.len() + 1);
    declaration.push_str(property);
    declaration.push(':');
    declaration.push_str(&value);
    Attribute::text("style", Kind::Style, declaration)
}

/// `data-NAME="VALUE"`: data for scripts, styles and tests.
pub fn data<Msg>(name: &'static str, value: impl ToText) -> Attribute<Msg> {
    prefixed(Kind::Data, name, value)
}

/// `aria-NAME="VALUE"`: a state or property for assistive technology.
pub fn aria<Msg>(name: &'static str, value: impl ToText) -> Attribute<Msg> {
    prefixed(Kind::Aria, name, value)
}

fn prefixed<Msg>(kind: Kind, name: &'static str, value: impl ToText) -> Attribute<Msg> {
    if !safety::is_name_suffix(name) {
        refused("attribute left out: not a name: ", name);
        return no_attribute();
    }
    Attribute::text(name, kind, value)
}

/// Markup in place of the children, rendered as it is.
///
/// Whoever writes this markup controls the page: never give it text from users. It is not compared on hydration.
pub fn raw_html<Msg>(markup: impl ToText) -> Attribute<Msg> {
    Attribute::new(Attr::RawHtml(markup.to_text()))
}

/// What an `input`, `textarea` or `select` holds; on other elements the attribute.
///
/// With an `on_input` or `on_change` on the same element the control always shows this value; without one, it takes it
/// only when it changes.
pub fn value<Msg>(value: impl ToText) -> Attribute<Msg> {
    Attribute::live(Live::Value(value.to_text()))
}

/// Whether a box or radio button is checked.
pub fn checked<Msg>(checked: bool) -> Attribute<Msg> {
    Attribute::live(Live::Checked(checked))
}

/// Whether an `option` is selected; mostly `value` of the `select` says it better.
pub fn selected<Msg>(selected: bool) -> Attribute<Msg> {
    Attribute::live(Live::Selected(selected))
}

/// Whether a player is muted.
pub fn muted<Msg>(muted: bool) -> Attribute<Msg> {
    Attribute::live(Live::Muted(muted))
}

/// Says in development what was left out of a view and why.
#[cfg(debug_assertions)]
pub(crate) fn refused(why: &'static str, name: &str) {
    super::report::report(&[why, name]);
}

#[cfg(not(debug_assertions))]
pub(crate) fn refused(_: &'static str, _: &str) {}
