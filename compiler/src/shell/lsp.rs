//! `rallyc lsp`: a language server on standard input and output. The core's answers in, the protocol's messages out.
//!
//! One thread reads messages and one, the server, has all state and writes. Each analysis of an app runs on a thread
//! of its own, one at a time for each app, and what is typed meanwhile is looked at together when it ends: however
//! fast somebody types, nothing queues.

mod analysis;
mod client;
mod definition;
mod diagnostics;
mod document;
mod formatting;
mod frame;
mod home;
mod message;
mod outline;
mod position;
mod server;
mod uri;
mod workspace;

use std::io::{BufReader, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, Sender};
use std::thread;

use analysis::Analysed;
use message::Incoming;
use server::{Next, Server};

/// What the server is woken by.
#[derive(Debug)]
enum Event {
    /// A message of the client's.
    Message(Incoming),
    /// An analysis has ended.
    Analysed(Box<Analysed>),
    /// No message will come any more: the client is gone, or what it sends cannot be read.
    Closed(Option<String>),
}

/// Serves until the client says to exit or is gone. The protocol says with which code: success only after `shutdown`.
pub(super) fn serve() -> ExitCode {
    let (events, woken) = mpsc::channel();
    let reading = events.clone();
    thread::spawn(move || read(&reading));
    let mut server = Server::new(std::io::stdout(), events);
    loop {
        match server.turn(&woken) {
            Next::GoOn => {}
            Next::Exit(code) => {
                let _gone = std::io::stdout().flush();
                return code;
            }
        }
    }
}

fn read(events: &Sender<Event>) {
    let mut input = BufReader::new(std::io::stdin());
    let reason = loop {
        match frame::read(&mut input) {
            Ok(Some(bytes)) => {
                if events.send(Event::Message(message::read(&bytes))).is_err() {
                    return;
                }
            }
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    // The server has ended where nobody listens.
    let _ended = events.send(Event::Closed(reason));
}
