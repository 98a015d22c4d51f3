//! A hand-written app in which people sign in, put together as generated code is.

use std::any::Any;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rally_runtime::db::{self, Db};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::{
    Context, Entry, Failure, FormCall, FormError, FormFields, Head, MethodId, Page, Reply, Rpc,
    Time, ToClient,
};
use rally_runtime::private::entry::{self, Asks, Field, RemoteCall, Shape, Way};
use rally_runtime::private::{
    self, Gatekeeper, Policy, Refused, SignInPage, authorized, pass, ready, refusable,
};
use rally_runtime::server::{
    Access, AccessResult, Application, Called, ClientDefinition, Credentials, Fault, Identity,
    LoadResult, Loaded, LocalFuture, ModelBegun, ModelUpdated, Opened, Rendered, Request,
    ServerEffect,
};
use rally_runtime::session::SessionHash;
use rally_runtime::wire::{Decode, DecodeError, Encode, Protocol, Reader, Writer, decode_all};

use tokio::sync::Semaphore;

use crate::app::VERSION;

pub const SIGN_IN: MethodId = MethodId(1);
/// Asks for somebody, whatever its page asks for.
pub const SECRET: MethodId = MethodId(2);
/// Signs out.
pub const SIGN_OUT: MethodId = MethodId(3);
/// Signs in as `7`, with a transaction.
pub const SIGN_IN_NOTED: MethodId = MethodId(4);
/// Signs in to a client that does not exist.
pub const SIGN_IN_NOWHERE: MethodId = MethodId(5);
/// Signs in as `7` once the test lets it.
pub const SIGN_IN_SLOWLY: MethodId = MethodId(6);
/// Signs out with every session.
pub const SIGN_OUT_EVERYWHERE: MethodId = MethodId(7);

const SIGN_IN_PAGE: Option<&SignInPage> = Some(&SignInPage {
    path: &["sign-in"],
    return_to: Some("next"),
});

/// Whoever has signed in, by the subject: `8` may see nothing, `9` may not even know, nobody can tell who `broken` is,
/// and `gone` is nobody any more.
#[derive(Debug)]
pub struct Member(String);

/// The app, and what tests observe of it.
#[derive(Clone)]
pub struct Members {
    /// How often a handler or a `load` has run for somebody.
    pub runs: Arc<AtomicU32>,
    /// How often somebody has been signed in, as far as handlers know.
    pub sign_ins: Arc<AtomicU32>,
    /// Holds back who signs in slowly.
    pub gate: Arc<Semaphore>,
    pub db: Option<Db>,
    pub recheck: Duration,
    /// A [`Known`].
    pub known: Arc<AtomicU8>,
    pub session: Arc<Mutex<Option<SessionHash>>>,
}

/// What `resolve` finds of those who are somebody.
#[derive(Clone, Copy)]
pub enum Known {
    Well,
    Gone,
    Unknown,
}

/// Signs in as this subject; an empty one is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    pub subject: String,
}

/// Answers who calls.
#[derive(Debug, Clone, PartialEq)]
pub struct Secret {}

pub enum Msg {
    SignedIn(Reply<SignIn>),
    Told(Reply<Secret>),
}

pub struct Screen {
    said: String,
}

impl Default for Members {
    fn default() -> Self {
        Self {
            runs: Arc::default(),
            sign_ins: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            db: None,
            recheck: Duration::from_secs(1_800),
            known: Arc::default(),
            session: Arc::default(),
        }
    }
}

struct Gate<'a>(&'a Members);

impl Gatekeeper for Gate<'_> {
    type Identity = Member;

    async fn resolve(&self, _: &Request, subject: &str) -> Result<Option<Member>, Fault> {
        if self.0.is(Known::Gone) {
            return Ok(None);
        }
        match subject {
            _ if self.0.is(Known::Unknown) => Err(Fault::new("the members cannot be read")),
            "broken" => Err(Fault::new("the members cannot be read")),
            "gone" => Ok(None),
            _ => Ok(Some(Member(subject.to_owned()))),
        }
    }
}

impl Members {
    fn authorize(who: &Member) -> AccessResult {
        Ok(match who.0.as_str() {
            "8" => Access::Forbid,
            "9" => Access::NotFound,
            _ => Access::Allow,
        })
    }

    async fn open_secret(&self, rq: &Request) -> Result<Opened, Refused> {
        let passed = pass(rq, Policy::Required, &Gate(self)).await?;
        authorized(rq, Self::authorize(passed.required()?))?;
        self.runs.fetch_add(1, Ordering::SeqCst);
        let data = passed.required()?.0.clone();
        Ok(private::opened(rq, 200, Ok(Loaded::Page(data))))
    }

    async fn open_sign_in(&self, rq: &Request) -> Result<Opened, Refused> {
        pass(rq, Policy::Public, &Gate(self)).await?;
        let data = Ok(Loaded::Page("Who are you?".to_owned()));
        Ok(private::opened(rq, 200, data))
    }

    /// Pages whose `load` changes the session.
    fn change(rq: &Request, url: &str) -> LoadResult<String> {
        match url {
            "/enter" => {
                rq.session().sign_in("public", "7");
                Ok(Loaded::redirect("/secret"))
            }
            "/enter-another" => {
                rq.session().sign_in("admin", "7");
                Ok(Loaded::redirect("/secret"))
            }
            "/leave" => {
                rq.session().sign_out("public");
                Ok(Loaded::redirect("/sign-in"))
            }
            _ => {
                rq.session().sign_in("public", "7");
                Ok(Loaded::Page("half signed in".to_owned()))
            }
        }
    }

    async fn run(&self, rq: &Request, method: MethodId, arguments: &[u8]) -> Called {
        match method {
            SIGN_IN => {
                let call: SignIn = decode_all(arguments).map_err(|_| Failure::BadRequest)?;
                private::answer::<String, String>(rq, sign_in(rq, call))
            }
            SECRET => {
                *self.session.lock().unwrap() = Some(rq.session().hash());
                let passed = pass(rq, Policy::Required, &Gate(self)).await?;
                authorized(rq, Self::authorize(passed.required()?))?;
                self.runs.fetch_add(1, Ordering::SeqCst);
                private::answer::<String, String>(rq, Ok(passed.required()?.0.clone()))
            }
            SIGN_OUT => {
                rq.session().sign_out("public");
                private::answer::<String, String>(rq, Ok("out".to_owned()))
            }
            SIGN_OUT_EVERYWHERE => {
                rq.session().sign_out_everywhere("public");
                private::answer::<String, String>(rq, Ok("out".to_owned()))
            }
            SIGN_IN_NOTED => {
                let note = db::Query {
                    name: "note",
                    sql: "INSERT INTO rally_meta (name, value) VALUES ('note', x'')",
                };
                let note = Box::leak(Box::new(note));
                let db = self.db.as_ref().unwrap();
                let noted = db.transaction(async |tx| db::execute(tx, note, Vec::new()).await);
                noted.await.unwrap();
                private::answer::<String, String>(rq, self.sign_in_as_7(rq))
            }
            SIGN_IN_NOWHERE => {
                rq.session().sign_in("nowhere", "7");
                private::answer::<String, String>(rq, Ok("in".to_owned()))
            }
            SIGN_IN_SLOWLY => {
                self.gate.acquire().await.unwrap().forget();
                private::answer::<String, String>(rq, self.sign_in_as_7(rq))
            }
            _ => Err(Failure::Stale),
        }
    }

    /// The session that has asked for the secret last.
    pub fn last_session(&self) -> SessionHash {
        self.session.lock().unwrap().unwrap()
    }

    fn is(&self, known: Known) -> bool {
        self.known.load(Ordering::SeqCst) == known as u8
    }

    fn sign_in_as_7(&self, rq: &Request) -> rally_runtime::server::RpcResult<String, String> {
        self.sign_ins.fetch_add(1, Ordering::SeqCst);
        let subject = "7".to_owned();
        sign_in(rq, SignIn { subject })
    }

    async fn who(&self, rq: &Request) -> Result<Identity, Failure> {
        let passed = pass(rq, Policy::Optional, &Gate(self)).await?;
        let name = passed.optional().map(|member| member.0.clone());
        Ok(private::identity_in_context(&passed, &name))
    }
}

/// What a member's model says.
struct Told(String);

impl Encode for Told {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
}

impl Decode for Told {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        String::decode(reader).map(Self)
    }
}

impl ToClient for Told {
    type Msg = Msg;
    type Params = ();
    const PAGE: &'static str = "public/members";
}

fn effect_of(message: String) -> ServerEffect<Told> {
    rally_runtime::server::effect::send_to_client(Told(message))
}

fn sign_in(rq: &Request, call: SignIn) -> rally_runtime::server::RpcResult<String, String> {
    // Asked for before the refusal: what fails changes nothing.
    rq.session().sign_in("public", call.subject.clone());
    if call.subject.is_empty() {
        return Err(rally_runtime::server::HandlerError::App("no".to_owned()));
    }
    Ok(call.subject)
}

impl Application for Members {
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
        let address = url.to_owned();
        match url.split('?').next().unwrap_or(url) {
            "/secret" => refusable(self.open_secret(rq), SIGN_IN_PAGE, address),
            "/sign-in" => refusable(self.open_sign_in(rq), SIGN_IN_PAGE, address),
            "/enter" | "/enter-another" | "/enter-page" | "/leave" => {
                ready(private::opened(rq, 200, Self::change(rq, url)))
            }
            _ => ready(Opened::NotFound),
        }
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
        Box::pin(self.run(rq, method, arguments))
    }

    fn identity<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
    ) -> LocalFuture<'a, Result<Identity, Failure>> {
        Box::pin(self.who(rq))
    }

    fn recheck(&self, _: &str) -> Duration {
        self.recheck
    }

    fn entries(&self) -> &'static [entry::Entry] {
        ENTRIES
    }

    fn resolve_authorization<'a>(
        &'a self,
        _: &'a Request,
        _: &'static str,
        credentials: Credentials<'a>,
    ) -> LocalFuture<'a, Result<Option<String>, Fault>> {
        let subject = match credentials.bearer() {
            Some("fault") => Err(Fault::new("the tokens cannot be read")),
            token => Ok(token
                .and_then(|token| token.strip_prefix("token-"))
                .map(str::to_owned)),
        };
        ready(subject)
    }

    fn begin_model<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        _: &'a str,
    ) -> LocalFuture<'a, ModelBegun> {
        Box::pin(async move {
            let passed = pass(rq, Policy::Required, &Gate(self)).await?;
            authorized(rq, Self::authorize(passed.required()?))?;
            let who = passed.required()?.0.clone();
            private::begun(rq, &(), Ok((who.clone(), effect_of(who))))
        })
    }

    fn update_model<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        _: &'a str,
        model: &'a mut dyn Any,
        message: &'a [u8],
    ) -> LocalFuture<'a, ModelUpdated> {
        Box::pin(async move {
            let (message, _) = private::to_model::<String, String>(message, model)?;
            let passed = pass(rq, Policy::Required, &Gate(self)).await?;
            authorized(rq, Self::authorize(passed.required()?))?;
            self.runs.fetch_add(1, Ordering::SeqCst);
            private::updated(rq, &(), Ok(effect_of(message)))
        })
    }

    fn form(
        &self,
        _: &'static str,
        method: &str,
        fields: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>> {
        match method {
            SignIn::NAME => Some(private::form::<SignIn>(fields)),
            Secret::NAME => Some(private::form::<Secret>(fields)),
            _ => None,
        }
    }
}

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
            Msg::SignedIn(Ok(_)) => return effect::navigate("/secret"),
            Msg::SignedIn(Err(error)) => model.said = format!("{error:?}"),
            Msg::Told(told) => model.said = format!("{told:?}"),
        }
        effect::none()
    }

    fn view(model: &Screen, _: &Context<(), (), ()>) -> Element<Msg> {
        html::main(
            [],
            [
                html::p([html::id("said")], [html::text(&model.said)]),
                html::rpc_form::<SignIn, Msg>(
                    Msg::SignedIn,
                    [],
                    [html::input([html::name("subject")])],
                ),
                html::rpc_form::<Secret, Msg>(Msg::Told, [], []),
            ],
        )
    }

    fn head(_: &Screen, _: &Context<(), (), ()>) -> Head {
        Head::title("members")
    }
}

impl Rpc for SignIn {
    type Ok = String;
    type Error = String;
    const METHOD: MethodId = SIGN_IN;
    const NAME: &'static str = "public/sign_in/sign_in";
}

impl Rpc for Secret {
    type Ok = String;
    type Error = String;
    const METHOD: MethodId = SECRET;
    const NAME: &'static str = "public/secret/secret";
}

impl FormCall for SignIn {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("subject", self.subject.clone())]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        Ok(Self {
            subject: fields.read("subject")?,
        })
    }
}

impl FormCall for Secret {
    fn fields(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn from_fields(_: &FormFields) -> Result<Self, FormError> {
        Ok(Self {})
    }
}

impl Encode for SignIn {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 1);
        self.subject.encode(out);
    }
}

impl Decode for SignIn {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(1, |reader| {
            Ok(Self {
                subject: String::decode(reader)?,
            })
        })
    }
}

impl Encode for Secret {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 0);
    }
}

impl Decode for Secret {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(0, |_| Ok(Self {}))
    }
}

static ENTRIES: &[entry::Entry] = &[
    entry::Entry {
        client: "public",
        name: "public/sign_in/sign_in",
        policy: Policy::Public,
        asks: Asks::Nothing,
        way: Way::Call(RemoteCall {
            method: SIGN_IN,
            params: &[],
            arguments: &[Field {
                name: "subject",
                shape: &Shape::String,
            }],
            ok: &Shape::String,
            error: Some(&Shape::String),
        }),
    },
    entry::Entry {
        client: "public",
        name: "public/secret/secret",
        policy: Policy::Required,
        asks: Asks::Authorize,
        way: Way::Call(RemoteCall {
            method: SECRET,
            params: &[],
            arguments: &[],
            ok: &Shape::String,
            error: Some(&Shape::String),
        }),
    },
];
