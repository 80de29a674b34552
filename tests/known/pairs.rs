//! Pairs of automata: long-run, discounted and finite play.
