{%- if !declaration.words.is_empty() %}

impl {{ declaration.name }} {
    /// Every variant, in order.
    pub const ALL: &'static [Self] = &[
{%- for word in declaration.words %}
        Self::{{ word.variant }},
{%- endfor %}
    ];

    /// The word for it in addresses, in columns and as the key of a map.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
{%- for word in declaration.words %}
            Self::{{ word.variant }} => {{ word.literal }},
{%- endfor %}
        }
    }

    /// The variant of a word; `None` where no variant is called so.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
{%- for word in declaration.words %}
            {{ word.literal }} => Some(Self::{{ word.variant }}),
{%- endfor %}
            _ => None,
        }
    }
}

impl rally_runtime::route::Param for {{ declaration.name }} {
    fn to_text(&self) -> std::borrow::Cow<'_, str> {
        self.as_str().into()
    }

    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl rally_runtime::page::FormValue for {{ declaration.name }} {
    fn to_field(&self) -> String {
        self.as_str().to_owned()
    }

    fn from_field(text: Option<&str>) -> Option<Self> {
        Self::parse(text?)
    }
}
{%- endif %}
