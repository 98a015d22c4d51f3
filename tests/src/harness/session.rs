//! A browser's session: its cookie, and the requests that documents make.

use std::cell::RefCell;
use std::rc::Rc;

use super::document::Document;
use super::network::{Network, Weather};
use crate::http::{self, Response};
use crate::wait;

/// A session with a server, through one network.
pub struct Session {
    port: u16,
    weather: Option<Weather>,
    jar: Rc<Jar>,
}

/// What a browser keeps, whichever of its tabs asks.
#[derive(Debug)]
struct Jar {
    cookie: RefCell<Option<String>>,
}

/// Whoever has not signed in.
pub const NOBODY: &str = "nobody";

impl Session {
    /// A session that has not begun, of a browser that reaches the server at this port.
    #[must_use]
    pub fn new(port: u16) -> Self {
        Self {
            port,
            weather: None,
            jar: Rc::new(Jar {
                cookie: RefCell::default(),
            }),
        }
    }

    /// The same browser's session, through another network.
    #[must_use]
    pub fn through(&self, network: &Network) -> Self {
        Self {
            port: network.port(),
            weather: Some(network.weather()),
            jar: Rc::clone(&self.jar),
        }
    }

    /// Signs in, at the door, again and again while the server does not answer; with no name, out.
    pub async fn sign_in(&self, name: Option<&str>) {
        let (form, fields) = match name {
            Some(name) => ("enter", vec![("name", name)]),
            None => ("leave", vec![]),
        };
        wait::until("the door, which is open to everybody", || async {
            let door = self.load("/door").await;
            let status = self.submit(&door, form, &fields).await;
            (status == Some(200)).then_some(())
        })
        .await;
    }

    /// Whether nothing will come any more over the newest socket.
    pub(super) fn is_silent(&self) -> bool {
        self.weather.as_ref().is_some_and(Weather::is_silent)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn cookie(&self) -> Option<String> {
        self.jar.cookie.borrow().clone()
    }

    /// Loads a document, again and again while the server does not answer.
    pub async fn load(&self, url: &str) -> Document {
        wait::until(&format!("the document at {url}"), || async {
            let answer = self.send("GET", url, None, &[]).await.ok()?;
            (answer.status == 200).then(|| Document::read(&answer))
        })
        .await
    }

    /// Posts a form of this document, as browsers do without JavaScript. The status, where an answer came.
    pub async fn submit(
        &self,
        document: &Document,
        form: &str,
        fields: &[(&str, &str)],
    ) -> Option<u16> {
        let body = document.form(form, fields);
        let content_type = "application/x-www-form-urlencoded";
        let answer = self
            .send("POST", &document.embedded.url, Some(content_type), &body)
            .await;
        answer.ok().map(|answer| answer.status)
    }

    /// Sends a `Parting`. The status, where an answer came.
    pub async fn part(&self, body: &[u8]) -> Option<u16> {
        let path = "/_rally/calls/public";
        let answer = self
            .send("POST", path, Some("application/msgpack"), body)
            .await;
        answer.ok().map(|answer| answer.status)
    }

    /// Redeems a token: the body of the answer, which is empty where it is no success. None where there is no answer.
    pub async fn redeem(&self, body: &[u8]) -> Option<Vec<u8>> {
        let path = "/_rally/redeem/public";
        let answer = self
            .send("POST", path, Some("application/msgpack"), body)
            .await
            .ok()?;
        Some(match answer.status {
            200 => answer.body,
            _ => Vec::new(),
        })
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> std::io::Result<Response> {
        let origin = format!("http://localhost:{}", self.port);
        let cookie = self.cookie();
        let mut headers = vec![("origin", origin.as_str())];
        headers.extend(content_type.map(|text| ("content-type", text)));
        headers.extend(cookie.as_deref().map(|text| ("cookie", text)));
        let answer = http::send(self.port, method, path, &headers, body).await?;
        if let Some(cookie) = answer.header("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            self.jar.cookie.replace(Some(pair.to_owned()));
        }
        Ok(answer)
    }
}
