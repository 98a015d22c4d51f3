//! Forms and buttons that call the server.

use super::{live, only, show};
use crate::effect::Asked;
use crate::html::{self, Element, RenderContext, render_to_string};
use crate::page::{Failure, FormCall, FormError, FormFields, MethodId, Reply, Rpc, RpcError};
use crate::wire::{Decode, DecodeError, Encode, Reader, to_bytes};

#[derive(Clone, Debug, PartialEq)]
struct Increment {
    amount: i64,
}

impl Encode for Increment {
    fn encode(&self, out: &mut Vec<u8>) {
        self.amount.encode(out);
    }
}

impl Decode for Increment {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Increment {
            amount: i64::decode(reader)?,
        })
    }
}

impl Rpc for Increment {
    type Ok = i64;
    type Error = String;
    const METHOD: MethodId = MethodId(7);
    const NAME: &'static str = "public/home/increment";
}

impl FormCall for Increment {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("amount", self.amount.to_string())]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        let amount = fields.get("amount").and_then(|text| text.parse().ok());
        Ok(Increment {
            amount: amount.ok_or(FormError { field: "amount" })?,
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Msg {
    Got(Reply<Increment>),
    Sending,
    Part(Box<Msg>),
}

fn button(amount: i64) -> Element<Msg> {
    let call = Increment { amount };
    html::rpc_button(call, Msg::Got, [html::class("add")], [html::text("Add")])
}

#[test]
fn a_button_is_a_form_that_works_by_itself() {
    let keys = || "k1".to_owned();
    let context = RenderContext {
        who: "w&",
        form_key: &keys,
    };
    assert_eq!(
        render_to_string(&button(2), &context),
        concat!(
            r#"<form method="post" style="display:contents" data-on="submit!">"#,
            r#"<input type="hidden" name="_rally_key" value="k1">"#,
            r#"<input type="hidden" name="_rally_who" value="w&amp;">"#,
            r#"<input type="hidden" name="_rally_method" value="public/home/increment">"#,
            r#"<input type="hidden" name="amount" value="2">"#,
            r#"<button type="submit" class="add">Add</button></form>"#,
        )
    );
}

fn asked(amount: i64) -> Vec<Asked> {
    let arguments = to_bytes(&Increment { amount });
    vec![Asked::Rpc {
        name: Increment::NAME,
        arguments,
    }]
}

#[test]
fn a_live_button_makes_a_typed_call() {
    let view = button(2);
    let effect = view.find_text("Add").and_then(|it| it.call(&[]));
    assert_eq!(effect.map(|it| it.inspect()), Some(asked(2)));
}

#[test]
fn a_form_makes_a_call_of_its_fields_after_its_own_message() {
    let view = html::rpc_form::<Increment, _>(
        Msg::Got,
        [html::on_submit(Msg::Sending)],
        [html::input([html::name("amount")])],
    );
    let form = view.find_tag("form").expect("is in the view");
    assert_eq!(form.submit(&[("amount", "5")]), Some(Msg::Sending));
    assert_eq!(
        form.call(&[("amount", "5")]).map(|it| it.inspect()),
        Some(asked(5))
    );
}

#[test]
fn a_field_that_does_not_parse_is_answered_at_once() {
    let view = html::rpc_form::<Increment, _>(Msg::Got, [], []);
    let form = view.find_tag("form").expect("is in the view");
    assert!(form.call(&[("amount", "many")]).is_none());
    let refused = Msg::Got(Err(RpcError::Failed(Failure::BadRequest)));
    assert_eq!(form.submit(&[("amount", "many")]), Some(refused));
}

#[test]
fn the_reply_of_a_mapped_form_is_wrapped() {
    let view = button(1).map(|message| Msg::Part(Box::new(message)));
    let effect = view
        .find_text("Add")
        .and_then(|it| it.call(&[]))
        .expect("makes a call");
    let reply = effect
        .into_commands()
        .into_iter()
        .find_map(|command| match command {
            crate::effect::Command::Rpc(call) => Some((call.reply)(Err(Failure::Unknown))),
            _ => None,
        });
    let inner = Msg::Got(Err(RpcError::Failed(Failure::Unknown)));
    assert_eq!(reply, Some(Msg::Part(Box::new(inner))));
}

#[test]
fn hidden_fields_are_not_counted() {
    let (mut document, nodes) = live(|| button(1));
    let form = only(&document, "form");
    assert_eq!(
        document.nodes[form].children.len(),
        5,
        "four fields and the button"
    );
    assert_eq!(document.owned(form).len(), 1);
    assert_eq!(document.listens, ["submit"]);
    let next = html::rpc_button(Increment { amount: 1 }, Msg::Got, [], [html::text("More")]);
    show(&mut document, nodes, next);
    assert_eq!(document.text_of(form), "More");
}
