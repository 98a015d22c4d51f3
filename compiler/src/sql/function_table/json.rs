//! The functions of JSON.
//!
//! From <https://sqlite.org/json1.html>.

use super::rule::*;

#[rustfmt::skip]
pub(super) const JSON_FUNCTIONS: &[FunctionRule] = &[
    scalar("json", (1, 1), &[Text], JSON, AnyNull),
    scalar("json_array", (0, MANY), &[Any], JSON, Never),
    scalar("json_array_insert", (1, MANY), &[Text, Text, Any], JSON, FirstNull),
    scalar("json_array_length", (1, 2), &[Text], INT, Sometimes),
    scalar("json_error_position", (1, 1), &[Text], INT, AnyNull),
    scalar("json_extract", (2, MANY), &[Text], Dynamic, Sometimes),
    scalar("json_insert", (1, MANY), &[Text, Text, Any], JSON, FirstNull),
    scalar("json_object", (0, MANY), &[Any], JSON, Never),
    scalar("json_patch", (2, 2), &[Text], JSON, AnyNull),
    scalar("json_pretty", (1, 2), &[Text], TEXT, FirstNull),
    scalar("json_quote", (1, 1), &[Any], JSON, Never),
    scalar("json_remove", (1, MANY), &[Text], JSON, Sometimes),
    scalar("json_replace", (1, MANY), &[Text, Text, Any], JSON, FirstNull),
    scalar("json_set", (1, MANY), &[Text, Text, Any], JSON, FirstNull),
    scalar("json_type", (1, 2), &[Text], TEXT, Sometimes),
    scalar("json_valid", (1, 2), &[Any, Integer], BOOL, AnyNull),
    scalar("jsonb", (1, 1), &[Text], BYTES, AnyNull),
    scalar("jsonb_array", (0, MANY), &[Any], BYTES, Never),
    scalar("jsonb_array_insert", (1, MANY), &[Text, Text, Any], BYTES, FirstNull),
    scalar("jsonb_extract", (2, MANY), &[Text], Dynamic, Sometimes),
    scalar("jsonb_insert", (1, MANY), &[Text, Text, Any], BYTES, FirstNull),
    scalar("jsonb_replace", (1, MANY), &[Text, Text, Any], BYTES, FirstNull),
    scalar("jsonb_object", (0, MANY), &[Any], BYTES, Never),
    scalar("jsonb_patch", (2, 2), &[Text], BYTES, AnyNull),
    scalar("jsonb_remove", (1, MANY), &[Text], BYTES, Sometimes),
    scalar("jsonb_set", (1, MANY), &[Text, Text, Any], BYTES, FirstNull),
];
