//! What a page says of itself in `<head>`.

use std::borrow::Cow;

/// Title and descriptions of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The document's title.
    pub title: Cow<'static, str>,
    /// The language the page is written in, as a tag such as `en` or `pt-BR`; empty where it says none.
    pub language: Cow<'static, str>,
    /// `<link rel="canonical">`: the path and search string under which search engines should know the page; empty where
    /// it says none.
    pub canonical: Cow<'static, str>,
    /// `<meta>` elements, in order.
    pub metas: Vec<Meta>,
    /// `<link rel="stylesheet">` addresses, in order.
    pub stylesheets: Vec<Cow<'static, str>>,
}

/// `<meta name="…" content="…">`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// `name`, such as `description`.
    pub name: Cow<'static, str>,
    /// `content`.
    pub content: Cow<'static, str>,
}

impl Head {
    /// A head with this title.
    #[must_use]
    pub fn title(title: impl Into<Cow<'static, str>>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Says which language the page is written in, so that it is read aloud, hyphenated and translated rightly.
    #[must_use]
    pub fn language(mut self, tag: impl Into<Cow<'static, str>>) -> Self {
        self.language = tag.into();
        self
    }

    /// Says which of the addresses that show this page is its own: `Route::Home.path()`, say, without the search string.
    #[must_use]
    pub fn canonical(mut self, address: impl Into<Cow<'static, str>>) -> Self {
        self.canonical = address.into();
        self
    }

    /// Adds `<meta name="…" content="…">`.
    #[must_use]
    pub fn meta(
        mut self,
        name: impl Into<Cow<'static, str>>,
        content: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.metas.push(Meta {
            name: name.into(),
            content: content.into(),
        });
        self
    }

    /// Adds a stylesheet, such as `/app.css` of the app's `assets/`.
    #[must_use]
    pub fn stylesheet(mut self, address: impl Into<Cow<'static, str>>) -> Self {
        self.stylesheets.push(address.into());
        self
    }
}
