//! A tab: what it shows, and what it still has to ask of the server.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use super::browser::Profile;
use super::errand::{self, Errand};
use super::link::Link;
use super::network::Network;
use super::screen::Window;
use super::trouble::Attempt;
use crate::client::conversation::Input;
use crate::server::http::exchange::{Ask, Exchange, upgrade};
use crate::server::socket;

/// A tab of a browser.
pub(super) struct Tab {
    network: Rc<Network>,
    profile: Rc<Profile>,
    // Never borrowed while the server is waited for.
    window: RefCell<Window>,
}

impl Tab {
    pub(super) fn new(network: Rc<Network>, profile: Rc<Profile>) -> Rc<Self> {
        let window = Window::new(Rc::clone(&network), &profile);
        Rc::new(Self {
            network,
            profile,
            window: RefCell::new(window),
        })
    }

    pub(super) fn network(&self) -> &Network {
        &self.network
    }

    pub(super) fn window(&self) -> RefMut<'_, Window> {
        self.window.borrow_mut()
    }

    /// Takes what has arrived and does one thing that waits; whether there was any.
    pub(super) async fn step(&self) -> Attempt<bool> {
        let (has_heard, errand) = {
            let mut window = self.window();
            let has_heard = window.hear()? | window.time_out();
            (has_heard, window.shell.errands.pop_front())
        };
        match errand {
            None => Ok(has_heard),
            Some(errand) => {
                self.run(errand).await?;
                Ok(true)
            }
        }
    }

    pub(super) fn has_heard(&self) -> bool {
        self.window().has_heard()
    }

    /// Waits until the server's end of the tab has nothing left to do.
    pub(super) async fn rest(&self) {
        let rest = self.window().link_mut().map(|link| link.rest());
        if let Some(rest) = rest {
            // An end that is gone has nothing left either.
            let _ = rest.await;
        }
    }

    async fn run(&self, errand: Errand) -> Attempt<()> {
        match errand {
            Errand::Load { url, ask } => {
                let loaded = self.load(url, ask).await?;
                self.window().show(loaded)
            }
            Errand::Open { connection } => {
                let link = self.connect().await;
                let mut window = self.window();
                match link {
                    Some(link) => window.link_up(link, connection),
                    None => window.input(Input::Closed { connection }),
                }
            }
            Errand::Part { url, body } => {
                self.post(&url, body).await;
                Ok(())
            }
            Errand::Redeem { url, body } => {
                let exchange = self.post(&url, body).await;
                let is_taken = exchange.status.is_success();
                let body = if is_taken { &exchange.body[..] } else { &[] };
                self.window().redeemed(body)
            }
        }
    }

    async fn post(&self, url: &str, body: Vec<u8>) -> Exchange {
        let content_type = "application/msgpack";
        self.ask(url, Ask::Post { content_type, body }).await
    }

    async fn ask(&self, url: &str, ask: Ask) -> Exchange {
        let cookies = self.profile.cookies();
        let exchange = self.network.services.ask(url, ask, &cookies).await;
        self.profile.take_cookies(&exchange);
        exchange
    }

    /// Loads a document, wherever redirects lead.
    async fn load(&self, url: String, ask: Ask) -> Attempt<errand::Loaded> {
        let (mut url, mut ask) = (url, ask);
        if self.window().shell.is_offline {
            return Err(errand::unreachable(&url));
        }
        for _ in 0..errand::MAX_REDIRECTS {
            if !url.starts_with('/') || url.starts_with("//") {
                return Err(errand::outside(&url));
            }
            let exchange = self.ask(errand::without_fragment(&url), ask).await;
            match exchange.location.clone() {
                Some(location) if exchange.status.is_redirection() => {
                    url = location;
                    ask = Ask::Get;
                }
                _ => return Ok(errand::Loaded { url, exchange }),
            }
        }
        Err(errand::endless(&url))
    }

    async fn connect(&self) -> Option<Link> {
        let client = self.window().client()?;
        let http = upgrade("/", &self.profile.cookies());
        let admitted = socket::admit(&http, client.name, &self.network.state).await;
        Some(Link::begin(admitted.ok()?, client.protocol))
    }
}
