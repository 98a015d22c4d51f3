//! Codes that are sent to people, who enter them in the same session: made, kept as an HMAC, entered once.
//!
//! A code has eight digits. What makes so few enough is that only the session that asked for it can enter it, for one
//! purpose, five times, within ten minutes, and that an address may be wrong ten times an hour.

use std::fmt;

use super::attempts::{self, Counted, Place};
use crate::db::receipt::{Prelude, Transactions, with_transaction_prelude};
use crate::db::{Db, DbError, Tx};
use crate::env::Purpose;
use crate::server::socket::network_of;
use crate::server::state::now_millis;
use crate::server::{Fault, Request};

/// How many codes there are.
const CODES: u32 = 100_000_000;

/// A code, to be sent to whoever it is for. Nobody else is to see it: it is not printed for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginCode(String);

/// What has come of entering a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum CodeCheck {
    /// It is the code. It is used up: entered again, it is [`CodeCheck::Expired`].
    Right,
    /// It is not the code. It may be entered again.
    Wrong,
    /// No code waits to be entered in this session for this purpose: none was asked for, or it was used, was wrong five
    /// times, or is older than ten minutes. Another one has to be sent.
    Expired,
    /// Wrong codes have come from this address ten times within an hour. Nothing was compared.
    TooMany,
}

/// Makes a code and keeps what [`verify_login_code`] needs of it, with the transaction: a job that sends the code goes into
/// the same one. An earlier code of this session for this purpose is worth nothing from then on.
///
/// `scope` says what the code is good for and for whom, such as `sign in: ada@example.org`: only with the same text can it
/// be entered. It is to hold all that must not change in between.
///
/// # Errors
/// Where the database fails, or the system has no random bytes.
pub async fn generate_login_code(
    rq: &Request,
    tx: &mut Tx,
    scope: &str,
) -> Result<LoginCode, Fault> {
    generate(rq, tx, scope, now_millis()).await
}

/// What is kept of a code: an HMAC of the code, its purpose and the session that makes the request, keyed by `APP_SECRET`.
///
/// [`generate_login_code`] keeps it by itself; this is for tests, and for codes that an app keeps in a place of its own.
#[must_use]
pub fn hash_login_code(rq: &Request, scope: &str, code: &str) -> [u8; 32] {
    let session = rq.session_hash();
    let digits = digits(code);
    let parts = [session.bytes(), scope.as_bytes(), digits.as_bytes()];
    rq.secret().sign(Purpose::LoginCode, &parts)
}

/// Whether this is the code that this session was sent for this purpose; what is right is right once.
///
/// The attempt is counted before anything is compared, in a transaction of its own, so that it counts whatever becomes of
/// the handler: neither is it the handler's one transaction, nor may it be called within one. Spaces and hyphens between
/// the digits do not matter.
///
/// # Errors
/// Where the database fails.
pub async fn verify_login_code(
    rq: &Request,
    db: &Db,
    scope: &str,
    code: &str,
) -> Result<CodeCheck, DbError> {
    verify(rq, db, scope, code, now_millis()).await
}

async fn generate(rq: &Request, tx: &mut Tx, scope: &str, now: i64) -> Result<LoginCode, Fault> {
    let code = LoginCode::random()?;
    let hash = hash_login_code(rq, scope, code.as_str());
    attempts::store(tx, &place(rq, scope), &hash, now).await?;
    Ok(code)
}

async fn verify(
    rq: &Request,
    db: &Db,
    scope: &str,
    code: &str,
    now: i64,
) -> Result<CodeCheck, DbError> {
    let (place, address) = (place(rq, scope), address(rq));
    let counted = apart(
        db,
        db.transaction(async |tx| attempts::count(tx, &place, &address, now).await),
    );
    let (id, hash) = match counted.await? {
        Counted::TooMany => return Ok(CodeCheck::TooMany),
        Counted::NoCode => return Ok(CodeCheck::Expired),
        Counted::Against { id, hash } => (id, hash),
    };
    if !is_code_of(rq, scope, code, &hash) {
        return Ok(CodeCheck::Wrong);
    }
    let used = apart(
        db,
        db.transaction(async |tx| attempts::use_up(tx, &place, &hash, id).await),
    );
    Ok(match used.await? {
        true => CodeCheck::Right,
        false => CodeCheck::Expired,
    })
}

/// Takes the same time wherever they differ.
fn is_code_of(rq: &Request, scope: &str, code: &str, hash: &[u8]) -> bool {
    let session = rq.session_hash();
    let digits = digits(code);
    let parts = [session.bytes(), scope.as_bytes(), digits.as_bytes()];
    rq.secret().verifies(Purpose::LoginCode, &parts, hash)
}

/// Outside of the transactions that the handler is allowed, and of what is undone with them.
async fn apart<F: Future>(db: &Db, transaction: F) -> F::Output {
    let nothing = Prelude::new(db, Transactions::Many, Vec::new());
    with_transaction_prelude(nothing, transaction).await
}

fn place(rq: &Request, scope: &str) -> Place {
    let session = rq.session_hash();
    // A scope often names people.
    let scope = rq.secret().sign(Purpose::LoginScope, &[scope.as_bytes()]);
    Place { session, scope }
}

fn address(rq: &Request) -> [u8; 32] {
    let network = network_of(rq.address()).to_string();
    rq.secret().sign(Purpose::Address, &[network.as_bytes()])
}

fn digits(code: &str) -> String {
    let is_between = |letter: &char| letter.is_whitespace() || *letter == '-';
    code.chars().filter(|letter| !is_between(letter)).collect()
}

impl LoginCode {
    /// Each code is as likely as any other.
    fn random() -> Result<Self, getrandom::Error> {
        loop {
            let random = getrandom::u32()?;
            // The last, incomplete round of the numbers would favour the first codes.
            if random < u32::MAX - u32::MAX % CODES {
                return Ok(Self(format!("{:08}", random % CODES)));
            }
        }
    }

    /// Its eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LoginCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LoginCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginCode(…)")
    }
}

#[cfg(test)]
mod tests;
