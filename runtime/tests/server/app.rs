//! A hand-written app: one counter, and handlers that do what handlers should not.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rally_runtime::db::{self, Db, DbError, Query};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Element};
use rally_runtime::page::{
    Context, Entry, Failure, FormCall, FormError, FormFields, Head, MethodId, Page, Reply, Rpc,
    Time, ToClient, Topic,
};
use rally_runtime::private;
use rally_runtime::private::entry::{self, Asks, Field, Policy, RemoteCall, Shape, Way};
use rally_runtime::server::{
    Application, Broadcast, Called, ClientDefinition, LocalFuture, ModelBegun, ModelUpdated,
    Opened, Publish, Rendered, Request, Subscribed,
};
use rally_runtime::wire::{
    Decode, DecodeError, Encode, Protocol, Reader, Writer, decode_all, to_bytes,
};
use tokio::sync::Semaphore;

use crate::echo::{self, Echoes};

pub const VERSION: u64 = 0x1234;

const INCREMENT: MethodId = MethodId(1);
/// Answers the count and writes nothing.
pub const COUNT: MethodId = MethodId(2);
pub const PANIC: MethodId = MethodId(3);
/// Increments once the test lets it.
pub const SLOW: MethodId = MethodId(4);
/// Begins a second transaction.
pub const TWICE: MethodId = MethodId(5);
/// Answers without the database.
pub const CONSTANT: MethodId = MethodId(8);
/// Publishes its argument on `count/1`, at once.
pub const SAY: MethodId = MethodId(9);
/// Publishes its argument on `count/1`, through a transaction that is rolled back where it is negative.
pub const SAY_COMMITTED: MethodId = MethodId(10);
/// Broadcasts a [`Shout`], in the way that its first argument names.
pub const SHOUT: MethodId = MethodId(11);
/// Lets those who follow `count/1` pass the gate again.
pub const RECHECK: MethodId = MethodId(12);
/// Answers half a megabyte.
pub const LARGE: MethodId = MethodId(7);
/// Panics after its transaction.
pub const LATE_PANIC: MethodId = MethodId(6);

const MSGPACK: ClientDefinition = ClientDefinition {
    name: "public",
    mount: "/",
    version: VERSION,
    has_auth: false,
    protocol: Protocol::Msgpack,
};

static TABLE: &str = "CREATE TABLE counter (amount INTEGER NOT NULL)";
static ADD: Query = Query {
    name: "add",
    sql: "INSERT INTO counter (amount) VALUES (:amount)",
};
static TOTAL: Query = Query {
    name: "total",
    sql: "SELECT coalesce(sum(amount), 0) FROM counter",
};

/// The app, and what tests observe of it.
#[derive(Clone)]
pub struct Counter {
    pub db: Db,
    /// How often any handler has begun.
    pub runs: Arc<AtomicU32>,
    /// Lets `SLOW` go on, once a permit.
    pub gate: Arc<Semaphore>,
    pub protocol: Protocol,
    /// Whether `/guarded` may follow `count/1`.
    pub is_allowed: Arc<AtomicBool>,
    pub echoes: Echoes,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Increment {
    pub amount: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    Got(Reply<Increment>),
}

/// A topic that the page follows at `/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Count(pub i64);

impl Topic for Count {
    type Event = i64;
    const NAME: &'static str = "count";

    fn channel(&self) -> String {
        private::channel(Self::NAME, &[self.0.to_string().into()])
    }

    fn from_channel(channel: &str) -> Option<Self> {
        let [id] = private::channel_arguments(Self::NAME, channel)?;
        private::channel_argument(id).map(Self)
    }
}

/// What is broadcast to the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Shout(pub i64);

impl Encode for Shout {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
}

impl Decode for Shout {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        i64::decode(reader).map(Self)
    }
}

impl ToClient for Shout {
    type Msg = Msg;
    type Params = String;
    const PAGE: &'static str = "public/home";
}

pub struct Home {
    count: i64,
    said: String,
}

impl Counter {
    pub fn new(db: Db) -> Self {
        Self {
            db,
            runs: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            protocol: Protocol::Msgpack,
            is_allowed: Arc::new(AtomicBool::new(true)),
            echoes: Echoes::default(),
        }
    }

    pub fn migrations() -> rally_runtime::migrate::Migrations {
        rally_runtime::migrate::Migrations::embedded(&[("001_init.sql", TABLE)]).unwrap()
    }

    pub async fn total(&self) -> i64 {
        db::one(&self.db, &TOTAL, Vec::new(), |row| row.int(0))
            .await
            .unwrap()
    }

    async fn add(&self, amount: i64) -> Result<i64, DbError> {
        let add = async |tx: &mut db::Tx| {
            db::execute(tx, &ADD, vec![amount.into()]).await?;
            db::one(tx, &TOTAL, Vec::new(), |row| row.int(0)).await
        };
        self.db.transaction(add).await
    }

    /// Adds one.
    pub async fn increase(&self) -> Result<i64, DbError> {
        self.add(1).await
    }

    async fn say(&self, amount: i64) -> Result<i64, DbError> {
        let say = async |tx: &mut db::Tx| {
            db::execute(tx, &ADD, vec![amount.into()]).await?;
            Count(1).publish(tx, amount).await?;
            if amount < 0 {
                return Err(DbError::NoRow { query: "say" });
            }
            Ok(amount)
        };
        self.db.transaction(say).await
    }

    async fn shout(&self, rq: &Request, how: &str, amount: i64) -> Result<(), DbError> {
        let (home, shout) = ("/".to_owned(), Shout(amount));
        match how {
            "page" => rq.broadcast_to_page(&home, shout).await,
            "page_others" => rq.broadcast_to_page_others(&home, shout).await,
            "session" => rq.broadcast_to_session(shout).await,
            "session_others" => rq.broadcast_to_session_others(shout).await,
            "app" => rq.broadcast_to_app(shout).await,
            "app_others" => rq.broadcast_to_app_others(shout).await,
            _ => self.shout_committed(rq, how == "committed", shout).await,
        }
    }

    async fn shout_committed(
        &self,
        rq: &Request,
        commits: bool,
        shout: Shout,
    ) -> Result<(), DbError> {
        let work = async |tx: &mut db::Tx| {
            db::execute(tx, &ADD, vec![shout.0.into()]).await?;
            rq.after_commit(tx).broadcast_to_app(shout).await?;
            if commits {
                return Ok(());
            }
            Err(DbError::NoRow { query: "shout" })
        };
        self.db.transaction(work).await
    }

    async fn run(&self, rq: &Request, method: MethodId, arguments: &[u8]) -> Called {
        self.runs.fetch_add(1, Ordering::SeqCst);
        match method {
            INCREMENT => {
                let call: Increment = decode_all(arguments).map_err(|_| Failure::BadRequest)?;
                if call.amount == 0 {
                    return Ok(to_bytes(&Err::<i64, String>("nothing to add".to_owned())));
                }
                answer(rq, self.add(call.amount).await)
            }
            COUNT => answer(rq, Ok(self.total().await)),
            PANIC => panic!("a handler that panics"),
            SLOW => {
                self.gate.acquire().await.unwrap().forget();
                answer(rq, self.add(1).await)
            }
            TWICE => {
                let first = self.add(1).await;
                answer(
                    rq,
                    if first.is_ok() {
                        self.add(1).await
                    } else {
                        first
                    },
                )
            }
            CONSTANT => answer(rq, Ok(1)),
            SAY => {
                let amount: i64 = decode_all(arguments).map_err(|_| Failure::BadRequest)?;
                answer(rq, Count(1).publish(rq, amount).await.map(|()| amount))
            }
            SAY_COMMITTED => {
                let amount: i64 = decode_all(arguments).map_err(|_| Failure::BadRequest)?;
                answer(rq, self.say(amount).await)
            }
            SHOUT => {
                let (how, amount): (String, i64) =
                    decode_all(arguments).map_err(|_| Failure::BadRequest)?;
                answer(rq, self.shout(rq, &how, amount).await.map(|()| amount))
            }
            RECHECK => answer(rq, Count(1).recheck(rq).await.map(|()| 0)),
            LARGE => Ok(vec![0; 500_000]),
            LATE_PANIC => {
                self.add(1).await.unwrap();
                panic!("a handler that panics after its transaction")
            }
            _ => Err(Failure::Stale),
        }
    }
}

fn answer(rq: &Request, result: Result<i64, DbError>) -> Called {
    match result {
        Ok(count) => Ok(to_bytes(&Ok::<i64, String>(count))),
        Err(error) => Err(Failure::Internal {
            trace_id: rq.report(&error.into()),
        }),
    }
}

impl Application for Counter {
    fn clients(&self) -> &'static [ClientDefinition] {
        match self.protocol {
            Protocol::Msgpack => &[MSGPACK],
            Protocol::Json => &[ClientDefinition {
                protocol: Protocol::Json,
                ..MSGPACK
            }],
        }
    }

    fn open<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, Opened> {
        Box::pin(async move {
            match url.split('?').next().unwrap_or(url) {
                "/" | "/away" => Opened::Page {
                    status: 200,
                    data: to_bytes(&self.total().await),
                },
                "/old" => Opened::Redirect("/".to_owned()),
                "/outside" => Opened::Redirect("//evil.example/".to_owned()),
                "/panic" => panic!("a load that panics"),
                "/fault" => Opened::Failed {
                    trace_id: rq.report(&rally_runtime::server::Fault::new("broken")),
                },
                "/slow" => {
                    self.gate.acquire().await.unwrap().forget();
                    Opened::Page {
                        status: 200,
                        data: to_bytes(&self.total().await),
                    }
                }
                _ => Opened::NotFound,
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
        let path = url.split('?').next().unwrap_or(url).to_owned();
        let (page, effect) = private::mount::<Home>(path, (), url, data, now)?;
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

    fn subscribe<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
        channel: &'a str,
    ) -> LocalFuture<'a, Subscribed> {
        Box::pin(async move {
            match (url, private::topic_name(channel)) {
                ("/" | "/away", "@page" | "@session" | "@app") => {
                    let params = url.to_owned();
                    return Ok(private::broadcast_channel::<Shout>(rq, &params, channel)?);
                }
                ("/guarded", Count::NAME) if self.is_allowed.load(Ordering::SeqCst) => {
                    private::topic::<Count>(channel)?
                }
                ("/", Count::NAME) => private::topic::<Count>(channel)?,
                ("/slow", Count::NAME) => {
                    self.gate.acquire().await.unwrap().forget();
                    private::topic::<Count>(channel)?
                }
                _ => return Err(Failure::Forbidden),
            };
            Ok(channel.to_owned())
        })
    }

    fn entries(&self) -> &'static [entry::Entry] {
        ENTRIES
    }

    fn begin_model<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, ModelBegun> {
        Box::pin(echo::begin(self, rq, url))
    }

    fn update_model<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
        model: &'a mut dyn Any,
        message: &'a [u8],
    ) -> LocalFuture<'a, ModelUpdated> {
        Box::pin(echo::update(self, rq, url, model, message))
    }

    fn form(
        &self,
        _: &'static str,
        method: &str,
        fields: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>> {
        (method == Increment::NAME).then(|| private::form::<Increment>(fields))
    }
}

impl Page for Home {
    type Data = i64;
    type Params = String;
    type Search = ();
    type Client = ();
    type Model = Home;
    type Msg = Msg;

    fn init(count: i64, cx: &Context<String, (), ()>) -> (Home, Effect<Msg>) {
        let effect = if cx.params == "/away" {
            effect::navigate("/")
        } else {
            effect::none()
        };
        (
            Home {
                count,
                said: String::new(),
            },
            effect,
        )
    }

    fn update(model: &mut Home, msg: Msg, _: &Context<String, (), ()>) -> Effect<Msg> {
        match msg {
            Msg::Got(Ok(count)) if count >= 1_000 => return effect::navigate("/full"),
            Msg::Got(Ok(count)) => {
                model.count = count;
                model.said = "added".to_owned();
            }
            Msg::Got(Err(error)) => model.said = format!("{error:?}"),
        }
        effect::none()
    }

    fn view(model: &Home, _: &Context<String, (), ()>) -> Element<Msg> {
        html::main(
            [],
            [
                html::p([html::id("count")], [html::text(model.count)]),
                html::p([html::id("said")], [html::text(&model.said)]),
                html::p([], [html::text("<script>alert(\"&\")</script>")]),
                html::rpc_form::<Increment, Msg>(
                    Msg::Got,
                    [],
                    [
                        html::input([html::name("amount")]),
                        html::button([], [html::text("Add")]),
                    ],
                ),
            ],
        )
    }

    fn head(_: &Home, _: &Context<String, (), ()>) -> Head {
        Head::title("</title>&")
            .meta("description", "\"quoted\"")
            .stylesheet("/app.css")
    }
}

impl Rpc for Increment {
    type Ok = i64;
    type Error = String;
    const METHOD: MethodId = INCREMENT;
    const NAME: &'static str = "public/home/increment";
}

impl FormCall for Increment {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("amount", self.amount.to_string())]
    }

    fn from_fields(fields: &FormFields) -> Result<Self, FormError> {
        Ok(Self {
            amount: fields.read("amount")?,
        })
    }
}

impl Encode for Increment {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::fields(out, 1);
        self.amount.encode(out);
    }
}

impl Decode for Increment {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.fields(1, |reader| {
            Ok(Self {
                amount: i64::decode(reader)?,
            })
        })
    }
}

const AMOUNT: &[Field] = &[Field {
    name: "amount",
    shape: &Shape::Int,
}];

const fn counter(
    name: &'static str,
    method: MethodId,
    params: &'static [Field],
    arguments: &'static [Field],
) -> entry::Entry {
    entry::Entry {
        client: "public",
        name,
        policy: Policy::Public,
        asks: Asks::Nothing,
        way: Way::Call(RemoteCall {
            method,
            params,
            arguments,
            ok: &Shape::Int,
            error: Some(&Shape::String),
        }),
    }
}

static ENTRIES: &[entry::Entry] = &[
    counter("public/home/increment", INCREMENT, &[], AMOUNT),
    counter(
        "public/games_id/increment",
        INCREMENT,
        &[Field {
            name: "id",
            shape: &Shape::Int,
        }],
        AMOUNT,
    ),
    counter("public/home/count", COUNT, &[], &[]),
    counter("public/home/panic", PANIC, &[], &[]),
    counter("public/home/slow", SLOW, &[], &[]),
    counter("public/home/twice", TWICE, &[], &[]),
];
