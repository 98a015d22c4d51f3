//! A list argument where none can stand to the words a person reads.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::super::codes;
use super::super::list::ListMisuse;

pub(super) fn describe_list(
    span: Span,
    name: &str,
    declared: Span,
    misuse: ListMisuse,
) -> Diagnostic {
    let message = match misuse {
        ListMisuse::Compared | ListMisuse::Value => {
            format!("`:{name}` is a list, and here is room for one value")
        }
        ListMisuse::BytesAsTable => {
            format!("`json_each` cannot give the bytes of `:{name}`: JSON has none")
        }
        ListMisuse::Unreadable => {
            format!("rallyc cannot tell where this query uses the list `:{name}`")
        }
    };
    let help = match misuse {
        ListMisuse::Compared => format!("write `IN (:{name})`, or `NOT IN (:{name})`"),
        ListMisuse::Value => format!(
            "a list stands alone in `IN (:{name})`, in `FROM json_each(:{name})` and in `json_array_length(:{name})`"
        ),
        ListMisuse::BytesAsTable => format!(
            "write `IN (:{name})`, or take a `List<String>` of hex digits and read them with `unhex(value)`"
        ),
        ListMisuse::Unreadable => "write its names and texts in the usual way".to_owned(),
    };
    Diagnostic::error(codes::LIST_ARGUMENT, span, message)
        .also(declared, "declared as a `List` here")
        .help(help)
}
