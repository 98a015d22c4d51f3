//! A syntax tree to the type, nullability and place of each column, and to evidence of what each parameter is.
//!
//! Knows SQL's meaning; that the statement is valid is SQLite's to say, so what it cannot place it reports and
//! goes on.

mod aggregate;
mod comparison;
mod count;
mod declared;
mod expression;
mod fitting;
mod function;
mod grouping;
mod join;
mod literal;
mod operator;
mod query;
mod refine;
mod returned;
mod store;
mod strict;
mod sum;
mod write;

use rally_idl::source::Span;
use sqlparser::ast::{Expr, Ident, ObjectName, ObjectNamePart, Statement as Tree};
use sqlparser::parser::Parser;

use super::catalog::Catalog;
use super::dialect::Sqlite;
use super::error::{Candidate, Elsewhere, SqlError, nearest_candidate};
use super::history::Past;
use super::origin::Places;
use super::parameter::{Demand, Evidence, ParameterTable};
use super::rewrite::rewrite;
use super::scope::{Field, Lookup, Relation, Scope};
use super::stack::with_room;
use super::token::{is_word, read_tokens};
use super::types::{ColumnSource, Type, Value};

pub(crate) use declared::{DeclaredExpression, DeclaredValue, infer_declared};

/// A column of a result.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) value: Value,
    pub(crate) span: Span,
    /// Its text, without the name.
    pub(crate) expression: String,
    /// Where the column it shows is declared.
    pub(crate) declared: Option<Span>,
}

/// A common table expression in sight.
#[derive(Debug, Clone)]
struct CommonTable {
    name: String,
    span: Span,
    fields: Vec<Field>,
}

/// What one walk finds beside the columns.
pub(crate) struct Learned {
    pub(crate) parameters: ParameterTable,
    pub(crate) errors: Vec<SqlError>,
    pub(crate) warnings: Vec<SqlError>,
}

/// One walk over one tree.
pub(crate) struct Inference<'a> {
    catalog: &'a Catalog,
    places: &'a Places<'a>,
    parameters: ParameterTable,
    // Innermost last.
    scopes: Vec<Scope<'a>>,
    common_tables: Vec<CommonTable>,
    errors: Vec<SqlError>,
    warnings: Vec<SqlError>,
    steps: usize,
    joins: u32,
    /// The `ON CONFLICT` clauses after the first, each in an INSERT of its own.
    pub(crate) upserts: &'a [Tree],
}

/// Far more than any query needs; a text that was made to be slow ends here.
const MOST_STEPS: usize = 500_000;

impl<'a> Inference<'a> {
    pub(crate) fn new(
        catalog: &'a Catalog,
        places: &'a Places<'a>,
        parameters: ParameterTable,
    ) -> Self {
        Self {
            catalog,
            places,
            parameters,
            scopes: vec![],
            common_tables: vec![],
            errors: vec![],
            warnings: vec![],
            steps: 0,
            joins: 0,
            upserts: &[],
        }
    }

    /// The columns that a statement returns.
    pub(crate) fn infer_statement(&mut self, tree: &'a Tree) -> Vec<Output> {
        match tree {
            Tree::Query(query) => self.infer_query(query).outputs,
            Tree::Insert(insert) => self.infer_insert(insert),
            Tree::Update(update) => self.infer_update(update),
            Tree::Delete(delete) => self.infer_delete(delete),
            _ => vec![],
        }
    }

    /// What was learned of the parameters, and every error and warning once.
    pub(crate) fn finish(self) -> Learned {
        Learned {
            parameters: self.parameters,
            errors: self.errors,
            warnings: self.warnings,
        }
    }

    fn report(&mut self, error: SqlError) {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn warn(&mut self, warning: SqlError) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Counts one step of work, and says whether there may be more.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            self.report(SqlError::TooDeep {
                span: self.places.whole(),
            });
        }
        self.steps <= MOST_STEPS
    }

    /// A number for a join that may leave relations without a row, by which their columns are told from those of others.
    fn number_join(&mut self) -> u32 {
        self.joins += 1;
        self.joins
    }

    /// Runs `body` where `scope` is in sight, and gives it back.
    fn within<T>(&mut self, scope: Scope<'a>, body: impl FnOnce(&mut Self) -> T) -> (Scope<'a>, T) {
        self.scopes.push(scope);
        let result = body(self);
        (self.scopes.pop().unwrap_or_default(), result)
    }

    /// What a column's name stands for, looked for from the inside out.
    fn resolve_column(&mut self, qualifier: Option<&Ident>, name: &Ident) -> Value {
        let qualifier_text = qualifier.map(|qualifier| qualifier.value.as_str());
        for depth in (0..self.scopes.len()).rev() {
            let scope = &self.scopes[depth];
            match scope.find(qualifier_text, &name.value) {
                Lookup::Field(id) if qualifier.is_some() => return scope.value(id),
                Lookup::Field(id) => return scope.merged_value(id),
                Lookup::Rowid => return scope.rowid(qualifier_text),
                Lookup::Alias(expr) => return self.infer_alias(depth, expr),
                Lookup::Ambiguous(relations) => {
                    let span = self.places.span(name.span);
                    self.report(SqlError::AmbiguousColumn {
                        span,
                        name: name.value.clone(),
                        relations,
                    });
                    return Value::dynamic();
                }
                Lookup::Missing => {}
            }
        }
        self.report_unknown_column(qualifier, name);
        Value::dynamic()
    }

    // While an alias stands for its expression, no alias of that level is in sight.
    fn infer_alias(&mut self, depth: usize, expr: &'a Expr) -> Value {
        let inner = self.scopes.split_off(depth + 1);
        let aliases = std::mem::take(&mut self.scopes[depth].aliases);
        let value = self.infer_expression(expr);
        self.scopes[depth].aliases = aliases;
        self.scopes.extend(inner);
        value
    }

    fn report_unknown_column(&mut self, qualifier: Option<&Ident>, name: &Ident) {
        let relations = self.scopes.iter().rev().flat_map(|scope| &scope.relations);
        let relations: Vec<_> = match qualifier {
            None => relations.collect(),
            Some(qualifier) => relations
                .filter(|r| r.answers_to(Some(&qualifier.value)))
                .take(1)
                .collect(),
        };
        if let (Some(qualifier), true) = (qualifier, relations.is_empty()) {
            return self.report_unknown_qualifier(qualifier);
        }
        if relations.iter().any(|r| r.is_unknown) {
            return;
        }
        let fields = relations
            .iter()
            .flat_map(|r| &r.fields)
            .map(|f| (&*f.name, f.declared));
        let error = SqlError::UnknownColumn {
            span: self.places.span(name.span),
            name: name.value.clone(),
            relation: qualifier.map(|qualifier| qualifier.value.clone()),
            nearest: nearest_candidate(&name.value, fields),
            declared: qualifier.and(relations.first()).and_then(|r| r.declared),
            quoted: name.quote_style == Some('"'),
            elsewhere: Box::new(self.elsewhere(&relations, &name.value)),
        };
        self.report(error);
    }

    fn elsewhere(&self, relations: &[&Relation], column: &str) -> Elsewhere {
        let mut in_sight = relations.iter();
        Elsewhere {
            past: in_sight.find_map(|relation| self.past_column(relation, column)),
            table: self.column_elsewhere(relations, column),
        }
    }

    fn past_column(&self, relation: &Relation, column: &str) -> Option<Past> {
        let mut names = relation.table.iter().chain(&relation.name);
        relation.table.as_ref()?;
        names.find_map(|table| self.catalog.history.past_column(table, column))
    }

    // The only other table with a column of this name, which was perhaps not joined.
    fn column_elsewhere(&self, relations: &[&Relation], column: &str) -> Option<Candidate> {
        let in_sight = |name: &str| {
            let mut names = relations.iter().filter_map(|r| r.table.as_deref());
            names.any(|table| table.eq_ignore_ascii_case(name))
        };
        let mut others = self.catalog.tables().filter_map(|table| {
            let found = table.column(column).filter(|_| !in_sight(&table.name))?;
            Some((table, found))
        });
        let (table, found) = others.next()?;
        others.next().is_none().then(|| Candidate {
            name: table.name.clone(),
            declared: found.declared,
        })
    }

    fn report_unknown_qualifier(&mut self, qualifier: &Ident) {
        let relations = || self.scopes.iter().rev().flat_map(|scope| &scope.relations);
        let names = relations().filter_map(|r| Some((r.name.as_deref()?, r.declared)));
        let is_same = |error: &SqlError| matches!(error, SqlError::UnknownQualifier { name, .. } if *name == qualifier.value);
        if self.errors.iter().any(is_same) {
            return;
        }
        let is_table = |name: &str| name.eq_ignore_ascii_case(&qualifier.value);
        let aliased = relations().find(|r| r.table.as_deref().is_some_and(is_table));
        let error = SqlError::UnknownQualifier {
            span: self.places.span(qualifier.span),
            name: qualifier.value.clone(),
            alias: aliased.and_then(|r| r.name.as_deref()).map(str::to_owned),
            nearest: nearest_candidate(&qualifier.value, names).map(Box::new),
            in_sight: relations()
                .filter_map(|r| Some(r.name.as_deref()?.to_owned()))
                .collect(),
            past: self.catalog.history.past(&qualifier.value).map(Box::new),
        };
        self.report(error);
    }

    fn report_unknown_table(&mut self, name: &Ident) {
        let tables = self
            .catalog
            .tables()
            .map(|table| (table.name.as_str(), table.declared));
        let common = self
            .common_tables
            .iter()
            .map(|table| (table.name.as_str(), Some(table.span)));
        let error = SqlError::UnknownTable {
            span: self.places.span(name.span),
            name: name.value.clone(),
            nearest: nearest_candidate(&name.value, tables.chain(common)),
            past: self.catalog.history.past(&name.value).map(Box::new),
        };
        self.report(error);
    }

    /// The type of a value, where it is known by now.
    fn known(&self, value: &Value) -> Type {
        self.parameters.resolve(value.ty)
    }

    /// If the value is a parameter's, says what this use asks for.
    fn demand(
        &mut self,
        value: &Value,
        ty: Type,
        demand: Demand,
        reason: impl FnOnce(&Self) -> String,
    ) {
        self.demand_of(value, (ty, None), demand, reason);
    }

    /// As [`Self::demand`], where the type is that of a column.
    fn demand_of(
        &mut self,
        value: &Value,
        (ty, column): (Type, Option<ColumnSource>),
        demand: Demand,
        reason: impl FnOnce(&Self) -> String,
    ) {
        if let (Type::Parameter { index, span }, Some(ty)) =
            (value.ty, self.parameters.resolve(ty).known())
        {
            let reason = reason(self);
            self.parameters.record(
                index,
                Evidence {
                    span,
                    ty,
                    demand,
                    reason,
                    column,
                },
            );
        }
    }

    /// Two expressions whose values belong together: each is evidence of what the other is.
    fn relate(&mut self, a: (&Value, &Expr), b: (&Value, &Expr), verb: &str) {
        let of = |value: &Value| (value.ty, value.source.clone());
        self.demand_of(a.0, of(b.0), Demand::Compared, |s| {
            format!("{verb} {}", s.quote(b.1))
        });
        self.demand_of(b.0, of(a.0), Demand::Compared, |s| {
            format!("{verb} {}", s.quote(a.1))
        });
        if let (Type::Parameter { index: a, .. }, Type::Parameter { index: b, .. }) =
            (a.0.ty, b.0.ty)
        {
            self.parameters.link(a, b);
        }
    }

    /// An expression as it stands in the query, cut where it is long.
    fn quote(&self, expr: &Expr) -> String {
        const MOST: usize = 40;
        let text = self.places.slice(self.places.node(expr));
        let words: Vec<_> = text.split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(MOST) {
            Some((at, _)) => format!("`{}…`", &line[..at]),
            None => format!("`{line}`"),
        }
    }
}

/// The parts of a name that are identifiers, outermost first.
fn identifiers(name: &ObjectName) -> Vec<&Ident> {
    let parts = name.0.iter().filter_map(|part| match part {
        ObjectNamePart::Identifier(ident) => Some(ident),
        ObjectNamePart::Function(_) => None,
    });
    parts.collect()
}

/// The columns of a view from the text that made it; `None` where it cannot be analysed.
pub(crate) fn infer_view(catalog: &Catalog, sql: &str, place: Span) -> Option<Vec<Value>> {
    with_room(|| infer_view_with_room(catalog, sql, place))
}

fn infer_view_with_room(catalog: &Catalog, sql: &str, place: Span) -> Option<Vec<Value>> {
    let places = Places::new(sql, place);
    let mut tokens = read_tokens(sql)?;
    // `CREATE VIEW name (columns) AS` stands before the query; no name is a bare AS.
    let start = tokens.iter().position(|t| is_word(&t.token, "AS"))? + 1;
    let query = Parser::new(&Sqlite)
        .with_tokens_with_locations(rewrite(tokens.split_off(start)).tokens)
        .parse_query()
        .ok()?;
    let mut inference = Inference::new(catalog, &places, ParameterTable::default());
    let outputs = inference.infer_query(&query).outputs;
    let learned = inference.finish();
    // What compares wrongly has a type all the same.
    let is_mistake = |error: &SqlError| matches!(error, SqlError::Mistake(_));
    learned
        .errors
        .iter()
        .all(is_mistake)
        .then(|| outputs.into_iter().map(|output| output.value).collect())
}
