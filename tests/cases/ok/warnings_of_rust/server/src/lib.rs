// `queries::forgotten` in a comment is no use of it.
async fn all(db: &Db) -> Result<Vec<i64>, DbError> {
    let name = "queries::forgotten";
    queries::used(db).await
}
