//! Views and what becomes of them, case by case.
