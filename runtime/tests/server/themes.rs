//! A hand-written app that keeps a theme in a cookie, put together as generated code is.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rally_runtime::db;
use rally_runtime::effect::{self, Effect};
use rally_runtime::env::Environment;
use rally_runtime::html::{self, Element};
use rally_runtime::page::{
    Context, Entry, Failure, FormCall, FormError, FormFields, Head, MethodId, Page, Reply, Rpc,
    Time,
};
use rally_runtime::private::entry::{self, Asks, Field, RemoteCall, Shape, Way};
use rally_runtime::private::{self, Policy, ready};
use rally_runtime::server::{
    Application, Called, ClientDefinition, Cookie, Credentials, Fault, HandlerError, LoadResult,
    Loaded, LocalFuture, Opened, Rendered, Request, RpcResult, RunningServer, Server,
};
use rally_runtime::wire::{Decode, DecodeError, Encode, Protocol, Reader, Writer, decode_all};

use crate::app::VERSION;
use crate::harness::Browser;

/// Chooses a theme.
pub const CHOOSE: MethodId = MethodId(1);
/// Answers the theme that was chosen.
pub const SEEN: MethodId = MethodId(2);

/// The app, and how often a `load` has run.
#[derive(Clone, Default)]
pub struct Themes {
    pub loads: Arc<AtomicU32>,
}

/// Chooses a theme. An empty one forgets it, `plain` is refused, `mine` also signs somebody in, and `vast` is too large.
#[derive(Debug, Clone, PartialEq)]
pub struct Choose {
    pub theme: String,
}

pub enum Msg {
    Chosen(Reply<Choose>),
}

pub struct Screen {
    said: String,
}

fn choose(rq: &Request, Choose { theme }: Choose) -> RpcResult<String, String> {
    rq.set_cookie(match theme.as_str() {
        "" => Cookie::removal("theme")?,
        theme => Cookie::new("theme", theme)?.max_age(Duration::from_secs(60)),
    });
    match theme.as_str() {
        "plain" => return Err(HandlerError::App("no".to_owned())),
        "mine" => rq.session().sign_in("public", "7"),
        "vast" => {
            for name in ["a", "b", "c"] {
                rq.set_cookie(Cookie::new(name, "x".repeat(4_000))?);
            }
        }
        _ => {}
    }
    Ok(seen(rq))
}

/// What the handler itself then sees.
fn seen(rq: &Request) -> String {
    rq.cookie("theme").unwrap_or_else(|| "none".to_owned())
}

fn load(rq: &Request, path: &str) -> LoadResult<String> {
    let dark = Cookie::new("theme", "dark")?;
    match path {
        "/dark" => Ok(Loaded::Page(seen(rq)).with_cookie(dark)),
        "/to-dark" => Ok(Loaded::redirect("/").with_cookie(dark)),
        "/lost" => Ok(Loaded::NotFound.with_cookie(dark)),
        "/mine" => {
            rq.session().sign_in("public", "7");
            Ok(Loaded::redirect("/").with_cookie(dark))
        }
        "/two" => {
            let large = Cookie::new("size", "large")?;
            rq.set_cookie(Cookie::new("theme", "light")?);
            Ok(Loaded::Page(seen(rq)).with_cookie(dark).with_cookie(large))
        }
        "/broken" => {
            rq.set_cookie(dark);
            Err(Fault::new("the paint is dry"))
        }
        "/hostile" => {
            rq.set_cookie(Cookie::new("theme", "dark\r\nSet-Cookie: a=b")?);
            Ok(Loaded::Page(seen(rq)))
        }
        "/vast" => {
            for name in ["a", "b", "c"] {
                rq.set_cookie(Cookie::new(name, "x".repeat(4_000))?);
            }
            Ok(Loaded::Page(seen(rq)))
        }
        _ => Ok(Loaded::Page(seen(rq))),
    }
}

impl Application for Themes {
    fn clients(&self) -> &'static [ClientDefinition] {
        &[ClientDefinition {
            name: "public",
            mount: "/",
            version: VERSION,
            has_auth: true,
            protocol: Protocol::Msgpack,
        }]
    }

    fn open<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, Opened> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        ready(private::opened(rq, 200, load(rq, url)))
    }

    fn mount(
        &self,
        _: &'static str,
        url: &str,
        data: &[u8],
        now: Time,
        _: Entry<'_>,
    ) -> Option<Rendered> {
        let (page, effect) = private::mount::<Screen>((), (), url, data, now)?;
        Some(Rendered { page, effect })
    }

    fn call<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        method: MethodId,
        _: &'a [u8],
        arguments: &'a [u8],
    ) -> LocalFuture<'a, Called> {
        ready(match method {
            CHOOSE => decode_all(arguments)
                .map_err(|_| Failure::BadRequest)
                .and_then(|call| private::answer::<String, String>(rq, choose(rq, call))),
            _ => private::answer::<String, String>(rq, Ok(seen(rq))),
        })
    }

    fn resolve_authorization<'a>(
        &'a self,
        _: &'a Request,
        _: &'static str,
        credentials: Credentials<'a>,
    ) -> LocalFuture<'a, Result<Option<String>, Fault>> {
        ready(Ok(credentials.bearer().map(str::to_owned)))
    }

    fn form(
        &self,
        _: &'static str,
        _: &str,
        fields: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>> {
        Some(private::form::<Choose>(fields))
    }

    fn entries(&self) -> &'static [entry::Entry] {
        ENTRIES
    }
}

static ENTRIES: &[entry::Entry] = &[entry::Entry {
    client: "public",
    name: "public/home/choose",
    policy: Policy::Public,
    asks: Asks::Nothing,
    way: Way::Call(RemoteCall {
        method: CHOOSE,
        params: &[],
        arguments: &[Field {
            name: "theme",
            shape: &Shape::String,
        }],
        ok: &Shape::String,
        error: Some(&Shape::String),
    }),
}];

impl Page for Screen {
    type Data = String;
    type Params = ();
    type Search = ();
    type Client = ();
    type Model = Screen;
    type Msg = Msg;

    fn init(said: String, _: &Context<(), (), ()>) -> (Screen, Effect<Msg>) {
        (Screen { said }, effect::none())
    }

    fn update(model: &mut Screen, msg: Msg, _: &Context<(), (), ()>) -> Effect<Msg> {
        match msg {
            Msg::Chosen(Ok(_)) => {}
            Msg::Chosen(Err(error)) => model.said = format!("{error:?}"),
        }
        effect::none()
    }

    fn view(model: &Screen, _: &Context<(), (), ()>) -> Element<Msg> {
        let field = html::input([html::name("theme")]);
        html::main(
            [],
            [
                html::p([html::id("said")], [html::text(&model.said)]),
                html::rpc_form::<Choose, Msg>(Msg::Chosen, [], [field]),
            ],
        )
    }

    fn head(_: &Screen, _: &Context<(), (), ()>) -> Head {
        Head::title("themes")
    }
}

impl Rpc for Choose {
    type Ok = String;
    type Error = String;
    const METHOD: MethodId = CHOOSE;
    const NAME: &'static str = "public/home/choose";
}

impl FormCall for Choose {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("theme", self.theme.clone())]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        let theme = fields.read("theme")?;
        Ok(Self { theme })
    }
}

impl Encode for Choose {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 1);
        self.theme.encode(out);
    }
}

impl Decode for Choose {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(1, |reader| {
            let theme = String::decode(reader)?;
            Ok(Self { theme })
        })
    }
}

/// A running server of this app.
pub struct ThemeServer {
    pub app: Themes,
    pub running: RunningServer,
    _folder: tempfile::TempDir,
}

impl ThemeServer {
    pub async fn start(environment: Environment) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = db::open(folder.path().join("test.db")).unwrap();
        let app = Themes::default();
        let server = Server::new(app.clone(), db)
            .address(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .dist(folder.path().join("dist"))
            .workers(1);
        Self {
            app,
            running: server.start(environment).await.unwrap(),
            _folder: folder,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser {
            address: self.running.address(),
            cookie: None,
        }
    }
}
