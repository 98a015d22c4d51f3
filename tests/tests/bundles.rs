//! What is in the bundle of a client: its own pages, and nothing of another client's.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use std::fs;

use rally_tests::app::repository;

/// The wasm of a client of the app that has everything, as `bin/test` built it.
fn wasm(client: &str) -> Vec<u8> {
    let dist = repository().join("tests/apps/language/dist").join(client);
    let manifest = fs::read_to_string(dist.join("manifest.json")).unwrap_or_else(|error| {
        panic!("{}: {error}; run bin/test", dist.display());
    });
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    fs::read(dist.join(manifest["wasm"].as_str().unwrap())).unwrap()
}

fn holds(wasm: &[u8], text: &str) -> bool {
    wasm.windows(text.len())
        .any(|window| window == text.as_bytes())
}

// What is shown, the names of calls, the words of enums and the names of topics.
const OF_PUBLIC: [&str; 3] = [
    "The page home of public",
    "public/games_id/increment",
    "final_score",
];
const OF_ADMIN: [&str; 4] = [
    "Entries that only admins see",
    "admin/home/purge_entries",
    "most_trusted",
    "somewhat_trusted",
];

#[test]
fn nothing_of_the_admins_is_in_the_bundle_of_the_public() {
    let wasm = wasm("public");
    for text in OF_PUBLIC {
        assert!(holds(&wasm, text), "{text} is looked for in vain");
    }
    for text in OF_ADMIN {
        assert!(!holds(&wasm, text), "{text}");
    }
}

#[test]
fn nothing_of_the_public_is_in_the_bundle_of_the_admins() {
    let wasm = wasm("admin");
    for text in OF_ADMIN {
        assert!(holds(&wasm, text), "{text} is looked for in vain");
    }
    for text in OF_PUBLIC {
        assert!(!holds(&wasm, text), "{text}");
    }
}
