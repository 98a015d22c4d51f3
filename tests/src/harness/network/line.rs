//! One socket through the network, and what is done to it.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::{sleep, timeout};

use super::{Carried, Direction, Fault, Order, Shared};
use crate::harness::meter::Meter;

/// How long a delay is: longer than any handler takes.
pub(super) const A_WHILE: Duration = Duration::from_millis(80);
/// How long what is on its way from a browser may take until it is there.
const ON_THE_WAY: Duration = Duration::from_millis(3);

/// One direction of a socket.
struct Half {
    shared: Arc<Shared>,
    number: usize,
    direction: Direction,
    meter: Meter,
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    /// What has passed.
    passed: Vec<u8>,
    /// What had come beyond the moment.
    kept: Vec<u8>,
}

/// Why a direction carries no more.
enum Over {
    Closed,
    Reached(Fault),
}

/// Carries a socket whose upgrade, with what follows it, has been read.
pub(super) async fn carry(
    browser: TcpStream,
    upgrade: Vec<u8>,
    shared: Arc<Shared>,
) -> std::io::Result<()> {
    let number = shared.next_number();
    let server = TcpStream::connect(("127.0.0.1", shared.server)).await?;
    let (from_browser, to_browser) = browser.into_split();
    let (from_server, mut to_server) = server.into_split();
    to_server.write_all(&upgrade).await?;
    let half = |direction, from, to, passed| Half {
        shared: Arc::clone(&shared),
        number,
        direction,
        meter: Meter::new(direction),
        from,
        to,
        passed,
        kept: Vec::new(),
    };
    let mut up = half(Direction::ToServer, from_browser, to_server, upgrade);
    let mut down = half(Direction::ToBrowser, from_server, to_browser, Vec::new());
    // Whole frames are small: writing one is never stopped half-way by the other direction.
    let over = tokio::select! {
        over = up.run() => over,
        over = down.run() => over,
    };
    match over {
        Over::Closed => Ok(()),
        Over::Reached(fault) => strike(fault, up, down, &shared).await,
    }
}

async fn strike(
    fault: Fault,
    mut up: Half,
    down: Half,
    shared: &Arc<Shared>,
) -> std::io::Result<()> {
    let number = up.number;
    match fault {
        Fault::Cut | Fault::Delay | Fault::Tell => {}
        Fault::Silence => {
            shared.state().silent = number;
            // The browser gives it up some day; the server hears nothing of that.
            while up.read().await.is_some() {}
            std::future::pending::<()>().await;
        }
        Fault::Linger => {
            let late = up.on_the_way().await;
            let (mut to_server, from_server) = (up.to, down.from);
            drop((up.from, down.to));
            shared.greeted_after(number).await;
            to_server.write_all(&late).await?;
            drain(from_server).await;
        }
        Fault::Echo | Fault::LateEcho => {
            let mut again = up.passed.clone();
            again.extend(up.on_the_way().await);
            drop((up, down));
            if fault == Fault::LateEcho {
                shared.greeted_after(number).await;
            }
            let (from_server, mut to_server) = TcpStream::connect(("127.0.0.1", shared.server))
                .await?
                .into_split();
            to_server.write_all(&again).await?;
            drain(from_server).await;
        }
        Fault::Stop => shared.stop().await,
    }
    Ok(())
}

async fn drain(mut from: OwnedReadHalf) {
    let mut buffer = [0; 4096];
    while from.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
}

impl Half {
    async fn run(&mut self) -> Over {
        while let Some(bytes) = self.read().await {
            if let Err(over) = self.pass(bytes).await {
                return over;
            }
        }
        Over::Closed
    }

    async fn read(&mut self) -> Option<Vec<u8>> {
        let mut buffer = vec![0; 16 * 1024];
        let read = self.from.read(&mut buffer).await.ok()?;
        buffer.truncate(read);
        (read > 0).then_some(buffer)
    }

    /// What has come beyond the moment, and what is on its way.
    async fn on_the_way(&mut self) -> Vec<u8> {
        let mut late = std::mem::take(&mut self.kept);
        while let Ok(Some(more)) = timeout(ON_THE_WAY, self.read()).await {
            late.extend(more);
        }
        late
    }

    async fn pass(&mut self, mut bytes: Vec<u8>) -> Result<(), Over> {
        loop {
            let order = self.shared.order_of(self.number, self.direction);
            let place = order.map(|order| (order.moment.frame, order.moment.at));
            let beyond = self.meter.take(&bytes, place).map(|at| bytes.split_off(at));
            if self.to.write_all(&bytes).await.is_err() {
                return Err(Over::Closed);
            }
            self.passed.append(&mut bytes);
            self.shared
                .note(self.number, self.direction, self.meter.frames);
            let (Some(order), Some(beyond)) = (order, beyond) else {
                return Ok(());
            };
            self.shared.carried_out(order);
            match order.fault {
                Fault::Delay => sleep(A_WHILE).await,
                Fault::Tell => drop(self.shared.told.send_replace(true)),
                fault => {
                    self.kept = beyond;
                    return Err(Over::Reached(fault));
                }
            }
            bytes = beyond;
        }
    }
}

impl Shared {
    fn next_number(&self) -> usize {
        let mut state = self.state();
        state.carried.push(Carried::default());
        state.carried.len()
    }

    fn order_of(&self, number: usize, direction: Direction) -> Option<Order> {
        let state = self.state();
        let mut orders = state.orders.iter().copied();
        orders
            .find(|order| (order.moment.connection, order.moment.direction) == (number, direction))
    }

    fn carried_out(&self, order: Order) {
        self.state().orders.retain(|other| *other != order);
    }

    fn note(&self, number: usize, direction: Direction, frames: usize) {
        let mut state = self.state();
        let carried = &mut state.carried[number - 1];
        match direction {
            Direction::ToServer => carried.to_server = frames,
            Direction::ToBrowser => carried.to_browser = frames,
        }
        drop(state);
        if direction == Direction::ToBrowser && frames > 0 {
            self.greeted
                .send_modify(|greeted| *greeted = number.max(*greeted));
        }
    }
}
