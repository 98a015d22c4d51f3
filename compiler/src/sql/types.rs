//! The types of SQL values: those that cross the database border, and what inference knows on the way.

use std::collections::BTreeMap;
use std::rc::Rc;

use rally_idl::source::Span;

/// An enum without payload, by a number of the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumId(pub u32);

/// A type whose values columns hold as JSON, by its place in [`DeclaredTypes::documents`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

/// What columns and arguments may hold beside the built-in types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredTypes {
    /// The enums without payload.
    pub enums: BTreeMap<EnumId, EnumDeclaration>,
    /// How the types that are stored as JSON are written.
    pub documents: Vec<String>,
}

impl DeclaredTypes {
    fn document(&self, id: DocumentId) -> Option<&str> {
        let at = usize::try_from(id.0).ok()?;
        self.documents.get(at).map(String::as_str)
    }
}

/// An enum without payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumDeclaration {
    /// Its name.
    pub name: String,
    /// Its variants as they are stored: in snake case.
    pub variants: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The types a value crosses the database border with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SqlType {
    /// A signed 64-bit integer.
    Int,
    /// A 64-bit floating point number.
    Float,
    /// 0 or 1: comparisons, and columns declared `BOOL` or `BOOLEAN`.
    Bool,
    /// Text in UTF-8.
    String,
    /// A BLOB.
    Bytes,
    /// An instant: an INTEGER of Unix milliseconds.
    Time,
    /// A day: a TEXT such as `2026-01-31`.
    Date,
    /// A UUID: a TEXT with hyphens.
    Uuid,
    /// An exact decimal number: a TEXT.
    Decimal,
    /// Any JSON: a TEXT.
    Json,
    /// JSON of this type alone: a TEXT.
    Document(DocumentId),
    /// A declared enum without payload: a TEXT, the variant in snake case.
    Enum(EnumId),
}

impl SqlType {
    /// The name by which `.rally` files know the type.
    #[must_use]
    pub fn name(self, types: &DeclaredTypes) -> &str {
        match self {
            Self::Int => "Int",
            Self::Float => "Float",
            Self::Bool => "Bool",
            Self::String => "String",
            Self::Bytes => "Bytes",
            Self::Time => "Time",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
            Self::Decimal => "Decimal",
            Self::Json => "Json",
            Self::Document(id) => types.document(id).unwrap_or("Json"),
            Self::Enum(id) => types
                .enums
                .get(&id)
                .map_or("enum", |found| found.name.as_str()),
        }
    }

    /// The name SQLite knows the type by, as a CAST needs it.
    pub(crate) fn sql_name(self) -> &'static str {
        match self.stored_as() {
            Self::Int => "INTEGER",
            Self::Float => "REAL",
            Self::Bool => "BOOLEAN",
            Self::Bytes => "BLOB",
            _ => "TEXT",
        }
    }

    /// The type whose values it is stored as; itself where it means nothing more than they do.
    pub(crate) fn stored_as(self) -> Self {
        match self {
            Self::Time => Self::Int,
            Self::Date
            | Self::Uuid
            | Self::Decimal
            | Self::Json
            | Self::Document(_)
            | Self::Enum(_) => Self::String,
            plain => plain,
        }
    }

    /// Whether its values are JSON.
    #[must_use]
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Document(_))
    }

    /// The type without what JSON of it is of.
    pub(crate) fn as_column(self) -> Self {
        match self {
            Self::Document(_) => Self::Json,
            other => other,
        }
    }

    pub(crate) fn is_numeric(self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Bool)
    }

    /// What a column of this declared type holds; `None` where SQLite leaves it open.
    ///
    /// The order of the rules is that of <https://sqlite.org/datatype3.html#determination_of_column_affinity>,
    /// after the names that mean a type of the language.
    pub(crate) fn of_declaration(declared: &str) -> Option<Self> {
        match declared.trim().to_ascii_uppercase().as_str() {
            "DATE" => Some(Self::Date),
            "UUID" => Some(Self::Uuid),
            "JSON" => Some(Self::Json),
            _ => Self::of_cast(declared),
        }
    }

    /// What a CAST to this type gives; `None` where SQLite leaves it open.
    pub(crate) fn of_cast(declared: &str) -> Option<Self> {
        let upper = declared.trim().to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| upper.contains(word));
        match upper.as_str() {
            "BOOL" | "BOOLEAN" => Some(Self::Bool),
            _ if has(&["INT"]) => Some(Self::Int),
            _ if has(&["CHAR", "CLOB", "TEXT"]) => Some(Self::String),
            _ if has(&["BLOB"]) => Some(Self::Bytes),
            _ if has(&["REAL", "FLOA", "DOUB"]) => Some(Self::Float),
            _ => None,
        }
    }
}

/// What is known of the type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// Every value that is not NULL has this type.
    Known(SqlType),
    /// The value of a parameter whose type is not known yet, and the place of this use.
    Parameter { index: usize, span: Span },
    /// Always NULL.
    Null,
    /// The storage class may differ from row to row.
    Dynamic,
}

impl Type {
    pub(crate) fn known(self) -> Option<SqlType> {
        match self {
            Self::Known(ty) => Some(ty),
            _ => None,
        }
    }

    /// The type without what it means beyond its storage.
    pub(crate) fn stored_as(self) -> Self {
        match self {
            Self::Known(ty) => Self::Known(ty.stored_as()),
            other => other,
        }
    }

    /// The type of an expression that gives either value.
    pub(crate) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Null, other) | (other, Self::Null) => other,
            (Self::Parameter { .. }, other) | (other, Self::Parameter { .. }) => other,
            (Self::Known(a), Self::Known(b)) => join_known(a, b).map_or(Self::Dynamic, Self::Known),
            (Self::Dynamic, _) | (_, Self::Dynamic) => Self::Dynamic,
        }
    }
}

fn join_known(a: SqlType, b: SqlType) -> Option<SqlType> {
    match (a.stored_as(), b.stored_as()) {
        _ if a == b => Some(a),
        _ if a.is_json() && b.is_json() => Some(SqlType::Json),
        // JSON may be stored as a number, which no other text is.
        _ if a.is_json() || b.is_json() => None,
        (a, b) if a == b => Some(a),
        (SqlType::Float, SqlType::Int | SqlType::Bool)
        | (SqlType::Int | SqlType::Bool, SqlType::Float) => Some(SqlType::Float),
        (SqlType::Int, SqlType::Bool) | (SqlType::Bool, SqlType::Int) => Some(SqlType::Int),
        _ => None,
    }
}

/// The column of a table that a value is read from unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnSource {
    pub(crate) table: Rc<str>,
    pub(crate) column: Rc<str>,
}

/// A column of a relation that an outer join may leave without a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Which join: columns of one row of a result with the same number are all NULL, or none of them is for that reason.
    pub join: u32,
    /// Whether the column may be NULL in a row that is there.
    pub otherwise_nullable: bool,
}

/// What inference knows of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
    pub(crate) source: Option<ColumnSource>,
    /// Known of plain columns only.
    pub(crate) absence: Option<Absence>,
}

impl Value {
    pub(crate) fn new(ty: Type, nullable: bool) -> Self {
        Self {
            ty,
            nullable,
            source: None,
            absence: None,
        }
    }

    pub(crate) fn known(ty: SqlType, nullable: bool) -> Self {
        Self::new(Type::Known(ty), nullable)
    }

    /// The literal NULL.
    pub(crate) fn null() -> Self {
        Self::new(Type::Null, true)
    }

    /// A value of which nothing is known.
    pub(crate) fn dynamic() -> Self {
        Self::new(Type::Dynamic, true)
    }

    /// What holds for an expression that gives one or the other.
    pub(crate) fn join(&self, other: &Self) -> Self {
        Self::new(self.ty.join(other.ty), self.nullable || other.nullable)
    }
}
