#!/usr/bin/env bash
# The same bytes on machines with and without wide vectors: small studies as they run here, and under valgrind, which knows vectors of
# 256 bits at most, so that the program takes its other way. bash .ci/narrow.sh COMITY FOLDER
set -euo pipefail
comity=$1 work=$2
mkdir -p "$work"

if ! grep -q avx512 /proc/cpuinfo; then
  echo "this machine has no wide vectors: both ways are one here"
fi
cat >"$work/automata.toml" <<'TOML'
name = "automata"
question = "Is every piece and every tail of a round the same?"
rounds = 12
replicates = 2
output.rounds = "all"

[[agents]]
power = "strong"
count = 11
strategies = { tit-for-tat = 2, generous-tit-for-tat = 1, always-defect = 1 }

[[agents]]
power = "weak"
count = 36
ideology = { normal = [0.0, 0.4] }
capability = { beta = [2, 5] }
strategies = { win-stay-lose-shift = 2, grim-trigger = 1, deliberate = 1 }

[mechanisms.convention]
members = "voluntary"
wrongful = 0.05

[learning]
every = 3
TOML
for config in tests/golden/*.toml "$work/automata.toml" configs/classics/axelrod-round-robin.toml configs/classics/lattice-fermi.toml; do
  name=$(basename "$config" .toml)
  "$comity" run "$config" --quick --quiet --jobs 1 --out "$work/wide/$name"
  valgrind --tool=none -q "$comity" run "$config" --quick --quiet --jobs 1 --out "$work/narrow/$name"
  compared=0
  for table in "$work/wide/$name"/*.csv; do
    cmp "$table" "$work/narrow/$name/$(basename "$table")"
    compared=$((compared + 1))
  done
  echo "$name: $compared tables are the same"
  [ "$compared" -ge 4 ]
done
