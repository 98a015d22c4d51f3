//! What each stage costs, and how much memory the whole takes: `cargo run --release --example scale -- PAGES …`.
//!
//! Every size is measured in a process of its own, so that the peak of its memory is its own.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "a program that prints what it measured, and ends where its app is wrong"
)]

#[path = "../benches/synthetic/mod.rs"]
mod synthetic;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use rally_idl::parse::parse_file;
use rallyc::check::check;
use rallyc::compile::Input;
use rallyc::render::render;
use rallyc::resolve::resolve;

/// How often each size is measured; the fastest run is shown.
const RUNS: usize = 3;

/// In this environment variable the parent tells a child what to measure.
const CHILD: &str = "RALLY_SCALE_PAGES";

fn main() -> ExitCode {
    if let Ok(pages) = std::env::var(CHILD) {
        measure(pages.parse().expect("the parent gives a number"));
        return ExitCode::SUCCESS;
    }
    let sizes: Vec<String> = std::env::args().skip(1).collect();
    if sizes.is_empty() || sizes.iter().any(|size| size.parse::<usize>().is_err()) {
        eprintln!("usage: scale PAGES …");
        return ExitCode::FAILURE;
    }
    println!("  pages      parse    resolve      check     render      total   a page   memory");
    for size in sizes {
        let program = std::env::current_exe().expect("this program has a path");
        let status = Command::new(program).env(CHILD, size).status();
        if !status.expect("it can be run again").success() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(pages: usize) {
    let input = input(pages);
    let runs = (0..RUNS).map(|_| Stages::of(&input));
    let best = runs
        .min_by_key(Stages::total)
        .expect("there is at least one run");
    let each = best.each().map(|time| format!("{:>11}", show(time)));
    let total = best.total();
    let page = total / u32::try_from(pages.max(1)).expect("fewer pages");
    println!(
        "{pages:>7}{}{:>11}{:>9}{:>9}",
        each.concat(),
        show(total),
        format!("{:.2} ms", page.as_secs_f64() * 1_000.0),
        peak_memory().map_or("unknown".to_owned(), |mib| format!("{mib} MiB")),
    );
}

fn show(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

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

/// A moment by this thread's own clock: what other programs do beside costs it nothing.
#[derive(Clone, Copy)]
enum Moment {
    /// How long the thread has run, which Linux tells.
    Running(Duration),
    /// Elsewhere.
    Clock(Instant),
}

impl Moment {
    fn now() -> Self {
        let read = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let nanoseconds = read.and_then(|text| text.split(' ').next()?.parse().ok());
        match nanoseconds {
            Some(nanoseconds) => Self::Running(Duration::from_nanos(nanoseconds)),
            None => Self::Clock(Instant::now()),
        }
    }

    fn since(self, earlier: Self) -> Duration {
        match (self, earlier) {
            (Self::Running(now), Self::Running(then)) => now.saturating_sub(then),
            (Self::Clock(now), Self::Clock(then)) => now - then,
            _ => Duration::ZERO,
        }
    }
}

/// The time of each stage of one run.
struct Stages {
    parse: Duration,
    resolve: Duration,
    check: Duration,
    render: Duration,
}

impl Stages {
    // The stages as `compile` runs them, from texts to files.
    fn of(input: &Input) -> Self {
        let mut found = Vec::new();
        let begin = Moment::now();
        let parse_one = |&id| parse_file(id, &input.sources.file(id).text, &mut found);
        let trees: Vec<_> = input.schema.iter().map(parse_one).collect();
        let parsed = Moment::now();
        let schema = resolve(&trees, &input.sources, &input.sql, &mut found);
        let resolved = Moment::now();
        let schema = check(schema, input, &mut found).schema;
        let schema = schema.expect("the app has no errors");
        let checked = Moment::now();
        let files = render(&schema, input);
        let rendered = Moment::now();
        drop((trees, schema, files));
        Self {
            parse: parsed.since(begin),
            resolve: resolved.since(parsed),
            check: checked.since(resolved),
            render: rendered.since(checked),
        }
    }

    fn each(&self) -> [Duration; 4] {
        [self.parse, self.resolve, self.check, self.render]
    }

    fn total(&self) -> Duration {
        self.each().iter().sum()
    }
}

// The most memory that this process has had, which Linux tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1_024)
}
