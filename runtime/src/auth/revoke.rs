//! Ending sign-ins from outside of their sessions: rows go with the transaction, sockets once it has committed.

use crate::db::{DbError, Tx};
use crate::server::ended;
use crate::session::{SessionHash, store};

/// Sign-ins that are to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIns {
    which: Which,
    except: Option<SessionHash>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Which {
    OfSubject { client: String, subject: String },
    OfSession(SessionHash),
}

impl SignIns {
    /// All of one person to a client, on whichever devices: those that `sign_in` was called for with these.
    #[must_use]
    pub fn of(client: &str, subject: impl Into<String>) -> Self {
        let client = client.to_owned();
        let subject = subject.into();
        Self {
            which: Which::OfSubject { client, subject },
            except: None,
        }
    }

    /// Those of one session, to whichever clients.
    #[must_use]
    pub fn of_session(session: SessionHash) -> Self {
        Self {
            which: Which::OfSession(session),
            except: None,
        }
    }

    /// All but those of this session, such as `rq.session().hash()`: whoever changes a password stays where they are.
    #[must_use]
    pub fn except(mut self, session: SessionHash) -> Self {
        self.except = Some(session);
        self
    }
}

/// Ends sign-ins, with the transaction; how many. Once it has committed their sockets are closed, what waits on them is
/// dropped, and their tabs load their documents again.
///
/// Whoever calls it for their own session gets no answer any more; `rq.session().sign_out_everywhere(…)` answers first.
///
/// # Errors
/// Where the database fails.
pub async fn revoke(tx: &mut Tx, sign_ins: &SignIns) -> Result<usize, DbError> {
    let ended = match &sign_ins.which {
        Which::OfSubject { client, subject } => {
            store::end_subject(tx, client, subject, sign_ins.except).await?
        }
        Which::OfSession(session) if sign_ins.except == Some(*session) => Vec::new(),
        Which::OfSession(session) => store::end_session(tx, *session).await?,
    };
    for sign_in in &ended {
        ended::tell(tx, sign_in);
    }
    Ok(ended.len())
}
