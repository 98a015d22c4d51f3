//! Passwords to what is stored of them, and back to whether they are right. Knows no database.
//!
//! Argon2id with 19 MiB, two passes and one lane, which RFC 9106 and OWASP's Password Storage Cheat Sheet hold to be enough.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;

use argon2::{ARGON2ID_IDENT, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The longest password, in bytes.
pub const MAX_PASSWORD_BYTES: usize = 1_024;

/// What nobody's password is compared with: of the same cost as that of a member, and of no password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A hash takes a core and 19 MiB while it is made: as many at a time as there are cores.
static CORES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    Arc::new(Semaphore::new(
        available_parallelism().map_or(1, usize::from),
    ))
});

/// Why a password has not been hashed or compared. None of it says anything about the password's being right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordError {
    /// It has more than [`MAX_PASSWORD_BYTES`] bytes: nothing to be stored.
    TooLong,
    /// What is stored is no hash that [`hash`] has made.
    NotAHash,
    /// The system gives no random bytes, or no memory.
    System(String),
}

/// What is to be stored of a password: the hash with its salt and cost, as a text in the PHC string format.
///
/// It takes some 20 ms of a core, on a thread of its own; more of them at once than there are cores wait for each other. Do
/// it before a transaction, never in one.
///
/// # Errors
/// Where the password is too long, or the system fails.
pub async fn hash(password: impl Into<String>) -> Result<String, PasswordError> {
    let password = password.into();
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(PasswordError::TooLong);
    }
    on_a_core(move || hash_now(&password)).await
}

/// Whether this is the password that `stored` was made of.
///
/// `stored` is `None` where nobody has the name that was given, or they have no password: then the answer is no, and takes
/// as long as for everybody else, so that nobody can find out who is a member. So look the member up, and ask in either
/// case:
///
/// ```no_run
/// # async fn sign_in(stored: Option<String>, password: String) -> Result<bool, rally_runtime::auth::PasswordError> {
/// let is_right = rally_runtime::auth::verify(password, stored.as_deref()).await?;
/// # Ok(is_right)
/// # }
/// ```
///
/// Passwords are compared byte by byte. It takes as long as [`hash`], with the same limits.
///
/// # Errors
/// Where what is stored is no hash, or the system fails.
pub async fn verify(
    password: impl Into<String>,
    stored: Option<&str>,
) -> Result<bool, PasswordError> {
    let (password, is_somebody) = (password.into(), stored.is_some());
    let stored = parse(stored.unwrap_or(NOBODY))?;
    let is_right = on_a_core(move || verify_now(&password, &stored)).await?;
    Ok(is_right && is_somebody)
}

/// Whether [`hash`] would make a costlier hash today: once the password has been right, store a new one of it.
#[must_use]
pub fn is_outdated(stored: &str) -> bool {
    let params = parse(stored).and_then(|hash| Params::try_from(&hash).map_err(failed));
    params.map_or(true, |params| {
        let today = Params::default();
        params.m_cost() < today.m_cost() || params.t_cost() < today.t_cost()
    })
}

fn parse(stored: &str) -> Result<PasswordHash, PasswordError> {
    let hash = PasswordHash::new(stored).map_err(|_| PasswordError::NotAHash)?;
    let is_whole = hash.salt.is_some() && hash.hash.is_some();
    if hash.algorithm == ARGON2ID_IDENT && is_whole && Params::try_from(&hash).is_ok() {
        Ok(hash)
    } else {
        Err(PasswordError::NotAHash)
    }
}

fn hash_now(password: &str) -> Result<String, PasswordError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| PasswordError::System(error.to_string()))?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(failed)
}

fn verify_now(password: &str, stored: &PasswordHash) -> Result<bool, PasswordError> {
    // Nobody has a password as long as that. The work is done all the same.
    let fits = password.len() <= MAX_PASSWORD_BYTES;
    let password = if fits { password.as_bytes() } else { b"" };
    match Argon2::default().verify_password(password, stored) {
        Ok(()) => Ok(fits),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: impl fmt::Display) -> PasswordError {
    PasswordError::System(error.to_string())
}

/// Runs on a thread that may be blocked, once there is a core for it.
async fn on_a_core<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
) -> Result<T, PasswordError> {
    let core = Arc::clone(&CORES).acquire_owned().await.map_err(failed)?;
    let task = tokio::task::spawn_blocking(move || {
        // Held by the work itself, which goes on where nobody waits for it any more.
        let _core: OwnedSemaphorePermit = core;
        work()
    });
    task.await.map_err(failed)?
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "a password has at most {MAX_PASSWORD_BYTES} bytes"),
            Self::NotAHash => f.write_str(
                "what is stored of the password is no hash of argon2id; store what `auth::hash` gives",
            ),
            Self::System(why) => write!(f, "a password could not be hashed: {why}"),
        }
    }
}

impl std::error::Error for PasswordError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[actix_web::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let stored = hash("correct horse").await.unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert_eq!(verify("correct horse", Some(&stored)).await, Ok(true));
        assert_eq!(verify("correct horsf", Some(&stored)).await, Ok(false));
        assert_ne!(hash("correct horse").await.unwrap(), stored, "salted");
        assert!(!is_outdated(&stored));
    }

    #[actix_web::test]
    async fn nobody_has_no_password_at_the_cost_of_everybody() {
        for guess in ["", "nobody is here"] {
            assert_eq!(verify(guess, None).await, Ok(false), "{guess}");
        }
        let nobody = Params::try_from(&parse(NOBODY).unwrap()).unwrap();
        let everybody = Params::default();
        assert_eq!(
            (nobody.m_cost(), nobody.t_cost(), nobody.p_cost()),
            (everybody.m_cost(), everybody.t_cost(), everybody.p_cost())
        );
        let (nobody, somebody) = (
            parse(NOBODY).unwrap(),
            parse(&hash("x").await.unwrap()).unwrap(),
        );
        let size = |hash: &PasswordHash| hash.hash.map(|output| output.len());
        assert_eq!(size(&nobody), size(&somebody));
    }

    #[actix_web::test]
    async fn a_password_that_is_too_long_is_never_stored_and_never_right() {
        let long = "a".repeat(MAX_PASSWORD_BYTES + 1);
        assert_eq!(hash(long.as_str()).await, Err(PasswordError::TooLong));
        let empty = hash("").await.unwrap();
        assert_eq!(verify(long.as_str(), Some(&empty)).await, Ok(false));
    }

    #[actix_web::test]
    async fn what_is_no_hash_is_an_error_and_not_a_wrong_password() {
        for stored in [
            "",
            "correct horse",
            "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU",
            "$argon2i$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        ] {
            let verified = verify("correct horse", Some(stored)).await;
            assert_eq!(verified, Err(PasswordError::NotAHash), "{stored}");
            assert!(is_outdated(stored));
        }
    }

    #[test]
    fn a_cheaper_hash_is_outdated() {
        let cheap = NOBODY.replace("m=19456", "m=4096");
        assert!(is_outdated(&cheap) && !is_outdated(NOBODY));
    }

    #[actix_web::test]
    async fn no_more_are_made_at_once_than_there_are_cores() {
        let all: Vec<_> = {
            let cores = u32::try_from(available_parallelism().map_or(1, usize::from)).unwrap();
            let permits = (0..cores).map(|_| Arc::clone(&CORES).acquire_owned());
            futures_util::future::join_all(permits).await
        };
        let mut waiting = Box::pin(hash("x"));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        tokio::task::yield_now().await;
        assert!(futures_util::poll!(&mut waiting).is_pending());
        drop(all);
        assert!(waiting.await.is_ok());
    }
}
