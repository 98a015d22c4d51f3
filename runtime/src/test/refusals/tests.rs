//! The test can fail: apps with a gate that is wrong in each way.

#![allow(clippy::unwrap_used)]

use std::any::Any;

use super::*;
use crate::db::{self, Query};
use crate::page::{Failure, FormError, FormFields, MethodId, Time};
use crate::private::entry::{Field, RemoteCall, Shape, Way};
use crate::server::entries::Hears;
use crate::server::gate::{Access, Gatekeeper, authorized, pass};
use crate::server::gate::{Refused, SignInPage};
use crate::server::{
    AccessResult, Called, ClientDefinition, Fault, LocalFuture, ModelBegun, ModelUpdated, Opened,
    Rendered, Request, Subscribed,
};
use crate::wire::{Protocol, to_bytes};

static LOG: Query = Query {
    name: "log",
    sql: "INSERT INTO log (what) VALUES ('seen')",
};

/// What is wrong with the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fall {
    /// Nothing.
    None,
    /// `authorize` lets everybody in.
    AllowsAll,
    /// `authorize` writes down whoever comes.
    WritesDown,
    /// `authorize` lets in whoever is nobody.
    AllowsNobody,
    /// The gate is not asked at all.
    NoGate,
    /// It is not asked again once a model has begun.
    NoGateForMessages,
    /// `resolve` makes a member of every subject.
    MakesMembers,
    /// `authorize` fails.
    Fails,
    /// `authorize` signs people in.
    SignsIn,
    /// `load` sends people elsewhere after it has looked.
    Redirects,
}

struct App {
    db: Db,
    fall: Fall,
}

const fn call(name: &'static str, policy: Policy, asks: Asks, method: u64) -> Entry {
    Entry {
        client: "public",
        name,
        policy,
        asks,
        way: Way::Call(RemoteCall {
            method: MethodId(method),
            params: &[Field {
                name: "id",
                shape: &Shape::Int,
            }],
            arguments: &[Field {
                name: "notes",
                shape: &Shape::List(&Shape::String),
            }],
            ok: &Shape::Unit,
            error: None,
        }),
    }
}

static ENTRIES: &[Entry] = &[
    Entry {
        client: "public",
        name: "public/home",
        policy: Policy::Public,
        asks: Asks::Nothing,
        way: Way::Page {
            address: "/",
            sign_in: Some("/sign_in"),
        },
    },
    Entry {
        client: "public",
        name: "public/games_id",
        policy: Policy::Optional,
        asks: Asks::Authorize,
        way: Way::Page {
            address: "/games/1",
            sign_in: Some("/sign_in"),
        },
    },
    call(
        "public/games_id/rename",
        Policy::Required,
        Asks::Authorize,
        1,
    ),
    call("public/note", Policy::Required, Asks::Nothing, 2),
    Entry {
        client: "public",
        name: "public/games_id/game",
        policy: Policy::Optional,
        asks: Asks::Authorize,
        way: Way::Topic {
            address: "/games/1",
            channel: "game/1",
        },
    },
    Entry {
        client: "public",
        name: "public/games_id/model",
        policy: Policy::Required,
        asks: Asks::Nothing,
        way: Way::Model {
            address: "/games/1",
            hears: Hears::Messages,
        },
    },
];

impl Gatekeeper for App {
    type Identity = String;

    async fn resolve(&self, _: &Request, subject: &str) -> Result<Option<String>, Fault> {
        let is_known = subject != GONE || self.fall == Fall::MakesMembers;
        Ok(is_known.then(|| subject.to_owned()))
    }
}

impl App {
    async fn authorize(&self, rq: &Request, who: Option<&str>) -> AccessResult {
        match self.fall {
            Fall::AllowsAll | Fall::Redirects => return Ok(Access::Allow),
            Fall::AllowsNobody if who.is_none() => return Ok(Access::Allow),
            Fall::Fails => return Err(Fault::new("broken")),
            Fall::SignsIn => rq.session().sign_in("public", "1"),
            Fall::WritesDown => {
                self.db
                    .transaction(async |tx| db::execute(tx, &LOG, vec![]).await)
                    .await?;
            }
            _ => {}
        }
        Ok(match who {
            Some("1") => Access::Allow,
            Some(_) => Access::NotFound,
            None => Access::Forbid,
        })
    }

    async fn gate(&self, rq: &Request, policy: Policy, asks: Asks) -> Result<(), Refused> {
        if self.fall == Fall::NoGate {
            return Ok(());
        }
        let passed = pass(rq, policy, self).await?;
        match asks {
            Asks::Nothing => Ok(()),
            Asks::Authorize => {
                let who = passed.optional().map(String::as_str);
                authorized(rq, self.authorize(rq, who).await)
            }
        }
    }

    async fn open_page(&self, rq: &Request, url: &str) -> Opened {
        const SIGN_IN: SignInPage = SignInPage {
            path: &["sign_in"],
            return_to: Some("next"),
        };
        if url == "/" {
            return crate::private::opened_without_data(200);
        }
        match self.gate(rq, Policy::Optional, Asks::Authorize).await {
            Err(refused) => refused.opened(Some(&SIGN_IN), url),
            Ok(()) if self.fall == Fall::Redirects => Opened::Redirect("/elsewhere".to_owned()),
            Ok(()) if self.fall == Fall::NoGate => crate::private::opened_without_data(200),
            // Nothing is there: what matters is that it was looked for.
            Ok(()) => Opened::NotFound,
        }
    }
}

impl Application for App {
    fn clients(&self) -> &'static [ClientDefinition] {
        &[ClientDefinition {
            name: "public",
            mount: "/",
            version: 1,
            has_auth: true,
            protocol: Protocol::Msgpack,
        }]
    }

    fn entries(&self) -> &'static [Entry] {
        ENTRIES
    }

    fn open<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        url: &'a str,
    ) -> LocalFuture<'a, Opened> {
        Box::pin(self.open_page(rq, url))
    }

    fn mount(
        &self,
        _: &'static str,
        _: &str,
        _: &[u8],
        _: Time,
        _: crate::page::Entry<'_>,
    ) -> Option<Rendered> {
        None
    }

    fn call<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        method: MethodId,
        _: &'a [u8],
        arguments: &'a [u8],
    ) -> LocalFuture<'a, Called> {
        let asks = match method.0 {
            1 => Asks::Authorize,
            _ => Asks::Nothing,
        };
        Box::pin(async move {
            let (_,): (Vec<String>,) = read(arguments)?;
            self.gate(rq, Policy::Required, asks).await?;
            Ok(to_bytes(&Ok::<(), String>(())))
        })
    }

    fn subscribe<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        _: &'a str,
        channel: &'a str,
    ) -> LocalFuture<'a, Subscribed> {
        Box::pin(async move {
            self.gate(rq, Policy::Optional, Asks::Authorize).await?;
            Ok(channel.to_owned())
        })
    }

    fn begin_model<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        _: &'a str,
    ) -> LocalFuture<'a, ModelBegun> {
        Box::pin(async move {
            self.gate(rq, Policy::Required, Asks::Nothing).await?;
            Ok((Box::new(()) as Box<dyn Any>, Vec::new()))
        })
    }

    fn update_model<'a>(
        &'a self,
        rq: &'a Request,
        _: &'static str,
        _: &'a str,
        _: &'a mut dyn Any,
        _: &'a [u8],
    ) -> LocalFuture<'a, ModelUpdated> {
        Box::pin(async move {
            if self.fall != Fall::NoGateForMessages {
                self.gate(rq, Policy::Required, Asks::Nothing).await?;
            }
            Ok(Vec::new())
        })
    }

    fn form(
        &self,
        _: &'static str,
        _: &str,
        _: &FormFields,
    ) -> Option<Result<(MethodId, Vec<u8>), FormError>> {
        None
    }
}

/// The only argument.
fn read(arguments: &[u8]) -> Result<(Vec<String>,), Failure> {
    let mut reader = crate::wire::Reader::new(arguments);
    let notes = reader.fields(1, |reader| crate::wire::Decode::decode(reader));
    notes.map(|notes| (notes,)).map_err(|_| Failure::BadRequest)
}

fn refusals(fall: Fall) -> Refusals {
    let migrations = Migrations::embedded(&[("001_log.sql", "CREATE TABLE log (what TEXT)")]);
    Refusals::of(&migrations.unwrap(), move |db| App { db, fall }).stranger("public", "2")
}

#[track_caller]
fn assert_problems(fall: Fall, expected: &[&str]) {
    assert_eq!(refusals(fall).report().problems, expected, "{fall:?}");
}

#[test]
fn an_app_that_refuses_passes() {
    let report = refusals(Fall::None).report();
    assert!(report.problems.is_empty(), "{report}");
    // The page and the topic once for each of three, the first call twice, the second twice for each of two, and the
    // model once for each of two.
    assert_eq!(report.refused, 3 + 3 + 6 + 4 + 2);
    refusals(Fall::None).check();
}

#[test]
fn a_gate_that_lets_everybody_in_is_found() {
    let page = ["nobody", "somebody who is gone", "the stranger \"2\""]
        .map(|who| format!("public/games_id: {who} was let in"));
    let problems = refusals(Fall::NoGate).report().problems;
    assert_eq!(problems.len(), 3 + 6 + 4 + 3 + 2, "{problems:?}");
    assert_eq!(problems[..3], page);
    let stranger = "the stranger \"2\" was let in";
    let problems = refusals(Fall::AllowsAll).report().problems;
    let calls = problems.iter().filter(|problem| problem.contains("rename"));
    let calls: Vec<_> = calls.collect();
    assert_eq!(calls.len(), 2, "nobody is required to be let in: {calls:?}");
    assert!(calls.iter().all(|problem| problem.ends_with(stranger)));
}

#[test]
fn nobody_is_told_from_somebody() {
    assert_problems(
        Fall::AllowsNobody,
        &[
            "public/games_id: nobody was let in",
            "public/games_id: somebody who is gone was let in",
            "public/games_id/game: nobody was let in",
            "public/games_id/game: somebody who is gone was let in",
        ],
    );
    let gone = "somebody who is gone was let in";
    assert_problems(
        Fall::MakesMembers,
        &[
            &format!("public/note: {gone}"),
            &format!("public/note: {gone}"),
            &format!("public/games_id/model: {gone}"),
        ],
    );
}

#[test]
fn each_message_to_a_model_passes_the_gate() {
    let who = ["nobody", "somebody who is gone"];
    let problems = who.map(|who| format!("public/games_id/model: {who} was let in"));
    assert_problems(
        Fall::NoGateForMessages,
        &problems.each_ref().map(|it| &**it),
    );
}

#[test]
fn a_refusal_that_writes_is_found() {
    let problems = refusals(Fall::WritesDown).report().problems;
    assert!(
        problems
            .iter()
            .all(|problem| problem.ends_with("changed rows in log"))
    );
    assert_eq!(problems.len(), 3 + 2 + 3, "{problems:?}");
    let problems = refusals(Fall::SignsIn).report().problems;
    assert!(
        problems
            .iter()
            .all(|problem| problem.contains("the session"))
    );
    assert_eq!(problems.len(), 3 + 2 + 3, "{problems:?}");
}

#[test]
fn a_failure_and_what_load_answers_are_no_refusals() {
    let problems = refusals(Fall::Fails).report().problems;
    assert!(
        problems
            .iter()
            .all(|problem| problem.contains("the app failed"))
    );
    // Somebody who is gone is nobody by then, for whom the app may fail.
    assert_eq!(problems.len(), 2 + 2 + 2, "{problems:?}");
    let problems = refusals(Fall::Redirects).report().problems;
    let of_page = |problem: &&String| problem.starts_with("public/games_id: ");
    assert_eq!(problems.iter().filter(of_page).count(), 3, "{problems:?}");
}

#[test]
fn what_is_open_is_said_and_what_is_said_is_open() {
    let open = |refusals: Refusals| {
        refusals
            .open("public/games_id")
            .open("public/games_id/rename")
            .open("public/games_id/game")
    };
    let report = open(refusals(Fall::AllowsAll)).report();
    assert!(report.problems.is_empty(), "{report}");
    let problems = open(refusals(Fall::None)).report().problems;
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(
        problems
            .iter()
            .all(|problem| problem.contains("say so no more"))
    );
    let members = refusals(Fall::AllowsAll).open_to_strangers("public/games_id");
    let problems = members.report().problems;
    let of_page = problems
        .iter()
        .filter(|problem| problem.starts_with("public/games_id: "));
    assert_eq!(
        of_page.count(),
        2,
        "nobody and whoever is gone: {problems:?}"
    );
    let problems = refusals(Fall::None)
        .open("public/nothing")
        .report()
        .problems;
    assert_eq!(
        problems,
        ["public/nothing is said to be open, and there is no such entry"]
    );
}

#[test]
fn a_stranger_must_be_named() {
    let mut nobody = refusals(Fall::None);
    nobody.strangers.clear();
    let problems = nobody.report().problems;
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(
        problems
            .iter()
            .all(|problem| problem.contains(".stranger(\"public\", subject)"))
    );
}

#[test]
#[should_panic(expected = "public/games_id: nobody was let in")]
fn the_check_fails() {
    refusals(Fall::AllowsAll).check();
}

#[test]
fn somebody_else_may_be_gone() {
    let report = refusals(Fall::MakesMembers).gone("public", "3").report();
    assert_eq!(report.problems.len(), 3, "3 is a member as well: {report}");
    let report = refusals(Fall::None).gone("public", GONE).report();
    assert!(report.problems.is_empty(), "{report}");
}

#[test]
fn rows_that_are_there_stay() {
    let some = refusals(Fall::None).with_rows("INSERT INTO log VALUES ('before')");
    assert!(some.report().problems.is_empty());
    let problems = refusals(Fall::WritesDown)
        .with_rows("INSERT INTO log VALUES ('before')")
        .report()
        .problems;
    assert!(!problems.is_empty());
}
