//! Several ways of doing the same work to a table of times and ratios, measured in turns, so that a machine that slows
//! down slows all of them down.

use std::time::{Duration, Instant};

/// How often each contender has its turn.
pub(crate) const ROUNDS: usize = 60;

/// How long a turn takes, about.
const TURN: Duration = Duration::from_millis(15);

/// Does the work so many times, and says how long it took.
pub(crate) type Run = Box<dyn FnMut(u64) -> Duration>;

/// One way of doing the work.
pub(crate) struct Contender {
    name: &'static str,
    run: Run,
    times: u64,
    nanoseconds: Vec<f64>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, mut run: Run) -> Self {
        // Warm: statements prepared, pages in memory.
        run(3);
        let begun = Instant::now();
        let mut done = 0;
        while begun.elapsed() < TURN {
            run(4);
            done += 4;
        }
        Self {
            name,
            run,
            times: done,
            nanoseconds: Vec::new(),
        }
    }

    fn take_turn(&mut self) {
        let took = (self.run)(self.times);
        self.nanoseconds
            .push(took.as_secs_f64() * 1e9 / self.times as f64);
    }
}

pub(crate) fn print_header() {
    println!(
        "| work | how | undisturbed | speed beside the first | median | speed beside the first |"
    );
    println!("|---|---|---|---|---|---|");
}

/// Measures the contenders in turns and prints a row for each: the time that nine turns in ten exceed, which is what the
/// work takes where nothing else runs, and the median; beside each the ratio to the first, of the medians turn by turn.
pub(crate) fn compare(work: &str, rounds: usize, mut contenders: Vec<Contender>) {
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len();
            contenders[at].take_turn();
        }
    }
    let first = contenders[0].nanoseconds.clone();
    for contender in &contenders {
        let times = &contender.nanoseconds;
        let ratios: Vec<f64> = first
            .iter()
            .zip(times)
            .map(|(first, own)| first / own)
            .collect();
        let undisturbed = quantile(times, 0.1);
        println!(
            "| {work} | {} | {:.2} µs | {:.2} | {:.2} µs | {:.2} |",
            contender.name,
            undisturbed / 1000.0,
            quantile(&first, 0.1) / undisturbed,
            quantile(times, 0.5) / 1000.0,
            quantile(&ratios, 0.5),
        );
    }
}

fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * at).round() as usize]
}
