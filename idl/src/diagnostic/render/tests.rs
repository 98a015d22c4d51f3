//! What rendered diagnostics look like: underlines, several places, wide and hostile characters.

use super::*;
use crate::diagnostic::Code;
use crate::source::{FileId, Span};

const CODE: Code = Code("R0301");

struct Texts {
    sources: SourceMap,
    file: FileId,
}

fn texts(text: &str) -> Texts {
    let mut sources = SourceMap::default();
    let file = sources.add("idl/games.rally", text);
    Texts { sources, file }
}

impl Texts {
    /// The place of the first occurrence of `part`.
    fn find(&self, part: &str) -> Span {
        let at = self.sources.file(self.file).text.find(part).unwrap_or(0);
        Span::new(self.file, at, at + part.len())
    }

    fn plain(&self, diagnostic: &Diagnostic) -> String {
        render(diagnostic, &self.sources, Style::Plain)
    }
}

#[test]
fn looks_as_in_the_manual() {
    let texts = texts(&format!(
        "{}    select g.naem from games g\n",
        "\n".repeat(13)
    ));
    let diagnostic = Diagnostic::error(CODE, texts.find("g.naem"), "unknown column `naem`")
        .label("table `games` has no such column")
        .note("no such column: g.naem")
        .help("did you mean `name`? It is declared in migrations/003_games.sql:4");
    assert_eq!(
        texts.plain(&diagnostic),
        "\
error[R0301]: unknown column `naem`
   ┌─ idl/games.rally:14:12
14 │     select g.naem from games g
   │            ^^^^^^ table `games` has no such column
   = note: no such column: g.naem
   = help: did you mean `name`? It is declared in migrations/003_games.sql:4
"
    );
}

#[test]
fn shows_other_places_of_the_same_file_and_of_others() {
    let mut texts = texts("struct A {\n}\n\n\nstruct A {\n}\n");
    let migration = texts
        .sources
        .add("migrations/001_init.sql", "create table a (id);\n");
    let second = Span::new(texts.file, 22, 23);
    let diagnostic = Diagnostic::error(CODE, second, "`A` is declared twice")
        .label("again here")
        .also(Span::new(texts.file, 7, 8), "first here")
        .also(Span::new(migration, 13, 14), "and this is its table");
    assert_eq!(
        texts.plain(&diagnostic),
        "\
error[R0301]: `A` is declared twice
  ┌─ idl/games.rally:5:8
1 │ struct A {
  │        - first here
  ⋮
5 │ struct A {
  │        ^ again here
  ┌─ migrations/001_init.sql:1:14
1 │ create table a (id);
  │              - and this is its table
"
    );
}

#[test]
fn marks_the_first_and_the_last_line_of_a_long_place() {
    let texts = texts("a {\n  b\n  c\n  d\n  e }\n");
    let diagnostic =
        Diagnostic::warning(CODE, texts.find("{\n  b\n  c\n  d\n  e }"), "long").label("all this");
    assert_eq!(
        texts.plain(&diagnostic),
        "\
warning[R0301]: long
  ┌─ idl/games.rally:1:3
1 │ a {
  │   ^
  ⋮
5 │   e }
  │   ^^^ all this
"
    );
}

#[test]
fn aligns_below_tabs_wide_and_combining_characters() {
    let texts = texts("\tx\t高さ e\u{301} here\n");
    let diagnostic =
        Diagnostic::error(CODE, texts.find("here"), "there").also(texts.find("高さ"), "wide");
    assert_eq!(
        texts.plain(&diagnostic),
        "\
error[R0301]: there
  ┌─ idl/games.rally:1:10
1 │     x   高さ e\u{301} here
  │         ---- wide
  │                ^^^^
"
    );
}

#[test]
fn nothing_in_a_source_reaches_the_terminal_as_a_command() {
    let mut texts = texts("a\u{1b}[31m\u{202e}b \u{7}here");
    texts.file = texts
        .sources
        .add("idl/\u{1b}.rally", "a\u{1b}[31m\u{202e}b \u{7}here");
    let diagnostic = Diagnostic::error(CODE, texts.find("here"), "in \u{1b}[0m")
        .label("\u{9b}")
        .note("two\nlines \u{1b}")
        .help("\r");
    assert_eq!(
        texts.plain(&diagnostic),
        "\
error[R0301]: in \\u{1b}[0m
  ┌─ idl/\\u{1b}.rally:1:11
1 │ a\\u{1b}[31m\\u{202e}b \\u{7}here
  │                           ^^^^ \\u{9b}
  = note: two
          lines \\u{1b}
  = help: \\u{d}
"
    );
}

#[test]
fn shows_the_stretch_of_a_long_line_that_matters() {
    let texts = texts(&format!("{}here{}", "ä".repeat(5000), "ö".repeat(5000)));
    let rendered = texts.plain(&Diagnostic::error(CODE, texts.find("here"), "far"));
    let lines: Vec<&str> = rendered.lines().collect();
    assert!(
        lines[2].starts_with("1 │ …ä") && lines[2].ends_with("ö…"),
        "{}",
        lines[2]
    );
    assert!(lines[2].chars().count() < 200);
    let mark = lines[3].find('^').map(|at| lines[3][..at].chars().count());
    let here = lines[2]
        .find("here")
        .map(|at| lines[2][..at].chars().count());
    assert_eq!(mark, here);
}

#[test]
fn an_empty_place_gets_one_caret_even_at_the_very_end() {
    let texts = texts("ab\n");
    let end = Span::new(texts.file, 3, 3);
    let rendered = texts.plain(&Diagnostic::error(CODE, end, "ends").label("here"));
    assert_eq!(
        rendered,
        "error[R0301]: ends\n  ┌─ idl/games.rally:2:1\n2 │\n  │ ^ here\n"
    );
}

#[test]
fn colours_only_when_asked() {
    let texts = texts("abc\n");
    let diagnostic = Diagnostic::error(CODE, texts.find("b"), "bad")
        .also(texts.find("c"), "see")
        .help("do");
    let coloured = render(&diagnostic, &texts.sources, Style::Coloured);
    assert!(
        coloured.starts_with("\u{1b}[1;31merror[R0301]\u{1b}[0m"),
        "{coloured:?}"
    );
    let mut without = coloured;
    for code in ["1;31", "1;33", "34", "36", "1", "0"] {
        without = without.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(without, texts.plain(&diagnostic));
}

#[test]
fn sums_up() {
    let mut texts = texts("abc\n");
    let other = texts.sources.add("idl/b.rally", "x");
    let error = Diagnostic::error(CODE, texts.find("b"), "bad");
    let warning = Diagnostic::warning(CODE, Span::new(other, 0, 1), "odd");
    assert_eq!(summary(&[]), "no errors");
    assert_eq!(
        summary(std::slice::from_ref(&warning)),
        "1 warning in 1 file"
    );
    let all = [error.clone(), error.clone(), error, warning];
    assert_eq!(summary(&all), "3 errors, 1 warning in 2 files");
    assert!(
        render_all(&all, &texts.sources, Style::Plain)
            .ends_with("\n\n3 errors, 1 warning in 2 files\n")
    );
    assert_eq!(render_all(&[], &texts.sources, Style::Plain), "");
}
