//! The file `topics.rs`: what is live, with its arguments, to its canonical name and back.

use askama::Template;

use super::super::Context;
use super::super::codec::{Codec, CodecBody, struct_codec};
use super::super::declaration::{FieldView, field_views};
use super::super::docs::docs_or;
use super::super::ident::{ident, literal};
use super::super::rust_type::{Place, rust_type, topic_struct};
use crate::ir::Topic;

pub(super) fn topics(context: &Context<'_>) -> Topics {
    let topics = &context.checked.schema().topics;
    Topics {
        topics: topics.iter().map(|topic| view(context, topic)).collect(),
        codecs: topics
            .iter()
            .map(|topic| struct_codec(topic_struct(topic), &topic.arguments))
            .collect(),
    }
}

fn view(context: &Context<'_>, topic: &Topic) -> TopicView {
    let names = topic.arguments.iter().map(|field| ident(&field.name.text));
    let is_total = |field: &crate::ir::Field| context.order.is_total(&field.ty);
    TopicView {
        docs: docs_or(&topic.docs, format!("The topic `{}`.", topic.name.text)),
        name: topic_struct(topic),
        name_literal: literal(&topic.name.text),
        arguments: field_views(context, Place::Contract, &topic.arguments),
        names: names.collect(),
        is_total: topic.arguments.iter().all(is_total),
        event: rust_type(context, Place::Contract, &topic.event),
    }
}

struct TopicView {
    docs: Vec<String>,
    name: String,
    name_literal: String,
    arguments: Vec<FieldView>,
    names: Vec<String>,
    is_total: bool,
    event: String,
}

#[derive(Template)]
#[template(path = "contract/topics.rs")]
pub(super) struct Topics {
    topics: Vec<TopicView>,
    codecs: Vec<Codec>,
}
