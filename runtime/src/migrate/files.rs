//! File names and texts to an ordered, gapless list of migrations; every mistake in all of them at once.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::script::{self, Script};

/// Migrations that agree with each other: numbered from 1 without a gap. Nothing is known about any database yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrations {
    files: Vec<Migration>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    pub(super) number: u32,
    pub(super) file: String,
    pub(super) sql: String,
    pub(super) checksum: String,
}

/// What is wrong with a migration file, before any database is touched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationFileError {
    /// The name is not `NNN_name.sql`.
    Name {
        /// The file.
        file: String,
    },
    /// Two files have the same number.
    Duplicate {
        /// The later of the two by name.
        file: String,
        /// The other.
        first: String,
    },
    /// A number between two files, or before the first, is missing.
    Gap {
        /// The file after the gap.
        file: String,
        /// The first number that is missing.
        missing: u32,
    },
    /// The file or folder cannot be read.
    Read {
        /// The file or folder.
        file: String,
        /// What the operating system said.
        message: String,
    },
}

impl Migrations {
    /// Checks files given as name and text, in any order.
    ///
    /// # Errors
    /// Every mistake found.
    pub fn from_files<N, T>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, Vec<MigrationFileError>>
    where
        N: Into<String>,
        T: Into<String>,
    {
        let mut errors = Vec::new();
        let mut numbered: BTreeMap<u32, Vec<(String, String)>> = BTreeMap::new();
        for (file, sql) in files {
            let file = file.into();
            match parse_number(&file) {
                Some(number) => numbered.entry(number).or_default().push((file, sql.into())),
                None => errors.push(MigrationFileError::Name { file }),
            }
        }
        let mut checked = Vec::new();
        let mut expected = 1;
        for (number, mut files) in numbered {
            files.sort();
            let mut files = files.into_iter();
            let Some((file, sql)) = files.next() else {
                continue;
            };
            if number != expected {
                errors.push(MigrationFileError::Gap {
                    file: file.clone(),
                    missing: expected,
                });
            }
            errors.extend(files.map(|(other, _)| MigrationFileError::Duplicate {
                file: other,
                first: file.clone(),
            }));
            expected = number.saturating_add(1);
            checked.push(Migration {
                number,
                checksum: checksum(&sql),
                file,
                sql,
            });
        }
        if errors.is_empty() {
            Ok(Self { files: checked })
        } else {
            Err(errors)
        }
    }

    /// Checks files that are part of the program, as `include_str!` gives them.
    ///
    /// # Errors
    /// Every mistake found.
    pub fn embedded(files: &[(&str, &str)]) -> Result<Self, Vec<MigrationFileError>> {
        Self::from_files(files.iter().copied())
    }

    /// Reads the `.sql` files of a folder. Other files and folders in it are left alone.
    ///
    /// # Errors
    /// Every mistake found, unreadable files included.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, Vec<MigrationFileError>> {
        Self::from_files(read_folder(folder.as_ref())?)
    }

    /// The migrations in order.
    #[must_use]
    pub fn files(&self) -> &[Migration] {
        &self.files
    }

    /// Those up to the last that has a statement: an empty file at the end is still being written.
    #[must_use]
    pub fn written(&self) -> &[Migration] {
        let last = self
            .files
            .iter()
            .rposition(|file| !script::is_blank(&file.sql));
        &self.files[..last.map_or(0, |last| last + 1)]
    }
}

impl Migration {
    /// Its number, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Its file's name.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Its text.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// SHA-256 of its text, in hexadecimal. Line ends count as one character, however the file was checked out.
    #[must_use]
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    pub(super) fn script(&self) -> Script<'_> {
        Script {
            file: &self.file,
            sql: &self.sql,
        }
    }
}

/// Name and text of the `.sql` files of a folder.
pub(super) fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, Vec<MigrationFileError>> {
    let failed = |path: &Path, error: &std::io::Error| MigrationFileError::Read {
        file: path.display().to_string(),
        message: error.to_string(),
    };
    let entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .map_err(|error| vec![failed(folder, &error)])?;
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    let paths = entries.iter().map(std::fs::DirEntry::path);
    for path in paths.filter(|path| is_sql(path)) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push((name.into_owned(), text)),
            Err(error) => errors.push(failed(&path, &error)),
        }
    }
    match errors.is_empty() {
        true => Ok(files),
        false => Err(errors),
    }
}

/// The number in `NNN_name.sql`: three digits, or more without leading zeros, then lower-case letters, digits and `_`.
fn parse_number(file: &str) -> Option<u32> {
    let (digits, name) = file.strip_suffix(".sql")?.split_once('_')?;
    let digits_fit = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() == 3 || (digits.len() > 3 && !digits.starts_with('0')));
    let name_fits = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !digits_fit || !name_fits {
        return None;
    }
    digits.parse().ok().filter(|number| *number > 0)
}

fn is_sql(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden
        && path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
}

fn checksum(sql: &str) -> String {
    let digest = Sha256::digest(sql.replace("\r\n", "\n").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for MigrationFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { file } => write!(
                f,
                "{file}: not a migration's name; call it NNN_name.sql: three digits from 001, `_`, then a-z, 0-9 and `_`"
            ),
            Self::Duplicate { file, first } => {
                write!(
                    f,
                    "{file}: has the number of {first}; give it the next free number"
                )
            }
            Self::Gap { file, missing } => {
                write!(
                    f,
                    "{file}: there is no migration {missing:03}; renumber the file, or bring the missing one back"
                )
            }
            Self::Read { file, message } => write!(f, "{file}: cannot be read: {message}"),
        }
    }
}

impl std::error::Error for MigrationFileError {}
