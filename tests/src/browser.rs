//! A real browser, driven by WebDriver: Chromium through ChromeDriver, both on loopback.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::console::{Line, TakeLog, lines};
use crate::{port, wait};

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// As everywhere.
    On,
    /// Switched off by the person in front of it.
    Off,
}

/// A browser with one tab, and a profile of its own.
pub struct Browser {
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser.
    pub async fn start(scripts: Scripts) -> Self {
        let port = port::free();
        let driver = Command::new("chromedriver")
            .args([format!("--port={port}"), "--log-level=SEVERE".to_owned()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The browser joins the driver's group, so that both end even where a test fails.
            .process_group(0)
            .spawn()
            .expect("chromedriver is installed (bin/test does it)");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let capabilities = capabilities(scripts, &profile.path().display().to_string());
        let client = wait::until("the browser to start", || connect(port, &capabilities)).await;
        client
            .set_window_size(1000, 800)
            .await
            .expect("a window has a size");
        Self {
            client,
            driver,
            _profile: profile,
        }
    }

    /// The WebDriver client, for what has no shorter form here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Opens an address and waits for its `load` event.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("the address opens");
    }

    /// Opens an address without waiting: the document may go on loading.
    pub async fn begin_opening(&self, url: &str) {
        self.run(&format!(
            "setTimeout(() => location.assign({}))",
            json!(url)
        ))
        .await;
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.client
            .execute(script, vec![])
            .await
            .expect("the script runs")
    }

    /// The text of the first element that a selector finds; `None` where there is none yet.
    pub async fn text(&self, selector: &str) -> Option<String> {
        let element = self.client.find(Locator::Css(selector)).await.ok()?;
        element.text().await.ok()
    }

    /// Clicks as a person does: the element must be visible and not covered.
    pub async fn click(&self, selector: &str) {
        let element = self
            .client
            .find(Locator::Css(selector))
            .await
            .expect("the element is there");
        element.click().await.expect("the element can be clicked");
    }

    /// Waits until an element has this text.
    pub async fn await_text(&self, selector: &str, text: &str) {
        wait::until(&format!("`{selector}` to say `{text}`"), || async {
            self.text(selector).await.filter(|found| found == text)
        })
        .await;
    }

    /// Waits until the page's connection is `connecting`, `online`, `offline` or `failed`.
    pub async fn await_connection(&self, state: &str) {
        wait::until(&format!("the page to be {state}"), || async {
            let found = self.client.execute(CONNECTION, vec![]).await.ok()?;
            (found == state).then_some(())
        })
        .await;
    }

    /// What the console said since it was last asked.
    pub async fn console(&self) -> Vec<Line> {
        let answer = self
            .client
            .issue_cmd(TakeLog)
            .await
            .expect("the driver keeps a log");
        lines(&answer)
    }

    /// Sends a command of the DevTools protocol and gives its answer.
    pub async fn command(&self, name: &str, parameters: Value) -> Value {
        let command = DevTools {
            body: json!({ "cmd": name, "params": parameters }).to_string(),
        };
        self.client
            .issue_cmd(command)
            .await
            .expect("the browser knows the command")
    }

    /// Types with a keyboard into the first element that a selector finds.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let element = self.client.find(Locator::Css(selector)).await;
        let element = element.expect("the element is there");
        element.send_keys(text).await.expect("it can be typed into");
    }

    /// Presses a key, by its name and number: `Tab`, 9.
    pub async fn press(&self, key: &str, code: u8) {
        for kind in ["rawKeyDown", "keyUp"] {
            let event =
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.command("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Types into whatever has the focus, where its caret is.
    pub async fn press_text(&self, text: &str) {
        for character in text.chars() {
            let event = json!({ "type": "char", "text": character });
            self.command("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Clicks with Ctrl held down.
    pub async fn click_with_control(&self, selector: &str) {
        let place = self
            .run(&format!(
                "const box = document.querySelector({}).getBoundingClientRect();
                 return [box.x + box.width / 2, box.y + box.height / 2]",
                json!(selector)
            ))
            .await;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({
                "type": kind, "x": place[0], "y": place[1],
                "button": "left", "clickCount": 1, "modifiers": 2,
            });
            self.command("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Waits until a script returns this.
    pub async fn await_value(&self, script: &str, expected: Value) {
        let mut last = Value::Null;
        let end = std::time::Instant::now() + wait::PATIENCE;
        while std::time::Instant::now() < end {
            // While another document is being loaded there is none to ask.
            last = self
                .client
                .execute(script, vec![])
                .await
                .unwrap_or_default();
            if last == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("waited for `{script}` to be {expected}; it is {last}");
    }

    /// A picture of the page, as PNG.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client
            .screenshot()
            .await
            .expect("the page can be pictured")
    }

    /// Ends the browser.
    pub async fn close(self) {
        // The driver ends its browser with the session; dropping ends whatever is left.
        let _ = tokio::time::timeout(Duration::from_secs(10), self.client.clone().close()).await;
    }
}

/// `POST /session/ID/goog/cdp/execute`
#[derive(Debug)]
struct DevTools {
    body: String,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.clone()))
    }
}

const CONNECTION: &str = "return document.documentElement.getAttribute('data-rally-connection')";

async fn connect(port: u16, capabilities: &serde_json::Map<String, Value>) -> Option<Client> {
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities.clone());
    builder
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .ok()
}

// Without the switches on background networking the browser talks to hosts outside at every start.
fn capabilities(scripts: Scripts, profile: &str) -> serde_json::Map<String, Value> {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={profile}"));
    let javascript = match scripts {
        Scripts::On => 1,
        Scripts::Off => 2,
    };
    let capabilities = json!({
        "browserName": "chrome",
        "pageLoadStrategy": "normal",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": javascript },
        },
    });
    match capabilities {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.driver.wait();
    }
}
