//! How a page's subscription passes the gate: what is asked of its page, and then of its topic; and what is broadcast to
//! the page, which is for whoever may see it.

use super::super::ident::{literal, snake_case, used};
use super::super::rust_type::topic_struct;
use super::super::server::handler::contract_module;
use super::super::{Context, page};
use super::gate::{Steps, client_trait, passed, steps_of_broadcasts, steps_of_subscription};
use crate::ir::{Client, Page, Policy, Topic, TopicPolicy};

/// A page that follows something, as the client's template prints it.
pub(super) struct FollowingPage {
    pub route: String,
    /// Binds the parameters where the page asks for them.
    pub pattern: String,
    pub channels: Vec<FollowedChannel>,
}

/// A topic that a page follows, or what is broadcast to it.
pub(super) struct FollowedChannel {
    /// The pattern of its name.
    pub name_pattern: String,
    pub function: String,
    /// The parameters as an argument, or nothing.
    pub argument: String,
    pub params: Option<String>,
    pub server_name: &'static str,
    pub rq_name: &'static str,
    pub statements: Vec<String>,
    /// Its name on the server.
    pub name: String,
    pub asks_who: bool,
}

/// The pages of a client that follow anything.
pub(super) fn following_pages(context: &Context<'_>, client: &Client) -> Vec<FollowingPage> {
    let pages = client.pages.iter().filter(|page| page::follows(page));
    pages.map(|page| following(context, client, page)).collect()
}

fn following(context: &Context<'_>, client: &Client, page: &Page) -> FollowingPage {
    let topics = &context.checked.schema().topics;
    let followed = page.subscriptions.iter();
    let followed = followed.map(|subscription| topic(client, page, &topics[subscription.topic]));
    let broadcasts = page::hears_server(page).then(|| broadcasts(client, page));
    let channels: Vec<FollowedChannel> = followed.chain(broadcasts).collect();
    let asks_params = channels.iter().any(|channel| channel.params.is_some());
    FollowingPage {
        route: page::names(page).name,
        pattern: match asks_params && !page.params.is_empty() {
            true => page::bound_params(page).replace("search: param_search", ".."),
            false => page::any_params(page).to_owned(),
        },
        channels,
    }
}

fn topic(client: &Client, page: &Page, topic: &Topic) -> FollowedChannel {
    let Steps {
        statements,
        asks_who,
    } = steps_of_subscription(client, page, topic);
    let (authorize, path) = (authorize(client, topic), topic_struct(topic));
    let read = format!("rally_runtime::private::topic::<contract::topics::{path}>(channel)?;");
    let read = match authorize {
        Some(_) => format!("let topic = {read}"),
        None => read,
    };
    let asks = !statements.is_empty() || authorize.is_some();
    let asks_params = page.authorize.is_some() && !page.params.is_empty();
    FollowedChannel {
        name_pattern: literal(&topic.name.text),
        function: format!("subscribe_{}_{}", module(page), topic.name.text),
        argument: argument(client, page, asks_params),
        params: asks_params.then(|| params(client, page)),
        server_name: used(asks, "server", "_server"),
        rq_name: used(asks, "rq", "_rq"),
        statements: std::iter::once(read)
            .chain(statements)
            .chain(authorize)
            .collect(),
        name: "channel.to_owned()".to_owned(),
        asks_who,
    }
}

fn broadcasts(client: &Client, page: &Page) -> FollowedChannel {
    let Steps {
        statements,
        asks_who,
    } = steps_of_broadcasts(client, page);
    let message = format!("{}::ToClient", contract_module(client, page));
    FollowedChannel {
        name_pattern: r#""@page" | "@session" | "@app""#.to_owned(),
        function: format!("broadcasts_to_{}", module(page)),
        argument: argument(client, page, true),
        params: Some(params(client, page)),
        server_name: used(!statements.is_empty(), "server", "_server"),
        rq_name: "rq",
        statements,
        name: format!(
            "rally_runtime::private::broadcast_channel::<{message}>(rq, &params, channel)?"
        ),
        asks_who,
    }
}

fn module(page: &Page) -> String {
    snake_case(&page.name.text)
}

fn params(client: &Client, page: &Page) -> String {
    format!("{}::Params", contract_module(client, page))
}

fn argument(client: &Client, page: &Page, asks_params: bool) -> String {
    let bound = || {
        format!(
            "{} {}, ",
            params(client, page),
            page::bound_params_body(page)
        )
    };
    asks_params.then(bound).unwrap_or_default()
}

fn authorize(client: &Client, topic: &Topic) -> Option<String> {
    let (handlers, who) = (client_trait(client), passed(client, Policy::Optional));
    let name = &topic.name.text;
    let asked = format!("{handlers}::authorize_{name}(server, rq, &topic{who}).await");
    (topic.policy == TopicPolicy::Authorize)
        .then(|| format!("rally_runtime::private::authorized(rq, {asked})?;"))
}
