//! From an event at a place in the tree to what its handlers ask for. Knows no browser.

use super::attribute::Attr;
use super::event::{EventData, Listener, Needs, Timing};
use super::rpc::Submission;
use super::tree::{Mapper, Message, Node};
use crate::effect::Effect;

/// An event as the tree sees it.
pub trait EventSource {
    /// Its name: `click`.
    fn name(&self) -> &str;
    /// Whether elements around the target hear of it.
    fn bubbles(&self) -> bool;
    /// Whether it is about this key, by its `KeyboardEvent.key`.
    fn is_key(&self, key: &str) -> bool;
    /// What is known of it.
    fn read(&self, needs: Needs) -> EventData;
}

/// What a handler asks for.
pub enum Dispatched {
    /// To deliver a message.
    Message(Message),
    /// To carry out an effect: the call that a form makes.
    Rpc(Effect<Message>),
}

/// What the handlers of an event ask for.
#[derive(Default)]
pub struct Outcome {
    /// In order, from the target outwards.
    pub deliveries: Vec<(Dispatched, Timing)>,
    /// Whether the browser's own action is prevented.
    pub prevents_default: bool,
    /// Whether a handler hid the event from those around it.
    pub stopped: bool,
}

/// The nodes from a root to the one at `path`, whose steps are child indices. It ends early where the tree does.
pub fn chain_at<'a>(roots: &'a [Node], path: &[u32]) -> Vec<&'a Node> {
    let mut chain = Vec::with_capacity(path.len());
    let mut nodes = roots;
    for &index in path {
        let Some(node) = nodes.get(index as usize) else {
            break;
        };
        chain.push(node);
        nodes = node.children();
    }
    chain
}

/// Asks the handlers of the last node of `chain`, then of those around it.
pub fn dispatch(chain: &[&Node], event: &dyn EventSource) -> Outcome {
    let mut outcome = Outcome::default();
    for depth in (0..chain.len()).rev() {
        ask(&chain[..=depth], event, &mut outcome);
        if outcome.stopped || !event.bubbles() {
            break;
        }
    }
    outcome
}

fn ask(chain: &[&Node], event: &dyn EventSource, outcome: &mut Outcome) {
    let Some(element) = chain.last().and_then(|node| node.as_element()) else {
        return;
    };
    for attribute in element.attributes.iter() {
        if let Attr::On(listener) = attribute
            && listener.event == event.name()
            && listener.key.is_none_or(|key| event.is_key(key))
        {
            ask_listener(chain, listener, event, outcome);
        }
    }
    if let Some(binding) = &element.rpc
        && event.name() == "submit"
    {
        outcome.prevents_default = true;
        let dispatched = match binding.submit(&event.read(Needs::Form).form) {
            Submission::Call(effect) => Dispatched::Rpc(map_effect(effect, mappers(chain))),
            Submission::Refused(message) => {
                Dispatched::Message(map_message(message, &mappers(chain)))
            }
        };
        outcome.deliveries.push((dispatched, Timing::Immediate));
    }
}

fn ask_listener(
    chain: &[&Node],
    listener: &Listener,
    event: &dyn EventSource,
    outcome: &mut Outcome,
) {
    outcome.prevents_default |= listener.prevents_default;
    outcome.stopped |= listener.stops_propagation;
    if let Some(message) = (listener.decode)(&event.read(listener.needs)) {
        let message = map_message(message, &mappers(chain));
        outcome
            .deliveries
            .push((Dispatched::Message(message), listener.timing));
    }
}

/// The mappers a message passes from the last node of `chain` to the root.
fn mappers(chain: &[&Node]) -> Vec<Mapper> {
    let mut mappers = Vec::new();
    for node in chain.iter().rev() {
        node.for_each_mapper(|mapper| mappers.push(mapper.clone()));
    }
    mappers
}

fn map_message(message: Message, mappers: &[Mapper]) -> Message {
    mappers
        .iter()
        .fold(message, |message, mapper| mapper(message))
}

fn map_effect(effect: Effect<Message>, mappers: Vec<Mapper>) -> Effect<Message> {
    if mappers.is_empty() {
        return effect;
    }
    effect.map(move |message| map_message(message, &mappers))
}
