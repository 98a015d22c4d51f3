//! The types that columns and arguments hold as JSON, each with the id by which checked SQL knows it.

use super::queries::sql_type;
use super::walk::has_error;
use crate::ir::{Home, Schema, Type};
use crate::sql::{DocumentId, SqlType};

/// Every such type once: those of columns, then what only arguments have.
pub(crate) struct Documents<'s> {
    types: Vec<&'s Type>,
    of_columns: usize,
}

impl<'s> Documents<'s> {
    /// Finds them.
    pub(crate) fn new(schema: &'s Schema) -> Self {
        let mut found = Self {
            types: vec![],
            of_columns: 0,
        };
        for column in schema.tables.iter().flat_map(|table| &table.columns) {
            if sql_type(schema, &column.ty).is_none() {
                found.add(schema, &column.ty);
            }
        }
        found.of_columns = found.types.len();
        let arguments = schema.queries.iter().flat_map(|query| &query.arguments);
        for ty in arguments.filter_map(|argument| argument.ty.as_ref()) {
            found.add(schema, without_option(ty));
        }
        found
    }

    fn add(&mut self, schema: &'s Schema, ty: &'s Type) {
        if is_stored_as_json(schema, ty) && !self.types.contains(&ty) {
            self.types.push(ty);
        }
    }

    /// The type of SQL that holds one as JSON.
    pub(crate) fn sql_type(&self, ty: &Type) -> Option<SqlType> {
        self.id(ty).map(SqlType::Document)
    }

    /// Its id; `None` past four billion types, which no memory holds.
    pub(crate) fn id(&self, ty: &Type) -> Option<DocumentId> {
        let at = self.types.iter().position(|known| *known == ty)?;
        u32::try_from(at).ok().map(DocumentId)
    }

    /// Whether a `table` declaration says that a column holds it.
    pub(crate) fn is_of_column(&self, ty: &Type) -> bool {
        self.types[..self.of_columns].contains(&ty)
    }

    /// The type of an id.
    pub(crate) fn get(&self, id: DocumentId) -> Option<&'s Type> {
        let at = usize::try_from(id.0).ok()?;
        self.types.get(at).copied()
    }

    /// How each is written, by its id.
    pub(crate) fn names(&self, schema: &Schema) -> Vec<String> {
        self.types.iter().map(|ty| schema.written(ty)).collect()
    }
}

/// Whether values of a type are stored as JSON, where no column has them by itself: whether they have parts.
pub(crate) fn is_stored_as_json(schema: &Schema, ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(..) | Type::Tuple(_) | Type::Result(..) => !has_error(ty),
        Type::Declared(id) => {
            schema.types[id.0].home == Home::Data && sql_type(schema, ty).is_none()
        }
        _ => false,
    }
}

fn without_option(ty: &Type) -> &Type {
    match ty {
        Type::Option(item) => item,
        ty => ty,
    }
}
