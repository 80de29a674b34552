//! Speed of the core: one round, one run, a sweep of 1,000 runs with and without full tables, evolution, and exact play.
//!
//! An encounter-side is one agent's choice towards one partner, with noise, reading, trust and payoff; the elements per
//! second that are printed count those.

use std::hint::black_box;
use std::num::NonZeroUsize;

use comity::batch::Plan;
use comity::batch::execute::Stop;
use comity::batch::folder::Wish;
use comity::batch::results;
use comity::batch::session::Order;
use comity::config::document::Document;
use comity::exact::pairs;
use comity::record::run::Course;
use comity::record::simulate;
use comity::rng::Key;
use comity::strategy::Automaton;
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
        let order = |folder: &std::path::Path| Order::new(folder.to_owned(), NonZeroUsize::MIN, Wish::Begin);
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

/// Elementary events of asynchronous evolution on expected payoffs: on a lattice, and where everyone meets everyone.
fn evolution(c: &mut Criterion) {
    let mut group = c.benchmark_group("evolution");
    group.sample_size(10);
    for (network, agents, peers) in [("lattice", 10_000, "neighbours"), ("complete", 100, "anyone")] {
        let plan = plan(&format!(
            "name = 'bench'\nnoise = {{ slip = 0, miss = 0, false_alarm = 0 }}\ngame.matrix = {{ R = 1, S = 0, T = 1.02, P = 0 }}\n\
             [[agents]]\npower = 'weak'\ncount = {agents}\nstrategies = {{ always-cooperate = 1, always-defect = 1 }}\n\
             [network]\nkind = '{network}'\n\
             [learning]\nevery = 1\nmutation = 0.001\nupdates = 'asynchronous'\npayoffs = 'expected'\npeers = '{peers}'\n"
        ));
        let rules = rules(&plan);
        let rounds = 1_000_000 / agents;
        let course = Course { rounds, window: 1, threshold: 0.7 };
        group.throughput(Throughput::Elements(u64::from(rounds * agents)));
        group.bench_function(BenchmarkId::new("events", network), |b| {
            b.iter(|| simulate(&rules, &Key::common(1), 0, &course, &mut ()));
        });
    }
    group.finish();
}

/// Exact long-run play of two memory-one strategies that slip.
fn exact(c: &mut Criterion) {
    let wsls = Automaton::memory_one(1.0, [1.0, 0.0, 0.0, 1.0]);
    let generous = Automaton::memory_one(1.0, [1.0, 1.0 / 3.0, 1.0, 1.0 / 3.0]);
    c.bench_function("exact/a pair of memory-one strategies", |b| {
        b.iter(|| pairs::play(&wsls, black_box(&generous), &pairs::Noise::slips(0.01), pairs::Horizon::LongRun));
    });
}

criterion_group!(benches, rounds, run, sweep, evolution, exact);
criterion_main!(benches);
