//! What queries make of the rows of a real database: structs inside of them, and values from JSON.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use generated_server::queries::{self, ReviewCardsRowAuthor};
use generated_server::{Mark, Mood, Person, Review, ReviewedPlace, Summary};
use rally_runtime::db::{Db, DbError};
use rally_runtime::migrate::Migrations;
use rally_runtime::test_db;

const MIGRATIONS: &[(&str, &str)] = &[
    (
        "001_place.sql",
        include_str!("../../migrations/001_place.sql"),
    ),
    (
        "002_many_places.sql",
        include_str!("../../migrations/002_many_places.sql"),
    ),
    (
        "003_review.sql",
        include_str!("../../migrations/003_review.sql"),
    ),
];

fn database() -> Db {
    test_db::open(&Migrations::embedded(MIGRATIONS).unwrap()).unwrap()
}

fn ada() -> Person {
    Person {
        id: 1,
        name: "Ada".to_owned(),
        town: None,
    }
}

// A review of the harbour by Ada, and one by nobody.
async fn with_reviews(marks: &str) -> Db {
    let db = database();
    let marks = marks.parse().unwrap();
    db.transaction(async |tx| {
        queries::add_person(tx, 1, "Ada", None).await?;
        queries::add_review(tx, 1, Some(1), Mood::Glad, marks).await?;
        let none = "[]".parse().unwrap();
        queries::add_review(tx, 1, None, Mood::NotSure, none).await
    })
    .await
    .unwrap();
    db
}

#[tokio::test]
async fn a_struct_is_missing_where_the_join_has_no_row() {
    let db = with_reviews(r#"["plain", {"starred": 3}, {"pinned": {"x": 1, "y": -0.5}}]"#).await;
    let place = ReviewedPlace {
        id: 1,
        name: "Harbour".to_owned(),
    };
    let by_ada = Review {
        id: 1,
        mood: Mood::Glad,
        author: Some(ada()),
        place: place.clone(),
        marks: vec![
            Mark::Plain,
            Mark::Starred(3),
            Mark::Pinned { x: 1.0, y: -0.5 },
        ],
    };
    let by_nobody = Review {
        id: 2,
        mood: Mood::NotSure,
        author: None,
        place,
        marks: vec![],
    };
    assert_eq!(queries::reviews(&db).await.unwrap(), [by_ada, by_nobody]);
}

#[tokio::test]
async fn inferred_structs_are_missing_too() {
    let db = with_reviews("[\"plain\"]").await;
    let cards = queries::review_cards(&db).await.unwrap();
    assert_eq!(cards[0].marks, [Mark::Plain]);
    let author = ReviewCardsRowAuthor {
        id: 1,
        name: "Ada".to_owned(),
        town: None,
    };
    let authors: Vec<_> = cards.into_iter().map(|card| card.author).collect();
    assert_eq!(authors, [Some(author), None]);
}

#[tokio::test]
async fn lists_maps_and_tuples_come_from_json() {
    let db = with_reviews("[]").await;
    let summary = queries::summary(&db, 1).await.unwrap().unwrap();
    let expected = Summary {
        id: 1,
        moods: vec![Mood::Glad, Mood::NotSure],
        authors: vec![ada()],
        by_mood: [(Mood::Glad, 1), (Mood::NotSure, 1)].into(),
        first: Some((1, Mood::Glad)),
    };
    assert_eq!(summary, expected);
    let empty = queries::summary(&db, 2).await.unwrap().unwrap();
    assert_eq!(
        (empty.moods, empty.authors, empty.first),
        (vec![], vec![], None)
    );
    assert!(empty.by_mood.is_empty());
}

#[tokio::test]
async fn other_json_is_an_error_with_its_place() {
    let db = with_reviews(r#"["plain", {"pinned": {"x": 1}}]"#).await;
    let error = queries::marks_of_all(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "query marks_of_all, column marks: expected a number at $[1].pinned.y, found nothing"
    );
    let db = with_reviews(r#"["spoiled"]"#).await;
    assert!(matches!(
        queries::reviews(&db).await,
        Err(DbError::Json { path, .. }) if &*path == "$[0]"
    ));
}
