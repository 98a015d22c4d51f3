//! Forms that call the server: real forms without the wasm, a typed call with it.

use std::rc::Rc;

use super::attribute::{Attr, Attribute};
use super::few::Few;
use super::tree::{Message, Node};
use super::{Element, button, form, method, style, type_};
use crate::effect::{Call, Effect};
use crate::page::{Answer, Failure, FormCall, FormFields, MethodId, Reply, decode_reply};
use crate::wire::to_bytes;

/// What makes a form a call.
pub struct RpcBinding {
    /// The method's path.
    pub(crate) method: &'static str,
    /// Arguments that the form does not ask for.
    pub(crate) fields: Vec<(&'static str, String)>,
    id: MethodId,
    /// The encoded arguments that a submitted form has; none where a field does not parse.
    arguments: Arguments,
    reply: Rc<dyn Fn(Answer) -> Message>,
}

/// Encodes the arguments that a submitted form has; gives none where a field does not parse.
type Arguments = Box<dyn Fn(&FormFields) -> Option<Vec<u8>>>;

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
        match (self.arguments)(fields) {
            None => Submission::Refused(self.reply(Err(Failure::BadRequest))),
            Some(arguments) => {
                let reply = self.reply.clone();
                Submission::Call(Effect::call(Call {
                    method: self.id,
                    name: self.method,
                    arguments,
                    deadline: None,
                    form_key: None,
                    reply: Box::new(move |answer| reply(answer)),
                }))
            }
        }
    }

    /// The message that carries this answer.
    pub(crate) fn reply(&self, answer: Answer) -> Message {
        (self.reply)(answer)
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
    let arguments = |fields: &FormFields| C::from_fields(fields).ok().map(|call| to_bytes(&call));
    bind(
        form(attributes, children),
        binding::<C, Msg>(Vec::new(), Box::new(arguments), to_msg),
    )
}

/// A button that makes this call; it works without the wasm too. The attributes are the button's, but for what is done
/// on submission: that is the form's around it, and is delivered before the call is made.
///
/// The answer arrives as a message.
pub fn rpc_button<C: FormCall + Clone, Msg: 'static>(
    call: C,
    to_msg: impl Fn(Reply<C>) -> Msg + Clone + 'static,
    attributes: impl IntoIterator<Item = Attribute<Msg>>,
    children: impl IntoIterator<Item = Element<Msg>>,
) -> Element<Msg> {
    let fields = call.fields();
    let arguments = to_bytes(&call);
    let arguments = move |_: &FormFields| Some(arguments.clone());
    let (of_form, of_button): (Vec<_>, Vec<_>) =
        attributes.into_iter().partition(Attribute::is_on_submit);
    let button = button(std::iter::once(type_("submit")).chain(of_button), children);
    // The form is there for browsers without the wasm; it should not show in the layout.
    let element = form(
        std::iter::once(style("display", "contents")).chain(of_form),
        [button],
    );
    bind(
        element,
        binding::<C, Msg>(fields, Box::new(arguments), to_msg),
    )
}

fn binding<C: FormCall, Msg: 'static>(
    fields: Vec<(&'static str, String)>,
    arguments: Arguments,
    to_msg: impl Fn(Reply<C>) -> Msg + 'static,
) -> RpcBinding {
    RpcBinding {
        method: C::NAME,
        id: C::METHOD,
        fields,
        arguments,
        reply: Rc::new(move |answer| Box::new(to_msg(decode_reply::<C>(answer)))),
    }
}

fn bind<Msg>(mut element: Element<Msg>, binding: RpcBinding) -> Element<Msg> {
    if let Node::Element(node) = &mut element.node {
        let post = method::<Msg>("post").erased;
        let given = std::mem::replace(&mut node.attributes, Few::One(post));
        for attribute in given.into_vec() {
            if !attribute.same_name(&node.attributes[0]) {
                node.attributes.push(attribute);
            }
        }
        node.rpc = Some(Box::new(binding));
    }
    element
}

impl Attr {
    /// Whether this handles that event.
    pub(crate) fn handles(&self, event: &str) -> bool {
        matches!(self, Attr::On(listener) if listener.event == event)
    }
}
