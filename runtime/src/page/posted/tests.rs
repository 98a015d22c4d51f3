//! A page with forms, told what was posted to it.
#![allow(clippy::unwrap_used)]

use super::{deliver, strip_secrets};
use crate::effect::{self, Asked, Effect, History};
use crate::html::{self, Element, rpc_button, rpc_form};
use crate::page::{
    Answer, Context, Failure, FormCall, FormError, FormFields, Head, MethodId, Mounted, Page,
    Reply, Rpc, RpcError, Running,
};
use crate::wire::embedded::Posted;
use crate::wire::{Decode, DecodeError, Encode, Reader, to_bytes};

/// Signs somebody in.
#[derive(Clone)]
struct SignIn {
    name: String,
    password: String,
}

impl Encode for SignIn {
    fn encode(&self, out: &mut Vec<u8>) {
        (&self.name, &self.password).encode(out);
    }
}

impl Decode for SignIn {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (name, password) = Decode::decode(reader)?;
        Ok(Self { name, password })
    }
}

impl Rpc for SignIn {
    type Ok = i64;
    type Error = String;
    const METHOD: MethodId = MethodId(1);
    const NAME: &'static str = "public/home/sign_in";
}

impl FormCall for SignIn {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("password", self.password.clone()),
        ]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        let get = |field| {
            fields
                .get(field)
                .map(str::to_owned)
                .ok_or(FormError { field })
        };
        Ok(Self {
            name: get("name")?,
            password: get("password")?,
        })
    }
}

/// Adds so much.
#[derive(Clone)]
struct Add(i64);

impl Encode for Add {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
}

impl Decode for Add {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Decode::decode(reader).map(Self)
    }
}

impl Rpc for Add {
    type Ok = i64;
    type Error = String;
    const METHOD: MethodId = MethodId(2);
    const NAME: &'static str = "public/home/add";
}

impl FormCall for Add {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("amount", self.0.to_string())]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        let amount = fields.get("amount").and_then(|amount| amount.parse().ok());
        amount.map(Self).ok_or(FormError { field: "amount" })
    }
}

struct Home;

#[derive(Debug, Clone, PartialEq)]
enum Msg {
    Name(String),
    Password(String),
    Remember(bool),
    Colour(String),
    Submitted,
    SignedIn(Reply<SignIn>),
    Added(i64, Reply<Add>),
}

impl Page for Home {
    type Data = ();
    type Params = ();
    type Search = ();
    type Client = ();
    type Model = Vec<Msg>;
    type Msg = Msg;

    fn init(_: (), _: &Context<(), (), ()>) -> (Vec<Msg>, Effect<Msg>) {
        (Vec::new(), effect::none())
    }

    fn update(model: &mut Vec<Msg>, msg: Msg, _: &Context<(), (), ()>) -> Effect<Msg> {
        let signed_in = matches!(msg, Msg::SignedIn(Ok(_)));
        model.push(msg);
        if signed_in {
            effect::navigate("/inside".to_owned())
        } else {
            effect::none()
        }
    }

    /// Shows all that it was told, so that tests can read the model.
    fn view(model: &Vec<Msg>, _: &Context<(), (), ()>) -> Element<Msg> {
        let told = model
            .iter()
            .map(|msg| html::p([], [html::text(format!("{msg:?}"))]));
        html::div([], told.chain([sign_in(), add(1), add(2)]))
    }

    fn head(_: &Vec<Msg>, _: &Context<(), (), ()>) -> Head {
        Head::title("Home")
    }
}

fn sign_in() -> Element<Msg> {
    let controls = [
        html::input([html::name("name"), html::on_input(Msg::Name)]),
        html::input([
            html::name("password"),
            html::type_("password"),
            html::on_input(Msg::Password),
        ]),
        html::input([
            html::name("remember"),
            html::type_("checkbox"),
            html::on_check(Msg::Remember),
        ]),
        html::select([html::name("colour"), html::on_change(Msg::Colour)], []),
    ];
    rpc_form::<SignIn, Msg>(Msg::SignedIn, [html::on_submit(Msg::Submitted)], controls)
}

/// A part of the page with messages of its own, to see that they come out wrapped.
fn add(amount: i64) -> Element<Msg> {
    let button = rpc_button::<Add, Reply<Add>>(Add(amount), |reply| reply, [], [html::text("+")]);
    html::div([], [button.map(move |reply| Msg::Added(amount, reply))])
}

fn mount() -> Mounted<Home> {
    let context = Context {
        params: (),
        search: (),
        client: (),
        connection: crate::page::Connection::Connecting,
        url: "/".to_owned(),
        now: crate::page::Time::from_unix_millis(0),
    };
    Mounted::init((), context).0
}

/// Everything the page was told, as it prints.
fn told(page: &dyn Running) -> Vec<String> {
    let roots = page.view().into_roots();
    let children = roots[0].children();
    let shown = &children[..children.len() - 3];
    shown
        .iter()
        .map(|line| match &line.children()[0] {
            crate::html::tree::Node::Text(text) => text.to_string(),
            _ => panic!("a text"),
        })
        .collect()
}

fn posted(method: &str, fields: &[(&str, &str)], answer: Answer) -> Posted {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Posted {
        method: method.to_owned(),
        fields: FormFields(fields.iter().map(own).collect()),
        answer,
    }
}

fn ok(value: i64) -> Answer {
    Ok(to_bytes(&Result::<i64, String>::Ok(value)))
}

const SIGN_IN: &[(&str, &str)] = &[
    ("_rally_key", "k"),
    ("_rally_method", SignIn::NAME),
    ("name", "ada"),
    ("password", "secret"),
    ("remember", "on"),
    ("colour", "red"),
];

#[test]
fn fields_are_typed_in_and_then_the_answer_comes() {
    let mut page = mount();
    let mut posted = posted(SignIn::NAME, SIGN_IN, Err(Failure::Unauthorized));
    strip_secrets(&page, &mut posted);
    let effect = deliver(&mut page, &posted);
    let failed = Msg::SignedIn(Err(RpcError::Failed(Failure::Unauthorized)));
    let expected = [
        Msg::Name("ada".to_owned()),
        Msg::Remember(true),
        Msg::Colour("red".to_owned()),
        Msg::Submitted,
        failed,
    ];
    assert_eq!(told(&page), expected.map(|msg| format!("{msg:?}")));
    assert_eq!(effect.inspect(), []);
}

#[test]
fn passwords_and_the_runtimes_own_fields_are_not_embedded() {
    let page = mount();
    let mut posted = posted(SignIn::NAME, SIGN_IN, ok(1));
    strip_secrets(&page, &mut posted);
    let names: Vec<&str> = posted
        .fields
        .0
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["name", "remember", "colour"]);
}

#[test]
fn what_a_page_no_longer_shows_is_not_embedded_either() {
    let page = mount();
    let mut posted = posted("public/home/gone", SIGN_IN, ok(1));
    strip_secrets(&page, &mut posted);
    assert_eq!(posted.fields, FormFields::default());
}

#[test]
fn what_the_update_asks_for_is_handed_back() {
    let mut page = mount();
    let mut posted = posted(SignIn::NAME, SIGN_IN, ok(1));
    strip_secrets(&page, &mut posted);
    let asked = deliver(&mut page, &posted).inspect();
    let url = "/inside".to_owned();
    let history = History::Push;
    assert_eq!(asked, [Asked::Navigate { url, history }]);
}

#[test]
fn of_two_buttons_the_one_that_was_pressed_hears() {
    let mut page = mount();
    let _ = deliver(&mut page, &posted(Add::NAME, &[("amount", "2")], ok(7)));
    assert_eq!(told(&page), [format!("{:?}", Msg::Added(2, Ok(7)))]);
}

#[test]
fn a_page_without_the_form_hears_nothing() {
    let mut page = mount();
    let _ = deliver(&mut page, &posted(Add::NAME, &[("amount", "3")], ok(7)));
    assert!(told(&page).is_empty());
}

#[test]
fn server_and_browser_arrive_at_the_same_view() {
    let mut posted = posted(SignIn::NAME, SIGN_IN, Err(Failure::Forbidden));
    let mut server = mount();
    strip_secrets(&server, &mut posted);
    let _ = deliver(&mut server, &posted);
    let mut browser = mount();
    let embedded: Posted = crate::wire::decode_all(&to_bytes(&posted)).unwrap();
    let _ = deliver(&mut browser, &embedded);
    assert_eq!(told(&server), told(&browser));
}
