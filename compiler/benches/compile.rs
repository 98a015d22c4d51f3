//! The whole core on apps of several sizes: ten times the pages should take ten times the time.
//!
//! `cargo bench` measures `compile()`; `examples/scale.rs` shows the time of each stage and the memory.
#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a benchmark is no library, and ends where its app is wrong"
)]

mod synthetic;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rallyc::compile::{Input, compile};

fn input(pages: usize) -> Input {
    let mut input = Input::default();
    for file in synthetic::sources(pages) {
        let is_migration = file.path.starts_with("migrations/");
        let id = input.sources.add(file.path, file.text);
        match is_migration {
            true => input.migrations.push(id),
            false => input.schema.push(id),
        }
    }
    input
}

fn compile_synthetic_apps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    for pages in [100, 1_000, 10_000] {
        let input = input(pages);
        let compilation = compile(&input);
        assert_eq!(compilation.diagnostics, [], "the app has problems");
        let files = compilation.files.expect("the app has no errors");
        assert!(files.files().count() > pages * 4, "files are missing");
        group.throughput(Throughput::Elements(pages as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(pages),
            &input,
            |bencher, input| {
                bencher.iter(|| compile(input));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, compile_synthetic_apps);
criterion_main!(benches);
