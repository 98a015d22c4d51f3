//! Text with the colours of a terminal to text without them, and to HTML. All of it is hostile: nothing but colours
//! is taken from an escape sequence, and nothing reaches a page unescaped.

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    bold: bool,
    dim: bool,
    underlined: bool,
    colour: Option<Colour>,
}

/// The colours of a terminal, bright or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colour {
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
}

/// The text alone.
#[must_use]
pub fn plain(text: &str) -> String {
    pieces(text).map(|(_, piece)| piece).collect()
}

/// HTML: what has a look stands in a `span` with classes such as `bold red`.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (look, piece) in pieces(text).filter(|(_, piece)| !piece.is_empty()) {
        let classes = look.classes();
        if classes.is_empty() {
            out.push_str(&escape(&piece));
        } else {
            out.push_str(&format!(
                "<span class=\"{classes}\">{}</span>",
                escape(&piece)
            ));
        }
    }
    out
}

/// Text as HTML shows it, in elements and in quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

// Each piece with the look that holds from its begin to its end.
fn pieces(text: &str) -> impl Iterator<Item = (Look, String)> {
    let mut look = Look::default();
    text.split('\u{1b}').enumerate().map(move |(at, part)| {
        let rest = match at {
            0 => part,
            _ => after_sequence(part, &mut look),
        };
        (
            look,
            rest.chars().filter(|&shown| is_shown(shown)).collect(),
        )
    })
}

// Of the control characters a page shows line ends and tabs; those that change the direction would hide what is written.
fn is_shown(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    matches!(character, '\n' | '\t') || !(character.is_control() || turns)
}

// What follows an escape sequence, which may set the look: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/
fn after_sequence<'a>(text: &'a str, look: &mut Look) -> &'a str {
    if let Some(title) = text.strip_prefix(']') {
        // An operating system command ends with BEL, or with an escape that begins the next part.
        return title.split_once('\u{7}').map_or("", |(_, rest)| rest);
    }
    let Some(sequence) = text.strip_prefix('[') else {
        // Two characters, of which the first was the escape.
        let mut rest = text.chars();
        rest.next();
        return rest.as_str();
    };
    let is_final = |character: char| ('@'..='~').contains(&character);
    let Some(end) = sequence.find(is_final) else {
        return "";
    };
    if sequence[end..].starts_with('m') {
        look.set(&sequence[..end]);
    }
    &sequence[end + 1..]
}

impl Look {
    fn set(&mut self, parameters: &str) {
        let mut codes = parameters.split([';', ':']).map(|code| match code {
            "" => Some(0),
            code => code.parse::<u16>().ok(),
        });
        while let Some(code) = codes.next() {
            match code {
                Some(0) => *self = Self::default(),
                Some(1) => self.bold = true,
                Some(2) => self.dim = true,
                Some(4) => self.underlined = true,
                Some(22) => (self.bold, self.dim) = (false, false),
                Some(24) => self.underlined = false,
                Some(38) => match codes.next() {
                    Some(Some(5)) => {
                        self.colour = codes.next().flatten().and_then(Colour::of_palette);
                    }
                    // Exact colours would not suit a light and a dark page; the rest of the sequence is theirs.
                    _ => return,
                },
                Some(39) => self.colour = None,
                Some(code @ (30..=37 | 90..=97)) => self.colour = Colour::of_palette(code % 10),
                _ => {}
            }
        }
    }

    fn classes(self) -> String {
        let colour = self.colour.map(Colour::class);
        let classes = [
            self.bold.then_some("bold"),
            self.dim.then_some("dim"),
            self.underlined.then_some("underlined"),
            colour,
        ];
        classes.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Colour {
    // Black and white are left to the page.
    fn of_palette(number: u16) -> Option<Self> {
        match number {
            1 | 9 => Some(Self::Red),
            2 | 10 => Some(Self::Green),
            3 | 11 => Some(Self::Yellow),
            4 | 12 => Some(Self::Blue),
            5 | 13 => Some(Self::Magenta),
            6 | 14 => Some(Self::Cyan),
            _ => None,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Blue => "blue",
            Self::Magenta => "magenta",
            Self::Cyan => "cyan",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes_in_every_way_that_they_are_written() {
        assert_eq!(
            html("\u{1b}[1;31merror\u{1b}[0m: x"),
            "<span class=\"bold red\">error</span>: x"
        );
        for red in ["1m\u{1b}[38;5;9", "1;91", "1m\u{1b}[31", "0;1;38:5:9"] {
            assert_eq!(
                html(&format!("\u{1b}[{red}merror\u{1b}[m!")),
                "<span class=\"bold red\">error</span>!",
                "{red}"
            );
        }
        assert_eq!(
            html("\u{1b}[2;34ma\u{1b}[22mb\u{1b}[39mc"),
            "<span class=\"dim blue\">a</span><span class=\"blue\">b</span>c"
        );
        assert_eq!(html("\u{1b}[38;2;1;2;3ma"), "a");
    }

    #[test]
    fn nothing_of_a_text_is_taken_for_html() {
        let hostile = "<script>alert('\u{1b}[31m&\"</span>')</script>";
        assert_eq!(
            html(hostile),
            "&lt;script&gt;alert(&#39;<span class=\"red\">&amp;&quot;&lt;/span&gt;&#39;)&lt;/script&gt;</span>"
        );
    }

    #[test]
    fn other_sequences_and_control_characters_are_dropped() {
        let text = "a\u{1b}[2K\u{1b}]0;title\u{7}b\u{1b}]8;;x\u{1b}\\c\u{1b}(0\r\u{8}\u{0}\u{202e}\n\td\u{1b}[31";
        assert_eq!(plain(text), "abc0\n\td");
        assert_eq!(html(text), plain(text));
    }

    #[test]
    fn every_cut_of_a_text_is_read() {
        let text = "é\u{1b}[1;38;5;9mß\u{1b}]8;;\u{7}€\u{1b}[0m";
        for (end, _) in text.char_indices() {
            assert!(!html(&text[..end]).contains('\u{1b}'));
        }
    }
}
