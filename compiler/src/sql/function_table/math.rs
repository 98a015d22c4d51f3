//! The mathematical functions, which the compiler's SQLite and that of every app are built with.
//!
//! From <https://sqlite.org/lang_mathfunc.html>.

use super::rule::*;

#[rustfmt::skip]
pub(super) const MATH: &[FunctionRule] = &[
    // Outside its domain a function is NULL.
    scalar("acos", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("acosh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("asin", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("asinh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("atan", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("atan2", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("atanh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("ceil", (1, 1), &[Number], Returns::Number, UnlessNumbers),
    scalar("ceiling", (1, 1), &[Number], Returns::Number, UnlessNumbers),
    scalar("cos", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("cosh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("degrees", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("exp", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("floor", (1, 1), &[Number], Returns::Number, UnlessNumbers),
    scalar("ln", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("log", (1, 2), &[Number], FLOAT, Sometimes),
    scalar("log10", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("log2", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("mod", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("pi", (0, 0), &[], FLOAT, Never),
    scalar("pow", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("power", (2, 2), &[Number], FLOAT, Sometimes),
    scalar("radians", (1, 1), &[Number], FLOAT, UnlessNumbers),
    scalar("sin", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sinh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("sqrt", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("tan", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("tanh", (1, 1), &[Number], FLOAT, Sometimes),
    scalar("trunc", (1, 1), &[Number], Returns::Number, UnlessNumbers),
];
