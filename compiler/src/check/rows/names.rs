//! Fields without a column and columns without a field, in words.

use rally_idl::diagnostic::{Diagnostic, nearest};

use super::Rows;
use super::declared::Target;
use super::tree::{Branch, Content, Leaf, alias, is_name, is_path};
use super::without_option;
use crate::check::codes;
use crate::check::queries::sql_type;
use crate::ir::{Field, Type};

impl Rows<'_> {
    /// A field that no column fills; `extra` are the columns without a field.
    pub(super) fn missing_column(
        &self,
        target: Target<'_>,
        field: &Field,
        extra: &[&Branch<'_>],
    ) -> Diagnostic {
        let (name, written) = (&field.name.text, self.schema.written(&field.ty));
        let path = format!("{}{name}", target.prefix);
        let message = format!(
            "no column of `{}` fills the field `{path}` of `{}`",
            self.query.name.text, target.row_name
        );
        let columns: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
        let problem = Diagnostic::error(codes::ROW_COLUMNS, target.row, message)
            .also(field.name.span, format!("`{name}: {written}`"))
            .note(format!("the columns are `{}`", columns.join("`, `")));
        let near = nearest(name, extra.iter().map(|branch| branch.name));
        let near = extra.iter().find(|branch| Some(branch.name) == near);
        match near.map(|branch| (branch, branch.leaves())) {
            Some((branch, leaves)) => {
                let rest = |leaf: &Leaf<'_>| leaf.column.name[branch.path.len()..].to_owned();
                let renamed = leaves.first().map(rest).unwrap_or_default();
                let places = leaves.first().map(|leaf| leaf.column.span);
                let problem = match places {
                    Some(span) => problem.also(span, "perhaps this one"),
                    None => problem,
                };
                problem.help(format!(
                    "name it so: `{}`",
                    alias(&format!("{path}{renamed}"))
                ))
            }
            None => problem.help(self.how_to_select(field, &path)),
        }
    }

    fn how_to_select(&self, field: &Field, path: &str) -> String {
        let inner = without_option(&field.ty);
        if let Some((_, fields)) = self.struct_fields(inner) {
            let first = fields
                .first()
                .map_or("id", |field| field.name.text.as_str());
            let alias = alias(&format!("{path}.{first}"));
            return format!("select its fields, such as `… {alias}`");
        }
        let alias = alias(path);
        match inner {
            Type::List(_) => format!("gather it: `json_group_array(…) {alias}`"),
            ty if sql_type(self.schema, ty).is_none() => {
                format!("select it as JSON: `json_object(…) {alias}`")
            }
            _ => format!("select it: `… {alias}`"),
        }
    }

    /// A column, or the struct that it begins, that no field takes.
    pub(super) fn extra_column(
        &self,
        target: Target<'_>,
        branch: &Branch<'_>,
        leaf: Leaf<'_>,
    ) -> Diagnostic {
        let declared = &self.schema.types[target.id.0].name;
        let (name, path) = (&declared.text, branch.path);
        let message = format!("`{name}` has no field `{}`", branch.name);
        let problem = Diagnostic::error(codes::ROW_COLUMNS, leaf.column.span, message)
            .also(declared.span, format!("`{name}` is declared here"));
        let near = nearest(
            branch.name,
            target.fields.iter().map(|f| f.name.text.as_str()),
        );
        match &branch.content {
            Content::Column(_) if !is_name(path) && !is_path(path) => {
                problem.help("name the column after the field that it fills: `AS total`")
            }
            Content::Column(leaf) => problem.help(format!(
                "add `{}: {}` to `{name}`, or leave the column out",
                branch.name,
                self.declared_as(leaf.column)
            )),
            Content::Struct(_) => match near {
                Some(near) => problem.help(format!("did you mean `{}{near}`?", target.prefix)),
                None => problem.help(format!(
                    "add a struct `{}` to `{name}`, or leave these columns out",
                    branch.name
                )),
            },
        }
    }

    /// A field that is no struct, and columns that name fields of it.
    pub(super) fn no_struct(&self, field: &Field, branch: &Branch<'_>) -> Diagnostic {
        let (path, written) = (branch.path, self.schema.written(&field.ty));
        let leaves = branch.leaves();
        let span = leaves
            .first()
            .map_or(field.name.span, |leaf| leaf.column.span);
        let message = format!("`{path}` is `{written}`, which has no fields to fill");
        let problem = Diagnostic::error(codes::ROW_TYPE, span, message)
            .also(field.name.span, format!("`{written}`"));
        match &field.ty {
            Type::List(_) => problem.help(format!(
                "a list comes as JSON in one column: `json_group_array(json_object(…)) AS {path}`"
            )),
            _ => problem.help(format!("select one column for it: `… {}`", alias(path))),
        }
    }
}
