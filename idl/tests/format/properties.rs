//! Properties: over trees that nobody wrote, in layouts that nobody would choose.

use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rally_idl::ast::File;

use super::checks::{check, parse, tree};
use super::{repository, texts, trees};

/// A text, and the tree it was made from.
struct Written {
    text: String,
    tree: String,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn written() -> impl Strategy<Value = Written> {
    (trees::items(), any::<u64>()).prop_map(|(items, seed)| {
        let id = parse("").id;
        Written {
            text: texts::write(&items, seed),
            tree: tree(&File { id, items }),
        }
    })
}

static FILES: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(repository::texts);

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_comes_back_from_any_layout_of_it(written in written()) {
        let formatted = check(&written.text).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&tree(&parse(&formatted)), &written.tree);
    }

    #[test]
    fn comments_and_empty_lines_may_stand_at_any_line_of_any_file(
        file in any::<Index>(),
        changes in vec((any::<Index>(), noise()), 1..10),
    ) {
        let (path, text) = file.get(FILES.as_slice());
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for (at, noise) in changes {
            at.get_mut(&mut lines).push_str(noise);
        }
        let text = lines.join("\n");
        check(&text).map_err(|wrong| TestCaseError::fail(format!("{}: {wrong}", path.display())))?;
    }
}

// One by one at every place: what the property above meets only now and then. Either kind, since only these move.
#[test]
fn a_comment_may_stand_at_every_line_of_the_golden_files() {
    let golden = FILES
        .iter()
        .filter(|(path, _)| path.components().any(|part| part.as_os_str() == "format"));
    for (path, text) in golden {
        let lines: Vec<&str> = text.split('\n').collect();
        for (at, noise) in (0..lines.len()).flat_map(|at| COMMENTS.map(|noise| (at, noise))) {
            let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            changed[at].push_str(noise);
            if let Err(wrong) = check(&changed.join("\n")) {
                panic!("{}:{}: {noise:?}: {wrong}", path.display(), at + 1);
            }
        }
    }
}

const COMMENTS: [&str; 2] = ["\n// c", "\n/// c"];

const NOISE: [&str; 8] = [
    " // c",
    "  \t",
    "\n",
    "\n\n\n",
    "\n// c",
    "\n\n// c\n",
    "\n/// c",
    "\r\n  // c\r",
];

fn noise() -> impl Strategy<Value = &'static str> {
    select(&NOISE)
}
