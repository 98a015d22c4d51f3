//! What a column may hold to values of it, few enough that joins and comparisons find partners.

use std::collections::BTreeSet;

use rallyc::sql::{DeclaredTypes, SqlType};
use rusqlite::types::Value;

use crate::random::Random;

/// What the schema says a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Real,
    Text,
    Bytes,
    Bool,
    Time,
    Date,
    Uuid,
    Decimal,
    Json,
    Variant(Vec<String>),
    /// Without a type of its own: any storage class.
    Any,
}

/// How far the values of one database go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Ordinary,
    /// To the ends of the integers, where a sum becomes a REAL, and very long texts.
    Integers,
    /// To the infinities, whose difference is NULL.
    Reals,
}

/// The values that one file has a use for.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    integers: Vec<i64>,
    reals: Vec<f64>,
    texts: Vec<String>,
    dates: Vec<String>,
    documents: Vec<String>,
}

/// The values of one database.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pools: Pools,
    reach: Reach,
}

impl Kind {
    /// By the rules of <https://sqlite.org/datatype3.html#determination_of_column_affinity>, and the names that mean a
    /// type of the language.
    pub(crate) fn of_declaration(declared: &str) -> Self {
        let upper = declared.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| upper.contains(word));
        match upper.as_str() {
            "DATE" => Self::Date,
            "UUID" => Self::Uuid,
            "JSON" => Self::Json,
            "BOOL" | "BOOLEAN" => Self::Bool,
            _ if has(&["INT"]) => Self::Integer,
            _ if has(&["CHAR", "CLOB", "TEXT"]) => Self::Text,
            _ if has(&["BLOB"]) => Self::Bytes,
            _ if has(&["REAL", "FLOA", "DOUB"]) => Self::Real,
            _ => Self::Any,
        }
    }

    pub(crate) fn of_type(ty: SqlType, types: &DeclaredTypes) -> Self {
        match ty {
            SqlType::Int => Self::Integer,
            SqlType::Float => Self::Real,
            SqlType::Bool => Self::Bool,
            SqlType::String => Self::Text,
            SqlType::Bytes => Self::Bytes,
            SqlType::Time => Self::Time,
            SqlType::Date => Self::Date,
            SqlType::Uuid => Self::Uuid,
            SqlType::Decimal => Self::Decimal,
            SqlType::Json | SqlType::Document(_) => Self::Json,
            SqlType::Enum(id) => Self::Variant(types.enums[&id].variants.clone()),
        }
    }
}

impl Pools {
    /// Some values of each kind, and every literal of the text, which its conditions ask for.
    pub(crate) fn of_text(text: &str) -> Self {
        let (texts, numbers) = literals(text);
        let own = |values: &[&str]| {
            values
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        let is_date = |text: &&String| text.parse::<rally_runtime::value::Date>().is_ok();
        let is_document = |text: &&String| {
            text.starts_with(['{', '[']) && text.parse::<rally_runtime::value::Json>().is_ok()
        };
        let mut pools = Self {
            integers: vec![0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, -1, 40],
            reals: vec![0.0, 0.5, 1.0, 2.5, 3.0, -3.25, 99.5],
            dates: own(&["2024-02-29", "2026-01-01", "1999-12-31"]),
            documents: own(&[
                "{}",
                "[]",
                "[1,2,3]",
                "[\"a\",\"b\"]",
                "{\"a\":1,\"b\":null}",
                "\"text\"",
                "null",
                "true",
                "5",
                "2.5",
            ]),
            texts: own(&["", "a", "b", "Ann", "Zoë", "0", "12", "3.5", "a b", "😀"]),
        };
        pools.dates.extend(texts.iter().filter(is_date).cloned());
        pools
            .documents
            .extend(texts.iter().filter(is_document).cloned());
        pools.texts.extend(texts.iter().cloned());
        pools
            .texts
            .extend(texts.iter().map(|text| text.replace('%', "")));
        pools.integers.extend(
            numbers
                .iter()
                .filter_map(|number| number.parse::<i64>().ok()),
        );
        pools.reals.extend(
            numbers
                .iter()
                .filter_map(|number| number.parse::<f64>().ok()),
        );
        pools
    }
}

// The texts in quotes and the numbers.
fn literals(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut texts, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
    {
        for (at, part) in line.replace("''", "\u{1}").split('\'').enumerate() {
            let part = part.replace('\u{1}', "'");
            match at % 2 {
                1 => drop(texts.insert(part)),
                _ => numbers.extend(
                    part.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_')
                        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                        .map(str::to_owned),
                ),
            }
        }
    }
    (texts, numbers)
}

const UUIDS: [&str; 3] = [
    "0189f7a2-6d3c-7b21-9f00-0123456789ab",
    "00000000-0000-0000-0000-000000000000",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
];
const DECIMALS: [&str; 5] = ["0", "12.50", "-0.01", "1000000.99", "3"];
const BLOBS: [&[u8]; 4] = [b"", b"\x00", b"abc", b"\xff\xfe"];
const HOUR: i64 = 3_600_000;

impl Domain {
    /// A few of the values of the pools.
    pub(crate) fn new(pools: &Pools, reach: Reach, random: &mut Random) -> Self {
        fn some<T: Clone>(values: &[T], most: usize, random: &mut Random) -> Vec<T> {
            (0..most).map(|_| random.pick(values).clone()).collect()
        }
        let mut few = Pools {
            integers: some(&pools.integers, 8, random),
            reals: some(&pools.reals, 6, random),
            texts: some(&pools.texts, 10, random),
            dates: some(&pools.dates, 4, random),
            documents: some(&pools.documents, 5, random),
        };
        match reach {
            Reach::Ordinary => {}
            Reach::Integers => {
                few.integers.extend([i64::MIN, i64::MAX, i64::MAX - 1]);
                few.texts.push("long ".repeat(400));
            }
            Reach::Reals => few
                .reals
                .extend([f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -0.0]),
        }
        Self { pools: few, reach }
    }

    pub(crate) fn reach(&self) -> Reach {
        self.reach
    }

    /// A value that is of this kind and not NULL.
    pub(crate) fn value(&self, kind: &Kind, random: &mut Random) -> Value {
        let pools = &self.pools;
        match kind {
            Kind::Integer => Value::Integer(*random.pick(&pools.integers)),
            Kind::Real => Value::Real(*random.pick(&pools.reals)),
            Kind::Text => Value::Text(random.pick(&pools.texts).clone()),
            Kind::Bytes => Value::Blob(random.pick(&BLOBS).to_vec()),
            Kind::Bool => Value::Integer(i64::from(random.percent(50))),
            Kind::Time => Value::Integer(random.pick(&pools.integers).wrapping_mul(HOUR)),
            Kind::Date => Value::Text(random.pick(&pools.dates).clone()),
            Kind::Uuid => Value::Text((*random.pick(&UUIDS)).to_owned()),
            Kind::Decimal => Value::Text((*random.pick(&DECIMALS)).to_owned()),
            Kind::Json => Value::Text(random.pick(&pools.documents).clone()),
            Kind::Variant(variants) => Value::Text(random.pick(variants).clone()),
            Kind::Any => {
                let kinds = [Kind::Integer, Kind::Real, Kind::Text, Kind::Bytes];
                self.value(random.pick(&kinds), random)
            }
        }
    }

    /// A few values of this kind, as a list argument is bound.
    pub(crate) fn list(&self, kind: &Kind, random: &mut Random) -> Value {
        let lengths = [0, 1, 2, 5];
        let items: Vec<_> = (0..*random.pick(&lengths))
            .map(|_| item_of_list(&self.value(kind, random)))
            .collect();
        Value::Text(format!("[{}]", items.join(",")))
    }

    /// The same value in another storage class, which the affinity of an INTEGER or REAL column turns back.
    pub(crate) fn disguised(value: Value, random: &mut Random) -> Value {
        match value {
            Value::Integer(number) if random.percent(10) => Value::Text(number.to_string()),
            Value::Integer(number @ -1_000..=1_000) if random.percent(10) => {
                Value::Text(format!("{number}.0"))
            }
            Value::Real(number) if number.is_finite() && random.percent(10) => {
                Value::Text(format!("{number:?}"))
            }
            other => other,
        }
    }
}

// JSON has no infinities, which SQLite makes of what is too large, and no bytes, which are written in hex digits.
fn item_of_list(value: &Value) -> String {
    match value {
        Value::Real(number) if number.is_infinite() => {
            format!("{}9e999", if *number < 0.0 { "-" } else { "" })
        }
        Value::Real(number) => format!("{number:?}"),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::Blob(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\"{digits}\"")
        }
        Value::Null => unreachable!("a list holds no NULL"),
    }
}
