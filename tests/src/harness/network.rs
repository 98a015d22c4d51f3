//! A network between one browser and a server, that does to a connection what it was told to, at the byte that it was
//! told. All else passes as it is.

mod line;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

pub use crate::proxy::Direction;
use crate::proxy::request::{Head, read_head};

/// How far a frame has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Its first byte.
    Head,
    /// Half of it.
    Middle,
    /// All but its last byte.
    Tail,
    /// All of it.
    End,
}

/// The moment right after a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The how-manieth socket of this network, from 1.
    pub connection: usize,
    /// Which way the frame goes.
    pub direction: Direction,
    /// The how-manieth frame of that socket and direction, from 1.
    pub frame: usize,
    /// How far it has passed.
    pub at: At,
}

/// What becomes of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Both sides see it end.
    Cut,
    /// Nothing passes any more, and nobody is told.
    Silence,
    /// Nothing passes for a while.
    Delay,
    /// The browser sees it end. What it had sent arrives once its next connection has been greeted.
    Linger,
    /// Both sides see it end, and all that the browser had sent comes once more over another one at once.
    Echo,
    /// The same, once the browser's next connection has been greeted.
    LateEcho,
    /// Nothing passes until [`Network::go_on`]; then both sides see it end.
    Stop,
    /// All passes, and whoever waits in [`Network::told`] is told.
    Tell,
}

/// Something that is to happen once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// When.
    pub moment: Moment,
    /// What.
    pub fault: Fault,
}

/// What becomes of a `Parting`, or of a request that redeems a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parcel {
    /// It never arrives.
    Lost,
    /// It arrives, and the answer does not.
    Unanswered,
    /// It arrives twice; the second answer does.
    Twice,
    /// It arrives when the next socket has been greeted, or after a while where there is none; the answer does not.
    Late,
    /// Whoever waits in [`Network::told`] is told before it arrives, and at [`Network::go_on`] it is lost.
    StopBefore,
    /// The same, once the server has answered.
    StopAfter,
}

/// What a network does.
#[derive(Debug, Clone, Default)]
pub struct Doings {
    /// To sockets.
    pub orders: Vec<Order>,
    /// To what is sent as a page is left, in order.
    pub parcels: Vec<Parcel>,
    /// To requests that redeem a token, in order.
    pub redemptions: Vec<Parcel>,
}

/// How many frames a socket has carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// From the browser.
    pub to_server: usize,
    /// From the server.
    pub to_browser: usize,
}

/// The network in front of a server.
pub struct Network {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// What all connections know.
struct Shared {
    server: u16,
    state: Mutex<State>,
    /// The highest number of a socket that has heard of the server.
    greeted: watch::Sender<usize>,
    told: watch::Sender<bool>,
    /// How many late parcels have not been delivered.
    under_way: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    orders: Vec<Order>,
    parcels: VecDeque<Parcel>,
    redemptions: VecDeque<Parcel>,
    /// By the number of the socket, from 1.
    carried: Vec<Carried>,
    /// The number of the last socket that fell silent.
    silent: usize,
}

/// What a tab may know of its network, so that nobody waits longer than need be.
#[derive(Clone)]
pub struct Weather(Arc<Shared>);

impl Weather {
    /// Whether the newest socket has fallen silent: nothing will come any more.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let state = self.0.state();
        state.silent > 0 && state.silent == state.carried.len()
    }
}

impl Network {
    /// A network in front of the server at this port, with its orders.
    pub async fn start(server: u16, doings: Doings) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let state = State {
            orders: doings.orders,
            parcels: doings.parcels.into(),
            redemptions: doings.redemptions.into(),
            ..State::default()
        };
        let shared = Arc::new(Shared {
            server,
            state: Mutex::new(state),
            greeted: watch::Sender::new(0),
            told: watch::Sender::new(false),
            under_way: watch::Sender::new(0),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self {
            port: address.port(),
            shared,
            accepting,
        }
    }

    /// The port to give to the browser.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What a tab may know of it.
    #[must_use]
    pub fn weather(&self) -> Weather {
        Weather(Arc::clone(&self.shared))
    }

    /// What each socket has carried, in the order in which they were opened.
    #[must_use]
    pub fn carried(&self) -> Vec<Carried> {
        self.shared.state().carried.clone()
    }

    /// Whether all orders were carried out, and whoever is to be told was.
    #[must_use]
    pub fn is_done(&self) -> bool {
        let state = self.shared.state();
        let stops = |parcel: &Parcel| matches!(parcel, Parcel::StopBefore | Parcel::StopAfter);
        state.orders.is_empty() && !state.redemptions.iter().any(stops)
    }

    /// Does nothing any more: the orders that have not been carried out.
    pub fn calm(&self) -> Vec<Order> {
        let mut state = self.shared.state();
        state.parcels.clear();
        state.redemptions.clear();
        std::mem::take(&mut state.orders)
    }

    /// Waits for the moment of a [`Fault::Stop`] or [`Fault::Tell`].
    pub async fn told(&self) {
        let mut told = self.shared.told.subscribe();
        // The sender lives as long as this.
        let _ = told.wait_for(|told| *told).await;
    }

    /// Waits until late parcels have been delivered.
    pub async fn delivered(&self) {
        let mut under_way = self.shared.under_way.subscribe();
        // The sender lives as long as this.
        let _ = under_way.wait_for(|count| *count == 0).await;
    }

    /// Ends the connection that was stopped.
    pub fn go_on(&self) {
        self.shared.told.send_replace(false);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // They end with the network.
    let mut connections = JoinSet::new();
    while let Ok((browser, _)) = listener.accept().await {
        connections.spawn(serve(browser, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut browser: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    let mut pending = Vec::new();
    let Some(head) = read_head(&mut browser, &mut pending).await? else {
        return Ok(());
    };
    if head.is_upgrade() {
        line::carry(browser, [head.bytes(), &pending].concat(), shared).await
    } else {
        exchange(browser, &head, pending, &shared).await
    }
}

/// One request and its answer; the browser of these tests opens a connection for each.
async fn exchange(
    mut browser: TcpStream,
    head: &Head,
    mut body: Vec<u8>,
    shared: &Shared,
) -> std::io::Result<()> {
    let mut rest = vec![0; head.content_length().saturating_sub(body.len())];
    browser.read_exact(&mut rest).await?;
    body.append(&mut rest);
    let request = [head.bytes(), &body].concat();
    match shared.parcel_of(head) {
        None => {}
        Some(Parcel::Lost) => return Ok(()),
        Some(Parcel::Unanswered) => return ask(&request, shared).await.map(drop),
        Some(Parcel::Twice) => drop(ask(&request, shared).await?),
        Some(Parcel::Late) => {
            drop(browser);
            return deliver_late(&request, shared).await;
        }
        Some(Parcel::StopBefore) => {
            shared.stop().await;
            return Ok(());
        }
        Some(Parcel::StopAfter) => {
            let answer = ask(&request, shared).await;
            shared.stop().await;
            return answer.map(drop);
        }
    }
    let answer = ask(&request, shared).await?;
    browser.write_all(&answer).await
}

async fn deliver_late(request: &[u8], shared: &Shared) -> std::io::Result<()> {
    shared.under_way.send_modify(|count| *count += 1);
    let before = *shared.greeted.borrow();
    let greeted = shared.greeted_after(before);
    let _ = tokio::time::timeout(line::A_WHILE, greeted).await;
    let answer = ask(request, shared).await;
    shared.under_way.send_modify(|count| *count -= 1);
    answer.map(drop)
}

async fn ask(request: &[u8], shared: &Shared) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", shared.server)).await?;
    server.write_all(request).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of a request.
    fn parcel_of(&self, head: &Head) -> Option<Parcel> {
        let mut state = self.state();
        if head.line().starts_with("POST /_rally/calls/") {
            state.parcels.pop_front()
        } else if head.line().starts_with("POST /_rally/redeem/") {
            state.redemptions.pop_front()
        } else {
            None
        }
    }

    /// Tells whoever waits, and waits for them.
    async fn stop(&self) {
        self.told.send_replace(true);
        let mut told = self.told.subscribe();
        // The sender lives as long as this.
        let _ = told.wait_for(|told| !*told).await;
    }

    /// Waits until a socket after this one has been greeted.
    async fn greeted_after(&self, number: usize) {
        let mut greeted = self.greeted.subscribe();
        // The sender lives as long as this.
        let _ = greeted.wait_for(|greeted| *greeted > number).await;
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Moment {
            connection,
            direction,
            frame,
            at,
        } = self.moment;
        write!(
            f,
            "{:?} at the {at:?} of frame {frame} {direction:?} of connection {connection}",
            self.fault
        )
    }
}
