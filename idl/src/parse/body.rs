//! Blocks of entries: any entry is read in any of them, and what does not fit is reported and handed outward.

use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{
    ClientAuth, ClientEntry, Item, LayoutEntry, Load, Model, Msg, PageAuth, PageEntry, PageLayout,
    Query, Rpc, Search, Server, ServerEntry, Subscribe,
};
use crate::source::Span;

/// What may stand between the braces of a client, a page, a layout or a `server`.
pub(super) enum Entry {
    Model(Model),
    Msg(Msg),
    Load(Load),
    Rpc(Box<Rpc>),
    Query(Box<Query>),
    PageAuth(PageAuth),
    ClientAuth(ClientAuth),
    Authorize(Span),
    PageLayout(PageLayout),
    Search(Search),
    Server(Server),
    Subscribe(Subscribe),
    Context(Model),
    ContextMsg(Msg),
    ToServer(Msg),
    ToClient(Msg),
    /// Declarations, which stand outside of all of them.
    Items(Vec<Item>),
}

/// An entry with the place of its keyword.
pub(super) struct Placed {
    pub(super) entry: Entry,
    pub(super) keyword: Span,
}

/// A block as it was read.
struct Body<'i> {
    node: Node<'i>,
    place: Place,
    /// The keyword of what the block belongs to.
    owner: Span,
    entries: Vec<Placed>,
    /// What stood in a `server` by mistake; that has been said.
    lifted: Vec<Placed>,
    close: Close<'i>,
}

/// How a block ends.
enum Close<'i> {
    Closed,
    /// Without a brace, which belongs here.
    Missing(Node<'i>),
    /// Without a brace, since a `server` in it took that; this has been said.
    TakenByServer,
}

/// Takes an entry that belongs into a block, and gives back one that does not.
type Fits<T> = fn(Entry) -> Result<T, Entry>;

impl Reader<'_> {
    /// Reads the entries of the block in a head. The declarations among those that do not fit are added
    /// to `items`.
    pub(super) fn read_body<T>(
        &mut self,
        head: &Head<'_>,
        place: Place,
        fits: Fits<T>,
        items: &mut Vec<Item>,
    ) -> Vec<T> {
        let is_body = |part: &&Node<'_>| matches!(part.as_rule(), Rule::body | Rule::inner_body);
        let Some(node) = head.parts.iter().find(is_body) else {
            return vec![];
        };
        let body = self.read_entries(node, place, head.keyword);
        let (entries, strays) = self.sort_entries(body, fits);
        items.extend(strays.into_iter().flat_map(Placed::into_items));
        entries
    }

    fn read_entries<'i>(&mut self, node: &Node<'i>, place: Place, owner: Span) -> Body<'i> {
        let mut body = Body {
            node: node.clone(),
            place,
            owner,
            entries: vec![],
            lifted: vec![],
            close: Close::Closed,
        };
        let mut from_servers = vec![];
        for part in children(node.clone()) {
            let keyword = self.keyword_of(&part);
            match part.as_rule() {
                Rule::OPEN | Rule::CLOSE => {}
                Rule::bad_line => self.report_bad_line(&part, place),
                Rule::missing_close => body.close = Close::Missing(part),
                Rule::server => {
                    let (server, strays) = self.read_server(&part);
                    let entry = Entry::Server(server);
                    body.entries.push(Placed { entry, keyword });
                    from_servers.push((part, strays));
                }
                _ => {
                    let entry = self.read_entry(&part, place);
                    body.entries
                        .extend(entry.map(|entry| Placed { entry, keyword }));
                }
            }
        }
        for (server, strays) in from_servers {
            self.lift_out_of_server(&mut body, &server, strays);
        }
        body
    }

    /// A `server`, and what stands in it and does not belong there.
    fn read_server(&mut self, node: &Node<'_>) -> (Server, Vec<Placed>) {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let mut entries = vec![];
        let mut strays = vec![];
        for part in &head.parts {
            let body = self.read_entries(part, Place::Server, head.keyword);
            let close = body.close;
            for Placed { entry, keyword } in body.entries {
                match server_entry(entry) {
                    Ok(entry) => entries.push(entry),
                    Err(entry) => strays.push(Placed { entry, keyword }),
                }
            }
            if let Close::Missing(missing) = close {
                let first = strays.first().map(|stray| stray.keyword);
                self.report_unclosed_body(part, &missing, Place::Server, first);
            }
        }
        let keyword = head.keyword;
        let server = Server {
            docs,
            keyword,
            entries,
        };
        (server, strays)
    }

    // An entry of the page inside of its closed `server`, in a page that is never closed: the brace that
    // closes `server` was meant for the page.
    fn lift_out_of_server(&mut self, body: &mut Body<'_>, server: &Node<'_>, strays: Vec<Placed>) {
        let inner = children(server.clone()).find(|part| part.as_rule() == Rule::inner_body);
        let (Some(inner), Some(first)) = (inner, strays.first().map(|stray| stray.keyword)) else {
            return;
        };
        let is_open = children(inner.clone()).any(|part| part.as_rule() == Rule::missing_close);
        if is_open {
            // The report about the brace names the first of them.
        } else if let Close::Missing(missing) = &body.close {
            self.report_unclosed_body(&inner, missing, Place::Server, Some(first));
            body.close = Close::TakenByServer;
        } else {
            let keyword = self.keyword_of(server);
            for stray in &strays {
                self.report_misplaced(stray.keyword, Place::Server, keyword);
            }
        }
        let belongs_to_a_page = |stray: &Placed| !matches!(stray.entry, Entry::Msg(_));
        body.lifted
            .extend(strays.into_iter().filter(belongs_to_a_page));
    }

    /// Parts the entries that fit from those that do not, and reports these and a missing brace.
    fn sort_entries<T>(&mut self, body: Body<'_>, fits: Fits<T>) -> (Vec<T>, Vec<Placed>) {
        let mut entries = vec![];
        let mut strays = vec![];
        for Placed { entry, keyword } in body.entries {
            match fits(entry) {
                Ok(entry) => entries.push(entry),
                Err(entry) => strays.push(Placed { entry, keyword }),
            }
        }
        let mut misplaced: Vec<&Placed> = strays.iter().collect();
        if let Close::Missing(missing) = &body.close {
            let outside = misplaced.iter().find(|stray| stray.is_declaration());
            let outside = outside.map(|stray| stray.keyword);
            self.report_unclosed_body(&body.node, missing, body.place, outside);
        }
        if !matches!(body.close, Close::Closed) {
            misplaced.retain(|stray| !stray.is_declaration());
        }
        for stray in misplaced {
            self.report_misplaced(stray.keyword, body.place, body.owner);
        }
        for Placed { entry, keyword } in body.lifted {
            match fits(entry) {
                Ok(entry) => entries.push(entry),
                Err(entry) => strays.push(Placed { entry, keyword }),
            }
        }
        (entries, strays)
    }
}

impl Placed {
    /// Whether this may stand at the top level of a file.
    fn is_declaration(&self) -> bool {
        matches!(
            self.entry,
            Entry::Items(_) | Entry::Rpc(_) | Entry::Query(_)
        )
    }

    fn into_items(self) -> Vec<Item> {
        match self.entry {
            Entry::Items(items) => items,
            Entry::Rpc(rpc) => vec![Item::Rpc(*rpc)],
            Entry::Query(query) => vec![Item::Query(*query)],
            _ => vec![],
        }
    }
}

pub(super) fn page_entry(entry: Entry) -> Result<PageEntry, Entry> {
    Ok(match entry {
        Entry::Model(entry) => PageEntry::Model(entry),
        Entry::Msg(entry) => PageEntry::Msg(entry),
        Entry::Load(entry) => PageEntry::Load(entry),
        Entry::Rpc(entry) => PageEntry::Rpc(*entry),
        Entry::Query(entry) => PageEntry::Query(*entry),
        Entry::PageAuth(entry) => PageEntry::Auth(entry),
        Entry::Authorize(place) => PageEntry::Authorize(place),
        Entry::PageLayout(entry) => PageEntry::Layout(entry),
        Entry::Search(entry) => PageEntry::Search(entry),
        Entry::Server(entry) => PageEntry::Server(entry),
        Entry::Subscribe(entry) => PageEntry::Subscribe(entry),
        other => return Err(other),
    })
}

pub(super) fn client_entry(entry: Entry) -> Result<ClientEntry, Entry> {
    Ok(match entry {
        Entry::ClientAuth(entry) => ClientEntry::Auth(entry),
        Entry::Context(entry) => ClientEntry::Context(entry),
        Entry::ContextMsg(entry) => ClientEntry::ContextMsg(entry),
        other => return Err(other),
    })
}

pub(super) fn layout_entry(entry: Entry) -> Result<LayoutEntry, Entry> {
    Ok(match entry {
        Entry::Model(entry) => LayoutEntry::Model(entry),
        Entry::Msg(entry) => LayoutEntry::Msg(entry),
        other => return Err(other),
    })
}

fn server_entry(entry: Entry) -> Result<ServerEntry, Entry> {
    Ok(match entry {
        Entry::Model(entry) => ServerEntry::Model(entry),
        Entry::ToServer(entry) => ServerEntry::ToServer(entry),
        Entry::ToClient(entry) => ServerEntry::ToClient(entry),
        other => return Err(other),
    })
}
