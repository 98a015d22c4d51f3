//! Forms that call the server: real forms without the wasm, a typed call with it.

use super::attribute::{Attr, Attribute};
use super::tree::{Message, Node};
use super::{Element, button, form, method, style, type_};
use crate::effect::{self, Effect};
use crate::page::{Failure, FormCall, FormFields, Reply, RpcError};

/// What makes a form a call.
pub struct RpcBinding {
    /// The method's path.
    pub(crate) method: &'static str,
    /// Arguments that the form does not ask for.
    pub(crate) fields: Vec<(&'static str, String)>,
    submit: Box<dyn Fn(&FormFields) -> Submission>,
}

/// What submitting a form asks for.
pub enum Submission {
    /// To call the server.
    Call(Effect<Message>),
    /// Nothing of the server, since a field does not parse: the message that says so.
    Refused(Message),
}

impl RpcBinding {
    /// What submitting these fields asks for.
    pub(crate) fn submit(&self, fields: &FormFields) -> Submission {
        (self.submit)(fields)
    }

    /// How many hidden fields the server writes before the form's children. The tree does not hold them.
    pub(crate) fn hidden_fields(&self) -> usize {
        HIDDEN_FIELDS + self.fields.len()
    }
}

/// `_rally_key`, `_rally_who`, `_rally_method`.
const HIDDEN_FIELDS: usize = 3;

/// A form that calls the server with its fields, named as the rpc's arguments; it works without the wasm too.
///
/// The answer arrives as a message. If a field does not parse, the message carries [`Failure::BadRequest`]. An
/// `on_submit` among the attributes is delivered before the call is made.
pub fn rpc_form<C: FormCall, Msg: 'static>(
    to_msg: impl Fn(Reply<C>) -> Msg + Clone + 'static,
    attributes: impl IntoIterator<Item = Attribute<Msg>>,
    children: impl IntoIterator<Item = Element<Msg>>,
) -> Element<Msg> {
    let submit = move |fields: &FormFields| match C::from_fields(fields) {
        Ok(call) => Submission::Call(effect::rpc(call, to_msg.clone()).map(erase)),
        Err(_) => Submission::Refused(erase(to_msg(Err(RpcError::Failed(Failure::BadRequest))))),
    };
    bind(
        form(attributes, children),
        RpcBinding {
            method: C::NAME,
            fields: Vec::new(),
            submit: Box::new(submit),
        },
    )
}

/// A button that makes this call; it works without the wasm too. The attributes are the button's.
///
/// The answer arrives as a message.
pub fn rpc_button<C: FormCall + Clone, Msg: 'static>(
    call: C,
    to_msg: impl Fn(Reply<C>) -> Msg + Clone + 'static,
    attributes: impl IntoIterator<Item = Attribute<Msg>>,
    children: impl IntoIterator<Item = Element<Msg>>,
) -> Element<Msg> {
    let fields = call.fields();
    let submit = move |_: &FormFields| {
        Submission::Call(effect::rpc(call.clone(), to_msg.clone()).map(erase))
    };
    let attributes = std::iter::once(type_("submit")).chain(attributes);
    // The form is there for browsers without the wasm; it should not show in the layout.
    let element = form(
        [style("display", "contents")],
        [button(attributes, children)],
    );
    bind(
        element,
        RpcBinding {
            method: C::NAME,
            fields,
            submit: Box::new(submit),
        },
    )
}

fn bind<Msg>(mut element: Element<Msg>, binding: RpcBinding) -> Element<Msg> {
    if let Node::Element(node) = &mut element.node {
        let post = method::<Msg>("post").erased;
        node.attributes
            .retain(|attribute| !attribute.same_name(&post));
        node.attributes.insert(0, post);
        node.rpc = Some(Box::new(binding));
    }
    element
}

fn erase<Msg: 'static>(message: Msg) -> Message {
    Box::new(message)
}

impl Attr {
    /// Whether this handles that event.
    pub(crate) fn handles(&self, event: &str) -> bool {
        matches!(self, Attr::On(listener) if listener.event == event)
    }
}
