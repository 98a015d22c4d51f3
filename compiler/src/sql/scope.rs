//! The relations a part of a query can see, and how a name finds its column among them.
//!
//! Nullability has two parts: a column's own, and whether the row of its relation may be absent.

use std::rc::Rc;

use rally_idl::source::Span;
use sqlparser::ast::{Expr, NamedWindowDefinition};

use super::types::{Absence, SqlType, Value};

/// A column that a relation offers.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: Rc<str>,
    /// What it holds in a row that is there.
    pub(crate) value: Value,
    pub(crate) declared: Option<Span>,
    /// Found by name, but not part of `*`.
    pub(crate) hidden: bool,
}

/// A table, view, subquery or common table expression in a FROM clause.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// The alias, else the table's name; a subquery may have none.
    pub(crate) name: Option<Rc<str>>,
    /// The table or view that it is, by its own name.
    pub(crate) table: Option<Rc<str>>,
    pub(crate) declared: Option<Span>,
    pub(crate) fields: Vec<Field>,
    /// There is no such table, which is reported; it may have any column.
    pub(crate) is_unknown: bool,
    /// On the far side of an outer join: all of its columns may be NULL.
    pub(crate) absent: bool,
    /// The one join that may leave it without a row; `None` where there are several.
    pub(crate) absent_by: Option<u32>,
    /// The columns are found only behind the relation's name, as those of `excluded` are.
    pub(crate) qualified_only: bool,
    /// `rowid`, `oid` and `_rowid_` mean something.
    pub(crate) has_rowid: bool,
}

/// A field by the positions of its relation and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldId {
    pub(crate) relation: usize,
    pub(crate) field: usize,
}

/// Two columns made one by USING or NATURAL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Merge {
    pub(crate) left: FieldId,
    pub(crate) right: FieldId,
    /// The one stands for the other where that is missing, as a RIGHT or FULL join has it.
    pub(crate) coalesces: bool,
    /// One of the two is there, and neither is NULL where it is.
    pub(crate) never_null: bool,
}

/// What one SELECT, UPDATE or DELETE can see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope<'a> {
    pub(crate) relations: Vec<Relation>,
    pub(crate) merges: Vec<Merge>,
    /// Names of result columns, which stand in where no relation has the name.
    pub(crate) aliases: Vec<(&'a str, &'a Expr)>,
    /// Expressions that are not NULL in the rows that go on.
    pub(crate) not_null: Vec<&'a Expr>,
    /// An aggregate in a subquery is of the rows of this scope.
    pub(crate) aggregated_within: bool,
    /// There is a GROUP BY: an aggregate has at least one row.
    pub(crate) grouped: bool,
    /// The windows that the WINDOW clause names.
    pub(crate) windows: &'a [NamedWindowDefinition],
}

/// What a name means in one scope.
#[derive(Debug, Clone)]
pub(crate) enum Lookup<'a> {
    Field(FieldId),
    Rowid,
    Alias(&'a Expr),
    /// In several relations, by their names.
    Ambiguous(Vec<String>),
    Missing,
}

impl<'a> Scope<'a> {
    /// Finds a column by name, in one relation where `qualifier` names it.
    pub(crate) fn find(&self, qualifier: Option<&str>, name: &str) -> Lookup<'a> {
        let found = self.matching(qualifier, name);
        match found.as_slice() {
            [one] => return Lookup::Field(*one),
            [] => {}
            many => {
                return Lookup::Ambiguous(
                    many.iter()
                        .filter_map(|id| self.relation_name(*id))
                        .collect(),
                );
            }
        }
        if self.is_rowid(qualifier, name) {
            return Lookup::Rowid;
        }
        let alias = self
            .aliases
            .iter()
            .find(|(alias, _)| qualifier.is_none() && alias.eq_ignore_ascii_case(name));
        alias.map_or(Lookup::Missing, |(_, expr)| Lookup::Alias(expr))
    }

    fn matching(&self, qualifier: Option<&str>, name: &str) -> Vec<FieldId> {
        let relations = self
            .relations
            .iter()
            .enumerate()
            .filter(|(_, r)| r.answers_to(qualifier));
        let fields = relations.flat_map(|(relation, r)| {
            let named = r
                .fields
                .iter()
                .enumerate()
                .filter(|(_, f)| f.name.eq_ignore_ascii_case(name));
            named.map(move |(field, _)| FieldId { relation, field })
        });
        fields
            .filter(|id| qualifier.is_some() || !self.is_merged(*id))
            .collect()
    }

    fn relation_name(&self, id: FieldId) -> Option<String> {
        self.relations[id.relation]
            .name
            .as_ref()
            .map(ToString::to_string)
    }

    /// Whether it stands to the right of a USING that made it one with a column on the left.
    pub(crate) fn is_merged(&self, id: FieldId) -> bool {
        self.merges.iter().any(|merge| merge.right == id)
    }

    fn is_rowid(&self, qualifier: Option<&str>, name: &str) -> bool {
        let rowid = ["rowid", "oid", "_rowid_"]
            .iter()
            .any(|alias| alias.eq_ignore_ascii_case(name));
        let mut tables = self
            .relations
            .iter()
            .filter(|r| r.answers_to(qualifier) && r.has_rowid);
        rowid && tables.next().is_some()
    }

    /// The rowid of the first relation that has one.
    pub(crate) fn rowid(&self, qualifier: Option<&str>) -> Value {
        let table = self
            .relations
            .iter()
            .find(|r| r.answers_to(qualifier) && r.has_rowid);
        Value::known(SqlType::Int, table.is_none_or(|r| r.absent))
    }

    /// What a column holds, seen from outside its relation.
    pub(crate) fn value(&self, id: FieldId) -> Value {
        let relation = &self.relations[id.relation];
        let mut value = relation.fields[id.field].value.clone();
        if relation.absent {
            let otherwise_nullable = value.nullable;
            value.nullable = true;
            value.absence = relation.absent_by.map(|join| Absence {
                join,
                otherwise_nullable,
            });
        }
        value
    }

    /// What an unqualified name for a column holds: the first that is not NULL of those that USING made one.
    pub(crate) fn merged_value(&self, id: FieldId) -> Value {
        let mut value = self.value(id);
        for merge in self.merges.iter().filter(|merge| merge.left == id) {
            let right = self.value(merge.right);
            if value.nullable {
                let ty = match merge.coalesces {
                    true => value.ty.join(right.ty),
                    false => value.ty,
                };
                value = Value::new(ty, right.nullable && !merge.never_null);
            }
        }
        value
    }

    /// Whether an unqualified name for a column may mean another, where this one is NULL.
    pub(crate) fn may_stand_for_others(&self, id: FieldId) -> bool {
        let mut merges = self.merges.iter();
        merges.any(|merge| merge.left == id && merge.coalesces)
    }

    /// The rows that go on have something in this column.
    pub(crate) fn set_not_null(&mut self, id: FieldId, row_is_present: bool) {
        let relation = &mut self.relations[id.relation];
        let value = &mut relation.fields[id.field].value;
        value.nullable = false;
        value.absence = None;
        relation.absent &= !row_is_present;
    }

    /// The rows of these relations may be missing, all together, by the join of this number; `merges` were made
    /// before it.
    pub(crate) fn set_absent(
        &mut self,
        relations: std::ops::Range<usize>,
        merges: usize,
        join: u32,
    ) {
        for merge in &mut self.merges[..merges] {
            merge.never_null &= !relations.contains(&merge.left.relation);
        }
        for relation in &mut self.relations[relations] {
            relation.absent_by = (!relation.absent).then_some(join);
            relation.absent = true;
        }
    }

    /// The columns of `*`, or of `name.*`; `None` where no relation has that name.
    pub(crate) fn star(&self, qualifier: Option<&str>) -> Option<Vec<FieldId>> {
        let mut any = false;
        let mut ids = vec![];
        for (relation, r) in self.relations.iter().enumerate() {
            if r.answers_to(qualifier) {
                any = true;
                let visible = (0..r.fields.len()).filter(|&field| !r.fields[field].hidden);
                ids.extend(visible.map(|field| FieldId { relation, field }));
            }
        }
        ids.retain(|id| qualifier.is_some() || !self.is_merged(*id));
        any.then_some(ids)
    }
}

impl Relation {
    /// A relation whose rows are always there.
    pub(crate) fn new(name: Option<&str>, declared: Option<Span>, fields: Vec<Field>) -> Self {
        Self {
            name: name.map(Rc::from),
            table: None,
            declared,
            fields,
            is_unknown: false,
            absent: false,
            absent_by: None,
            qualified_only: false,
            has_rowid: false,
        }
    }

    /// Whether its columns are found behind this name, or behind none.
    pub(crate) fn answers_to(&self, qualifier: Option<&str>) -> bool {
        match (qualifier, &self.name) {
            (None, _) => !self.qualified_only,
            (Some(qualifier), Some(name)) => name.eq_ignore_ascii_case(qualifier),
            (Some(_), None) => false,
        }
    }
}
