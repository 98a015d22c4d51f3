//! Names between the two cases of the language: `GamesId` and `games_id`. What the generated names are made with.

/// The name in upper camel case: `games_id` and `games-id` to `GamesId`, `GAMES` to `Games`.
///
/// A name that is in upper camel case already stays as it is, `HTTPServer` too.
#[must_use]
pub fn upper_camel(name: &str) -> String {
    if is_upper_camel(name) {
        return name.to_owned();
    }
    words(name).iter().map(|word| capitalized(word)).collect()
}

/// The name in snake case: `GamesId` to `games_id`, `HTTPServer` to `http_server`, `about-us` to `about_us`.
#[must_use]
pub fn snake(name: &str) -> String {
    words(name).join("_")
}

/// Whether a name is in upper camel case: begins with a capital and has no `_`.
#[must_use]
pub fn is_upper_camel(name: &str) -> bool {
    let is_screaming = name.len() > 1 && !name.contains(|c: char| c.is_ascii_lowercase());
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && (!is_screaming || name.len() <= 4)
}

/// Whether a name is in snake case: begins with a small letter and has single `_` between words.
#[must_use]
pub fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && snake(name) == name
}

/// The declared name that is `name` but for its case, which must be snake case and is not.
#[must_use]
pub(crate) fn misspelt_snake<'a>(
    name: &str,
    declared: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut declared = declared.into_iter();
    declared.find(|other| !is_snake(other) && snake(other) == name)
}

/// The declared name that is `name` but for its case, which must be upper camel case and is not.
#[must_use]
pub(crate) fn misspelt_camel<'a>(
    name: &str,
    declared: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut declared = declared.into_iter();
    declared.find(|other| !is_upper_camel(other) && upper_camel(other) == name)
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

// A word begins after anything that is no letter or digit, at a capital after a small letter or digit, and at the last
// capital of several before a small letter.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let is_separator = !letter.is_alphanumeric();
        if is_separator || begins_word(&letters, at) {
            words.push(String::new());
        }
        if !is_separator && let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn begins_word(letters: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| letters.get(at));
    let Some(before) = before.filter(|_| letters[at].is_uppercase()) else {
        return false;
    };
    let next_is_small = letters.get(at + 1).is_some_and(|c| c.is_lowercase());
    !before.is_uppercase() || next_is_small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_cases_of_one_name() {
        for (written, camel, small) in [
            ("games_id", "GamesId", "games_id"),
            ("GamesId", "GamesId", "games_id"),
            ("HTTPServer", "HTTPServer", "http_server"),
            ("about-us", "AboutUs", "about_us"),
            ("GAME_VIEW", "GameView", "game_view"),
            ("GAMES", "Games", "games"),
            ("gameView", "GameView", "game_view"),
            ("top10_teams", "Top10Teams", "top10_teams"),
            ("_draft__text_", "DraftText", "draft_text"),
        ] {
            assert_eq!(upper_camel(written), camel, "{written}");
            assert_eq!(snake(written), small, "{written}");
        }
    }

    #[test]
    fn a_name_is_in_a_case_or_is_not() {
        assert!(is_upper_camel("Game") && is_upper_camel("UK") && is_upper_camel("A"));
        assert!(
            !is_upper_camel("Game_View") && !is_upper_camel("game") && !is_upper_camel("GAMES")
        );
        assert!(is_snake("home_score") && is_snake("x2"));
        assert!(!is_snake("homeScore") && !is_snake("_x") && !is_snake("x_") && !is_snake("2x"));
    }
}
