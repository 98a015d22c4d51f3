//! How a page's subscription passes the gate: what is asked of its page, and then of its topic.

use super::super::ident::{literal, used};
use super::super::rust_type::topic_struct;
use super::super::server::handler::contract_module;
use super::super::{Context, page};
use super::gate::{Steps, client_trait, passed, steps_of_subscription};
use crate::ir::{Client, Page, Policy, Topic, TopicPolicy};

/// A page that follows topics, as the client's template prints it.
pub(super) struct FollowingPage {
    pub route: String,
    /// Binds the parameters where the page asks for them.
    pub pattern: String,
    pub topics: Vec<FollowedTopic>,
}

/// A topic that a page follows.
pub(super) struct FollowedTopic {
    pub name_literal: String,
    pub function: String,
    /// The parameters as an argument, or nothing.
    pub argument: String,
    pub params: Option<String>,
    pub server_name: &'static str,
    pub rq_name: &'static str,
    pub statements: Vec<String>,
    pub asks_who: bool,
}

/// The pages of a client that follow anything.
pub(super) fn following_pages(context: &Context<'_>, client: &Client) -> Vec<FollowingPage> {
    let follows = |page: &&Page| !page.subscriptions.is_empty();
    let pages = client.pages.iter().filter(follows);
    pages.map(|page| following(context, client, page)).collect()
}

fn following(context: &Context<'_>, client: &Client, page: &Page) -> FollowingPage {
    let topics = &context.checked.schema().topics;
    let followed = page.subscriptions.iter();
    let asks_params = asks_params(page);
    FollowingPage {
        route: page::names(page).name,
        pattern: match asks_params {
            true => page::bound_params(page).replace("search: param_search", ".."),
            false => page::any_params(page).to_owned(),
        },
        topics: followed
            .map(|subscription| topic(client, page, &topics[subscription.topic]))
            .collect(),
    }
}

fn asks_params(page: &Page) -> bool {
    page.authorize.is_some() && !page.params.is_empty()
}

fn topic(client: &Client, page: &Page, topic: &Topic) -> FollowedTopic {
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
    let params = asks_params(page).then(|| format!("{}::Params", contract_module(client, page)));
    let module = page::names(page).module;
    FollowedTopic {
        name_literal: literal(&topic.name.text),
        function: format!(
            "subscribe_{}_{}",
            module.trim_start_matches("r#"),
            topic.name.text
        ),
        argument: params.as_ref().map_or_else(String::new, |ty| {
            format!("{ty} {}, ", page::bound_params_body(page))
        }),
        params,
        server_name: used(asks, "server", "_server"),
        rq_name: used(asks, "rq", "_rq"),
        statements: std::iter::once(read)
            .chain(statements)
            .chain(authorize)
            .collect(),
        asks_who,
    }
}

fn authorize(client: &Client, topic: &Topic) -> Option<String> {
    let (handlers, who) = (client_trait(client), passed(client, Policy::Optional));
    let name = &topic.name.text;
    let asked = format!("{handlers}::authorize_{name}(server, rq, &topic{who}).await");
    (topic.policy == TopicPolicy::Authorize)
        .then(|| format!("rally_runtime::private::authorized(rq, {asked})?;"))
}
