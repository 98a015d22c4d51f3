//! The lock file beside a database: one process has the database to itself for as long as it lives, and the others can
//! read who it is. Knows nothing of what is in the database.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Who has a database to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holder {
    /// A server, which lets go when it ends.
    Server {
        /// The number of its process.
        process: u32,
    },
    /// A tool, which lets go when it is done.
    Tool {
        /// What was typed.
        command: String,
        /// The number of its process.
        process: u32,
    },
    /// Somebody who has not said.
    Unknown,
}

/// The file, open and not locked.
#[derive(Debug)]
pub(crate) struct LockFile(File);

/// The file, locked. The operating system releases it when this is dropped or the process dies.
#[derive(Debug)]
pub(crate) struct Locked(File);

/// What came of trying.
#[derive(Debug)]
pub(crate) enum Tried {
    Locked(Locked),
    /// Somebody else has it.
    Held(LockFile),
}

impl LockFile {
    /// Opens the lock file of a database, creating it where there is none. It is never removed: another process may be
    /// waiting on this very file.
    pub(crate) fn open(database: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        options.open(path(database)).map(Self)
    }

    /// Takes it, unless somebody else has it.
    pub(crate) fn try_lock(self, holder: &Holder) -> io::Result<Tried> {
        match self.0.try_lock() {
            Ok(()) => Locked::signed(self.0, holder).map(Tried::Locked),
            Err(TryLockError::WouldBlock) => Ok(Tried::Held(self)),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes it, after waiting for whoever has it.
    #[cfg(feature = "server")]
    pub(crate) fn lock(self, holder: &Holder) -> io::Result<Locked> {
        self.0.lock()?;
        Locked::signed(self.0, holder)
    }

    /// Who has it, as far as can be read. Someone who took it this very moment may not have signed yet.
    pub(crate) fn holder(&mut self) -> Holder {
        let mut text = String::new();
        let read = self
            .0
            .seek(SeekFrom::Start(0))
            .and_then(|_| (&self.0).take(1000).read_to_string(&mut text));
        read.ok()
            .and_then(|_| Holder::parse(&text))
            .unwrap_or(Holder::Unknown)
    }
}

impl Locked {
    fn signed(mut file: File, holder: &Holder) -> io::Result<Self> {
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(holder.signature().as_bytes())?;
        Ok(Self(file))
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Left by someone who was killed, the signature is stale, and the next one writes over it.
        let _unsigned = self.0.set_len(0);
    }
}

impl Holder {
    /// This process, as a server.
    #[cfg(feature = "server")]
    pub(crate) fn this_server() -> Self {
        Self::Server {
            process: std::process::id(),
        }
    }

    /// This process, as a tool that was called like this.
    pub(crate) fn this_tool(command: &str) -> Self {
        Self::Tool {
            command: command.to_owned(),
            process: std::process::id(),
        }
    }

    fn signature(&self) -> String {
        match self {
            Self::Server { process } => format!("{process} server\n"),
            Self::Tool { command, process } => format!("{process} tool {command}\n"),
            Self::Unknown => String::new(),
        }
    }

    // A line without an end is still being written.
    fn parse(text: &str) -> Option<Self> {
        let (process, who) = text.strip_suffix('\n')?.split_once(' ')?;
        let process = process.parse().ok()?;
        match who.split_once(' ') {
            None if who == "server" => Some(Self::Server { process }),
            Some(("tool", command)) => Some(Self::Tool {
                command: command.chars().filter(|c| !c.is_control()).collect(),
                process,
            }),
            _ => None,
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server { process } => write!(f, "a server (process {process})"),
            Self::Tool { command, process } => write!(f, "`{command}` (process {process})"),
            Self::Unknown => f.write_str("another process"),
        }
    }
}

/// Where the lock file of a database is.
pub(crate) fn path(database: &Path) -> PathBuf {
    beside(database, "-lock")
}

/// The file beside a database whose name has this at its end.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn take(path: &Path, holder: &Holder) -> Locked {
        match LockFile::open(path).unwrap().try_lock(holder).unwrap() {
            Tried::Locked(locked) => locked,
            Tried::Held(mut file) => panic!("{} has it", file.holder()),
        }
    }

    #[test]
    fn who_has_it_can_be_read_until_they_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let tool = Holder::Tool {
            command: "rallyc migrate run".to_owned(),
            process: 7,
        };
        let server = Holder::Server { process: 8 };
        for holder in [tool, server] {
            let locked = take(&path, &holder);
            let tried = LockFile::open(&path).unwrap().try_lock(&Holder::Unknown);
            let Ok(Tried::Held(mut file)) = tried else {
                panic!("it was taken twice")
            };
            assert_eq!(file.holder(), holder);
            drop(locked);
            assert_eq!(file.holder(), Holder::Unknown);
        }
    }

    #[test]
    fn a_signature_is_read_whole_or_not_at_all() {
        for text in [
            "",
            "7",
            "7 server",
            "7 tool rallyc",
            "x server\n",
            "7 client\n",
            "\n",
        ] {
            assert_eq!(Holder::parse(text), None, "{text:?}");
        }
    }
}
