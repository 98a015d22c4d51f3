//! One call over a socket, there and back: Rally's conversation beside a hand-written echo of the same stack.
//!
//! `echo` is what a hand-written actix-ws server with rmp-serde does for one request and one response. `read` is an rpc
//! that writes nothing, with all that a call goes through: frame, order, gate, the look for a receipt, handler, reply.
//! `write` is an rpc with one transaction, its receipt and its stored reply, each on the disk before it is answered.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, dead_code)]

#[path = "../tests/server/app.rs"]
mod app;
#[path = "../tests/server/echo.rs"]
mod echo;
#[path = "../tests/server/harness.rs"]
mod harness;
#[path = "../tests/server/tab.rs"]
mod tab;

use std::net::SocketAddr;
use std::time::Instant;

use actix_web::rt::{System, SystemRunner};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use awc::ws::{Frame, Message};
use criterion::{Criterion, criterion_group, criterion_main};
use futures_util::{SinkExt as _, StreamExt as _};
use rally_runtime::server::Limits;
use rally_runtime::wire::frame::CallFrame;

use crate::harness::TestServer;
use crate::tab::{Tab, call, increment};

#[derive(serde::Serialize, serde::Deserialize)]
struct Question {
    n: u64,
    method: u64,
    amount: i64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Answer {
    n: u64,
    count: i64,
}

async fn echo(request: HttpRequest, body: web::Payload) -> Result<HttpResponse, actix_web::Error> {
    let (response, mut session, mut stream) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        while let Some(Ok(actix_ws::Message::Binary(bytes))) = stream.recv().await {
            let question: Question = rmp_serde::from_slice(&bytes).unwrap();
            let answer = Answer {
                n: question.n,
                count: question.amount,
            };
            session
                .binary(rmp_serde::to_vec(&answer).unwrap())
                .await
                .unwrap();
        }
    });
    Ok(response)
}

async fn start_echo() -> SocketAddr {
    let app = || App::new().route("/", web::get().to(echo));
    let server = HttpServer::new(app)
        .workers(2)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
    let address = server.addrs()[0];
    actix_web::rt::spawn(server.run());
    address
}

fn bench_echo(criterion: &mut Criterion, system: &SystemRunner) {
    let address = system.block_on(start_echo());
    let url = format!("http://{address}/");
    let mut framed =
        system.block_on(async { harness::client().ws(url).connect().await.unwrap().1 });
    let mut n = 0;
    criterion.bench_function("socket/echo", |bencher| {
        bencher.iter_custom(|iterations| {
            system.block_on(async {
                let start = Instant::now();
                for _ in 0..iterations {
                    n += 1;
                    let question = rmp_serde::to_vec(&Question {
                        n,
                        method: 1,
                        amount: 1,
                    })
                    .unwrap();
                    framed.send(Message::Binary(question.into())).await.unwrap();
                    let Some(Ok(Frame::Binary(bytes))) = framed.next().await else {
                        panic!("no answer")
                    };
                    let answer: Answer = rmp_serde::from_slice(&bytes).unwrap();
                    assert_eq!(answer.n, n);
                }
                start.elapsed()
            })
        });
    });
}

fn bench_calls(criterion: &mut Criterion, system: &SystemRunner) {
    let limits = Limits {
        frame_burst: u32::MAX,
        frames_a_second: u32::MAX,
        ..Limits::default()
    };
    let server = system.block_on(TestServer::start_limited(limits));
    let (mut socket, stamp) =
        system.block_on(async { Tab::open(server.browser()).await.connect().await });
    let mut n = 0;
    let mut bench = |name: &str, make: &dyn Fn(u64) -> CallFrame| {
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|iterations| {
                system.block_on(async {
                    let start = Instant::now();
                    for _ in 0..iterations {
                        n += 1;
                        let call = CallFrame { done: n, ..make(n) };
                        socket.call(&call).await.unwrap();
                    }
                    start.elapsed()
                })
            });
        });
    };
    bench("socket/read", &|n| {
        call(n, stamp, app::CONSTANT, Vec::new())
    });
    bench("socket/write", &|n| increment(n, stamp, 1));
    system.block_on(server.stop());
}

fn bench(criterion: &mut Criterion) {
    let system = System::new();
    bench_echo(criterion, &system);
    bench_calls(criterion, &system);
}

criterion_group!(benches, bench);
criterion_main!(benches);
