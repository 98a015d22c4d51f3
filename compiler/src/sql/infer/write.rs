//! INSERT, UPDATE and DELETE to what they store, what they leave out and what they return.

use rally_idl::source::Span;
use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, Delete, Expr, FromTable, Ident, Insert,
    ObjectName, OnConflictAction, OnInsert, Query, SelectItem, SetExpr, SqliteOnConflict,
    Statement as Tree, TableFactor, TableObject, Update, UpdateTableFromKind,
};

use super::returned::{Written, follow_insert, follow_update, forget_stored, give_back};
use super::store::{Part, Target};
use super::{Inference, Output, identifiers};
use crate::sql::catalog::{Table, TableColumn};
use crate::sql::error::SqlError;
use crate::sql::scope::Scope;
use crate::sql::types::Value;

impl<'a> Inference<'a> {
    pub(super) fn infer_insert(&mut self, insert: &'a Insert) -> Vec<Output> {
        let TableObject::TableName(name) = &insert.table else {
            return vec![];
        };
        let Some(table) = self.written_table(name) else {
            return vec![];
        };
        let columns = self.inserted_columns(table, &insert.columns);
        let replaces = insert.replace_into || insert.or == Some(SqliteOnConflict::Replace);
        let target = Target { table, replaces };
        let values = match &insert.source {
            Some(query) => self.infer_source(target, &columns, query),
            None => vec![],
        };
        self.check_required(table, insert, &columns, name);
        let updates = self.infer_conflicts(table, insert);
        let mut scope = Scope {
            relations: vec![table.relation(None)],
            ..Scope::default()
        };
        let inserted: Written<'_> = columns.iter().copied().zip(values).collect();
        if table.is_view {
            forget_stored(&mut scope);
            give_back(&mut scope, inserted);
        } else {
            follow_insert(&mut scope, table, &inserted, &updates);
        }
        self.infer_returning(table, scope, insert.returning.as_deref())
    }

    // What each `DO UPDATE` stores.
    fn infer_conflicts(&mut self, table: &'a Table, insert: &'a Insert) -> Vec<Written<'a>> {
        let alias = insert.table_alias.as_ref();
        let alias = alias.map(|alias| alias.alias.value.as_str());
        let others = self.upserts.iter().filter_map(|tree| match tree {
            Tree::Insert(insert) => insert.on.as_ref(),
            _ => None,
        });
        let conflicts = insert.on.iter().chain(others);
        conflicts
            .filter_map(|conflict| self.infer_conflict(table, alias, conflict))
            .collect()
    }

    fn infer_conflict(
        &mut self,
        table: &'a Table,
        alias: Option<&str>,
        conflict: &'a OnInsert,
    ) -> Option<Written<'a>> {
        let OnInsert::OnConflict(conflict) = conflict else {
            return None;
        };
        if let Some(ConflictTarget::Columns(columns)) = &conflict.conflict_target {
            for column in columns {
                self.find_column(table, column);
            }
        }
        let OnConflictAction::DoUpdate(update) = &conflict.action else {
            return None;
        };
        let mut excluded = table.relation(Some("excluded"));
        excluded.qualified_only = true;
        let scope = Scope {
            relations: vec![table.relation(alias), excluded],
            ..Scope::default()
        };
        let target = Target {
            table,
            replaces: false,
        };
        let (_, assigned) = self.within(scope, |this| {
            let assigned = this.infer_assignments(target, &update.assignments);
            update
                .selection
                .iter()
                .for_each(|condition| this.infer_operand_condition(condition));
            assigned
        });
        Some(assigned)
    }

    // An alias of the table is not in sight here, only its own name.
    fn infer_returning(
        &mut self,
        table: &Table,
        mut scope: Scope<'a>,
        items: Option<&'a [SelectItem]>,
    ) -> Vec<Output> {
        scope.relations.truncate(1);
        for relation in &mut scope.relations {
            if table.is_view {
                relation
                    .fields
                    .iter_mut()
                    .for_each(|field| field.value.source = None);
            }
            // So that an alias is told what it should be.
            relation.table = relation.name.take();
            relation.name = Some(table.name.as_str().into());
        }
        let items = items.unwrap_or_default();
        let (_, outputs) = self.within(scope, |this| this.infer_projection(items));
        outputs
    }

    pub(super) fn infer_update(&mut self, update: &'a Update) -> Vec<Output> {
        let mut scope = self.infer_from(std::slice::from_ref(&update.table));
        let mut returned = scope.clone();
        let from = match &update.from {
            Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => {
                from.as_slice()
            }
            None => &[],
        };
        let start = scope.relations.len();
        from.iter()
            .for_each(|tables| self.infer_tables(&mut scope, start, tables));
        let Some(table) = self.factor_table(&update.table.relation) else {
            return vec![];
        };
        let target = Target {
            table,
            replaces: update.or == Some(SqliteOnConflict::Replace),
        };
        let (filtered, assigned) = self.within(scope, |this| {
            this.infer_filter(update.selection.as_ref());
            this.infer_assignments(target, &update.assignments)
        });
        follow_update(&mut returned, &filtered, table, &assigned);
        if table.is_view {
            give_back(&mut returned, assigned);
        }
        self.infer_returning(table, returned, update.returning.as_deref())
    }

    pub(super) fn infer_delete(&mut self, delete: &'a Delete) -> Vec<Output> {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let scope = self.infer_from(from);
        let (scope, ()) = self.within(scope, |this| this.infer_filter(delete.selection.as_ref()));
        let table = from
            .first()
            .and_then(|tables| self.factor_table(&tables.relation));
        let returning = delete.returning.as_deref();
        table.map_or_else(Vec::new, |table| {
            self.infer_returning(table, scope, returning)
        })
    }

    fn factor_table(&self, factor: &TableFactor) -> Option<&'a Table> {
        match factor {
            TableFactor::Table { name, .. } => self.known_table(name),
            _ => None,
        }
    }

    fn written_table(&mut self, name: &ObjectName) -> Option<&'a Table> {
        let found = self.known_table(name);
        if let (None, Some(last)) = (found, identifiers(name).last()) {
            self.report_unknown_table(last);
        }
        found
    }

    fn known_table(&self, name: &ObjectName) -> Option<&'a Table> {
        self.catalog.table(&identifiers(name).last()?.value)
    }

    fn find_column(&mut self, table: &'a Table, name: &Ident) -> Option<&'a TableColumn> {
        let found = table.column(&name.value);
        let is_rowid = ["rowid", "oid", "_rowid_"]
            .iter()
            .any(|rowid| rowid.eq_ignore_ascii_case(&name.value));
        if found.is_none() && is_rowid && table.has_rowid {
            return Some(&table.rowid);
        }
        if found.is_none() {
            let scope = Scope {
                relations: vec![table.relation(None)],
                ..Scope::default()
            };
            let outer = std::mem::take(&mut self.scopes);
            let table_name = Ident::new(table.name.clone());
            self.within(scope, |this| {
                this.report_unknown_column(Some(&table_name), name)
            });
            self.scopes = outer;
        }
        found
    }

    fn inserted_columns(
        &mut self,
        table: &'a Table,
        names: &'a [ObjectName],
    ) -> Vec<Option<&'a TableColumn>> {
        if names.is_empty() {
            return table.insertable().map(Some).collect();
        }
        let named = names
            .iter()
            .map(|name| self.find_column(table, identifiers(name).last()?));
        named.collect()
    }

    // A parameter in a row of VALUES, or alone in a column of a SELECT, is what the column is. Gives the values of the
    // columns, over all rows.
    fn infer_source(
        &mut self,
        target: Target<'a>,
        columns: &[Option<&'a TableColumn>],
        query: &'a Query,
    ) -> Vec<Value> {
        let SetExpr::Values(values) = query.body.as_ref() else {
            return self.infer_selected(target, columns, query);
        };
        let mut stored: Vec<Value> = vec![];
        let outer = self.common_tables.len();
        query.with.iter().for_each(|with| self.infer_with(with));
        for row in &values.rows {
            let place = |expr: Option<&Expr>| {
                expr.map_or_else(|| self.places.whole(), |expr| self.places.node(expr))
            };
            let span = place(row.content.first()).to(place(row.content.last()));
            self.check_count(columns.len(), row.content.len(), span);
            for (at, expr) in row.content.iter().enumerate() {
                let value = self.infer_expression(expr);
                let column = columns.get(at).copied().flatten();
                self.store_expression(target, column, &value, expr);
                match stored.get_mut(at) {
                    Some(all) => {
                        let ty = self.join_types(all, &value);
                        *all = Value::new(ty, all.nullable || value.nullable);
                    }
                    None => stored.push(value),
                }
            }
        }
        self.common_tables.truncate(outer);
        stored
    }

    fn infer_selected(
        &mut self,
        target: Target<'a>,
        columns: &[Option<&'a TableColumn>],
        query: &'a Query,
    ) -> Vec<Value> {
        let outputs = self.infer_query(query).outputs;
        self.check_count(columns.len(), outputs.len(), self.places.node(query));
        let exprs = selected(query).filter(|exprs| exprs.len() == outputs.len());
        for (at, (column, output)) in columns.iter().zip(&outputs).enumerate() {
            let expr = exprs.as_ref().map(|exprs| exprs[at]);
            let parts = self.parts_of_output(output, expr);
            self.store(target, *column, &output.value, &parts);
        }
        outputs.into_iter().map(|output| output.value).collect()
    }

    fn check_count(&mut self, columns: usize, values: usize, span: Span) {
        if columns != values && values > 0 {
            self.report(SqlError::ValueCount {
                span,
                values,
                columns,
            });
        }
    }

    fn infer_assignments(
        &mut self,
        target: Target<'a>,
        assignments: &'a [Assignment],
    ) -> Written<'a> {
        let mut stored = vec![];
        for assignment in assignments {
            match &assignment.target {
                AssignmentTarget::ColumnName(name) => {
                    stored.push(self.infer_assignment(target, name, &assignment.value));
                }
                AssignmentTarget::Tuple(names) => {
                    stored.extend(self.infer_row_assignment(target, names, &assignment.value));
                }
            }
        }
        stored
    }

    fn infer_assignment(
        &mut self,
        target: Target<'a>,
        name: &'a ObjectName,
        expr: &'a Expr,
    ) -> (Option<&'a TableColumn>, Value) {
        let column = identifiers(name)
            .last()
            .and_then(|name| self.find_column(target.table, name));
        let value = self.infer_expression(expr);
        self.store_expression(target, column, &value, expr);
        (column, value)
    }

    fn infer_row_assignment(
        &mut self,
        target: Target<'a>,
        names: &'a [ObjectName],
        expr: &'a Expr,
    ) -> Written<'a> {
        let columns: Vec<_> = names
            .iter()
            .map(|name| self.find_column(target.table, identifiers(name).last()?))
            .collect();
        let values = self.infer_row(expr);
        for (column, (value, parts)) in columns.iter().zip(&values) {
            self.store(target, *column, value, parts);
        }
        let values = values.into_iter().map(|(value, _)| value);
        columns.into_iter().zip(values).collect()
    }

    // Of a query without a row, all is NULL.
    fn infer_row(&mut self, expr: &'a Expr) -> Vec<(Value, Vec<Part<'a>>)> {
        let exprs = match expr {
            Expr::Subquery(query) => {
                let rows = self.infer_query(query);
                let part = |mut output: Output| {
                    let parts = self.parts_of_output(&output, None);
                    output.value.nullable |= !rows.exactly_one;
                    (output.value, parts)
                };
                return rows.outputs.into_iter().map(part).collect();
            }
            Expr::Tuple(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let exprs = exprs.iter();
        exprs
            .map(|expr| {
                let value = self.infer_expression(expr);
                let parts = self.parts_of(expr, &value);
                (value, parts)
            })
            .collect()
    }

    // It would fail every time it runs.
    fn check_required(
        &mut self,
        table: &Table,
        insert: &Insert,
        columns: &[Option<&TableColumn>],
        name: &ObjectName,
    ) {
        let given = |column: &TableColumn| {
            columns
                .iter()
                .flatten()
                .any(|given| given.name == column.name)
        };
        let fills_all = insert.columns.is_empty() && insert.source.is_some();
        let missing = table
            .columns
            .iter()
            .find(|column| column.required && !given(column));
        let missing = match insert.source {
            Some(_) => missing,
            None => table.columns.iter().find(|column| column.required),
        };
        if let (Some(column), false) = (missing, fills_all) {
            let error = SqlError::MissingColumn {
                span: self.places.node(name),
                table: table.name.clone(),
                column: column.name.to_string(),
                declared: column.declared,
            };
            self.report(error);
        }
    }
}

// The columns of a single SELECT, none of them `*`.
fn selected(query: &Query) -> Option<Vec<&Expr>> {
    let SetExpr::Select(select) = query.body.as_ref() else {
        return None;
    };
    let exprs = select.projection.iter().map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    });
    exprs.collect()
}
