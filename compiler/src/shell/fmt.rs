//! `rallyc fmt`: `.rally` files to the one style, each file by itself. What the style is, `rally_idl::format` knows.

mod files;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rally_idl::diagnostic::render::{self, Style};
use rally_idl::diagnostic::{Diagnostic, sort};
use rally_idl::format::format;
use rally_idl::source::SourceMap;
use similar::TextDiff;

use super::app::App;
use super::command_line::FmtArguments;
use super::failure::{Failure, Outcome};
use super::{report, write};

const STDIN: &str = "<stdin>";

/// Formats files, or what comes in on standard input.
///
/// A file that cannot be read or has syntax errors is left as it is, and keeps no other from being formatted.
///
/// # Errors
/// Where there is such a file; with `--check`, where a file is not formatted.
pub fn fmt(app: Option<&Path>, arguments: &FmtArguments) -> Outcome<()> {
    let mut run = Run {
        check: arguments.check,
        ..Run::default()
    };
    let dash = |path: &PathBuf| path == Path::new("-");
    if arguments.stdin || arguments.paths.iter().all(dash) && !arguments.paths.is_empty() {
        run.stdin();
    } else if arguments.paths.iter().any(dash) {
        return Err(
            Failure::new("`-` is standard input, which is not read along with files")
                .help("name files, or `-` alone"),
        );
    } else {
        let roots = roots(app, &arguments.paths)?;
        for path in files::find(&roots, &mut run.failures) {
            run.file(&path);
        }
    }
    run.finish()
}

fn roots(app: Option<&Path>, paths: &[PathBuf]) -> Outcome<Vec<PathBuf>> {
    match paths {
        [] => Ok(vec![App::find(app)?.root().join("idl")]),
        paths => Ok(paths.to_vec()),
    }
}

/// What has been found so far.
#[derive(Default)]
struct Run {
    check: bool,
    sources: SourceMap,
    files: usize,
    changed: usize,
    errors: Vec<Diagnostic>,
    failures: Vec<Failure>,
}

impl Run {
    fn file(&mut self, path: &Path) {
        let name = report::shown(path);
        match files::read(path) {
            Ok(old) => {
                let Some(new) = self.format(&name, &old) else {
                    return;
                };
                if old != new {
                    self.change(path, &name, &old, &new);
                }
            }
            Err(failure) => self.failures.push(failure),
        }
    }

    fn change(&mut self, path: &Path, name: &str, old: &str, new: &str) {
        if self.check {
            self.changed += 1;
            return report::answer(first_difference(name, old, new));
        }
        match write::replace(path, new) {
            Ok(()) => {
                self.changed += 1;
                report::step("Formatted", name);
            }
            Err(failure) => self.failures.push(failure),
        }
    }

    fn stdin(&mut self) {
        let old = match files::read_stdin() {
            Ok(old) => old,
            Err(failure) => return self.failures.push(failure),
        };
        let Some(new) = self.format(STDIN, &old) else {
            return;
        };
        if !self.check {
            // A reader that has gone away is no error.
            let _gone = std::io::stdout().write_all(new.as_bytes());
        } else if old != new {
            self.change(Path::new(STDIN), STDIN, &old, &new);
        }
    }

    // Nothing where the text has syntax errors.
    fn format(&mut self, name: &str, text: &str) -> Option<String> {
        self.files += 1;
        let id = self.sources.add(name, text);
        match format(id, text) {
            Ok(formatted) => Some(formatted),
            Err(errors) => {
                self.errors.extend(errors);
                None
            }
        }
    }

    fn finish(mut self) -> Outcome<()> {
        self.report_errors();
        if self.check && self.changed > 0 {
            let message = format!("{} not formatted", files_are(self.changed));
            self.failures
                .push(Failure::new(message).help("run `rallyc fmt`"));
        }
        match Failure::several(self.failures) {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    fn report_errors(&mut self) {
        if self.errors.is_empty() {
            return;
        }
        sort(&mut self.errors);
        let style = match report::has_colours() {
            true => Style::Coloured,
            false => Style::Plain,
        };
        for error in &self.errors {
            eprintln!("{}", render::render(error, &self.sources, style));
        }
        let summary = render::summary(&self.errors);
        self.failures.push(Failure::new(format!(
            "{summary}; what has errors is left as it is"
        )));
    }
}

fn files_are(number: usize) -> String {
    match number {
        1 => "1 file is".to_owned(),
        _ => format!("{number} files are"),
    }
}

// Where the first place is where a file would change, and how.
fn first_difference(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut diff = diff.unified_diff();
    let mut hunks = diff.context_radius(2).iter_hunks();
    let first = hunks
        .next()
        .map_or_else(String::new, |hunk| hunk.to_string());
    let more = match hunks.count() {
        0 => String::new(),
        1 => "\n… and 1 more place".to_owned(),
        more => format!("\n… and {more} more places"),
    };
    format!("{name} is not formatted:\n{}{more}", first.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown_and_the_others_are_counted() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
        let new = "a\nB\nc\nd\ne\nf\ng\nh\nI\nj\n";
        let expected = "\
idl/app.rally is not formatted:
@@ -1,4 +1,4 @@
 a
-b
+B
 c
 d
… and 1 more place";
        assert_eq!(first_difference("idl/app.rally", old, new), expected);
    }
}
