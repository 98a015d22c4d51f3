//! What the browser's console says, over ChromeDriver's log endpoint.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::Value;

/// A line of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `SEVERE`, `WARNING`, `INFO`.
    pub level: String,
    /// What was said.
    pub message: String,
}

/// `POST /session/ID/se/log`, which takes the lines said since it was last asked.
#[derive(Debug)]
pub(crate) struct TakeLog;

impl WebDriverCompatibleCommand for TakeLog {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(r#"{"type":"browser"}"#.to_owned()))
    }
}

pub(crate) fn lines(answer: &Value) -> Vec<Line> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let line = |line: &Value| Line {
        level: text(line, "level"),
        message: text(line, "message"),
    };
    answer.as_array().into_iter().flatten().map(line).collect()
}
