//! What stands before each entry of a client: which policy, and which questions to the app, in the gate's order.

use super::super::ident::{literal, upper_camel_case};
use super::super::rust_type::Place;
use super::super::server::handler::identity;
use super::super::{Context, page};
use crate::ir::{
    Client, Page, Policy, RouteTarget, Rpc, Schema, Segment, SignIn, Topic, TopicPolicy,
};

const GATE: &str = "rally_runtime::private";

/// The gate of a client in which people sign in.
pub(super) struct Gate {
    pub identity: String,
    /// `PublicAuth`
    pub auth_trait: String,
    /// Makes the state that the pages share, as a statement; `None` in a client without.
    pub state: Option<String>,
}

pub(super) fn gate(context: &Context<'_>, client: &Client) -> Option<Gate> {
    Some(Gate {
        identity: identity(context, Place::Outside, client)?,
        auth_trait: auth_trait(client),
        state: (!client.context.is_empty()).then(|| shared_state(client)),
    })
}

/// `generated_server::public::PublicAuth`
pub(super) fn auth_trait(client: &Client) -> String {
    format!("{}::{}Auth", server_module(client), camel_case(client))
}

/// Where strangers are sent, as an expression; `None` in a client in which nobody signs in.
pub(super) fn sign_in(context: &Context<'_>, client: &Client) -> Option<String> {
    let auth = client.auth.as_ref()?;
    let page = auth.sign_in.as_ref().and_then(|sign_in| {
        let path = sign_in_path(context.checked.schema(), sign_in)?;
        let segments: Vec<_> = path.iter().map(|segment| literal(segment)).collect();
        let key = auth.return_to.as_ref().map(|name| literal(&name.text));
        let return_to = key.map_or_else(|| "None".to_owned(), |key| format!("Some({key})"));
        Some(format!(
            "Some(&{GATE}::SignInPage {{ path: &[{}], return_to: {return_to} }})",
            segments.join(", ")
        ))
    });
    Some(page.unwrap_or_else(|| "None".to_owned()))
}

/// The segments of the first route without parameters, mount included; `None` where every route has one.
pub(super) fn sign_in_path(schema: &Schema, sign_in: &SignIn) -> Option<Vec<String>> {
    let client = &schema.clients[sign_in.client];
    let mount = page::mount_segments(client).into_iter().map(str::to_owned);
    let routes = &client.pages[sign_in.page].routes;
    let own = routes.iter().find_map(|route| match &route.target {
        RouteTarget::NotFound => None,
        RouteTarget::Path(segments) => segments.iter().map(text).collect::<Option<Vec<_>>>(),
    })?;
    Some(mount.chain(own).collect())
}

fn text(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Static(text) => Some(text.clone()),
        Segment::Param { .. } => None,
    }
}

/// `generated_server::public`
pub(super) fn server_module(client: &Client) -> String {
    format!("generated_server::{}", page::client_module(client))
}

fn camel_case(client: &Client) -> String {
    upper_camel_case(&client.name.text)
}

/// `generated_server::public::PublicServer`
pub(super) fn client_trait(client: &Client) -> String {
    format!("{}::{}Server", server_module(client), camel_case(client))
}

/// `generated_server::public::games_id`
pub(super) fn page_module(client: &Client, page: &Page) -> String {
    format!("{}::{}", server_module(client), page::names(page).module)
}

/// `generated_server::public::games_id::GamesIdServer`
pub(super) fn page_trait(client: &Client, page: &Page) -> String {
    let name = page::names(page).server_trait;
    format!("{}::{name}", page_module(client, page))
}

/// What is asked before anything is loaded or answered, as statements.
pub(super) struct Steps {
    pub statements: Vec<String>,
    /// Whether one of them asks who is there.
    pub asks_who: bool,
}

impl Steps {
    fn of(pass: Option<String>, rest: impl IntoIterator<Item = String>) -> Self {
        Self {
            asks_who: pass.is_some(),
            statements: pass.into_iter().chain(rest).collect(),
        }
    }
}

pub(super) fn steps_of_page(client: &Client, page: &Page) -> Steps {
    let policy = page.access.policy;
    let has_context = !client.context.is_empty();
    // The state that pages share is made for whoever is there, also on a page that does not ask.
    let asked = match policy {
        Policy::Public if has_context => Policy::Optional,
        other => other,
    };
    let handlers = page.load.is_some() || page.authorize.is_some();
    let needs_who = (handlers && policy != Policy::Public) || has_context;
    let context = has_context.then(|| shared_state(client));
    let rest = context.into_iter().chain(authorize(client, page));
    Steps::of(pass(client, asked, needs_who), rest)
}

fn shared_state(client: &Client) -> String {
    let (server, who) = (client_trait(client), passed(client, Policy::Optional));
    format!("let context = {GATE}::context(rq, {server}::client_context(server, rq{who}).await)?;")
}

pub(super) fn steps_of_call(client: &Client, page: &Page, rpc: &Rpc) -> Steps {
    let policy = page.access.policy.stricter(rpc.access.policy);
    let authorizes = page.authorize.is_some() && page.access.policy != Policy::Public;
    let needs_who = authorizes || rpc.access.policy != Policy::Public;
    Steps::of(pass(client, policy, needs_who), authorize(client, page))
}

/// What the page asks for, and at least what the topic does.
pub(super) fn steps_of_subscription(client: &Client, page: &Page, topic: &Topic) -> Steps {
    let of_topic = match topic.policy {
        TopicPolicy::Public => Policy::Public,
        TopicPolicy::Required => Policy::Required,
        TopicPolicy::Authorize => Policy::Optional,
    };
    let policy = page.access.policy.stricter(of_topic);
    let authorizes = page.authorize.is_some() && page.access.policy != Policy::Public;
    let needs_who = authorizes || topic.policy == TopicPolicy::Authorize;
    Steps::of(pass(client, policy, needs_who), authorize(client, page))
}

/// What is broadcast to a page is for whoever may see the page.
pub(super) fn steps_of_broadcasts(client: &Client, page: &Page) -> Steps {
    let policy = page.access.policy;
    let authorizes = page.authorize.is_some() && policy != Policy::Public;
    Steps::of(pass(client, policy, authorizes), authorize(client, page))
}

/// What each message to a page's model passes, and whoever begins one.
pub(super) fn steps_of_model(client: &Client, page: &Page) -> Steps {
    let policy = page.access.policy;
    let needs_who = policy != Policy::Public;
    Steps::of(pass(client, policy, needs_who), authorize(client, page))
}

pub(super) fn steps_of_shared_call(client: &Client, rpc: &Rpc) -> Steps {
    let policy = rpc.access.policy;
    Steps::of(pass(client, policy, policy != Policy::Public), None)
}

// Nobody need be told who it is where no one asks; that somebody must be there is asked all the same.
fn pass(client: &Client, policy: Policy, needs_who: bool) -> Option<String> {
    let asks = client.auth.is_some() && (needs_who || policy == Policy::Required);
    let name = match policy {
        Policy::Required => "Required",
        Policy::Optional => "Optional",
        Policy::Public => return None,
    };
    let pass = format!("{GATE}::pass(rq, {GATE}::Policy::{name}, &Gate {{ server }}).await?;");
    asks.then(|| match needs_who {
        true => format!("let passed = {pass}"),
        false => pass,
    })
}

fn authorize(client: &Client, page: &Page) -> Option<String> {
    page.authorize?;
    let params = match page.params.is_empty() {
        true => "",
        false => ", &params",
    };
    let (function, who) = (page_trait(client, page), passed(client, page.access.policy));
    Some(format!(
        "{GATE}::authorized(rq, {function}::authorize(server, rq{params}{who}).await)?;"
    ))
}

/// `, passed.required()?`: who it is, as the last argument of a handler with this policy.
pub(super) fn passed(client: &Client, policy: Policy) -> &'static str {
    match (client.auth.is_some(), policy) {
        (true, Policy::Required) => ", passed.required()?",
        (true, Policy::Optional) => ", passed.optional()",
        (false, _) | (_, Policy::Public) => "",
    }
}
