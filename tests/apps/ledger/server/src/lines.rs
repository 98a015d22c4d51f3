//! The lines of a book: each is told to whoever follows the book and to whoever sits at its table, once it is committed.

use contract::public::tables_name::{Params, ToClient};
use contract::{Line, topics};
use generated_server::{Writer, queries};
use rally_runtime::db::{DbError, Tx};
use rally_runtime::server::{Broadcast, Publish, Request, RpcResult};

use crate::ServerContext;

impl ServerContext {
    /// Adds a line, in a transaction of its own; answers with its id.
    pub(crate) async fn write(
        &self,
        rq: &Request,
        book: &str,
        text: &str,
        who: Option<&Writer>,
    ) -> RpcResult<i64> {
        self.db
            .transaction(async |tx| Ok(add(tx, rq, (book, text), who).await?.id))
            .await
    }
}

/// Adds a line to a book.
pub(crate) async fn add(
    tx: &mut Tx,
    rq: &Request,
    (book, text): (&str, &str),
    who: Option<&Writer>,
) -> Result<Line, DbError> {
    let writer = who.map_or("nobody", |writer| writer.name.as_str());
    let line = queries::add_line(tx, book, writer, text).await?;
    let name = book.to_owned();
    let topic = topics::Book { name: name.clone() };
    topic.publish(&mut *tx, line.clone()).await?;
    let written = ToClient::Written { line: line.clone() };
    rq.after_commit(tx)
        .broadcast_to_page(&Params { name }, written)
        .await?;
    Ok(line)
}
