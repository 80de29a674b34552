//! A world before its first round.

use super::agents::Population;
use super::phases::{arms, cascade};
use super::rules::Rules;
use super::state::{Fog, Met, Room, Shaken, Standing, Tally, World};
use crate::game::{Action, Payoffs};
use crate::rng::Key;
use crate::strategy::deliberate::Weights;
use crate::strategy::learner::Mind;
use crate::trust::reading::Errors;
use crate::trust::{Rule, bayes};

impl World {
    /// The world of a replicate before its first round.
    pub fn new(rules: &Rules, key: &Key, replicate: u32) -> Self {
        let population = Population::draw(&rules.sources, key, replicate);
        let (agents, sides) = (rules.agents(), rules.sides());
        let start = rules.treaties.start(&population);
        let mut world = Self {
            capability: population.capability,
            ideology: population.ideology,
            language: population.language,
            sovereignty: population.sovereignty,
            concern: population.concern,
            offences: vec![0.0; agents],
            strategy: population.strategy,
            member: start.member,
            treaty: start.treaty,
            reach: start.reach,
            transfer: vec![0.0; agents],
            good: rules.names.as_ref().map_or_else(Vec::new, |names| names.at_start(agents, key, replicate)),
            trust: Vec::new(),
            prior: Vec::new(),
            evidence: Vec::new(),
            node: vec![0; sides],
            met: Met::room(rules),
            mind: vec![Mind::default(); if rules.repertoire.learns() { sides } else { 0 }],
            action: vec![Action::Cooperate; sides],
            read: vec![Action::Cooperate; sides],
            standing: Standing { stale: true, ..Standing::default() },
            tally: Tally::default(),
            income: vec![0.0; agents],
            earned: vec![0.0; agents],
            rounds_earned: 0,
            settled: false,
            kept: None,
            room: Room::of(agents),
            shaken: Shaken::room(rules),
            fog: Fog::room(rules),
            adoption: None,
            arms: arms::at_start(rules),
        };
        world.adoption = cascade::at_start(rules, &world.capability, key, replicate);
        if let (Some(adoption), Some(cascade)) = (&world.adoption, &rules.mechanisms.cascade) {
            cascade::convince(adoption, cascade, &mut world.concern);
        }
        world.measure_distances(rules);
        world.prior = world.standing.distance.iter().enumerate().map(|(side, &d)| rules.prior_at(side, d)).collect();
        world.trust = world.prior.clone();
        world.evidence = evidence(&rules.trust.rule, &world.prior);
        for side in 0..sides {
            world.start(rules, side);
        }
        world.prepare(rules);
        world
    }

    /// Makes room for the standing.
    fn prepare(&mut self, rules: &Rules) {
        let (agents, sides) = (rules.agents(), rules.sides());
        let deliberate = rules.repertoire.deliberate.is_some();
        let gossip = rules.trust.gossip.get() > 0.0;
        let standing = &mut self.standing;
        standing.voice = vec![1.0; agents];
        standing.reputation = vec![0.0; if gossip { agents } else { 0 }];
        standing.force = vec![false; rules.treaties.list.len()];
        standing.members = vec![vec![false; agents]; rules.treaties.list.len()];
        standing.votes = vec![vec![1.0; agents]; rules.treaties.list.len()];
        standing.toll = vec![0.0; agents];
        standing.front = vec![false; agents];
        standing.against_strong = self.capability.clone();
        standing.contribution = vec![0.0; agents];
        standing.shield = vec![0.0; agents];
        standing.fine = vec![0.0; agents];
        standing.power = vec![0.5; sides];
        standing.payoffs = vec![Payoffs::default(); sides];
        standing.errors = vec![Errors::default(); sides];
        (standing.alarm, standing.miss) = (vec![0; sides], vec![0; sides]);
        standing.weights = vec![Weights::default(); if deliberate { sides } else { 0 }];
        standing.bound = vec![false; sides];
    }
}

/// What the rule of trust remembers of each side before any encounter.
fn evidence(rule: &Rule, prior: &[f64]) -> Vec<[f64; 2]> {
    match rule {
        Rule::Beta(beta) => prior.iter().map(|&tau| beta.start(tau)).collect(),
        Rule::Bayes(_) => prior.iter().map(|&tau| bayes::start(tau)).collect(),
        Rule::Linear(_) | Rule::Fixed => Vec::new(),
    }
}
