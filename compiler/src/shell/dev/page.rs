//! Problems to HTML: a panel that lies over the app's own page, or a page of its own where there is no server.
//! File contents and what programs write are hostile; all of it is escaped.

use super::problems::Problems;
use crate::shell::ansi;
use crate::shell::problem::{Problem, Severity, Speaker};

/// How a panel looks, in a shadow root or in a page of its own.
pub(super) const STYLE: &str = include_str!("page/style.css");

/// What a page of its own does: it looks for the server, and for other problems meanwhile.
pub(super) const SCRIPT: &str = include_str!("page/script.js");

/// The panel, for an element of the app's own page.
pub(super) fn panel(problems: &Problems) -> String {
    let close = "<button type=\"button\" data-close>Close <kbd>Esc</kbd></button>";
    content(problems, close)
}

/// The document in place of a page of the app.
pub(super) fn document(problems: &Problems) -> String {
    whole(&content(problems, ""))
}

/// The document while nothing is known yet.
pub(super) fn waiting() -> String {
    whole(
        "<main><header><h1>The app is still being built</h1></header><footer>This page opens it as soon as it is there.</footer></main>",
    )
}

fn whole(content: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>rallyc dev</title>\
         <style>{STYLE}</style><noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript></head>\
         <body>{content}<script>{SCRIPT}</script></body></html>\n"
    )
}

fn content(problems: &Problems, close: &str) -> String {
    let articles: String = problems.shown().iter().map(article).collect();
    let more = match problems.hidden() {
        0 => String::new(),
        hidden => format!("<p class=\"more\">{hidden} more stand in the terminal.</p>"),
    };
    format!(
        "<main role=\"alert\" data-turn=\"{}\"><header><h1>{}</h1>{close}</header>{articles}{more}\
         <footer>The terminal of <code>rallyc dev</code> says the same. This goes away when it is mended.</footer></main>",
        ansi::escape(problems.id()),
        ansi::escape(&problems.headline())
    )
}

fn article(problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let code = problem
        .code
        .as_ref()
        .map(|code| format!("<code>{}</code>", ansi::escape(code)));
    let text = problem.text.trim_start_matches('\n').trim_end();
    let text = match text.is_empty() {
        true => String::new(),
        // The first line end after `<pre>` is not part of the text.
        false => format!("<pre tabindex=\"0\">\n{}</pre>", ansi::html(text)),
    };
    let help = problem
        .help
        .as_ref()
        .map(|help| format!("<p class=\"help\"><b>help</b> {}</p>", prose(help)));
    format!(
        "<article class=\"{severity}\"><p class=\"kind\"><b>{severity}</b>{}<span>{}</span></p><h2>{}</h2>{text}{}</article>",
        code.unwrap_or_default(),
        speaker(problem.speaker),
        prose(&problem.title),
        help.unwrap_or_default(),
    )
}

fn speaker(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Schema => "schema",
        Speaker::Rust => "rustc",
        Speaker::Cargo => "cargo",
        Speaker::Database => "migrations",
        Speaker::Server => "server",
        Speaker::Command => "rallyc",
    }
}

// What stands in backticks is code; a last one without a partner stands for itself.
fn prose(text: &str) -> String {
    let text = ansi::plain(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        let escaped = ansi::escape(part);
        let is_last = at + 1 == parts.len();
        match (at % 2, is_last) {
            (0, _) => out.push_str(&escaped),
            (_, true) => out.push_str(&format!("`{escaped}")),
            (_, false) => out.push_str(&format!("<code>{escaped}</code>")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::failure::Failure;

    fn problems(problems: Vec<Problem>) -> Problems {
        Problems::new(Failure::new("stopped").because(problems))
    }

    fn hostile(text: &str) -> Problem {
        Problem {
            code: Some(text.to_owned()),
            ..Problem::error(Speaker::Schema, text).text(text).help(text)
        }
    }

    #[test]
    fn each_problem_stands_apart_with_all_that_is_said() {
        let unknown = Problem {
            code: Some("R0101".into()),
            ..Problem::error(Speaker::Schema, "unknown type `Itn`")
                .text("\u{1b}[34m3 │\u{1b}[0m pending: Itn\n  = \u{1b}[1mhelp\u{1b}[0m: did you mean `Int`?\n")
        };
        let mut odd = Problem::error(Speaker::Schema, "odd").help("run `rallyc check`");
        odd.severity = Severity::Warning;
        let html = panel(&problems(vec![unknown, odd]));
        for part in [
            "<h1>The schema has one error</h1>",
            "<article class=\"error\"><p class=\"kind\"><b>error</b><code>R0101</code><span>schema</span></p>",
            "<h2>unknown type <code>Itn</code></h2><pre tabindex=\"0\">\n<span class=\"blue\">3 │</span> pending: Itn\n",
            "<span class=\"bold\">help</span>: did you mean `Int`?</pre>",
            "<article class=\"warning\"><p class=\"kind\"><b>warning</b><span>schema</span></p><h2>odd</h2>",
            "<p class=\"help\"><b>help</b> run <code>rallyc check</code></p>",
            "<button type=\"button\" data-close>",
        ] {
            assert!(html.contains(part), "`{part}` is not in:\n{html}");
        }
    }

    #[test]
    fn nothing_of_a_file_or_a_program_is_taken_for_html() {
        for text in [
            "<script>alert(1)</script>",
            "`<img src=x onerror=alert(1)>",
            "a`</code><script>`b",
            "\"><script>",
            "\u{1b}[1m</pre><script>\u{1b}]8;;\"><script>\u{7}",
            "</style></main><script>",
        ] {
            let problems = problems(vec![hostile(text)]);
            assert_eq!(panel(&problems).matches("<script").count(), 0, "{text}");
            assert_eq!(panel(&problems).matches("<img").count(), 0, "{text}");
            let document = document(&problems);
            assert_eq!(document.matches("<script").count(), 1, "{text}");
            assert_eq!(document.matches("</pre>").count(), 1, "{text}");
        }
    }

    #[test]
    fn a_page_of_its_own_cannot_be_closed_and_looks_for_the_server() {
        let document = document(&problems(vec![Problem::error(
            Speaker::Rust,
            "mismatched types",
        )]));
        assert!(!document.contains("<button"), "{document}");
        assert!(
            document.contains("EventSource(\"/_rally/dev\")"),
            "{document}"
        );
        assert!(waiting().contains("EventSource"));
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let html = panel(&problems(vec![hostile("x"); 53]));
        assert_eq!(html.matches("<article").count(), 50);
        assert!(html.contains("3 more stand in the terminal"), "{html}");
    }

    #[test]
    fn backticks_make_code_in_pairs() {
        assert_eq!(prose("a `b` c"), "a <code>b</code> c");
        assert_eq!(prose("a ` <c"), "a ` &lt;c");
        assert_eq!(prose("`a``b`"), "<code>a</code><code>b</code>");
    }
}
