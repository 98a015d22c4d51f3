//! A plan as a unified diff, for `--check`.

use similar::TextDiff;

use super::write::{Plan, Write};

/// What applying the plan would change, file by file.
#[must_use]
pub fn render(plan: &Plan) -> String {
    let mut text: String = plan.writes.iter().map(render_write).collect();
    for path in &plan.removals {
        text.push_str(&format!(
            "{path} is no longer generated, and would be removed\n"
        ));
    }
    text
}

fn render_write(write: &Write) -> String {
    let old = write.old.as_deref().unwrap_or_default();
    let (before, after) = match write.old {
        Some(_) => (format!("a/{}", write.path), format!("b/{}", write.path)),
        None => ("/dev/null".to_owned(), format!("b/{}", write.path)),
    };
    TextDiff::from_lines(old, &write.text)
        .unified_diff()
        .header(&before, &after)
        .to_string()
}
