//! Escaping of text and attribute values.

const TEXT: [bool; 256] = specials(b"&<>\r");
// `<` too, so that markup inside an attribute of a `noscript` cannot end it where scripts run.
const ATTRIBUTE: [bool; 256] = specials(b"&<>\"\r");

const fn specials(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// Writes character data.
pub(crate) fn write_text(out: &mut String, text: &str) {
    write_escaped(out, text, &TEXT);
}

/// Writes what stands between the double quotes of an attribute.
pub(crate) fn write_attribute_value(out: &mut String, value: &str) {
    write_escaped(out, value, &ATTRIBUTE);
}

fn write_escaped(out: &mut String, text: &str, specials: &[bool; 256]) {
    let mut written = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if specials[byte as usize] {
            out.push_str(&text[written..at]);
            out.push_str(reference(byte));
            written = at + 1;
        }
    }
    out.push_str(&text[written..]);
}

fn reference(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        // The parser would make a line feed of it.
        _ => "&#13;",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped_for_their_context() {
        let mut out = String::new();
        write_text(&mut out, "a < b && \"c\" > d\r\né");
        assert_eq!(out, "a &lt; b &amp;&amp; \"c\" &gt; d&#13;\né");
        out.clear();
        write_attribute_value(&mut out, "\"></noscript><script>");
        assert_eq!(out, "&quot;&gt;&lt;/noscript&gt;&lt;script&gt;");
    }
}
