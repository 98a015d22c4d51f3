//! What transactions publish: after COMMIT, in the order of commits, and never what was rolled back.

use std::sync::{Arc, Mutex};

use super::*;
use crate::db::Tx;
use crate::db::release::Publication;
use crate::server::channels::{Event, Listener};
use crate::wire::frame::Cursor;

static ADD_PART: Query = Query {
    name: "add_part",
    sql: "INSERT INTO part (id, item_id) VALUES (:id, :item_id)",
};

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Listener for Heard {
    fn begin(&self, _: Cursor) {}

    fn hear(&mut self, event: &Event) -> bool {
        self.0.lock().unwrap().push(event.body[0]);
        true
    }

    fn reset(&self) {
        panic!("nothing is lost here");
    }

    fn recheck(&self, _: Cursor) {
        panic!("nobody is to be authorized anew here");
    }
}

impl Heard {
    fn so_far(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

fn say(tx: &mut Tx, body: u8) {
    tx.publish(Publication::Event {
        channel: "channel".to_owned(),
        body: vec![body],
        not_to: None,
    });
}

/// Follows the channel that the tests publish on, until dropped.
fn follow(db: &Db) -> (Heard, impl Sized) {
    let heard = Heard::default();
    let followed = db.hub().follow("channel", None, 0, heard.clone()).unwrap();
    (heard, followed)
}

#[test]
fn what_a_transaction_publishes_is_heard_once_it_has_committed() {
    run(async {
        let file = TestFile::new().await;
        let (heard, _followed) = follow(&file.db);
        let within = file.db.transaction(async |tx| {
            insert(tx, 1).await?;
            say(tx, 1);
            say(tx, 2);
            insert(tx, 2).await?;
            Ok::<_, DbError>(heard.so_far())
        });
        assert_eq!(within.await, Ok(vec![]));
        assert_eq!(heard.so_far(), [1, 2], "before the caller goes on");
    });
}

#[test]
fn what_is_rolled_back_is_heard_by_nobody() {
    run(async {
        let file = TestFile::new().await;
        let (heard, _followed) = follow(&file.db);
        let failed = file.db.transaction(async |tx| {
            say(tx, 1);
            Err::<(), _>(DbError::Closed)
        });
        assert_eq!(failed.await, Err(DbError::Closed));
        let orphan = file.db.transaction(async |tx| {
            say(tx, 2);
            execute(tx, &ADD_PART, vec![1.into(), 77.into()]).await
        });
        assert_eq!(orphan.await, Err(DbError::DeferredForeignKey));
        let nested = file.db.transaction(async |tx| {
            say(tx, 3);
            let undone = tx.transaction(async |tx| {
                say(tx, 4);
                tx.transaction(async |tx| {
                    say(tx, 5);
                    Ok::<_, DbError>(())
                })
                .await?;
                Err::<(), _>(DbError::Closed)
            });
            assert_eq!(undone.await, Err(DbError::Closed));
            tx.transaction(async |tx| {
                say(tx, 6);
                Ok::<_, DbError>(())
            })
            .await
        });
        assert_eq!(nested.await, Ok(()));
        assert_eq!(heard.so_far(), [3, 6]);
    });
}

#[test]
fn transactions_that_are_committed_together_are_heard_in_their_order() {
    run(async {
        let file = TestFile::new().await;
        let (heard, _followed) = follow(&file.db);
        let one = |id: u8| {
            file.db.transaction(async move |tx| {
                insert(tx, id.into()).await?;
                say(tx, id);
                Ok::<_, DbError>(())
            })
        };
        // The deferred one ends its group: what came before it in the group is heard before it.
        let deferred = file.db.transaction(async |tx| {
            insert(tx, 3).await?;
            execute(tx, &ADD_PART, vec![1.into(), 3.into()]).await?;
            say(tx, 3);
            Ok::<_, DbError>(())
        });
        let ended = tokio::join!(one(1), one(2), deferred, one(4));
        assert_eq!(ended, (Ok(()), Ok(()), Ok(()), Ok(())));
        assert_eq!(heard.so_far(), [1, 2, 3, 4]);
    });
}
