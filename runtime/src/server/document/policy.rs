//! The Content-Security-Policy of a document: its own scripts by their hashes, and nothing from anywhere else.

/// The policy of one document.
#[derive(Debug, Default)]
pub(crate) struct ContentPolicy {
    /// Of inline scripts, as `'sha256-…'`.
    hashes: Vec<String>,
}

impl ContentPolicy {
    /// Allows an inline script.
    pub(super) fn allow(&mut self, hash: &str) {
        self.hashes.push(hash.to_owned());
    }

    /// The value of the header.
    pub(crate) fn header(&self) -> String {
        let hashes: String = self.hashes.iter().map(|hash| format!(" {hash}")).collect();
        // Without `style-src-attr` a browser drops the `style` attributes that the server has rendered.
        format!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src-attr 'unsafe-inline'; \
             img-src 'self' data: https: http:; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'"
        )
    }
}
