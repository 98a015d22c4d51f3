//! Names that may stand in HTML, declarations that may stand in CSS, and text that cannot leave `script` or `style`.

use std::borrow::Cow;

/// Whether an attribute of this name may be rendered: a name of the HTML syntax that is no event handler.
///
/// The HTML standard allows more characters; these are what any markup uses.
pub(crate) fn is_attribute_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let starts_well = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    starts_well
        && bytes
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
        && !is_event_handler(name)
}

fn is_event_handler(name: &str) -> bool {
    name.as_bytes()
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"on"))
}

/// Whether `data-` or `aria-` may be followed by this name.
pub(crate) fn is_name_suffix(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Whether a custom element may have this name: lower case with a hyphen, as the HTML standard asks, in ASCII.
pub(crate) fn is_custom_element_name(name: &str) -> bool {
    name.bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_lowercase())
        && name.contains('-')
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
        })
}

/// Whether a CSS declaration of this property and value stays one declaration.
pub(crate) fn is_declaration(property: &str, value: &str) -> bool {
    !property.is_empty()
        && property
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && is_declaration_value(value)
}

/// Brackets and quotes are balanced, and nothing outside them ends the declaration.
fn is_declaration_value(value: &str) -> bool {
    let mut open = 0usize;
    let mut quote = None;
    let mut bytes = value.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (_, b'\\') if bytes.next().is_none() => return false,
            (_, b'\\') => {}
            (Some(_), b'\n' | b'\r' | b'\x0c') => return false,
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[') => open += 1,
            (None, b')' | b']') if open == 0 => return false,
            (None, b')' | b']') => open -= 1,
            (None, b'{' | b'}') => return false,
            (None, b';') if open == 0 => return false,
            (None, b'/') if bytes.peek() == Some(&b'*') => return false,
            (None, _) => {}
        }
    }
    open == 0 && quote.is_none()
}

/// Rewrites text of a `script` or `style` so that the parser stays inside the element.
///
/// The `<` of `</`, `<!--` and `<script` becomes an escape that means the same inside a string (of JavaScript, JSON or
/// CSS), which is where such text legitimately occurs.
#[inline(never)]
pub(crate) fn keep_inside(tag: &str, text: &mut Cow<'static, str>) {
    if !(0..text.len()).any(|at| leaves_raw_text(&text.as_bytes()[at..])) {
        return;
    }
    let escape = if tag == "style" { "\\3c " } else { "\\u003c" };
    let mut kept = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        if leaves_raw_text(&text.as_bytes()[at..]) {
            kept.push_str(escape);
        } else {
            kept.push(character);
        }
    }
    *text = Cow::Owned(kept);
}

fn leaves_raw_text(rest: &[u8]) -> bool {
    rest.starts_with(b"</")
        || rest.starts_with(b"<!--")
        || rest
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"<script"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_names_are_plain_and_never_handlers() {
        for name in ["title", "xlink:href", "x-foo", "_x"] {
            assert!(is_attribute_name(name), "{name}");
        }
        for name in [
            "", "onclick", "ONCLICK", "a b", "a=b", "a>", "\"", "a\0", "1a",
        ] {
            assert!(!is_attribute_name(name), "{name:?}");
        }
    }

    #[test]
    fn custom_elements_have_a_hyphen() {
        assert!(is_custom_element_name("rally-clock"));
        for name in ["script", "Rally-clock", "a b-c", "-a", "a-><script>"] {
            assert!(!is_custom_element_name(name), "{name}");
        }
    }

    #[test]
    fn a_style_stays_one_declaration() {
        for value in [
            "10px",
            "url(\"data:image/png;base64,AA\")",
            "calc(1px + (2px))",
            "'a;b'",
            "rgb(1 2 3 / 50%)",
        ] {
            assert!(is_declaration("background", value), "{value}");
        }
        for value in [
            "red;color:blue",
            "red}",
            "url(a",
            "'a",
            "a)",
            "x/*",
            "'a\nb'",
            "\\",
        ] {
            assert!(!is_declaration("background", value), "{value}");
        }
        assert!(!is_declaration("a:b", "c"));
    }

    #[test]
    fn text_cannot_leave_a_script() {
        let mut text = Cow::Borrowed("let a = 1 < 2; x = '</script><ScRipt><!--é'");
        keep_inside("script", &mut text);
        assert_eq!(
            text,
            "let a = 1 < 2; x = '\\u003c/script>\\u003cScRipt>\\u003c!--é'"
        );
        let mut plain = Cow::Borrowed("a < b");
        keep_inside("script", &mut plain);
        assert!(matches!(plain, Cow::Borrowed("a < b")));
    }
}
