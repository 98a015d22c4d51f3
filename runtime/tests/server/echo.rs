//! A model on the server that says what it is told, and does what models should not.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rally_runtime::private;
use rally_runtime::server::effect;
use rally_runtime::server::{Fault, ModelBegun, ModelUpdated, Request, ServerEffect};

use crate::app::{Counter, Shout};

/// Said when a model begins.
pub const WELCOME: i64 = -1;
/// Makes the model panic.
pub const PANIC: i64 = -2;
/// Makes the handler fail.
pub const FAULT: i64 = -3;
/// Waits until the test lets it.
pub const SLOW: i64 = -4;
/// Says a thousand messages.
pub const MANY: i64 = -5;
/// Adds one to the counter, once the test lets it.
pub const ADD: i64 = -6;
/// Broadcast to the page's others, its session and all: this, one less and two less.
pub const FAR: i64 = -10;

/// What tests observe of the models.
#[derive(Clone, Default)]
pub struct Echoes {
    /// How many there are.
    pub alive: Arc<AtomicUsize>,
    /// How many messages they have taken.
    pub taken: Arc<AtomicUsize>,
}

/// The state of a model, which stays on its worker.
struct Echo {
    heard: std::rc::Rc<Vec<i64>>,
    alive: Arc<AtomicUsize>,
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

/// As generated code begins a model behind the gate.
pub async fn begin(app: &Counter, rq: &Request, url: &str) -> ModelBegun {
    let page = url.to_owned();
    match url {
        "/" => {}
        "/slow" => app.gate.acquire().await.unwrap().forget(),
        "/panic" => panic!("a model that panics at once"),
        "/fault" => return private::begun::<Echo, Shout>(rq, &page, Err(Fault::new("no model"))),
        _ => return Err(rally_runtime::page::Failure::Forbidden),
    }
    let alive = Arc::clone(&app.echoes.alive);
    alive.fetch_add(1, Ordering::SeqCst);
    let heard = std::rc::Rc::default();
    let echo = Echo { heard, alive };
    let welcome = effect::send_to_client(Shout(WELCOME));
    private::begun(rq, &page, Ok((echo, welcome)))
}

/// As generated code hands a message on behind the gate.
pub async fn update(
    app: &Counter,
    rq: &Request,
    url: &str,
    model: &mut dyn Any,
    message: &[u8],
) -> ModelUpdated {
    let (message, echo) = private::to_model::<i64, Echo>(message, model)?;
    let answer = tell(app, echo, message).await;
    app.echoes.taken.fetch_add(1, Ordering::SeqCst);
    private::updated(rq, &url.to_owned(), answer)
}

async fn tell(app: &Counter, echo: &mut Echo, message: i64) -> Result<ServerEffect<Shout>, Fault> {
    std::rc::Rc::make_mut(&mut echo.heard).push(message);
    match message {
        PANIC => panic!("a model that panics"),
        FAULT => return Err(Fault::new("a model that fails")),
        MANY => {
            let said = (0..1_000).map(|number| effect::send_to_client(Shout(number)));
            return Ok(effect::batch(said));
        }
        FAR => {
            return Ok(effect::batch([
                effect::broadcast_to_page_others(Shout(FAR)),
                effect::broadcast_to_session(Shout(FAR - 1)),
                effect::send_to_client(Shout(message)),
                effect::broadcast_to_app(Shout(FAR - 2)),
            ]));
        }
        SLOW => app.gate.acquire().await.unwrap().forget(),
        ADD => {
            app.gate.acquire().await.unwrap().forget();
            app.increase().await?;
        }
        _ => {}
    }
    Ok(effect::send_to_client(Shout(message)))
}
