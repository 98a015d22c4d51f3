//! Rendering a table of 1,000 rows on the server, beside the same page in askama, which writes text and builds no tree.

use askama::Template;
use criterion::{Criterion, criterion_group, criterion_main};
use rally_runtime::html::{self, Element, RenderContext, render_node, render_to_string};
use std::hint::black_box;

#[derive(Clone, PartialEq)]
struct Game {
    id: i64,
    name: String,
    url: String,
    score: i64,
    is_over: bool,
}

#[derive(Clone)]
#[expect(dead_code, reason = "made by handlers that are never called here")]
enum Msg {
    Remove(i64),
}

fn games() -> Vec<Game> {
    let game = |id: i64| Game {
        id,
        name: format!("Round {id} <of> Ada & \"Bob\""),
        url: format!("/games/{id}"),
        score: id * 37 % 1009,
        is_over: id % 3 == 0,
    };
    (1..=1000).map(game).collect()
}

fn row(game: &Game) -> Element<Msg> {
    html::tr(
        [
            html::classes([("game", true), ("over", game.is_over)]),
            html::data("id", game.id),
        ],
        [
            html::td([html::class("id")], [html::text(game.id)]),
            html::td(
                [html::class("name")],
                [html::a([html::href(&game.url)], [html::text(&game.name)])],
            ),
            html::td([html::class("score")], [html::text(game.score)]),
            html::td(
                [html::class("actions")],
                [html::button(
                    [html::type_("button"), html::on_click(Msg::Remove(game.id))],
                    [html::text("Remove")],
                )],
            ),
        ],
    )
}

fn view(games: &[Game]) -> Element<Msg> {
    let rows = games.iter().map(|game| html::keyed(game.id, row(game)));
    html::table([html::class("games")], [html::tbody([], rows)])
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<table class="games"><tbody>{% for game in games %}<tr class="game{% if game.is_over %} over{% endif %}" data-id="{{ game.id }}"><td class="id">{{ game.id }}</td><td class="name"><a href="{{ game.url }}">{{ game.name }}</a></td><td class="score">{{ game.score }}</td><td class="actions"><button type="button" data-on="click">Remove</button></td></tr>{% endfor %}</tbody></table>"##
)]
struct Page<'a> {
    games: &'a [Game],
}

fn render(criterion: &mut Criterion) {
    let games = games();
    let context = RenderContext::default();
    assert_same(
        &render_to_string(&view(&games), &context),
        &Page { games: &games }.render().expect("renders"),
    );
    let mut group = criterion.benchmark_group("render 1,000 rows");
    group.bench_function("view: build and write", |bencher| {
        bencher.iter(|| render_to_string(&view(black_box(&games)), &context));
    });
    group.bench_function("view: build", |bencher| {
        bencher.iter_with_large_drop(|| view(black_box(&games)))
    });
    let tree = view(&games).into_node();
    group.bench_function("view: write", |bencher| {
        bencher.iter(|| {
            let mut html = String::with_capacity(4096);
            render_node(black_box(&tree), &context, &mut html);
            html
        });
    });
    group.bench_function("askama", |bencher| {
        bencher.iter(|| {
            Page {
                games: black_box(&games),
            }
            .render()
        })
    });
    group.finish();
}

/// Both write the same page; they name characters differently.
fn assert_same(view: &str, template: &str) {
    let template = template
        .replace("&#60;", "&lt;")
        .replace("&#62;", "&gt;")
        .replace("&#38;", "&amp;")
        .replace("&#34;", "\"");
    assert_eq!(view, template);
}

criterion_group!(benches, render);
criterion_main!(benches);
