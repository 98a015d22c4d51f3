//! Keys by their names: `Enter`, `a`, `Control+k`.

use crate::html::{EventData, KeyPress, Modifiers};

/// The key of a name, with the keys that are held while it is pressed.
pub(super) fn parse_key(text: &str) -> KeyPress {
    let mut modifiers = Modifiers::default();
    let mut rest = text;
    while let Some((held, key)) = rest.split_once('+').filter(|(_, key)| !key.is_empty()) {
        match held {
            "Alt" => modifiers.alt = true,
            "Control" => modifiers.control = true,
            "Meta" => modifiers.meta = true,
            "Shift" => modifiers.shift = true,
            _ => break,
        }
        rest = key;
    }
    let key = if rest == "Space" { " " } else { rest };
    KeyPress {
        key: key.to_owned(),
        code: code_of(key),
        repeat: false,
        modifiers,
    }
}

/// Which key of an American keyboard it is, where that follows from its name.
fn code_of(key: &str) -> String {
    let mut characters = key.chars();
    match (characters.next(), characters.next()) {
        (Some(' '), None) => "Space".to_owned(),
        (Some(letter), None) if letter.is_ascii_alphabetic() => {
            format!("Key{}", letter.to_ascii_uppercase())
        }
        (Some(digit), None) if digit.is_ascii_digit() => format!("Digit{digit}"),
        (Some(_), None) => String::new(),
        _ => key.to_owned(),
    }
}

/// What is known of a press of this key.
pub(super) fn data_of(press: &KeyPress) -> EventData {
    EventData {
        key: press.clone(),
        modifiers: press.modifiers,
        ..EventData::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_names() {
        let press = parse_key("Control+Shift+k");
        assert_eq!((press.key.as_str(), press.code.as_str()), ("k", "KeyK"));
        assert!(press.modifiers.control && press.modifiers.shift && !press.modifiers.alt);
        assert_eq!(parse_key("+").key, "+");
        assert_eq!(parse_key("Control++").key, "+");
        assert_eq!(parse_key("Space").key, " ");
        assert_eq!(parse_key("Enter").code, "Enter");
    }
}
