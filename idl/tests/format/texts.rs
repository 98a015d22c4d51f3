//! Trees as text in no style at all: any white space, separators and comments that the language allows.

use rally_idl::ast::*;

/// Writes declarations; the same seed gives the same text.
pub(crate) fn write(items: &[Item], seed: u64) -> String {
    let mut writer = Writer {
        text: String::new(),
        noise: seed | 1,
        terse: seed.is_multiple_of(3),
        behind_topics: false,
        comments: 0,
    };
    for item in items {
        writer.free();
        writer.item(item);
        writer.between();
    }
    writer.free();
    writer.text
}

struct Writer {
    text: String,
    noise: u64,
    // Whether it writes as little and on as few lines as it can.
    terse: bool,
    comments: usize,
    // Where a comma says that another topic follows.
    behind_topics: bool,
}

// Space.
impl Writer {
    // Xorshift: https://www.jstatsoft.org/v08/i14
    fn choose<'a>(&mut self, among: &[&'a str]) -> &'a str {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 7;
        self.noise ^= self.noise << 17;
        among[usize::try_from(self.noise >> 33).unwrap_or(0) % among.len()]
    }

    // `#` becomes a comment that is like no other.
    fn push(&mut self, text: &str) {
        for piece in text.split_inclusive('#') {
            match piece.strip_suffix('#') {
                Some(before) => {
                    self.comments += 1;
                    let comment = format!("{before}// {}  \"}} ", self.comments);
                    self.text.push_str(&comment);
                }
                None => self.text.push_str(piece),
            }
        }
    }

    fn noise(&mut self, among: &[&str]) {
        let noise = self.choose(among);
        self.push(noise);
    }

    /// Anything that is no token.
    fn free(&mut self) {
        if self.terse {
            return;
        }
        self.noise(&[
            "",
            "",
            "",
            " ",
            "\n",
            "\r\n",
            "\n\n\n",
            "  #\n",
            "\n#\n",
            "\n\n#\r\n\n#\n\t",
        ]);
    }

    /// As much, but not nothing.
    fn apart(&mut self) {
        self.push(" ");
        self.free();
    }

    /// Space within a line.
    fn gap(&mut self) {
        self.noise(&[" ", " ", "  ", "\t"]);
    }

    fn near(&mut self) {
        self.noise(&["", "", " ", "\t "]);
    }

    /// Between entries.
    fn between(&mut self) {
        if self.terse {
            return self.noise(&[",", ", "]);
        }
        self.free();
        self.noise(&[",", "\n", ",\n", "\n\n", ", ", " #\n", "\n#\n,"]);
        self.free();
    }

    /// Between entries that end by themselves.
    fn between_short(&mut self) {
        match self.choose(&["", "space"]) {
            "" => self.between(),
            _ => self.push("  "),
        }
    }

    fn comma(&mut self) {
        self.free();
        self.push(",");
        self.free();
    }
}

// What stands where.
impl Writer {
    fn body<T>(&mut self, entries: &[T], write: impl Fn(&mut Self, &T)) {
        self.free();
        self.push("{");
        self.free();
        for entry in entries {
            write(self, entry);
            self.between_short();
        }
        self.free();
        self.push("}");
    }

    // Entries that write what stands behind them too.
    fn lines<T>(&mut self, entries: &[T], write: impl Fn(&mut Self, &T)) {
        self.free();
        self.push("{");
        self.free();
        for entry in entries {
            write(self, entry);
        }
        self.push("}");
    }

    fn list<T>(&mut self, signs: [&str; 2], entries: &[T], write: impl Fn(&mut Self, &T)) {
        self.near();
        self.push(signs[0]);
        self.free();
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                self.comma();
            }
            write(self, entry);
        }
        self.free();
        if !entries.is_empty() && self.choose(&["", ","]) == "," {
            self.push(",");
            self.free();
        }
        self.push(signs[1]);
    }

    fn row<T>(&mut self, entries: &[T], write: impl Fn(&mut Self, &T)) {
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                self.comma();
            }
            write(self, entry);
        }
    }

    fn docs(&mut self, docs: &Docs) {
        for line in docs {
            self.push("\n");
            self.noise(&["", "\n", "#\n", "\t"]);
            let line = format!("/// {line}");
            self.text.push_str(line.trim_end());
            match self.behind_topics {
                true => self.noise(&["\n", "  \n\n", "\r\n#\n"]),
                false => self.noise(&["\n", "  \n\n", "\r\n#\n", "\n, ", "\n\t,#\n"]),
            }
        }
    }

    fn head(&mut self, keyword: &str, name: &Name) {
        self.push(keyword);
        self.gap();
        self.push(&name.text);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::App(App {
                docs,
                name,
                settings,
                ..
            }) => {
                self.docs(docs);
                self.head("app", name);
                self.body(settings, Self::setting);
            }
            Item::Client(client) => self.client(client),
            Item::Page(page) => self.page(page),
            Item::Struct(Struct {
                docs, name, fields, ..
            }) => {
                self.docs(docs);
                self.head("struct", name);
                self.body(fields, Self::field);
            }
            Item::Enum(Enum {
                docs,
                name,
                variants,
                ..
            }) => {
                self.docs(docs);
                self.head("enum", name);
                self.body(variants, Self::variant);
            }
            Item::Query(query) => self.query(query),
            Item::Layout(layout) => self.layout(layout),
            Item::Rpc(rpc) => self.rpc(rpc),
            Item::Topic(topic) => self.topic(topic),
            Item::Job(Job {
                docs,
                name,
                arguments,
                options,
                ..
            }) => {
                self.docs(docs);
                self.head("job", name);
                self.list(["(", ")"], arguments, Self::field);
                self.options(options);
            }
            Item::Table(Table {
                docs,
                name,
                columns,
                ..
            }) => {
                self.docs(docs);
                self.head("table", name);
                self.body(columns, Self::field);
            }
            Item::Fragment(Fragment {
                docs, name, sql, ..
            }) => {
                self.docs(docs);
                self.head("fragment", name);
                self.sql(sql);
            }
        }
    }

    fn client(&mut self, client: &Client) {
        self.docs(&client.docs);
        self.head("client", &client.name);
        self.apart();
        self.push("at");
        self.free();
        self.text(&client.mount.value);
        if !client.entries.is_empty() || self.choose(&["", "{"]) == "{" {
            self.lines(&client.entries, |writer, entry| {
                match entry {
                    ClientEntry::Auth(auth) => {
                        writer.docs(&auth.docs);
                        writer.push("auth");
                        writer.body(&auth.settings, Self::setting);
                    }
                    ClientEntry::Context(context) => writer.model("context", context),
                    ClientEntry::ContextMsg(msg) => writer.msg("context_msg", msg),
                }
                writer.between();
            });
        }
    }

    fn layout(&mut self, layout: &Layout) {
        self.docs(&layout.docs);
        self.head("layout", &layout.name);
        if let Some(parent) = &layout.parent {
            self.gap();
            self.head("in", parent);
        }
        if !layout.entries.is_empty() || self.choose(&["", "{"]) == "{" {
            self.body(&layout.entries, |writer, entry| match entry {
                LayoutEntry::Model(model) => writer.model("model", model),
                LayoutEntry::Msg(msg) => writer.msg("msg", msg),
            });
        }
    }

    fn topic(&mut self, topic: &Topic) {
        self.docs(&topic.docs);
        self.head("topic", &topic.name);
        self.list(["(", ")"], &topic.arguments, Self::field);
        self.answer(&topic.event);
        self.options(&topic.options);
    }

    fn rpc(&mut self, rpc: &Rpc) {
        self.docs(&rpc.docs);
        self.head("rpc", &rpc.name);
        self.list(["(", ")"], &rpc.arguments, Self::field);
        self.answer(&rpc.response);
        self.options(&rpc.options);
    }

    fn page(&mut self, page: &Page) {
        self.docs(&page.docs);
        self.push("page");
        if let Some(name) = &page.name {
            self.gap();
            self.push(&name.text);
        }
        if !page.routes.is_empty() {
            self.apart();
            self.push("at");
            self.free();
            self.row(&page.routes, |writer, route| writer.text(&route.value));
        }
        self.lines(&page.entries, |writer, entry| {
            writer.page_entry(entry);
            writer.behind_topics = matches!(entry, PageEntry::Subscribe(_));
            match writer.behind_topics {
                true => writer.push("\n"),
                false => writer.between(),
            }
        });
    }

    fn page_entry(&mut self, entry: &PageEntry) {
        match entry {
            PageEntry::Model(model) => self.model("model", model),
            PageEntry::Msg(msg) => self.msg("msg", msg),
            PageEntry::Load(load) => {
                self.docs(&load.docs);
                self.push("load");
                self.answer(&load.data);
            }
            PageEntry::Rpc(rpc) => self.rpc(rpc),
            PageEntry::Query(query) => self.query(query),
            PageEntry::Auth(auth) => self.head("auth", &auth.policy),
            PageEntry::Authorize(_) => self.push("authorize"),
            PageEntry::Layout(layout) => self.head("layout", &layout.name),
            PageEntry::Search(search) => {
                self.docs(&search.docs);
                self.push("search");
                self.body(&search.fields, Self::search_field);
            }
            PageEntry::Server(server) => {
                self.docs(&server.docs);
                self.push("server");
                self.body(&server.entries, |writer, entry| match entry {
                    ServerEntry::Model(model) => writer.model("model", model),
                    ServerEntry::ToServer(msg) => writer.msg("to_server", msg),
                    ServerEntry::ToClient(msg) => writer.msg("to_client", msg),
                });
            }
            PageEntry::Subscribe(subscribe) => {
                self.push("subscribe");
                self.gap();
                self.row(&subscribe.topics, |writer, topic| writer.push(&topic.text));
            }
        }
    }

    fn query(&mut self, query: &Query) {
        self.docs(&query.docs);
        self.head("query", &query.name);
        self.list(["(", ")"], &query.arguments, |writer, argument| {
            writer.push(&argument.name.text);
            if let Some(ty) = &argument.ty {
                writer.typed(ty);
            }
        });
        self.shape(&query.shape);
        match &query.source {
            QuerySource::Inline(sql) => self.sql(sql),
            QuerySource::File(file) => {
                self.apart();
                self.push("from");
                self.gap();
                self.text(&file.value);
            }
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let (name, row) = match shape {
            Shape::Changes => return,
            Shape::List(row) => (Some("List"), row),
            Shape::Option(row) => (Some("Option"), row),
            Shape::One(row) => (None, row),
        };
        self.apart();
        self.push("->");
        self.near();
        let write = |writer: &mut Self, row: &Row| match row {
            Row::Inferred(_) => writer.push("_"),
            Row::Declared(ty) => writer.ty(ty),
        };
        match name {
            Some(name) => {
                self.push(name);
                self.list(["<", ">"], std::slice::from_ref(row), write);
            }
            None => write(self, row),
        }
    }
}

// The parts.
impl Writer {
    fn model(&mut self, keyword: &str, model: &Model) {
        self.docs(&model.docs);
        self.push(keyword);
        self.body(&model.fields, Self::field);
    }

    fn msg(&mut self, keyword: &str, msg: &Msg) {
        self.docs(&msg.docs);
        self.push(keyword);
        self.body(&msg.variants, Self::variant);
    }

    fn variant(&mut self, variant: &Variant) {
        self.docs(&variant.docs);
        self.push(&variant.name.text);
        match &variant.payload {
            Payload::Unit => {}
            Payload::Positional(types) => self.list(["(", ")"], types, Self::ty),
            Payload::Named(fields) => self.list(["(", ")"], fields, Self::field),
        }
    }

    fn field(&mut self, field: &Field) {
        self.docs(&field.docs);
        self.push(&field.name.text);
        self.typed(&field.ty);
    }

    fn search_field(&mut self, field: &SearchField) {
        self.docs(&field.docs);
        self.push(&field.name.text);
        self.typed(&field.ty);
        if let Some(default) = &field.default {
            self.free();
            self.push("=");
            self.free();
            self.value(default);
        }
    }

    fn typed(&mut self, ty: &Type) {
        self.free();
        self.push(":");
        self.free();
        self.ty(ty);
    }

    fn answer(&mut self, ty: &Type) {
        self.free();
        self.push("->");
        self.free();
        self.ty(ty);
    }

    fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Tuple(types) => self.list(["(", ")"], types, Self::ty),
            TypeKind::Named { name, arguments } => {
                self.push(&name.text);
                if !arguments.is_empty() {
                    self.list(["<", ">"], arguments, Self::ty);
                }
            }
        }
    }

    fn options(&mut self, settings: &[Setting]) {
        if !settings.is_empty() || self.choose(&["", "{"]) == "{" {
            self.body(settings, Self::setting);
        }
    }

    fn setting(&mut self, setting: &Setting) {
        self.push(&setting.key.text);
        if let Some(value) = &setting.value {
            self.gap();
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match &value.kind {
            ValueKind::Word(names) => {
                let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
                self.push(&names.join("."));
            }
            ValueKind::Number(number) => self.push(number),
            ValueKind::Text(text) => self.text(text),
            ValueKind::EmptyList => self.noise(&["[]", "[ ]"]),
        }
    }

    fn text(&mut self, text: &str) {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        self.push(&format!("\"{escaped}\""));
    }

    fn sql(&mut self, sql: &Sql) {
        self.free();
        self.push("{");
        self.noise(&["", " ", "\n", "\r\n\t  "]);
        self.text.push_str(&sql.text);
        match self.terse && !sql.text.contains("--") {
            true => self.push(" "),
            false => self.noise(&["\n", "\n\n  ", "\r\n"]),
        }
        self.push("}");
    }
}
