//! What a name inside of a type may refer to, by where the type stands.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::source::FileId;

use super::folder::Folder;

/// Where a type stands, which decides whether `Reply<…>`, `Event<…>` and `ToClient` may be written.
#[derive(Clone, Copy)]
pub(crate) enum Scope<'s> {
    /// In the messages of a page or a layout.
    Message(&'s MessageScope<'s>),
    /// Anywhere else.
    Data,
    /// In an enum of messages that no page or no single page uses, which has its diagnostic: nothing more is said.
    Unknown,
}

/// Names of a list with their places in it.
pub(crate) type Indices<'a> = BTreeMap<&'a str, usize>;

/// What the pages and layouts of a client may refer to.
pub(crate) struct ClientScope<'a> {
    /// The client; `None` for what belongs to none.
    pub(crate) client: Option<&'a ast::Client>,
    /// Its layouts.
    pub(crate) layouts: Indices<'a>,
    /// The rpcs that its pages share.
    pub(crate) rpcs: Indices<'a>,
    shared: Vec<&'a ast::Rpc>,
}

/// What the messages of a page or a layout may refer to.
pub(crate) struct MessageScope<'s> {
    /// Whose messages.
    pub(crate) owner: Owner<'s>,
    /// The rpcs of the page itself.
    pub(crate) rpcs: Indices<'s>,
    /// The client that it belongs to.
    pub(crate) client: &'s ClientScope<'s>,
}

/// A page or a layout as written.
#[derive(Clone, Copy)]
pub(crate) enum Owner<'s> {
    /// A page.
    Page(&'s ast::Page),
    /// A layout.
    Layout(&'s ast::Layout),
}

impl<'a> ClientScope<'a> {
    /// The names in a client's folder.
    pub(crate) fn of(folder: &Folder<'a>) -> Self {
        Self {
            client: folder.client,
            layouts: indices(folder.layouts.iter().map(|layout| &layout.name)),
            rpcs: indices(folder.rpcs.iter().map(|rpc| &rpc.name)),
            shared: folder.rpcs.clone(),
        }
    }

    /// How the client knows who is there, where it is declared.
    pub(crate) fn auth(&self) -> Option<&'a ast::ClientAuth> {
        let entries = self.client.map_or(&[][..], |client| &client.entries);
        entries.iter().find_map(|entry| match entry {
            ast::ClientEntry::Auth(auth) => Some(auth),
            _ => None,
        })
    }

    /// The shared rpc of a name.
    pub(crate) fn shared_rpc(&self, name: &str) -> Option<&'a ast::Rpc> {
        self.rpcs.get(name).map(|&at| self.shared[at])
    }
}

impl<'s> MessageScope<'s> {
    /// What the messages of a page may refer to.
    pub(crate) fn of_page(page: &'s ast::Page, client: &'s ClientScope<'s>) -> Self {
        let mut rpcs = Indices::new();
        for rpc in rpcs_of(page) {
            let next = rpcs.len();
            rpcs.entry(rpc.name.text.as_str()).or_insert(next);
        }
        Self {
            owner: Owner::Page(page),
            rpcs,
            client,
        }
    }

    /// What the messages of a layout may refer to.
    pub(crate) fn of_layout(layout: &'s ast::Layout, client: &'s ClientScope<'s>) -> Self {
        Self {
            owner: Owner::Layout(layout),
            rpcs: Indices::new(),
            client,
        }
    }
}

impl<'s> Owner<'s> {
    /// What it is called in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Page(_) => "page",
            Self::Layout(_) => "layout",
        }
    }

    /// The file that it is declared in.
    pub(crate) fn file(self) -> FileId {
        match self {
            Self::Page(page) => page.keyword.file,
            Self::Layout(layout) => layout.name.span.file,
        }
    }

    /// The topics that it follows.
    pub(crate) fn followed(self) -> impl Iterator<Item = &'s ast::Name> {
        let entries = match self {
            Self::Page(page) => page.entries.as_slice(),
            Self::Layout(_) => &[],
        };
        entries.iter().flat_map(|entry| match entry {
            ast::PageEntry::Subscribe(subscribe) => subscribe.topics.as_slice(),
            _ => &[],
        })
    }

    /// Whether it declares what its server model sends.
    pub(crate) fn has_to_client(self) -> bool {
        let Self::Page(page) = self else {
            return false;
        };
        let sends = |entry: &ast::ServerEntry| matches!(entry, ast::ServerEntry::ToClient(_));
        page.entries.iter().any(|entry| match entry {
            ast::PageEntry::Server(server) => server.entries.iter().any(sends),
            _ => false,
        })
    }

    /// The messages that it declares.
    pub(crate) fn messages(self) -> impl Iterator<Item = &'s ast::Msg> {
        let (page, layout) = match self {
            Self::Page(page) => (page.entries.as_slice(), &[][..]),
            Self::Layout(layout) => (&[][..], layout.entries.as_slice()),
        };
        let of_page = page.iter().filter_map(|entry| match entry {
            ast::PageEntry::Msg(msg) => Some(msg),
            _ => None,
        });
        of_page.chain(layout.iter().filter_map(|entry| match entry {
            ast::LayoutEntry::Msg(msg) => Some(msg),
            ast::LayoutEntry::Model(_) => None,
        }))
    }
}

/// The rpcs that a page declares, also those whose names repeat.
pub(crate) fn rpcs_of(page: &ast::Page) -> impl Iterator<Item = &ast::Rpc> {
    page.entries.iter().filter_map(|entry| match entry {
        ast::PageEntry::Rpc(rpc) => Some(rpc),
        _ => None,
    })
}

fn indices<'a>(names: impl Iterator<Item = &'a ast::Name>) -> Indices<'a> {
    let index = |(at, name): (usize, &'a ast::Name)| (name.text.as_str(), at);
    names.enumerate().map(index).collect()
}
