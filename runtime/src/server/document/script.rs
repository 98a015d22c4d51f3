//! The inline scripts of a document, each with the hash that the policy names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::policy::ContentPolicy;
use crate::client::capture::SCRIPT;
use crate::server::assets::Bundle;

/// Reloads the document when another build answers, and shows what is wrong with a newer one over it.
const DEV: &str = include_str!("dev.js");

/// An inline script and its hash.
#[derive(Debug)]
pub(super) struct Script {
    /// The attributes, with a space before them.
    attributes: &'static str,
    text: String,
    /// As the policy names it: `'sha256-…'`.
    hash: String,
}

impl Script {
    fn new(attributes: &'static str, text: String) -> Self {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(&text)));
        Self {
            attributes,
            text,
            hash,
        }
    }

    /// Writes the element and allows it. The texts are the runtime's own and do not contain `</script`.
    pub(super) fn write(&self, html: &mut String, policy: &mut ContentPolicy) {
        policy.allow(&self.hash);
        html.push_str(&format!(
            "<script{}>{}</script>",
            self.attributes, self.text
        ));
    }
}

/// The script that keeps what is typed and clicked before the wasm lives.
pub(super) fn capture() -> Script {
    Script::new("", SCRIPT.to_owned())
}

/// The script that loads the wasm. The addresses need no escaping: they are percent-encoded.
pub(super) fn start(bundle: &Bundle) -> Script {
    let Bundle { js, wasm } = bundle;
    Script::new(
        " type=\"module\"",
        format!("import start from\"{js}\";start({{module_or_path:\"{wasm}\"}})"),
    )
}

/// The script that `rallyc dev` speaks to, in a document of this build. Development only.
pub(super) fn dev(build: &str) -> Script {
    // `<` is written as an escape, so that no build name can end the element.
    let build = serde_json::Value::from(build)
        .to_string()
        .replace('<', "\\u003c");
    Script::new("", DEV.trim_end().replace("$BUILD", &build))
}
