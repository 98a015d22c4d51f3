//! The Content-Security-Policy of a document: its own scripts by their hashes, and nothing from anywhere else.

/// The policy of one document.
#[derive(Debug, Default)]
pub(crate) struct ContentPolicy {
    /// Of inline scripts, as `'sha256-…'`.
    hashes: Vec<String>,
    /// Of inline style sheets.
    styles: Vec<String>,
}

impl ContentPolicy {
    /// Allows an inline script.
    pub(super) fn allow(&mut self, hash: &str) {
        self.hashes.push(hash.to_owned());
    }

    /// Allows an inline style sheet.
    pub(super) fn allow_style(&mut self, hash: &str) {
        self.styles.push(hash.to_owned());
    }

    /// The value of the header.
    pub(crate) fn header(&self) -> String {
        let list = |hashes: &[String]| -> String {
            hashes.iter().map(|hash| format!(" {hash}")).collect()
        };
        let (hashes, styles) = (list(&self.hashes), list(&self.styles));
        // Without `style-src-attr` a browser drops the `style` attributes that the server has rendered.
        format!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'{styles}; \
             style-src-attr 'unsafe-inline'; img-src 'self' data: https: http:; object-src 'none'; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
    }
}
