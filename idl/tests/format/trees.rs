//! Random syntax trees, as people could have written them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rally_idl::ast::*;
use rally_idl::source::{SourceMap, Span};

/// The declarations of a file.
pub(crate) fn items() -> impl Strategy<Value = Vec<Item>> {
    vec(item(), 0..6)
}

fn item() -> impl Strategy<Value = Item> {
    let app = (docs(), name(), settings()).prop_map(|(docs, name, settings)| {
        Item::App(App {
            docs,
            name,
            settings,
            span: place(),
        })
    });
    let structure = (docs(), name(), fields()).prop_map(|(docs, name, fields)| {
        Item::Struct(Struct {
            docs,
            name,
            fields,
            span: place(),
        })
    });
    let enumeration = (docs(), name(), variants()).prop_map(|(docs, name, variants)| {
        Item::Enum(Enum {
            docs,
            name,
            variants,
            span: place(),
        })
    });
    let table = (docs(), name(), fields()).prop_map(|(docs, name, columns)| {
        Item::Table(Table {
            docs,
            name,
            columns,
            span: place(),
        })
    });
    let fragment = (docs(), name(), sql()).prop_map(|(docs, name, sql)| {
        Item::Fragment(Fragment {
            docs,
            name,
            sql,
            span: place(),
        })
    });
    prop_oneof![
        app,
        structure,
        enumeration,
        table,
        fragment,
        client(),
        page(),
        layout(),
        topic(),
        job(),
        query().prop_map(Item::Query),
        rpc().prop_map(Item::Rpc),
    ]
}

fn client() -> impl Strategy<Value = Item> {
    let auth = (docs(), settings()).prop_map(|(docs, settings)| {
        ClientEntry::Auth(ClientAuth {
            docs,
            keyword: place(),
            settings,
        })
    });
    let entry = prop_oneof![
        auth,
        model().prop_map(ClientEntry::Context),
        msg().prop_map(ClientEntry::ContextMsg),
    ];
    (docs(), name(), text(), vec(entry, 0..4)).prop_map(|(docs, name, mount, entries)| {
        Item::Client(Client {
            docs,
            name,
            mount,
            entries,
            span: place(),
        })
    })
}

fn layout() -> impl Strategy<Value = Item> {
    let entry = prop_oneof![
        model().prop_map(LayoutEntry::Model),
        msg().prop_map(LayoutEntry::Msg),
    ];
    (docs(), name(), option::of(name()), vec(entry, 0..3)).prop_map(
        |(docs, name, parent, entries)| {
            Item::Layout(Layout {
                docs,
                name,
                parent,
                entries,
                span: place(),
            })
        },
    )
}

fn topic() -> impl Strategy<Value = Item> {
    let options = option::of(alone()).prop_map(|option| option.into_iter().collect());
    (docs(), name(), fields(), ty(), options).prop_map(|(docs, name, arguments, event, options)| {
        Item::Topic(Topic {
            docs,
            name,
            arguments,
            event,
            options,
            span: place(),
        })
    })
}

fn job() -> impl Strategy<Value = Item> {
    (docs(), name(), fields(), settings()).prop_map(|(docs, name, arguments, options)| {
        Item::Job(Job {
            docs,
            name,
            arguments,
            options,
            span: place(),
        })
    })
}

fn page() -> impl Strategy<Value = Item> {
    let routes = vec(text(), 0..3);
    (docs(), option::of(name()), routes, vec(page_entry(), 0..7)).prop_map(
        |(docs, name, routes, entries)| {
            Item::Page(Page {
                docs,
                keyword: place(),
                name,
                routes,
                entries,
                span: place(),
            })
        },
    )
}

fn page_entry() -> impl Strategy<Value = PageEntry> {
    let load = (docs(), ty()).prop_map(|(docs, data)| {
        PageEntry::Load(Load {
            docs,
            keyword: place(),
            data,
        })
    });
    let auth = select(vec!["required", "optional", "public"]).prop_map(|policy| {
        PageEntry::Auth(PageAuth {
            keyword: place(),
            policy: named(policy),
        })
    });
    let layout = name().prop_map(|name| {
        PageEntry::Layout(PageLayout {
            keyword: place(),
            name,
        })
    });
    let subscribe = vec(name(), 1..4).prop_map(|topics| {
        PageEntry::Subscribe(Subscribe {
            keyword: place(),
            topics,
        })
    });
    let search = (docs(), vec(search_field(), 0..4)).prop_map(|(docs, fields)| {
        PageEntry::Search(Search {
            docs,
            keyword: place(),
            fields,
        })
    });
    prop_oneof![
        load,
        auth,
        layout,
        subscribe,
        search,
        server(),
        model().prop_map(PageEntry::Model),
        msg().prop_map(PageEntry::Msg),
        rpc().prop_map(PageEntry::Rpc),
        query().prop_map(PageEntry::Query),
        Just(PageEntry::Authorize(place())),
    ]
}

fn server() -> impl Strategy<Value = PageEntry> {
    let entry = prop_oneof![
        model().prop_map(ServerEntry::Model),
        msg().prop_map(ServerEntry::ToServer),
        msg().prop_map(ServerEntry::ToClient),
    ];
    (docs(), vec(entry, 0..4)).prop_map(|(docs, entries)| {
        PageEntry::Server(Server {
            docs,
            keyword: place(),
            entries,
        })
    })
}

fn search_field() -> impl Strategy<Value = SearchField> {
    let default = prop_oneof![
        word(),
        number(),
        quoted(),
        Just(value(ValueKind::EmptyList))
    ];
    (docs(), name(), ty(), option::of(default)).prop_map(|(docs, name, ty, default)| SearchField {
        docs,
        name,
        ty,
        default,
    })
}

fn model() -> impl Strategy<Value = Model> {
    (docs(), fields()).prop_map(|(docs, fields)| Model {
        docs,
        keyword: place(),
        fields,
    })
}

fn msg() -> impl Strategy<Value = Msg> {
    (docs(), variants()).prop_map(|(docs, variants)| Msg {
        docs,
        keyword: place(),
        variants,
    })
}

fn rpc() -> impl Strategy<Value = Rpc> {
    let option = prop_oneof![alone(), setting("auth", word())];
    (docs(), name(), fields(), ty(), vec(option, 0..3)).prop_map(
        |(docs, name, arguments, response, options)| Rpc {
            docs,
            name,
            arguments,
            response,
            options,
            span: place(),
        },
    )
}

fn query() -> impl Strategy<Value = Query> {
    let argument = (name(), option::of(ty())).prop_map(|(name, ty)| QueryArgument { name, ty });
    let source = prop_oneof![
        sql().prop_map(QuerySource::Inline),
        text().prop_map(QuerySource::File),
    ];
    (docs(), name(), vec(argument, 0..4), shape(), source).prop_map(
        |(docs, name, arguments, shape, source)| Query {
            docs,
            name,
            arguments,
            shape,
            source,
            span: place(),
        },
    )
}

fn shape() -> impl Strategy<Value = Shape> {
    let plain =
        select(vec!["Int", "GameView"]).prop_map(|name| Row::Declared(type_of(name, vec![])));
    let row = prop_oneof![plain, Just(Row::Inferred(place()))].boxed();
    prop_oneof![
        Just(Shape::Changes),
        row.clone().prop_map(Shape::List),
        row.clone().prop_map(Shape::Option),
        row.prop_map(Shape::One),
    ]
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    vec(field(), 0..4)
}

fn field() -> impl Strategy<Value = Field> {
    (docs(), name(), ty()).prop_map(|(docs, name, ty)| Field { docs, name, ty })
}

fn variants() -> impl Strategy<Value = Vec<Variant>> {
    let payload = prop_oneof![
        Just(Payload::Unit),
        vec(ty(), 1..4).prop_map(Payload::Positional),
        vec(field(), 1..4).prop_map(Payload::Named),
    ];
    let variant = (docs(), name(), payload).prop_map(|(docs, name, payload)| Variant {
        docs,
        name,
        payload,
    });
    vec(variant, 0..5)
}

fn ty() -> impl Strategy<Value = Type> {
    let leaf = select(vec![
        "Int",
        "String",
        "GameView",
        "AQuiteLongNameOfADeclaredType",
    ])
    .prop_map(|name| type_of(name, vec![]));
    leaf.prop_recursive(3, 12, 3, |inner| {
        let applied = (
            select(vec!["List", "Map", "Result"]),
            vec(inner.clone(), 1..4),
        )
            .prop_map(|(name, arguments)| type_of(name, arguments));
        let tuple = vec(inner, 2..4).prop_map(|types| Type {
            kind: TypeKind::Tuple(types),
            span: place(),
        });
        prop_oneof![applied, tuple]
    })
}

fn type_of(name: &str, arguments: Vec<Type>) -> Type {
    let kind = TypeKind::Named {
        name: named(name),
        arguments,
    };
    Type {
        kind,
        span: place(),
    }
}

fn settings() -> impl Strategy<Value = Vec<Setting>> {
    let setting = prop_oneof![
        setting("identity", word()),
        setting("retries", number()),
        setting("every", quoted()),
    ];
    vec(setting, 0..4)
}

fn setting(
    key: &'static str,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Setting> {
    value.prop_map(move |value| Setting {
        key: named(key),
        value: Some(value),
    })
}

fn alone() -> impl Strategy<Value = Setting> {
    select(vec!["public", "required", "authorize"]).prop_map(|key| Setting {
        key: named(key),
        value: None,
    })
}

fn word() -> impl Strategy<Value = Value> {
    vec(name(), 1..3).prop_map(|names| value(ValueKind::Word(names)))
}

fn number() -> impl Strategy<Value = Value> {
    select(vec!["0", "30m", "-2.5", "1e-5", "1.5h"])
        .prop_map(|number| value(ValueKind::Number(number.to_owned())))
}

fn quoted() -> impl Strategy<Value = Value> {
    text().prop_map(|text| value(ValueKind::Text(text.value)))
}

fn value(kind: ValueKind) -> Value {
    Value {
        kind,
        span: place(),
    }
}

fn text() -> impl Strategy<Value = Text> {
    select(vec!["", "/", "/tag/:tag", "0 3 * * *", "\"{ // }\", \\"]).prop_map(|text| Text {
        value: text.to_owned(),
        span: place(),
    })
}

fn sql() -> impl Strategy<Value = Sql> {
    let texts = vec![
        "SELECT 1",
        "SELECT a,\n  b -- }\n   FROM t\n\n WHERE c = '{' -- end",
        "SELECT 'a  \n b' AS \"c\nd\", [e'f] /* g\n\t\th */\n\tFROM t",
        "UPDATE t SET a = :a, b = {fragment} WHERE a_rather_long_column = :a_rather_long_parameter",
    ];
    select(texts).prop_map(|text| Sql {
        text: text.to_owned(),
        span: place(),
    })
}

// Keywords are names where no keyword can stand.
fn name() -> impl Strategy<Value = Name> {
    let names = vec![
        "a",
        "home_score",
        "Live",
        "page",
        "model",
        "auth",
        "subscribe",
        "_x9",
        "in",
    ];
    select(names).prop_map(named)
}

fn named(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        span: place(),
    }
}

fn docs() -> impl Strategy<Value = Docs> {
    let line = select(vec!["Words.", "", "`{ // }`, and more"]).prop_map(str::to_owned);
    prop_oneof![4 => Just(vec![]), 1 => vec(line, 1..3)]
}

/// A place that says nothing.
fn place() -> Span {
    Span::new(SourceMap::default().add("", ""), 0, 0)
}
