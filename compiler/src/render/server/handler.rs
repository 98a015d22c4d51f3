//! The methods that users write on the server: their names, arguments and results, as traits and skeletons print them.

use super::super::docs::docs_or;
use super::super::rust_type::{Place, call_struct, rust_type, topic_struct};
use super::super::{Context, page};
use crate::ir::{Client, Page, Policy, Rpc, Topic, TopicPolicy};

const RUNTIME: &str = "rally_runtime::server";

/// A method of a trait that users implement.
pub(in super::super) struct Method {
    pub docs: Vec<String>,
    pub name: String,
    /// Behind `&self`.
    pub arguments: Vec<Argument>,
    pub result: String,
    /// What is to be written: `the answer of increment`.
    pub about: String,
}

/// An argument of a method.
pub(in super::super) struct Argument {
    pub name: &'static str,
    pub ty: String,
}

fn argument(name: &'static str, ty: impl Into<String>) -> Argument {
    let ty = ty.into();
    Argument { name, ty }
}

fn request() -> Argument {
    argument("rq", format!("&{RUNTIME}::Request"))
}

/// A page with what its methods are made of.
pub(in super::super) struct Handlers<'a> {
    context: &'a Context<'a>,
    /// The crate that is written.
    place: Place<'a>,
    client: &'a Client,
    page: &'a Page,
}

impl<'a> Handlers<'a> {
    pub(in super::super) fn new(
        context: &'a Context<'a>,
        place: Place<'a>,
        client: &'a Client,
        page: &'a Page,
    ) -> Self {
        Self {
            context,
            place,
            client,
            page,
        }
    }

    /// The methods of the page, in the order of a request's life.
    pub(in super::super) fn methods(&self) -> Vec<Method> {
        let authorize = self.page.authorize.map(|_| self.authorize());
        let rpcs = self.page.rpcs.iter().map(|rpc| self.rpc(rpc));
        authorize
            .into_iter()
            .chain(self.load())
            .chain(rpcs)
            .chain(self.conversation())
            .collect()
    }

    fn authorize(&self) -> Method {
        Method {
            docs: docs_or(
                &[],
                format!(
                    "Whether this visitor may see `{}` and make its calls. Asked before everything else.",
                    self.page.name.text
                ),
            ),
            name: "authorize".to_owned(),
            arguments: self.arguments([], self.page.access.policy, Search::Absent),
            result: format!("{RUNTIME}::AccessResult"),
            about: "who may see it".to_owned(),
        }
    }

    fn load(&self) -> Option<Method> {
        let ty = self.page.load.as_ref()?;
        let data = rust_type(self.context, self.place, ty);
        Some(Method {
            docs: docs_or(
                &[],
                format!("Loads the data that `{}` begins with.", self.page.name.text),
            ),
            name: "load".to_owned(),
            arguments: self.arguments([], self.page.access.policy, Search::Present),
            result: format!("{RUNTIME}::LoadResult<{data}>"),
            about: format!("the data of {}", self.page.name.text),
        })
    }

    fn rpc(&self, rpc: &Rpc) -> Method {
        let module = format!("{}::{}", self.contract(), call_struct(&rpc.name.text));
        let own = [argument("msg", module)];
        Method {
            arguments: self.arguments(own, rpc.access.policy, Search::Absent),
            ..answer(self.context, self.place, rpc)
        }
    }

    fn conversation(&self) -> Vec<Method> {
        let server = self.page.server.as_ref();
        let Some(server) = server.filter(|server| server.has_model()) else {
            return vec![];
        };
        let (name, policy) = (&self.page.name.text, self.page.access.policy);
        let contract = self.contract();
        let (model, effect) = (
            self.server_model(),
            format!("{RUNTIME}::ServerEffect<{contract}::ToClient>"),
        );
        let model_and_message = [
            argument("model", format!("&mut {model}")),
            argument("msg", format!("{contract}::ToServer")),
        ];
        let result = |value: String| format!("Result<{value}, {RUNTIME}::Fault>");
        let init = Method {
            docs: docs_or(
                &server.docs,
                format!("The first state of the model that `{name}` converses with."),
            ),
            name: "server_init".to_owned(),
            arguments: self.arguments([], policy, Search::Present),
            result: result(format!("({model}, {effect})")),
            about: format!("the model that {name} converses with"),
        };
        let update = || Method {
            docs: docs_or(
                &[],
                format!("The next state of that model, on a message of `{name}`."),
            ),
            name: "server_update".to_owned(),
            arguments: self.arguments(model_and_message, policy, Search::Absent),
            result: result(effect.clone()),
            about: format!("the next state of the model that {name} converses with"),
        };
        let update = page::sends_to_server(self.page).then(update);
        std::iter::once(init).chain(update).collect()
    }

    /// The request, what the page's address says, `own`, and who it is: each where it is declared.
    fn arguments<const N: usize>(
        &self,
        own: [Argument; N],
        policy: Policy,
        search: Search,
    ) -> Vec<Argument> {
        let contract = self.contract();
        let mut arguments = vec![request()];
        if !self.page.params.is_empty() {
            arguments.push(argument("params", format!("&{contract}::Params")));
        }
        if search == Search::Present && !self.page.search.is_empty() {
            arguments.push(argument("search", format!("&{contract}::Search")));
        }
        arguments.extend(own);
        arguments.extend(who(self.context, self.place, self.client, policy));
        arguments
    }

    fn contract(&self) -> String {
        contract_module(self.client, self.page)
    }

    fn server_model(&self) -> String {
        let module = page::names(self.page).module;
        match self.place {
            Place::Outside => format!(
                "generated_server::{}::{module}::ServerModel",
                page::client_module(self.client)
            ),
            _ => "ServerModel".to_owned(),
        }
    }
}

/// Whether a method is told the search string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Search {
    Present,
    Absent,
}

/// The module of a page in the contract.
pub(in super::super) fn contract_module(client: &Client, page: &Page) -> String {
    format!(
        "contract::{}::{}",
        page::client_module(client),
        page::names(page).module
    )
}

/// The identity of a client as this crate writes it; `None` where nobody signs in.
pub(in super::super) fn identity(
    context: &Context<'_>,
    place: Place<'_>,
    client: &Client,
) -> Option<String> {
    let auth = client.auth.as_ref()?;
    Some(rust_type(context, place, &auth.identity))
}

/// Its type is the proof that the policy holds.
fn who(
    context: &Context<'_>,
    place: Place<'_>,
    client: &Client,
    policy: Policy,
) -> Option<Argument> {
    let identity = identity(context, place, client)?;
    match policy {
        Policy::Required => Some(argument("who", format!("&{identity}"))),
        Policy::Optional => Some(argument("who", format!("Option<&{identity}>"))),
        Policy::Public => None,
    }
}

/// The person of a subject.
pub(in super::super) fn resolve(
    context: &Context<'_>,
    place: Place<'_>,
    client: &Client,
) -> Option<Method> {
    let identity = identity(context, place, client)?;
    Some(Method {
        docs: docs_or(
            &[],
            format!(
                "Who the subject is that `rq.session().sign_in(\"{}\", subject)` was told; `None` where there is no \
                 such person any more.\n\nAn error lets nobody in, and logs nobody out.",
                client.name.text
            ),
        ),
        name: "resolve".to_owned(),
        arguments: vec![request(), argument("subject", "&str")],
        result: format!("Result<Option<{identity}>, {RUNTIME}::Fault>"),
        about: "the person of this subject".to_owned(),
    })
}

/// What a client shares beside its pages: its state, its calls, and who may follow which topic.
pub(in super::super) fn shared(
    context: &Context<'_>,
    place: Place<'_>,
    client: &Client,
) -> Vec<Method> {
    let state = (!client.context.is_empty()).then(|| client_context(context, place, client));
    let rpcs = client.rpcs.iter().map(|rpc| {
        let call = format!(
            "contract::{}::{}",
            page::client_module(client),
            call_struct(&rpc.name.text)
        );
        let who = who(context, place, client, rpc.access.policy);
        Method {
            arguments: [request(), argument("msg", call)]
                .into_iter()
                .chain(who)
                .collect(),
            ..answer(context, place, rpc)
        }
    });
    let topics = authorized_topics(context, client).into_iter().map(|topic| {
        let path = format!("contract::topics::{}", topic_struct(topic));
        let own = [request(), argument("topic", format!("&{path}"))];
        let who = who(context, place, client, Policy::Optional);
        Method {
            docs: docs_or(
                &[],
                format!("Whether this visitor may follow `{}`.", topic.name.text),
            ),
            name: format!("authorize_{}", topic.name.text),
            arguments: own.into_iter().chain(who).collect(),
            result: format!("{RUNTIME}::AccessResult"),
            about: format!("who may follow {}", topic.name.text),
        }
    });
    state.into_iter().chain(rpcs).chain(topics).collect()
}

fn client_context(context: &Context<'_>, place: Place<'_>, client: &Client) -> Method {
    let module = page::client_module(client);
    let who = who(context, place, client, Policy::Optional);
    Method {
        docs: docs_or(
            &[],
            format!(
                "The state that all pages of `{}` share, for this visitor.",
                client.name.text
            ),
        ),
        name: "client_context".to_owned(),
        arguments: [request()].into_iter().chain(who).collect(),
        result: format!("Result<contract::{module}::ClientContext, {RUNTIME}::Fault>"),
        about: "the state that all pages share".to_owned(),
    }
}

/// The topics that pages of this client may follow where the app lets them, by declaration.
fn authorized_topics<'a>(context: &Context<'a>, client: &Client) -> Vec<&'a Topic> {
    let follows = |at: usize| {
        let of_page = |page: &Page| page.subscriptions.iter().any(|follows| follows.topic == at);
        client.pages.iter().any(of_page)
    };
    let topics = context.checked.schema().topics.iter().enumerate();
    topics
        .filter(|(at, topic)| topic.policy == TopicPolicy::Authorize && follows(*at))
        .map(|(_, topic)| topic)
        .collect()
}

/// The handler of a call, its arguments aside.
fn answer(context: &Context<'_>, place: Place<'_>, rpc: &Rpc) -> Method {
    let name = &rpc.name.text;
    Method {
        docs: docs_or(&rpc.docs, format!("Answers `{name}`.")),
        name: handler(rpc),
        arguments: vec![],
        result: rpc_result(context, place, rpc),
        about: format!("the answer of {name}"),
    }
}

/// `increment` as `server_increment`.
pub(in super::super) fn handler(rpc: &Rpc) -> String {
    format!("server_{}", rpc.name.text)
}

/// What the handler of a call answers.
pub(in super::super) fn rpc_result(context: &Context<'_>, place: Place<'_>, rpc: &Rpc) -> String {
    let ok = rust_type(context, place, &rpc.response.ok);
    let error = rpc.response.error.as_ref();
    match error.map(|error| rust_type(context, place, error)) {
        Some(error) => format!("{RUNTIME}::RpcResult<{ok}, {error}>"),
        None => format!("{RUNTIME}::RpcResult<{ok}>"),
    }
}

/// A call between bytes and the types of its handler.
pub(in super::super) struct Call {
    pub rpc: String,
    pub name: String,
    pub decode: String,
    pub encode: String,
    pub result: String,
}

pub(in super::super) fn call(context: &Context<'_>, rpc: &Rpc) -> Call {
    let name = &rpc.name.text;
    Call {
        rpc: name.clone(),
        name: call_struct(name),
        decode: format!("decode_{name}"),
        encode: format!("encode_{name}"),
        result: rpc_result(context, Place::ServerCrate, rpc),
    }
}
