//! HTML documents: head, server-rendered page, embedded state and scripts, with the policy that allows exactly these.

mod policy;
mod script;
mod style;

use std::convert::Infallible;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::assets::{Assets, Bundle};
use crate::env::Environment;
use crate::html::escape::write_attribute_value;
use crate::html::{self, Element, RenderContext, render_to_string};
use crate::page::Head;
use crate::wire::embedded::{CONTAINER_ID, Embedded, PROGRESS_ID, STATE_ID, TITLE_ID};
use crate::wire::to_bytes;
pub(crate) use policy::ContentPolicy;
use script::Script;
use style::Style;

/// What makes documents; one for all requests.
pub(crate) struct Documents {
    capture: Script,
    style: Style,
    dev: Option<Script>,
}

/// A document and the policy that it is to be sent with.
pub(crate) struct Document {
    pub(crate) html: String,
    pub(crate) policy: ContentPolicy,
}

/// What a page's document is made of.
pub(crate) struct PageParts<'a> {
    /// Title, metas and stylesheets.
    pub(crate) head: &'a Head,
    /// The server-rendered page.
    pub(crate) content: &'a str,
    /// What the page is hydrated from.
    pub(crate) embedded: &'a Embedded,
    /// The client's bundle, where it has been built. Without it the document carries nothing that would wait for it.
    pub(crate) bundle: Option<&'a Bundle>,
    /// For the hashed names of stylesheets.
    pub(crate) assets: &'a Assets,
}

impl Documents {
    pub(crate) fn new(environment: &Environment) -> Self {
        Self {
            capture: script::capture(),
            style: Style::navigation(),
            dev: environment.development_build().map(script::dev),
        }
    }

    /// The document of a page.
    pub(crate) fn page(&self, parts: &PageParts<'_>) -> Document {
        let mut html =
            String::with_capacity(parts.content.len() + parts.embedded.data.len() * 2 + 4096);
        let mut policy = ContentPolicy::default();
        self.open(&mut html, &mut policy, parts.head, parts.assets);
        if let Some(bundle) = parts.bundle {
            html.push_str(&bundle.preloads());
            self.style.write(&mut html, &mut policy);
            self.capture.write(&mut html, &mut policy);
        }
        html.push_str("</head><body>");
        html.push_str(&format!(
            "<div id=\"{CONTAINER_ID}\">{}</div>",
            parts.content
        ));
        if let Some(bundle) = parts.bundle {
            html.push_str(&format!(
                "<div id=\"{PROGRESS_ID}\" role=\"progressbar\" aria-label=\"Loading\" lang=\"en\"></div>\
                 <div id=\"{TITLE_ID}\" role=\"status\"></div>"
            ));
            write_state(&mut html, parts.embedded);
            script::start(bundle).write(&mut html, &mut policy);
        }
        html.push_str("</body></html>");
        Document { html, policy }
    }

    /// A document of the server's own: one sentence.
    pub(crate) fn notice(&self, title: &'static str, text: &str, assets: &Assets) -> Document {
        let (mut document, mut policy) = (String::new(), ContentPolicy::default());
        self.open(
            &mut document,
            &mut policy,
            &Head::title(title).language("en"),
            assets,
        );
        let main = html::main(
            [],
            [
                html::h1([], [html::text(title)]),
                html::p([], [html::text(text.to_owned())]),
            ],
        );
        let main: Element<Infallible> = main;
        document.push_str(&format!(
            "</head><body>{}</body></html>",
            render_to_string(&main, &RenderContext::default())
        ));
        Document {
            html: document,
            policy,
        }
    }

    fn open(&self, html: &mut String, policy: &mut ContentPolicy, head: &Head, assets: &Assets) {
        html.push_str("<!DOCTYPE html><html");
        if !head.language.is_empty() {
            html.push_str(" lang=\"");
            write_attribute_value(html, &head.language);
            html.push('"');
        }
        html.push_str("><head><meta charset=\"utf-8\">");
        html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.push_str(&render_to_string(
            &head_elements(head, assets),
            &RenderContext::default(),
        ));
        if let Some(dev) = &self.dev {
            dev.write(html, policy);
        }
    }
}

/// What the page says of itself.
fn head_elements(head: &Head, assets: &Assets) -> Element<Infallible> {
    let title = html::title_element([], [html::text(head.title.clone())]);
    let canonical = (!head.canonical.is_empty()).then(|| {
        html::link([
            html::rel("canonical"),
            html::href(head.canonical.to_string()),
        ])
    });
    let metas = head.metas.iter().map(|meta| {
        html::meta([
            html::name(meta.name.clone()),
            html::content(meta.content.clone()),
        ])
    });
    let sheets = head.stylesheets.iter().map(|address| {
        let hashed = assets.hashed_address(address);
        html::link([
            html::rel("stylesheet"),
            html::href(hashed.unwrap_or_else(|| address.to_string())),
        ])
    });
    html::fragment(
        std::iter::once(title)
            .chain(canonical)
            .chain(metas)
            .chain(sheets),
    )
}

/// Base64 has no character that could end the element.
fn write_state(html: &mut String, embedded: &Embedded) {
    html.push_str(&format!(
        "<script type=\"application/rally\" id=\"{STATE_ID}\">"
    ));
    STANDARD.encode_string(to_bytes(embedded), html);
    html.push_str("</script>");
}

impl Bundle {
    /// Both files are asked for while the document is still being read. The addresses need no escaping: they are
    /// percent-encoded.
    fn preloads(&self) -> String {
        let Self { js, wasm } = self;
        format!(
            "<link rel=\"modulepreload\" href=\"{js}\">\
             <link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>"
        )
    }
}

#[cfg(test)]
mod tests;
