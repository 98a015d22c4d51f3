//! The tables and views of a catalog as people know them: names and where they are declared. For tools.

use rally_idl::source::Span;

use super::catalog::{Catalog, Table, TableColumn};

/// A table or view that the migrations leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its name, as declared.
    pub name: String,
    /// Where a migration declares it, as far as that is known.
    pub span: Option<Span>,
    /// Its columns, in order.
    pub columns: Vec<RelationColumn>,
}

/// A column of a table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationColumn {
    /// Its name, as declared.
    pub name: String,
    /// Its type as the table writes it; may be empty, and is in most views.
    pub declared_type: String,
    /// Where a migration declares it, as far as that is known.
    pub span: Option<Span>,
}

impl Catalog {
    /// Every table and view, by name.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        self.tables().map(relation).collect()
    }
}

fn relation(table: &Table) -> Relation {
    Relation {
        name: table.name.clone(),
        span: table.declared,
        columns: table.columns.iter().map(column).collect(),
    }
}

fn column(column: &TableColumn) -> RelationColumn {
    RelationColumn {
        name: column.name.to_string(),
        declared_type: column.declared_type.clone(),
        span: column.declared,
    }
}
