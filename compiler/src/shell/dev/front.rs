//! The port that browsers talk to: bytes to the server behind it, and patience while there is none.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::shell::failure::{Failure, Outcome};

// How long a connection is held while the server is replaced.
const PATIENCE: Duration = Duration::from_secs(60);

// Browsers open a few; what opens more is refused rather than given a thread each.
const MOST_CONNECTIONS: usize = 512;

/// Where connections go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// Nowhere yet: they are held.
    Held,
    /// To this port of this machine.
    Server(u16),
    /// Nowhere: they get a page that says so.
    Down(String),
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

    /// Answers connections with a page that has this text, HTML, unless a server is there.
    pub(super) fn say_if_down(&self, html: &str) {
        if !matches!(*self.shared.lock(), Way::Server(_)) {
            self.say_down(html);
        }
    }

    /// Answers connections with a page that has this text, HTML.
    pub(super) fn say_down(&self, html: &str) {
        self.set(Way::Down(html.to_owned()));
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

    fn way(&self) -> Way {
        let held = |way: &mut Way| *way == Way::Held;
        let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, held);
        let (way, _) = waited.unwrap_or_else(PoisonError::into_inner);
        way.clone()
    }

    fn carry(&self, browser: TcpStream) -> io::Result<()> {
        match self.way() {
            Way::Server(port) => {
                exchange(browser, TcpStream::connect((Ipv4Addr::LOCALHOST, port))?)
            }
            Way::Held => answer(browser, "The app is still being built."),
            Way::Down(html) => answer(browser, &html),
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

// The request is read as far as it has come, or the browser would take the answer for a broken connection.
fn answer(mut browser: TcpStream, html: &str) -> io::Result<()> {
    browser.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut request = [0; 8192];
    let _read = browser.read(&mut request)?;
    let body =
        format!("<!doctype html><meta charset=\"utf-8\"><title>rallyc dev</title><p>{html}</p>\n");
    write!(
        browser,
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Refresh: 1\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    browser.shutdown(Shutdown::Write)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn connect(front: &Front) -> TcpStream {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, front.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
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
        let early = connect(&front);
        front.lead_to(serve("first"));
        assert_eq!(answer_of(early), "first");
        front.lead_to(serve("second"));
        assert_eq!(answer_of(connect(&front)), "second");
    }

    #[test]
    fn without_a_server_the_page_says_so_and_looks_again() {
        let front = Front::open(0).unwrap();
        front.say_if_down("does not build");
        let text = answer_of(connect(&front));
        assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
        assert!(
            text.contains("Refresh: 1") && text.contains("does not build"),
            "{text}"
        );
        front.lead_to(serve("ok"));
        front.say_if_down("the old one goes on");
        assert_eq!(answer_of(connect(&front)), "ok");
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
