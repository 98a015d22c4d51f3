//! A hand-written app: pages that write down what they hear, and a handler that adds.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rally_runtime::db::{self, Db, DbError, Query};
use rally_runtime::effect::{self, Effect, cookies, local_storage};
use rally_runtime::html::{self, Element};
use rally_runtime::migrate::Migrations;
use rally_runtime::page::{
    Context, Entry, Failure, FormCall, FormError, FormFields, Head, MethodId, Page, Reply, Rpc,
    RpcError, Time,
};
use rally_runtime::private;
use rally_runtime::server::{
    Application, Called, ClientDefinition, Cookie, Fault, LoadResult, Loaded, LocalFuture, Opened,
    Rendered, Request,
};
use rally_runtime::test::{App, Page as TestPage};
use rally_runtime::test_db;
use rally_runtime::wire::{Decode, DecodeError, Encode, Protocol, Reader, decode_all, to_bytes};

static CLIENT: ClientDefinition = ClientDefinition {
    name: "public",
    mount: "/",
    version: 7,
    has_auth: true,
    protocol: Protocol::Msgpack,
};

static ADD: Query = Query {
    name: "add",
    sql: "INSERT INTO note (text) VALUES (:text)",
};
static COUNT: Query = Query {
    name: "count",
    sql: "SELECT count(*) FROM note",
};

/// The app.
pub(crate) struct Notes {
    db: Db,
}

/// The app under test, and its database.
pub(crate) fn app() -> (App, Db) {
    let schema = "CREATE TABLE note (text TEXT NOT NULL)";
    let migrations = Migrations::embedded(&[("001_note.sql", schema)]).unwrap();
    let db = test_db::open(&migrations).unwrap();
    (App::new(Notes { db: db.clone() }, db.clone()), db)
}

/// A page of this app on its own.
pub(crate) fn visit(url: &str) -> TestPage {
    app().0.visit(url)
}

/// How many notes there are.
pub(crate) async fn count(db: &Db) -> i64 {
    db::one(db, &COUNT, vec![], |row| row.int(0)).await.unwrap()
}

/// Adds a note; answers how many there are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AddNote {
    pub(crate) text: String,
}

impl Rpc for AddNote {
    type Ok = i64;
    type Error = String;
    const METHOD: MethodId = MethodId(1);
    const NAME: &'static str = "public/home/add_note";
}

impl Encode for AddNote {
    fn encode(&self, out: &mut Vec<u8>) {
        self.text.encode(out);
    }
}

impl Decode for AddNote {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        String::decode(reader).map(|text| Self { text })
    }
}

impl FormCall for AddNote {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("text", self.text.clone())]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        let text = fields.read("text")?;
        Ok(Self { text })
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Msg {
    Heard(String),
    Typed(String),
    Later,
    Often,
    Keep,
    Forget,
    Recall,
    Theme(&'static str),
    ForgetTheme,
    ReadTheme,
    Go(&'static str),
    Focus,
    Call(&'static str),
    Got(Reply<AddNote>),
}

/// What has been heard, the newest last.
pub(crate) struct Model {
    heard: Vec<String>,
    name: String,
}

pub(crate) struct Home;

impl Page for Home {
    type Data = String;
    type Params = ();
    type Search = ();
    type Client = ();
    type Model = Model;
    type Msg = Msg;

    fn init(who: String, cx: &Context<(), (), ()>) -> (Model, Effect<Msg>) {
        let model = Model {
            heard: vec![format!("{who} is at {}", cx.url)],
            name: "Bob".to_owned(),
        };
        (model, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _: &Context<(), (), ()>) -> Effect<Msg> {
        match msg {
            Msg::Heard(what) => model.heard.push(what),
            Msg::Typed(name) => model.name = name.to_uppercase(),
            Msg::Later => return effect::after(Duration::from_secs(5), Msg::Heard("late".into())),
            Msg::Often => return effect::every(Duration::from_secs(1), Msg::Heard("tick".into())),
            Msg::Keep => return local_storage::set("color", "red"),
            Msg::Forget => return local_storage::remove("color"),
            Msg::Recall => {
                let heard = |color| Msg::Heard(format!("recalled {color:?}"));
                return local_storage::get("color", heard);
            }
            Msg::Theme(theme) => return cookies::set("theme", theme, Duration::from_secs(60)),
            Msg::ForgetTheme => return cookies::remove("theme"),
            Msg::ReadTheme => {
                let heard = |theme| Msg::Heard(format!("theme {theme:?}"));
                return cookies::get("theme", heard);
            }
            Msg::Go(url) => return effect::navigate(url),
            Msg::Focus => return effect::focus("city"),
            Msg::Call(text) => {
                let text = text.to_owned();
                let call = effect::rpc(AddNote { text }, Msg::Got);
                return call.deadline(Duration::from_secs(60));
            }
            Msg::Got(reply) => model.heard.push(match reply {
                Ok(count) => format!("{count} notes"),
                Err(RpcError::App(error)) => error,
                Err(RpcError::Failed(failure)) => format!("{failure:?}"),
            }),
        }
        effect::none()
    }

    fn view(model: &Model, cx: &Context<(), (), ()>) -> Element<Msg> {
        let path = cx.url.split('?').next().unwrap_or_default();
        let content = match path {
            "/fields" => fields(model),
            "/buttons" => buttons(),
            "/form" => form(),
            "/list" => list(),
            "/names" => html::div([html::raw_html(NAMES)], []),
            "/torn" => html::p([], [html::text(VIEWS.fetch_add(1, Ordering::SeqCst))]),
            _ => html::nothing(),
        };
        let heard = model.heard.iter();
        let heard = heard.map(|what| html::li([], [html::text(what.clone())]));
        html::main(
            [],
            [content, html::ol([html::aria("label", "Heard")], heard)],
        )
    }

    fn head(_: &Model, cx: &Context<(), (), ()>) -> Head {
        Head::title(format!("Notes at {}", cx.url))
    }
}

fn heard(what: &'static str) -> impl Fn(String) -> Msg + 'static {
    move |value| Msg::Heard(format!("{what} {value}"))
}

fn labelled(label: &'static str, control: Element<Msg>) -> Element<Msg> {
    html::label([], [html::text(label), control])
}

fn button(text: &'static str, msg: Msg) -> Element<Msg> {
    html::button([html::on_click(msg)], [html::text(text)])
}

fn fields(model: &Model) -> Element<Msg> {
    let option = |text: &'static str| html::option([html::value(text)], [html::text(text)]);
    let kinds = html::select(
        [html::on_change(heard("kind"))],
        ["Small", "Large"].map(option),
    );
    let check = html::input([
        html::type_("checkbox"),
        html::on_check(|checked| Msg::Heard(format!("agreed {checked}"))),
    ]);
    html::div(
        [],
        [
            labelled(
                "Name",
                html::input([html::value(model.name.clone()), html::on_input(Msg::Typed)]),
            ),
            labelled(
                "City",
                html::input([
                    html::id("city"),
                    html::on_change(heard("city")),
                    html::on_focus(Msg::Heard("focus".into())),
                    html::on_blur(Msg::Heard("blur".into())),
                ]),
            ),
            html::input([
                html::placeholder("Search"),
                html::on_input(heard("search")).debounce(Duration::from_millis(300)),
                html::on_key("Escape", Msg::Heard("escape".into())),
            ]),
            labelled("Kind", kinds),
            labelled("I agree", check),
            labelled("Old", html::input([html::disabled(true)])),
            labelled("Fixed", html::input([html::readonly(true)])),
        ],
    )
}

fn buttons() -> Element<Msg> {
    let hidden = [html::hidden(true)];
    html::div(
        [],
        [
            button("Later", Msg::Later),
            button("Often", Msg::Often),
            button("Keep", Msg::Keep),
            button("Forget", Msg::Forget),
            button("Recall", Msg::Recall),
            button("Dark", Msg::Theme("dark")),
            button("Hostile", Msg::Theme("dark; Domain=example.org")),
            button("No theme", Msg::ForgetTheme),
            button("Which theme", Msg::ReadTheme),
            button("Focus", Msg::Focus),
            button("Away", Msg::Go("/list")),
            button("Add a note", Msg::Call("one")),
            button("Add nothing", Msg::Call("")),
            button("Break", Msg::Call("break")),
            button("Panic", Msg::Call("panic")),
            html::button([html::disabled(true)], [html::text("Never")]),
            html::div(hidden, [button("Unseen", Msg::Later)]),
            html::a([html::href("/list?sorted=1")], [html::text("List")]),
            html::a(
                [html::href("https://example.org/")],
                [html::text("Elsewhere")],
            ),
            html::a([html::href("/nowhere")], [html::text("Nowhere")]),
        ],
    )
}

fn form() -> Element<Msg> {
    let text = html::input([html::name("text"), html::required(true)]);
    html::rpc_form::<AddNote, Msg>(
        Msg::Got,
        [
            html::aria("label", "New note"),
            html::on_submit(Msg::Heard("sending".into())),
        ],
        [
            labelled("Text", text),
            html::button([], [html::text("Add")]),
        ],
    )
}

fn list() -> Element<Msg> {
    let row = |name: &'static str| {
        let remove = button("Remove", Msg::Heard(format!("remove {name}")));
        html::li([], [html::b([], [html::text(name)]), remove])
    };
    html::ul([], ["Lamp", "Chair"].map(row))
}

/// Names by every way that HTML gives one.
const NAMES: &str = r#"<form aria-labelledby="title"><h2 id="title">Sign <em>up</em></h2>
<label for="mail">E-mail</label><input id="mail" type="email" required>
<label>Country <select><option>Peru</option><option selected>Chad</option></select></label>
<fieldset disabled><legend>Billing</legend><input aria-label="Street"></fieldset>
<button type="button" aria-label="Close">x</button> <a href="/list"><img alt="Logo" src="/l.png"></a>
<input type="submit" value="Go"> <button type="button" title="Help"></button>
<table><caption>Prices</caption><tr><td>1</td><td>2</td></tr></table>
<details><summary>More</summary><button type="button">Inner</button></details>
<p style="color: red; display: none">secret</p><p>1 &lt; 2,  and<br>so on</p></form>"#;

/// How often the page that says so has been viewed: never the same twice.
static VIEWS: AtomicU32 = AtomicU32::new(0);

impl Notes {
    async fn add(&self, text: &str) -> Result<i64, DbError> {
        let add = async |tx: &mut db::Tx| {
            db::execute(tx, &ADD, vec![text.into()]).await?;
            db::one(tx, &COUNT, Vec::new(), |row| row.int(0)).await
        };
        self.db.transaction(add).await
    }

    fn forget() -> LoadResult<String> {
        Ok(Loaded::redirect("/choice").with_cookie(Cookie::removal("choice")?))
    }

    async fn run(&self, rq: &Request, arguments: &[u8]) -> Called {
        let call: AddNote = decode_all(arguments).map_err(|_| Failure::BadRequest)?;
        match call.text.as_str() {
            "" => Ok(to_bytes(&Err::<i64, String>("an empty note".to_owned()))),
            "break" => private::answer::<i64, String>(rq, Err(Fault::new("the pen is dry").into())),
            "panic" => panic!("the pen has burst"),
            "choose" => {
                rq.set_cookie(Cookie::new("choice", "dark").unwrap());
                private::answer::<i64, String>(rq, Ok(0))
            }
            text => {
                let added = self.add(text).await;
                private::answer::<i64, String>(rq, added.map_err(Into::into))
            }
        }
    }
}

/// Whoever signs in is somebody.
struct Everybody;

impl private::Gatekeeper for Everybody {
    type Identity = String;

    async fn resolve(&self, _: &Request, subject: &str) -> Result<Option<String>, Fault> {
        Ok(Some(subject.to_owned()))
    }
}

impl Application for Notes {
    fn clients(&self) -> &'static [ClientDefinition] {
        std::slice::from_ref(&CLIENT)
    }

    fn open<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, Opened> {
        Box::pin(async move {
            let who = private::pass(rq, private::Policy::Optional, &Everybody).await;
            let who = who.unwrap().optional().cloned();
            match url.split('?').next().unwrap_or_default() {
                "/nowhere" => Opened::NotFound,
                "/old" => Opened::Redirect("/list".to_owned()),
                "/lost" => Opened::Page {
                    status: 404,
                    data: to_bytes(&"nobody".to_owned()),
                },
                "/choice" => {
                    let choice = rq.cookie("choice");
                    private::opened(rq, 200, Ok(Loaded::Page(format!("{choice:?}"))))
                }
                "/forget" => private::opened::<String>(rq, 200, Self::forget()),
                _ => Opened::Page {
                    status: 200,
                    data: to_bytes(&who.unwrap_or_else(|| "nobody".to_owned())),
                },
            }
        })
    }

    fn mount(
        &self,
        _: &'static str,
        url: &str,
        data: &[u8],
        now: Time,
        _: Entry<'_>,
    ) -> Option<Rendered> {
        let (page, effect) = private::mount::<Home>((), (), url, data, now)?;
        Some(Rendered { page, effect })
    }

    fn call<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        _: MethodId,
        _: &'a [u8],
        arguments: &'a [u8],
    ) -> LocalFuture<'a, Called> {
        Box::pin(self.run(rq, arguments))
    }

    fn form(
        &self,
        _: &'static str,
        _: &str,
        fields: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>> {
        Some(private::form::<AddNote>(fields))
    }
}
