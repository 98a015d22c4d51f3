//! What queries make of the rows of a real database: structs inside of them, and values from JSON.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use generated_server::queries::SheetsRow;
use generated_server::queries::{self, ReviewCardsRowAuthor};
use generated_server::{Mark, Mood, Person, Review, ReviewedPlace, Shape, Shapes, Sheet, Summary};
use rally_runtime::db::{Db, DbError};
use rally_runtime::migrate::Migrations;
use rally_runtime::test_db;
use rally_runtime::value::{Json, Time};

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
    (
        "004_sheet.sql",
        include_str!("../../migrations/004_sheet.sql"),
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
async fn with_reviews(marks: &[Mark]) -> Db {
    let db = database();
    db.transaction(async |tx| {
        queries::add_person(tx, 1, "Ada", None).await?;
        queries::add_review(tx, 1, Some(1), Mood::Glad, marks).await?;
        queries::add_review(tx, 1, None, Mood::NotSure, &[]).await
    })
    .await
    .unwrap();
    db
}

// The same with marks that nothing checks.
async fn with_other_marks(marks: &str) -> Db {
    let db = with_reviews(&[]).await;
    let marks: Json = marks.parse().unwrap();
    db.transaction(async |tx| queries::set_marks(tx, marks).await)
        .await
        .unwrap();
    db
}

#[tokio::test]
async fn a_struct_is_missing_where_the_join_has_no_row() {
    let marks = [
        Mark::Plain,
        Mark::Starred(3),
        Mark::Pinned { x: 1.0, y: -0.5 },
    ];
    let db = with_reviews(&marks).await;
    let place = ReviewedPlace {
        id: 1,
        name: "Harbour".to_owned(),
    };
    let by_ada = Review {
        id: 1,
        mood: Mood::Glad,
        author: Some(ada()),
        place: place.clone(),
        marks: marks.to_vec(),
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
    let db = with_reviews(&[Mark::Plain]).await;
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
    let db = with_reviews(&[]).await;
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
    let db = with_other_marks(r#"["plain", {"pinned": {"x": 1}}]"#).await;
    let error = queries::marks_of_all(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "query marks_of_all, column marks: expected a number at $[1].pinned.y, found nothing"
    );
    let db = with_other_marks(r#"["spoiled"]"#).await;
    assert!(matches!(
        queries::reviews(&db).await,
        Err(DbError::Json { path, .. }) if &*path == "$[0]"
    ));
}

fn sheet(below: Option<Sheet>) -> Sheet {
    Sheet {
        int: i64::MIN,
        float: 0.1,
        truth: true,
        text: "a \"text\"\n\u{0}é".to_owned(),
        unit: (),
        bytes: vec![0, 255],
        time: Time::from_unix_millis(-1),
        date: "2024-02-29".parse().unwrap(),
        uuid: "00112233-4455-6677-8899-aabbccddeeff".parse().unwrap(),
        decimal: "-0.10".parse().unwrap(),
        json: r#"{"a":[null,1.5]}"#.parse().unwrap(),
        mood: Mood::NotSure,
        list: vec![None, Some(Mark::Starred(1))],
        scores: [(Mood::Glad, 3)].into(),
        flags: [(false, vec![]), (true, vec![1, 2])].into(),
        pair: (1, Some(ada())),
        outcome: vec![Ok(1), Err("no".to_owned())],
        below: below.map(Box::new),
        shapes: vec![
            Shape::Empty,
            Shape::Point(1.0, -2.5),
            Shape::Within(Shapes {
                r#type: "round".to_owned(),
                shapes: vec![Shape::Empty],
            }),
            Shape::Labelled {
                out: "o".to_owned(),
                fields: [("f".to_owned(), ())].into(),
            },
        ],
    }
}

#[tokio::test]
async fn every_type_goes_into_json_and_comes_back() {
    let db = database();
    let content = sheet(Some(sheet(None)));
    let names = ["Ada".to_owned(), "O'Hara \"x\"".to_owned()];
    let best = [(7, ada())].into();
    let ids = db
        .transaction(async |tx| {
            let first = queries::add_sheet(tx, &content, &names, Some(&best)).await?;
            Ok::<_, DbError>([first, queries::add_sheet(tx, &content, &[], None).await?])
        })
        .await
        .unwrap();
    let row = |names: &[String], best| SheetsRow {
        content: content.clone(),
        names: names.to_vec(),
        best,
    };
    let expected = [row(&names, Some(best)), row(&[], None)];
    assert_eq!(queries::sheets(&db).await.unwrap(), expected);
    assert_eq!(queries::named(&db, &names).await.unwrap(), ids[..1]);

    let changed = db
        .transaction(async |tx| queries::rename(tx, &names).await)
        .await;
    assert_eq!(changed.unwrap(), 1);
    assert_eq!(queries::named(&db, &names).await.unwrap(), ids);
}

#[tokio::test]
async fn what_json_cannot_hold_is_refused() {
    let content = Sheet {
        float: f64::INFINITY,
        ..sheet(None)
    };
    let db = database();
    let added = db
        .transaction(async |tx| queries::add_sheet(tx, &content, &[], None).await)
        .await;
    assert_eq!(
        added.unwrap_err().to_string(),
        "query add_sheet: parameter 1 is or has a number that is not finite, which JSON has not"
    );
    assert_eq!(queries::sheets(&db).await.unwrap(), []);
}

#[tokio::test]
async fn a_list_of_structs_becomes_rows() {
    let bob = Person {
        id: 2,
        name: "Bob".to_owned(),
        town: Some("Ghent".to_owned()),
    };
    let db = database();
    let added = db
        .transaction(async |tx| queries::add_people(tx, &[ada(), bob.clone()]).await)
        .await;
    assert_eq!(added.unwrap(), 2);
    assert_eq!(queries::people(&db).await.unwrap(), [ada(), bob]);
}
