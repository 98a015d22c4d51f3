//! Files of `seeds/` to scripts in the order of their names: rows to begin with, never parts of the schema.

use std::path::Path;

use super::files::{MigrationFileError, read_folder};
use super::script::Script;

/// Rows to begin with. Nothing is known about any database yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeds {
    files: Vec<Seed>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    file: String,
    sql: String,
}

impl Seeds {
    /// Takes files given as name and text, and orders them by name.
    pub fn from_files<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Self
    where
        N: Into<String>,
        T: Into<String>,
    {
        let seed = |(file, sql): (N, T)| Seed {
            file: file.into(),
            sql: sql.into(),
        };
        let mut files: Vec<Seed> = files.into_iter().map(seed).collect();
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Self { files }
    }

    /// Reads the `.sql` files of a folder, none where there is no folder. Other files and folders in it are left alone.
    ///
    /// # Errors
    /// Every file that cannot be read.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, Vec<MigrationFileError>> {
        let folder = folder.as_ref();
        if !folder.exists() {
            return Ok(Self::default());
        }
        // With the folder's name: unlike a migration's, their names say nothing about what they are.
        let named = folder.file_name().unwrap_or_default().to_string_lossy();
        let files = read_folder(folder)?.into_iter();
        Ok(Self::from_files(
            files.map(|(file, sql)| (format!("{named}/{file}"), sql)),
        ))
    }

    /// The files in order.
    #[must_use]
    pub fn files(&self) -> &[Seed] {
        &self.files
    }
}

impl Seed {
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

    pub(super) fn script(&self) -> Script<'_> {
        Script {
            file: &self.file,
            sql: &self.sql,
        }
    }
}
