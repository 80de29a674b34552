//! Speed of the core: one round, one run, and a sweep of 1,000 runs with and without full tables.
//!
//! An encounter-side is one agent's choice towards one partner, with noise, reading, trust and payoff; the elements per
//! second that are printed count those.

use std::hint::black_box;
use std::num::NonZeroUsize;

use comity::measure::run::Course;
use comity::measure::simulate;
use comity::rng::Key;
use comity::study::execute::Stop;
use comity::study::results::{self, Order};
use comity::study::{Plan, document::Document};
use comity::world::{Rules, Streams, World, play};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Automata with linear trust and a convention, `agents` of them, one in four strong.
fn automata(agents: u32, more: &str) -> Plan {
    let strong = agents / 4;
    let text = format!(
        "name = 'bench'\nrounds = 200\n{more}\n\
         [[agents]]\npower = 'strong'\ncount = {strong}\nstrategies = {{ tit-for-tat = 2, generous-tit-for-tat = 1, always-defect = 1 }}\n\
         [[agents]]\npower = 'weak'\ncount = {}\nstrategies = {{ tit-for-tat = 2, win-stay-lose-shift = 1, grim-trigger = 1 }}\n\
         [mechanisms.convention]\n",
        agents - strong
    );
    plan(&text)
}

fn plan(text: &str) -> Plan {
    let document = Document::parse("bench.toml", text).unwrap_or_else(|failure| panic!("{failure}"));
    Plan::new(document, false).unwrap_or_else(|failure| panic!("{failure}"))
}

fn rules(plan: &Plan) -> Rules {
    plan.job(0).unwrap_or_else(|failure| panic!("{failure}")).rules
}

fn rounds(c: &mut Criterion) {
    let mut group = c.benchmark_group("round");
    for agents in [20, 50, 200] {
        let rules = rules(&automata(agents, ""));
        let key = Key::common(1);
        let (mut world, mut streams) = (World::new(&rules, &key, 0), Streams::new(&key, 0));
        let mut round = 0;
        group.throughput(Throughput::Elements(rules.sides() as u64));
        group.bench_function(BenchmarkId::new("automata", agents), |b| {
            b.iter(|| {
                round += 1;
                play(&rules, black_box(&mut world), &mut streams, round);
            });
        });
    }
    let deliberate = plan(
        "name = 'bench'\n[[agents]]\npower = 'strong'\ncount = 12\n[[agents]]\npower = 'weak'\ncount = 38\n\
         [mechanisms.convention]\n[mechanisms.development]\n[mechanisms.dialogue]\n[mechanisms.norm]\n",
    );
    let rules = rules(&deliberate);
    let key = Key::common(1);
    let (mut world, mut streams) = (World::new(&rules, &key, 0), Streams::new(&key, 0));
    let mut round = 0;
    group.throughput(Throughput::Elements(rules.sides() as u64));
    group.bench_function(BenchmarkId::new("deliberate in a changing world", 50), |b| {
        b.iter(|| {
            round += 1;
            play(&rules, black_box(&mut world), &mut streams, round);
        });
    });
    group.finish();
}

fn run(c: &mut Criterion) {
    let mut group = c.benchmark_group("run");
    let rules = rules(&automata(50, ""));
    let course = Course { rounds: 200, window: 50, threshold: 0.7 };
    group.throughput(Throughput::Elements(rules.sides() as u64 * 200));
    group.bench_function("50 automata, 200 rounds", |b| {
        b.iter(|| simulate(&rules, &Key::common(1), 0, &course, &mut ()));
    });
    group.finish();
}

fn sweep(c: &mut Criterion) {
    let mut group = c.benchmark_group("sweep");
    group.sample_size(10);
    let axis = "[study.grid]\naxes = [{ key = 'game.dilemma.rent', range = [0, 4], points = 10 }]\n";
    for (name, recorded) in [("full tables", "\"all\""), ("summaries only", "\"none\"")] {
        let mut text = automata_text(recorded);
        text.push_str(axis);
        let plan = plan(&text);
        let order = |folder: &std::path::Path| Order {
            folder: folder.to_owned(),
            threads: NonZeroUsize::MIN,
            force: false,
            command: Vec::new(),
        };
        group.throughput(Throughput::Elements(plan.runs() as u64));
        group.bench_function(BenchmarkId::new("1000 runs", name), |b| {
            b.iter_batched(
                || tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")),
                |folder| {
                    results::run(&plan, &order(folder.path()), &Stop::new(), |_| {}).unwrap_or_else(|f| panic!("{f}"));
                    folder
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn automata_text(recorded: &str) -> String {
    format!(
        "name = 'bench'\nrounds = 100\nreplicates = 100\noutput.rounds = {recorded}\n\
         [[agents]]\npower = 'strong'\ncount = 5\nstrategies = {{ tit-for-tat = 2, always-defect = 1 }}\n\
         [[agents]]\npower = 'weak'\ncount = 15\nstrategies = {{ tit-for-tat = 2, win-stay-lose-shift = 1 }}\n\
         [mechanisms.convention]\n"
    )
}

criterion_group!(benches, rounds, run, sweep);
criterion_main!(benches);
