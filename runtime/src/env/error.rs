//! What is wrong with the environment, as a list for whoever starts the server.

use std::fmt;

/// Everything that is wrong with the environment. Its text names each variable and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvError {
    /// The mistakes, in the order of reading.
    pub mistakes: Vec<Mistake>,
}

/// One variable that is missing or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong and what to do.
    pub why: String,
}

impl fmt::Display for EnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the environment is not usable:")?;
        for Mistake { variable, why } in &self.mistakes {
            write!(f, "\n  {variable}: {why}")?;
        }
        Ok(())
    }
}

impl std::error::Error for EnvError {}
