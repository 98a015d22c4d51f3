//! A network between browser and server that holds, cuts and counts on command.
//!
//! Understands just enough of HTTP/1.1 to tell requests apart and of WebSocket to tell frames apart; passes all bytes on
//! as they are.

pub(crate) mod frames;
pub(crate) mod request;

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::wait;
pub use frames::Direction;
use frames::FrameCounter;
use request::{Head, read_head};

/// What the network does to the next bytes.
#[derive(Debug, Clone, Default)]
struct Orders {
    /// Requests whose path ends so are held until the order is taken back.
    held: Option<String>,
    /// Requests whose path ends so are cut off.
    failing: Option<String>,
    /// New connections are refused.
    down: bool,
    /// Sockets are cut after this many frames in this direction, once.
    cut: Option<(Direction, usize, CutAt)>,
    /// Grows with every `cut_all`: a connection that began under another number ends.
    generation: u64,
}

/// Where a socket is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutAt {
    /// After the last byte of the frame has been passed on.
    AfterFrame,
    /// In the middle of the frame.
    InsideFrame,
}

/// The network in front of one server.
#[derive(Clone)]
pub struct Proxy {
    port: u16,
    orders: Arc<watch::Sender<Orders>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A network in front of the server at this port.
    pub async fn start(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("loopback has a free port");
        let port = listener
            .local_addr()
            .expect("a bound listener has an address")
            .port();
        let orders = Arc::new(watch::Sender::new(Orders::default()));
        let proxy = Self {
            port,
            orders,
            seen: Arc::default(),
        };
        tokio::spawn(proxy.clone().accept(listener, server));
        proxy
    }

    /// The port to give to the browser.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Holds requests whose path ends so.
    pub fn hold(&self, ending: &str) {
        self.orders
            .send_modify(|orders| orders.held = Some(ending.to_owned()));
    }

    /// Cuts off requests whose path ends so, held ones too.
    pub fn fail(&self, ending: &str) {
        self.orders.send_modify(|orders| {
            orders.held = None;
            orders.failing = Some(ending.to_owned());
        });
    }

    /// Lets held requests go on.
    pub fn release(&self) {
        self.orders.send_modify(|orders| orders.held = None);
    }

    /// Ends all connections and refuses new ones.
    pub fn go_down(&self) {
        self.orders.send_modify(|orders| {
            orders.down = true;
            orders.generation += 1;
        });
    }

    /// Lets connections through again.
    pub fn come_up(&self) {
        self.orders.send_modify(|orders| orders.down = false);
    }

    /// Cuts the next socket that passes its `count`th frame, from 1, in this direction; only once.
    pub fn cut(&self, direction: Direction, count: usize, at: CutAt) {
        self.orders
            .send_modify(|orders| orders.cut = Some((direction, count, at)));
    }

    /// Whether the ordered cut is still to come.
    #[must_use]
    pub fn cut_is_pending(&self) -> bool {
        self.orders.borrow().cut.is_some()
    }

    /// The request lines seen so far, such as `GET /app.css`.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no holder panics").clone()
    }

    /// Waits until a request whose path ends so has arrived, whether it is held or not.
    pub async fn await_request(&self, ending: &str) {
        wait::until(&format!("a request of `…{ending}`"), || async {
            self.seen()
                .iter()
                .any(|line| line.ends_with(ending))
                .then_some(())
        })
        .await;
    }

    async fn accept(self, listener: TcpListener, server: u16) {
        while let Ok((browser, _)) = listener.accept().await {
            let orders = self.orders.borrow().clone();
            if orders.down {
                continue;
            }
            let proxy = self.clone();
            tokio::spawn(async move {
                let mut changed = proxy.orders.subscribe();
                let generation = orders.generation;
                tokio::select! {
                    _ = proxy.serve(browser, server) => {}
                    _ = changed.wait_for(|now| now.generation != generation) => {}
                }
            });
        }
    }

    async fn serve(&self, browser: TcpStream, server: u16) -> std::io::Result<()> {
        let server = TcpStream::connect(("127.0.0.1", server)).await?;
        let (mut from_browser, to_browser) = browser.into_split();
        let (from_server, mut to_server) = server.into_split();
        let answers = tokio::spawn(pass(
            from_server,
            to_browser,
            self.clone(),
            Direction::ToBrowser,
        ));
        let mut pending = Vec::new();
        while let Some(head) = read_head(&mut from_browser, &mut pending).await? {
            self.pass_request(&head, &mut to_server).await?;
            if head.is_upgrade() {
                to_server.write_all(&pending).await?;
                pass(from_browser, to_server, self.clone(), Direction::ToServer).await;
                answers.abort();
                return Ok(());
            }
            pass_body(&head, &mut pending, &mut from_browser, &mut to_server).await?;
        }
        let _ = answers.await;
        Ok(())
    }

    async fn pass_request<W>(&self, head: &Head, to_server: &mut W) -> std::io::Result<()>
    where
        W: AsyncWriteExt + Unpin,
    {
        self.seen
            .lock()
            .expect("no holder panics")
            .push(head.line());
        let path = head.path().to_owned();
        let mut orders = self.orders.subscribe();
        let free = |orders: &Orders| {
            orders
                .held
                .as_ref()
                .is_none_or(|held| !path.ends_with(held))
        };
        let _ = orders.wait_for(free).await;
        let failing = orders.borrow().failing.clone();
        if failing.is_some_and(|failing| path.ends_with(&failing)) {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        to_server.write_all(head.bytes()).await
    }
}

async fn pass_body<R, W>(
    head: &Head,
    pending: &mut Vec<u8>,
    from: &mut R,
    to: &mut W,
) -> std::io::Result<()>
where
    R: AsyncReadExt + Unpin,
    W: AsyncWriteExt + Unpin,
{
    let mut left = head.content_length();
    let mut buffer = vec![0; 16 * 1024];
    while left > 0 {
        if pending.is_empty() {
            let read = from.read(&mut buffer).await?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            pending.extend_from_slice(&buffer[..read]);
        }
        let now = left.min(pending.len());
        to.write_all(&pending[..now]).await?;
        pending.drain(..now);
        left -= now;
    }
    Ok(())
}

// Passes bytes on; a socket's frames are counted, and the ordered one is the last.
async fn pass<R, W>(mut from: R, mut to: W, proxy: Proxy, direction: Direction)
where
    R: AsyncReadExt + Unpin,
    W: AsyncWriteExt + Unpin,
{
    let mut frames = FrameCounter::new(direction);
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = match from.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => read,
        };
        let order = proxy.orders.borrow().cut;
        let last = frames.take(&buffer[..read], order);
        if to.write_all(&buffer[..last.unwrap_or(read)]).await.is_err() {
            return;
        }
        if last.is_some() {
            let _ = to.flush().await;
            proxy.orders.send_modify(|orders| {
                orders.cut = None;
                orders.generation += 1;
            });
            return;
        }
    }
}
