//! Every way into an app, with who may take it.

use super::paths;
use super::table::Table;
use crate::ir::{Client, Page, Policy, Rpc, Schema, Topic, TopicPolicy};
use crate::render::{has_form, method_path, shared_method_path};

type Row = [String; 5];

/// Where other clients call, before the path of a method.
const RPC: &str = "POST /_rally/rpc/";

/// A row for each page, for each call in each way in which it is made, for each topic on each page that follows it, for
/// each page that takes broadcasts, each model and each job.
pub(super) fn entries(schema: &Schema) -> Table<5> {
    let clients = schema.clients.iter();
    let jobs = schema.jobs.iter().map(|job| {
        let entry = ["job", &job.name.text, "-", "the server only", &job.file];
        entry.map(str::to_owned)
    });
    Table {
        header: ["entry", "name", "client", "who", "file"],
        rows: clients
            .flat_map(|client| of_client(schema, client))
            .chain(jobs)
            .collect(),
    }
}

fn of_client(schema: &Schema, client: &Client) -> Vec<Row> {
    let mut rows = Vec::new();
    for page in &client.pages {
        rows.extend(of_page(schema, client, page));
    }
    for rpc in &client.rpcs {
        let who = who(rpc.access.policy, None);
        let names = [&*rpc.name.text, &*shared_method_path(client, rpc)];
        rows.extend(of_rpc(schema, client, names, rpc, &who));
    }
    rows
}

fn of_page(schema: &Schema, client: &Client, page: &Page) -> Vec<Row> {
    let authorize = page.authorize.map(|_| "authorize");
    let seen_by = who(page.access.policy, authorize);
    let paths = paths(schema, client, page);
    let mut rows: Vec<_> = paths
        .iter()
        .map(|path| row("page", path, client, &seen_by, &page.file))
        .collect();
    for rpc in &page.rpcs {
        let who = who(page.access.policy.stricter(rpc.access.policy), authorize);
        let name = format!("{}.{}", page.name.text, rpc.name.text);
        let names = [&*name, &*method_path(client, page, rpc)];
        rows.extend(of_rpc(schema, client, names, rpc, &who));
    }
    for subscription in &page.subscriptions {
        let topic = &schema.topics[subscription.topic];
        let name = format!("{}.{}", page.name.text, topic.name.text);
        rows.push(row(
            "topic",
            &name,
            client,
            &followers(page, topic),
            &page.file,
        ));
    }
    rows.extend(of_server(client, page, &seen_by));
    rows
}

/// What is broadcast to the page, and its model on the server.
fn of_server(client: &Client, page: &Page, who: &str) -> Vec<Row> {
    let row = |entry| row(entry, &page.name.text, client, who, &page.file);
    let Some(server) = &page.server else {
        return Vec::new();
    };
    let broadcasts = (!server.to_client.is_empty()).then(|| row("broadcasts"));
    let model = server.has_model().then(|| row("model"));
    broadcasts.into_iter().chain(model).collect()
}

/// The call, the form that makes it where one can, and its address for other clients.
fn of_rpc(schema: &Schema, client: &Client, names: [&str; 2], rpc: &Rpc, who: &str) -> Vec<Row> {
    let [name, path] = names;
    let row = |entry, name| row(entry, name, client, who, &rpc.file);
    let form = has_form(schema, rpc).then(|| row("form", name));
    let address = format!("{RPC}{path}");
    std::iter::once(row("rpc", name))
        .chain(form)
        .chain([row("http", &address)])
        .collect()
}

fn row(entry: &str, name: &str, client: &Client, who: &str, file: &str) -> Row {
    [entry, name, &client.name.text, who, file].map(str::to_owned)
}

fn who(policy: Policy, authorize: Option<&str>) -> String {
    let policy = match policy {
        Policy::Required => "required",
        Policy::Optional => "optional",
        Policy::Public => "public",
    };
    let words: Vec<_> = [policy].into_iter().chain(authorize).collect();
    words.join(" + ")
}

/// Whoever may see the page, and of them whom the topic asks for.
fn followers(page: &Page, topic: &Topic) -> String {
    let (policy, authorize) = match topic.policy {
        TopicPolicy::Public => (Policy::Public, page.authorize.is_some()),
        TopicPolicy::Required => (Policy::Required, page.authorize.is_some()),
        TopicPolicy::Authorize => (Policy::Optional, true),
    };
    let policy = page.access.policy.stricter(policy);
    who(policy, authorize.then_some("authorize"))
}

#[cfg(test)]
mod tests {
    use rally_idl::parse::parse_file;
    use rally_idl::source::SourceMap;

    use super::*;
    use crate::resolve::resolve;

    const APP: &str = "\
app small { database sqlite, protocol msgpack }
client public at \"/\" { auth { identity Member  sign_in SignIn } }
struct Member { id: Int }
topic game(id: Int) -> String { authorize }
job nightly() { every \"0 3 * * *\" }
";

    const GAME: &str = "\
page {
  auth optional
  authorize
  msg { Live(Event<game>)  FromServer(ToClient)  GotAdd(Reply<add>)  GotList(Reply<list>)  GotSee(Reply<see>) }
  rpc add(amount: Int) -> Unit { auth required }
  rpc list(ids: List<Int>) -> Unit
  rpc see() -> Unit { auth public }
  server { model { seen: Int }  to_server { Hello }  to_client { Bye } }
  subscribe game
}
";

    fn schema() -> Schema {
        let (mut sources, mut found) = (SourceMap::default(), vec![]);
        let files = [
            ("idl/app.rally", APP),
            ("idl/public/games/id_.rally", GAME),
            ("idl/public/home_.rally", "page { }"),
            ("idl/public/sign_in.rally", "page { auth public }"),
        ];
        let parsed = files.map(|(path, text)| {
            let id = sources.add(path, text.to_owned());
            parse_file(id, text, &mut found)
        });
        let schema = resolve(&parsed, &sources, &[], &mut found);
        assert!(found.is_empty(), "{found:?}");
        schema
    }

    #[test]
    fn every_way_in_has_who_may_take_it() {
        let table = entries(&schema());
        let rows = table.rows.iter();
        let rows: Vec<_> = rows
            .map(|[entry, name, client, who, _]| format!("{entry} {name} {client}: {who}"))
            .collect();
        let expected = [
            "page /games/:id<Int> public: optional + authorize",
            "rpc GamesId.add public: required + authorize",
            "form GamesId.add public: required + authorize",
            "http POST /_rally/rpc/public/games_id/add public: required + authorize",
            "rpc GamesId.list public: optional + authorize",
            "http POST /_rally/rpc/public/games_id/list public: optional + authorize",
            "rpc GamesId.see public: optional + authorize",
            "form GamesId.see public: optional + authorize",
            "http POST /_rally/rpc/public/games_id/see public: optional + authorize",
            "topic GamesId.game public: optional + authorize",
            "broadcasts GamesId public: optional + authorize",
            "model GamesId public: optional + authorize",
            "page / public: required",
            "page /sign_in public: public",
            "job nightly -: the server only",
        ];
        assert_eq!(rows, expected);
    }
}
