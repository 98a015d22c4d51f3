//! Migrations to a catalog, and each query to the parameters and columns it crosses the database border with.
//!
//! SQLite, in memory, decides the schema and what is valid; the syntax tree decides types, nullability and places.
//! Knows nothing of `.rally` declarations but names, types and places of arguments.

mod arguments;
mod catalog;
mod codes;
mod columns;
mod complaint;
mod declaration;
mod declared_value;
mod dialect;
mod error;
mod foreign;
mod function_table;
mod guard;
mod history;
mod infer;
mod keyword;
mod lexeme;
mod list;
mod meaning;
mod migration;
mod origin;
mod parameter;
mod parts;
mod prepare;
mod relation;
mod rewrite;
mod scope;
mod seed;
mod splice;
mod stack;
mod statement;
mod token;
mod tree;
mod types;
mod upsert;
mod virtual_table;

use rally_idl::source::{FileId, Span};

pub use catalog::Catalog;
pub use codes::CODES;
pub use meaning::{Meaning, Meanings};
pub use relation::{Relation, RelationColumn};
pub use seed::check_seeds;
pub use splice::{Fragment, Fragments, Piece, Spliced, fragments_named, splice};
pub use statement::check_statement;
pub use types::{Absence, DeclaredTypes, DocumentId, EnumDeclaration, EnumId, SqlType};

/// One file of SQL that changes the schema. The caller has checked its name and its place in the order.
#[derive(Debug, Clone, Copy)]
pub struct Migration<'a> {
    /// The name to show, such as `migrations/003_games.sql`.
    pub name: &'a str,
    /// The file that spans point into.
    pub file: FileId,
    /// The whole text of that file.
    pub text: &'a str,
}

/// One argument of a query, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The name, without the colon that the SQL writes before it.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The declared type; `None` means that it is inferred from the uses.
    pub ty: Option<ArgumentType>,
    /// Of a list: what it is as the JSON of one column.
    pub document: Option<DocumentId>,
}

/// What an argument carries into a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentType {
    /// `T`: one value, never NULL.
    One(SqlType),
    /// `Option<T>`: one value, or NULL.
    Optional(SqlType),
    /// `List<T>`: any number of values, none of them NULL, bound as the text of one JSON array.
    List(SqlType),
}

impl ArgumentType {
    /// The type of each value.
    #[must_use]
    pub fn item(self) -> SqlType {
        match self {
            Self::One(ty) | Self::Optional(ty) | Self::List(ty) => ty,
        }
    }

    /// The name by which `.rally` files know the type.
    #[must_use]
    pub fn name(self, types: &DeclaredTypes) -> String {
        let item = self.item().name(types);
        match self {
            Self::One(_) => item.to_owned(),
            Self::Optional(_) => format!("Option<{item}>"),
            Self::List(_) => format!("List<{item}>"),
        }
    }

    /// The same of values of another type.
    #[must_use]
    pub(crate) fn with_item(self, ty: SqlType) -> Self {
        match self {
            Self::One(_) => Self::One(ty),
            Self::Optional(_) => Self::Optional(ty),
            Self::List(_) => Self::List(ty),
        }
    }
}

/// One query to check.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// The SQL, fragments put in.
    pub text: &'a str,
    /// Where its parts were written; none where all of it stands at `span`.
    pub pieces: &'a [Piece],
    /// Where the query's own SQL stands.
    pub span: Span,
    /// The name of the query.
    pub name: &'a str,
    /// The declared arguments, in order.
    pub arguments: &'a [Argument],
}

/// Whether a statement changes the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It may write.
    Write,
}

/// A statement that SQLite accepts and whose every parameter and column has a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedStatement {
    /// What is prepared at run time.
    pub sql: String,
    /// Whether it changes the database.
    pub access: Access,
    /// The parameters, in the order of the declared arguments.
    pub parameters: Vec<Parameter>,
    /// The columns of the result, in order; none for a statement that returns no rows.
    pub columns: Vec<Column>,
}

/// A value that goes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name of the argument.
    pub name: String,
    /// The index SQLite binds it by, from 1.
    pub index: usize,
    /// What is bound: more than one value, or NULL, only where the argument is declared so.
    pub ty: ArgumentType,
}

/// A value that comes out of each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name, without the `!` or `?` of an override.
    pub name: String,
    /// The type of the value, when there is one. A `Float` may be stored as an SQLite integer.
    pub ty: SqlType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Where the query asks for it.
    pub span: Span,
    /// What it shows.
    pub origin: Origin,
    /// What its alias says of NULL, which `nullable` follows.
    pub promise: Promise,
    /// The outer join that may leave it without a value, where it is a column of what is joined and there is one join.
    pub absence: Option<Absence>,
}

/// What a column of a result shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A column of a table, unchanged.
    Column {
        /// The table's name.
        table: String,
        /// The column's name in the table.
        column: String,
    },
    /// The text of an expression: `count(*)`.
    Expression(String),
}

/// What the alias of a column says of NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// Nothing.
    None,
    /// `AS "total!"`: it is never NULL.
    NotNull,
    /// `AS "total?"`: it may be NULL.
    PerhapsNull,
}
