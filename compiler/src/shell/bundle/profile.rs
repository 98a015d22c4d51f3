//! How bundles are compiled. Given to cargo on its command line, so that the app's manifest needs no word of it.

/// What a bundle is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Built again at every change.
    Dev,
    /// Sent to people.
    Release,
}

// `abort` here and not for the server: there a panicking handler must not end the process.
// `strip` leaves the section that tells wasm-bindgen which features the target has.
const RELEASE: &[(&str, &str)] = &[
    ("inherits", "\"release\""),
    // The counter's wasm in gzip: 58 kB so, 62 kB at "s", 76 kB at 3.
    ("opt-level", "\"z\""),
    ("lto", "true"),
    ("codegen-units", "1"),
    ("panic", "\"abort\""),
    ("strip", "\"debuginfo\""),
    ("debug", "false"),
];

// Without any optimisation a bundle is several times as large, and slower to load than to compile.
const DEV: &[(&str, &str)] = &[
    ("inherits", "\"dev\""),
    ("opt-level", "1"),
    ("panic", "\"abort\""),
    ("debug", "false"),
];

impl Profile {
    /// Its name for cargo.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }

    /// What it sets, as values of `--config`.
    pub fn settings(self) -> impl Iterator<Item = String> {
        let settings = match self {
            Self::Dev => DEV,
            Self::Release => RELEASE,
        };
        let name = self.name();
        settings
            .iter()
            .map(move |(key, value)| format!("profile.{name}.{key}={value}"))
    }
}
