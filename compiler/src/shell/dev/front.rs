//! The port that browsers talk to: bytes to the server behind it, and patience while there is none.

mod answer;
mod request;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::page;
use super::problems::Problems;
use crate::shell::failure::{Failure, Outcome};
use request::Request;

// How long a connection is held while the server is replaced.
const PATIENCE: Duration = Duration::from_secs(60);

// How often something is written to a page that listens, so that one that has gone is noticed.
const BEAT: Duration = Duration::from_secs(20);

// A server that ends is noticed within this time.
const NOTICED: Duration = Duration::from_secs(2);

// Browsers open a few; what opens more is refused rather than given a thread each.
const MOST_CONNECTIONS: usize = 512;

/// Where connections go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// Nowhere yet: they are held.
    Held,
    /// To this port of this machine.
    Server(u16),
    /// Nowhere: they are told why.
    Down(Arc<Problems>),
}

#[derive(Debug)]
struct Shared {
    way: Mutex<Way>,
    changed: Condvar,
    connections: AtomicUsize,
}

/// The open port. Its threads end with the process.
#[derive(Debug)]
pub(super) struct Front {
    port: u16,
    shared: Arc<Shared>,
}

impl Front {
    /// Opens a port on this machine's own addresses; 0 lets the system choose. Connections are held at first.
    pub(super) fn open(port: u16) -> Outcome<Self> {
        let listener =
            listen((Ipv4Addr::LOCALHOST, port).into()).map_err(|error| taken(port, &error))?;
        let port = listener
            .local_addr()
            .map_err(|error| taken(port, &error))?
            .port();
        let shared = Arc::new(Shared {
            way: Mutex::new(Way::Held),
            changed: Condvar::new(),
            connections: AtomicUsize::new(0),
        });
        // `localhost` may mean either address. A machine without the other one does without.
        match listen((Ipv6Addr::LOCALHOST, port).into()) {
            Ok(other) => accept(other, &shared),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                return Err(taken(port, &error));
            }
            Err(_) => {}
        }
        accept(listener, &shared);
        Ok(Self { port, shared })
    }

    /// What to type into a browser.
    pub(super) fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Holds new connections from now on.
    pub(super) fn hold(&self) {
        self.set(Way::Held);
    }

    /// Leads connections, those that are held too, to a port of this machine.
    pub(super) fn lead_to(&self, port: u16) {
        self.set(Way::Server(port));
    }

    /// Answers connections with what is wrong.
    pub(super) fn say_down(&self, problems: Problems) {
        self.set(Way::Down(Arc::new(problems)));
    }

    fn set(&self, way: Way) {
        *self.shared.lock() = way;
        self.shared.changed.notify_all();
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
}

fn taken(port: u16, error: &io::Error) -> Failure {
    let other = if port == u16::MAX { port - 1 } else { port + 1 };
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            Failure::new(format!("port {port} is taken by another program")).help(format!(
                "end that program, or choose another port: `PORT={other} rallyc dev`"
            ))
        }
        _ => Failure::new(format!("cannot listen on port {port}: {error}")),
    }
}

fn accept(listener: TcpListener, shared: &Arc<Shared>) {
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        for browser in listener.incoming() {
            let Ok(browser) = browser else {
                // Out of file handles, as a rule: some are given back in a moment.
                thread::sleep(Duration::from_millis(50));
                continue;
            };
            let shared = Arc::clone(&shared);
            if shared.connections.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
                shared.connections.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            thread::spawn(move || {
                // A connection that breaks off is the browser's to open again.
                let _broken = shared.carry(browser);
                shared.connections.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Way> {
        self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // The way once it is another one than this; the same where it stays so for too long.
    fn other_than(&self, way: &Way, patience: Duration) -> Way {
        let same = |now: &mut Way| now == way;
        let waited = self.changed.wait_timeout_while(self.lock(), patience, same);
        let (now, _) = waited.unwrap_or_else(PoisonError::into_inner);
        now.clone()
    }

    fn carry(&self, browser: TcpStream) -> io::Result<()> {
        let mut way = self.other_than(&Way::Held, PATIENCE);
        loop {
            let port = match &way {
                Way::Server(port) => *port,
                Way::Held => return self.answer(browser, None),
                Way::Down(problems) => return self.answer(browser, Some(problems)),
            };
            match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                Ok(server) => return exchange(browser, server),
                Err(error) => {
                    let next = self.other_than(&way, NOTICED);
                    if next == way {
                        return Err(error);
                    }
                    way = match next {
                        Way::Held => self.other_than(&Way::Held, PATIENCE),
                        next => next,
                    };
                }
            }
        }
    }

    fn answer(&self, mut browser: TcpStream, problems: Option<&Arc<Problems>>) -> io::Result<()> {
        browser.set_read_timeout(Some(request::PATIENCE))?;
        match request::read(&mut browser)? {
            None => {}
            Some(Request::Foreign) => answer::refuse(&mut browser)?,
            Some(Request::Events) => self.tell(&mut browser, problems.cloned())?,
            Some(Request::Other) => {
                let html = problems.map_or_else(page::waiting, |problems| page::document(problems));
                answer::page(&mut browser, &html)?;
            }
        }
        browser.shutdown(Shutdown::Write)
    }

    // What is wrong, again whenever it is something else, until there may be a server.
    fn tell(&self, browser: &mut TcpStream, mut problems: Option<Arc<Problems>>) -> io::Result<()> {
        answer::begin_events(browser)?;
        loop {
            let told = problems
                .as_ref()
                .map_or(Value::Null, |problems| problems.told());
            answer::event(browser, &told)?;
            let way = problems.map_or(Way::Held, Way::Down);
            let next = loop {
                let next = self.other_than(&way, BEAT);
                if next != way {
                    break next;
                }
                answer::beat(browser)?;
            };
            let Way::Down(other) = next else {
                return Ok(());
            };
            problems = Some(other);
        }
    }
}

// Either side may end first; then the other is told, and what is on its way still arrives.
fn exchange(browser: TcpStream, server: TcpStream) -> io::Result<()> {
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from, to) = (browser.try_clone()?, server.try_clone()?);
    let up = thread::spawn(move || pass(from, to));
    pass(server, browser);
    // A thread that panicked has nothing more to pass on.
    let _ended = up.join();
    Ok(())
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let complete = io::copy(&mut from, &mut to).is_ok();
    // Ends that are gone need no word.
    let _gone = match complete {
        true => to.shutdown(Shutdown::Write),
        false => to.shutdown(Shutdown::Both),
    };
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};

    fn connect(front: &Front, path: &str, headers: &str) -> TcpStream {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, front.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    fn answer_of(mut stream: TcpStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    // A server that answers one connection with `text`.
    fn serve(text: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 100];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(text.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn a_connection_made_while_there_is_no_server_reaches_the_next_one() {
        let front = Front::open(0).unwrap();
        let early = connect(&front, "/", "");
        front.lead_to(serve("first"));
        assert_eq!(answer_of(early), "first");
        front.lead_to(serve("second"));
        assert_eq!(answer_of(connect(&front, "/", "")), "second");
    }

    fn wrong(title: &str) -> Problems {
        Problems::new(Failure::new(title))
    }

    #[test]
    fn without_a_server_the_page_says_why_until_there_is_one() {
        let front = Front::open(0).unwrap();
        front.say_down(wrong("does <not> build"));
        let text = answer_of(connect(&front, "/", ""));
        assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
        assert!(text.contains("does &lt;not&gt; build"), "{text}");
        front.lead_to(serve("ok"));
        assert_eq!(answer_of(connect(&front, "/", "")), "ok");
    }

    #[test]
    fn open_pages_are_told_what_is_wrong_and_to_come_back_when_it_is_mended() {
        let front = Front::open(0).unwrap();
        front.say_down(wrong("first"));
        let stream = connect(&front, "/_rally/dev", "");
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        let mut told = |title: &str| {
            let line = lines.find(|line| line.starts_with("data: ")).unwrap();
            assert!(line.contains("\"build\":null"), "{line}");
            assert!(line.contains(title), "{line}");
        };
        told("first");
        front.say_down(wrong("second"));
        told("second");
        front.hold();
        assert_eq!(lines.find(|line| line.starts_with("data: ")), None);
    }

    #[test]
    fn another_site_is_told_nothing() {
        let front = Front::open(0).unwrap();
        front.say_down(wrong("secret"));
        for path in ["/", "/_rally/dev"] {
            for header in ["Origin: http://example.org", "Sec-Fetch-Site: same-site"] {
                let text = answer_of(connect(&front, path, &format!("{header}\r\n")));
                assert!(text.starts_with("HTTP/1.1 403 "), "{text}");
                assert!(!text.contains("secret"), "{text}");
            }
        }
    }

    #[test]
    fn a_connection_to_a_server_that_has_just_ended_reaches_the_next_one() {
        let front = Front::open(0).unwrap();
        let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = gone.local_addr().unwrap().port();
        drop(gone);
        front.lead_to(port);
        let early = connect(&front, "/", "");
        front.hold();
        front.lead_to(serve("next"));
        assert_eq!(answer_of(early), "next");
    }

    #[test]
    fn a_taken_port_is_named_with_another_one() {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port();
        let text = Front::open(port).unwrap_err().to_string();
        assert!(text.contains(&format!("port {port} is taken")), "{text}");
        assert!(text.contains("PORT="), "{text}");
    }
}
