//! The declared arguments of a query and the parameters of its SQL, each of which must be the other.

use rally_idl::source::Span;

use super::error::{SqlError, nearest_candidate};
use super::origin::Places;
use super::parameter::ParameterTable;
use super::prepare::Prepared;
use super::types::DeclaredTypes;
use super::{Argument, Parameter, Statement};

/// Both sides of one query.
pub(crate) struct Arguments<'c> {
    pub(crate) statement: &'c Statement<'c>,
    pub(crate) places: &'c Places<'c>,
    pub(crate) prepared: &'c Prepared,
    pub(crate) table: &'c ParameterTable,
    pub(crate) types: &'c DeclaredTypes,
}

impl Arguments<'_> {
    /// Every parameter that is no argument and every argument that is no parameter; `uses` are the places of the
    /// parameters.
    pub(crate) fn check(&self, uses: &[(String, Span)]) -> Vec<SqlError> {
        let arguments = self.statement.arguments;
        let declared = |name: &str| arguments.iter().any(|argument| argument.name == name);
        let undeclared = self
            .prepared
            .parameters
            .iter()
            .filter(|name| !declared(name));
        let mut errors: Vec<_> = undeclared.map(|name| self.undeclared(name, uses)).collect();
        let meant = |argument: &&Argument| {
            errors.iter().any(|error| match error {
                SqlError::UndeclaredParameter {
                    nearest: Some(nearest),
                    ..
                } => nearest.name == argument.name,
                _ => false,
            })
        };
        let unused: Vec<_> = self.unused().filter(|argument| !meant(argument)).collect();
        errors.extend(unused.into_iter().map(|argument| SqlError::UnusedArgument {
            span: argument.span,
            name: argument.name.clone(),
        }));
        errors
    }

    fn unused(&self) -> impl Iterator<Item = &Argument> {
        let used = |argument: &&Argument| self.prepared.parameters.contains(&argument.name);
        self.statement
            .arguments
            .iter()
            .filter(move |argument| !used(argument))
    }

    fn undeclared(&self, name: &str, uses: &[(String, Span)]) -> SqlError {
        let place = uses.iter().find(|(used, _)| used == name);
        SqlError::UndeclaredParameter {
            span: place.map_or_else(|| self.places.whole(), |(_, span)| *span),
            name: name.to_owned(),
            query: self.statement.name.to_owned(),
            arguments: self.list_with(name),
            nearest: nearest_candidate(
                name,
                self.unused().map(|a| (a.name.as_str(), Some(a.span))),
            ),
        }
    }

    // The arguments as they would be declared with one more.
    fn list_with(&self, name: &str) -> String {
        let declared = self
            .statement
            .arguments
            .iter()
            .map(|argument| match argument.ty {
                None => argument.name.clone(),
                Some(declared) => format!("{}: {}", argument.name, declared.name(self.types)),
            });
        let inferred = self
            .table
            .iter()
            .find(|state| state.name == name)
            .and_then(|state| state.ty());
        let added = inferred.map_or_else(
            || name.to_owned(),
            |ty| format!("{name}: {}", ty.name(self.types)),
        );
        declared.chain([added]).collect::<Vec<_>>().join(", ")
    }

    /// The parameters in the order of the arguments. That one is missing is an error, if nothing was wrong before.
    pub(crate) fn parameters(&self, errors: &mut Vec<SqlError>) -> Vec<Parameter> {
        let parameter = |argument: &Argument| {
            let index = self
                .prepared
                .parameters
                .iter()
                .position(|name| *name == argument.name)?
                + 1;
            Some(Parameter {
                name: argument.name.clone(),
                index,
                ty: self.table.bound_type(&argument.name)?,
            })
        };
        let found: Vec<_> = self
            .statement
            .arguments
            .iter()
            .filter_map(parameter)
            .collect();
        if errors.is_empty() && found.len() != self.prepared.parameters.len() {
            let detail = format!(
                "SQLite has {} parameters, the tree {}",
                self.prepared.parameters.len(),
                found.len()
            );
            errors.push(SqlError::Disagreement {
                span: self.places.whole(),
                detail,
            });
        }
        found
    }
}
