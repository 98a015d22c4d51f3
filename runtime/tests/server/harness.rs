//! A server on a free port with a database file of its own, and a browser as far as HTTP goes.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use base64::Engine as _;
use rally_runtime::env::{Environment, Mode};
use rally_runtime::server::{Limits, RunningServer, Server};
use rally_runtime::wire::embedded::Embedded;
use rally_runtime::wire::{Protocol, decode_all};

use crate::app::Counter;

pub struct TestServer {
    pub app: Counter,
    pub address: SocketAddr,
    folder: Folder,
    running: RunningServer,
}

/// Where the database and the bundles are.
enum Folder {
    Own(tempfile::TempDir),
    #[cfg(feature = "fault-injection")]
    Given(std::path::PathBuf),
}

/// What came back for one request.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A browser's session with one server.
#[derive(Clone)]
pub struct Browser {
    pub address: SocketAddr,
    pub cookie: Option<String>,
}

pub fn environment(variables: &[(&str, &str)]) -> Environment {
    let lookup = |name: &str| {
        variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Environment::from_lookup(lookup, Mode::Development).unwrap()
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Own(folder) => folder.path(),
            #[cfg(feature = "fault-injection")]
            Self::Given(path) => path,
        }
    }
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(environment(&[])).await
    }

    pub async fn start_with(environment: Environment) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_dist(folder.path());
        Self::start_in(Folder::Own(folder), environment, Limits::default()).await
    }

    /// Starts on a folder that outlives the server.
    #[cfg(feature = "fault-injection")]
    pub async fn start_on(folder: &Path, environment: Environment) -> Self {
        write_dist(folder);
        let folder = Folder::Given(folder.to_owned());
        Self::start_in(folder, environment, Limits::default()).await
    }

    /// Starts an app whose frames are text.
    pub async fn start_json() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_dist(folder.path());
        let speaking = (Limits::default(), Protocol::Json);
        Self::start_speaking(Folder::Own(folder), environment(&[]), speaking).await
    }

    pub async fn start_limited(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_dist(folder.path());
        Self::start_in(Folder::Own(folder), environment(&[]), limits).await
    }

    async fn start_in(folder: Folder, environment: Environment, limits: Limits) -> Self {
        Self::start_speaking(folder, environment, (limits, Protocol::Msgpack)).await
    }

    async fn start_speaking(
        folder: Folder,
        environment: Environment,
        (limits, protocol): (Limits, Protocol),
    ) -> Self {
        let db = rally_runtime::db::open(folder.path().join("test.db")).unwrap();
        rally_runtime::migrate::run(&db, &Counter::migrations())
            .await
            .unwrap();
        let app = Counter {
            protocol,
            ..Counter::new(db.clone())
        };
        let server = Server::new(app.clone(), db)
            .address(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .dist(folder.path().join("dist"))
            .limits(limits)
            .workers(2);
        let running = server.start(environment).await.unwrap();
        Self {
            app,
            address: running.address(),
            folder,
            running,
        }
    }

    /// Stops the server and starts another one on the same database.
    pub async fn restart(self) -> Self {
        self.running.stop().await;
        Self::start_in(self.folder, environment(&[]), Limits::default()).await
    }

    pub async fn stop(self) {
        self.running.stop().await;
    }

    pub fn running(&self) -> &RunningServer {
        &self.running
    }

    pub fn dist(&self) -> std::path::PathBuf {
        self.folder.path().join("dist")
    }

    pub fn browser(&self) -> Browser {
        Browser {
            address: self.address,
            cookie: None,
        }
    }
}

pub const WASM: &[u8] = b"\0asm plain";

fn write_dist(folder: &Path) {
    let files: &[(&str, &[u8])] = &[
        (
            "dist/public/manifest.json",
            br#"{"version":1,"js":"app-1.js","wasm":"app-2_bg.wasm"}"#,
        ),
        ("dist/public/app-1.js", b"export default 1"),
        ("dist/public/app-2_bg.wasm", WASM),
        ("dist/public/app-2_bg.wasm.br", b"brotli"),
        ("dist/public/app-2_bg.wasm.gz", b"gzip"),
        ("dist/assets/app.css", b"p { color: red }"),
        ("dist/assets/img/a b.svg", b"<svg/>"),
        ("dist/secret.txt", b"secret"),
    ];
    for (name, contents) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }
}

impl Browser {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, &[], "").await
    }

    /// Sends a request as a browser does from a page of the same origin.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Page {
        let mut request = client().request(method, self.url(path));
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        if let Some(cookie) = &self.cookie {
            request = request.insert_header(("cookie", cookie.as_str()));
        }
        let mut response = request.send_body(body.into()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap());
        }
        let body = response.body().limit(16 << 20).await.unwrap().to_vec();
        Page {
            status,
            headers,
            body,
        }
    }

    /// Keeps what a `Set-Cookie` header says.
    fn keep(&mut self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap();
        let named = |pair: &str| pair.split_once('=').unwrap().0.to_owned();
        let held = self.cookie.take().unwrap_or_default();
        let held = held.split("; ").filter(|held| !held.is_empty());
        let mut kept: Vec<_> = held.filter(|held| named(held) != named(pair)).collect();
        if !attributes.contains("Max-Age=0;") {
            kept.push(pair);
        }
        self.cookie = (!kept.is_empty()).then(|| kept.join("; "));
    }

    /// Submits a form without JavaScript.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let origin = self.origin();
        let headers = [
            ("origin", origin.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.send(Method::POST, path, &headers, encode_form(fields))
            .await
    }
}

pub fn encode_form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

pub fn client() -> awc::Client {
    awc::Client::builder()
        .disable_redirects()
        .timeout(std::time::Duration::from_secs(20))
        .finish()
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The `Set-Cookie` headers, without that of the session.
    pub fn own_cookies(&self) -> Vec<&str> {
        let all = self.headers.get_all("set-cookie");
        let all = all.map(|cookie| cookie.to_str().unwrap());
        all.filter(|cookie| !cookie.contains("rally_session="))
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The text of the element with this id, which holds nothing but text.
    pub fn text_of(&self, id: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("id=\"{id}\">")).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    }

    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let (_, rest) = text
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// What the page is hydrated from.
    pub fn embedded(&self) -> Embedded {
        let text = self.text();
        let (_, rest) = text.split_once("id=\"rally-state\">").unwrap();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(rest.split_once('<').unwrap().0)
            .unwrap();
        decode_all(&bytes).unwrap()
    }
}
