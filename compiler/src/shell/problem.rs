//! What is wrong with an app, in the parts that a browser shows as the terminal does.

pub use rally_idl::diagnostic::Severity;

/// Whose word a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The checks of the schema.
    Schema,
    /// The Rust compiler.
    Rust,
    /// cargo, of the manifests and the packages.
    Cargo,
    /// The database, of the migrations.
    Database,
    /// The app's server, in what it wrote.
    Server,
    /// The command itself.
    Command,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whose word it is.
    pub speaker: Speaker,
    /// Error or warning.
    pub severity: Severity,
    /// A stable code, such as `R0204` or `E0425`.
    pub code: Option<String>,
    /// One line: what is wrong.
    pub title: String,
    /// All else that is said, of any number of lines, with the colours of a terminal.
    pub text: String,
    /// What to do, where it is not in the text.
    pub help: Option<String>,
}

impl Problem {
    /// An error of which nothing else is known.
    #[must_use]
    pub fn error(speaker: Speaker, title: impl Into<String>) -> Self {
        Self {
            speaker,
            severity: Severity::Error,
            code: None,
            title: title.into(),
            text: String::new(),
            help: None,
        }
    }

    /// Adds what else is said.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
