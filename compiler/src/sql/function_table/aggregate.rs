//! The functions of groups and windows.
//!
//! From <https://sqlite.org/lang_aggfunc.html> and <https://sqlite.org/windowfunctions.html>.

use super::rule::*;

#[rustfmt::skip]
pub(super) const AGGREGATES: &[FunctionRule] = &[
    aggregate("avg", (1, 1), &[Number], FLOAT, EmptyGroup),
    aggregate("count", (0, 1), &[Any], INT, Never),
    aggregate("group_concat", (1, 2), &[Any, Text], TEXT, EmptyGroup),
    aggregate("json_group_array", (1, 1), &[Any], JSON, Never),
    aggregate("json_group_object", (2, 2), &[Text, Any], JSON, Never),
    aggregate("jsonb_group_array", (1, 1), &[Any], BYTES, Never),
    aggregate("jsonb_group_object", (2, 2), &[Text, Any], BYTES, Never),
    aggregate("max", (1, 1), &[Any], First, EmptyGroup),
    aggregate("min", (1, 1), &[Any], First, EmptyGroup),
    aggregate("string_agg", (2, 2), &[Any, Text], TEXT, EmptyGroup),
    aggregate("sum", (1, 1), &[Number], Returns::Number, EmptyGroup),
    aggregate("total", (1, 1), &[Number], FLOAT, Never),

    window("cume_dist", (0, 0), &[], FLOAT, Never),
    window("dense_rank", (0, 0), &[], INT, Never),
    window("first_value", (1, 1), &[Any], First, EmptyGroup),
    window("lag", (1, 3), &[Any, Integer, Any], First, Sometimes),
    window("last_value", (1, 1), &[Any], First, EmptyGroup),
    window("lead", (1, 3), &[Any, Integer, Any], First, Sometimes),
    window("nth_value", (2, 2), &[Any, Integer], First, Sometimes),
    window("ntile", (1, 1), &[Integer], INT, Never),
    window("percent_rank", (0, 0), &[], FLOAT, Never),
    window("rank", (0, 0), &[], INT, Never),
    window("row_number", (0, 0), &[], INT, Never),
];
