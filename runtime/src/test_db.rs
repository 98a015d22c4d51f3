//! A database for tests: in memory, with the migrations applied, ready in well under a millisecond.
//!
//! The migrations run once a process; later databases are copies of the image. An in-memory database has one connection,
//! which also serves reads. So that a read never waits for a transaction that waits for it, reads are answered while a
//! transaction is open, and then they see its uncommitted changes: a test of what others see in the meantime needs a file
//! (`db::open` in a temporary folder).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, MAIN_DB};

use crate::db::{self, Db, DbError, Options};
use crate::migrate::{self, Migrations};

/// Images of migrated databases, by the checksums of their migrations.
static IMAGES: Mutex<BTreeMap<Vec<String>, Arc<[u8]>>> = Mutex::new(BTreeMap::new());

/// Opens a new database in memory that has the migrations.
///
/// # Errors
/// [`DbError::Open`], with the failing migration's file, statement and message.
pub fn open(migrations: &Migrations) -> Result<Db, DbError> {
    open_with(migrations, &Options::default())
}

/// Opens a new database in memory; of the options, those about files and readers have no meaning. See [`open`].
///
/// # Errors
/// See [`open`].
pub fn open_with(migrations: &Migrations, options: &Options) -> Result<Db, DbError> {
    let image = image(migrations)?;
    let mut connection = Connection::open_in_memory().map_err(|error| failed(&error))?;
    if !image.is_empty() {
        let mut bytes = &image[..];
        connection
            .deserialize_read_exact(MAIN_DB, &mut bytes, image.len(), false)
            .map_err(|error| failed(&error))?;
    }
    db::open_in_memory(connection, options)
}

fn image(migrations: &Migrations) -> Result<Arc<[u8]>, DbError> {
    let key: Vec<String> = migrations
        .files()
        .iter()
        .map(|file| file.checksum().to_owned())
        .collect();
    // Held while migrating, so that tests that start together migrate once.
    let mut images = IMAGES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(image) = images.get(&key) {
        return Ok(Arc::clone(image));
    }
    let mut connection = Connection::open_in_memory().map_err(|error| failed(&error))?;
    migrate::run_connection(&mut connection, migrations).map_err(|error| failed(&error))?;
    let image: Arc<[u8]> = connection
        .serialize(MAIN_DB)
        .map_err(|error| failed(&error))?
        .as_ref()
        .into();
    images.insert(key, Arc::clone(&image));
    Ok(image)
}

fn failed(error: &dyn std::error::Error) -> DbError {
    DbError::Open {
        path: PathBuf::from(":memory:"),
        message: error.to_string().into(),
    }
}
