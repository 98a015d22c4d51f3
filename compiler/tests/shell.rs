//! The shell from outside: what is written and what never is, what commands print, and how they end.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "shell/commands.rs"]
mod commands;
#[path = "shell/databases.rs"]
mod databases;
#[path = "shell/fmt.rs"]
mod fmt;
#[path = "shell/init.rs"]
mod init;
#[path = "shell/killed.rs"]
mod killed;
#[path = "shell/ways_in.rs"]
mod ways_in;
#[path = "shell/writing.rs"]
mod writing;
