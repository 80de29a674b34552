#!/usr/bin/env bash
# Studies on a real Slurm: a private one of three nodes on this machine. Installs Slurm if it is not here; needs root.
#
#   tests/slurm/run.sh [COMITY]      the program to try, target/release/comity unless given
#
# Whatever happens to the tasks, the tables are the bytes of a plain run: an array goes through; a task is asked to stop and
# goes on later; a node dies; a task is cancelled, and the merge says what is missing; the site allows fewer tasks than shards.
set -euo pipefail
cd "$(dirname "$0")/../.."
comity=$(realpath "${1:-target/release/comity}")
study=(when-cooperation-holds --set replicates=24)
here=$PWD/tests/slurm
shards=7

work=$(mktemp -d "${TMPDIR:-/tmp}/comity-slurm.XXXXXX")
cluster=
step() { printf '\n== %s\n' "$*"; }
fail() {
  printf '\nFAILED: %s\n' "$*" >&2
  if [ -n "$cluster" ]; then squeue --array >&2 || true; tail -n 5 "$cluster"/log/slurmctld.log >&2 || true; fi
  tail -n 8 "$work"/*/slurm/*.log >&2 2>/dev/null || true
  exit 1
}
start_cluster() { cluster=$work/$1; "$here/cluster.sh" up "$cluster" 3 "$2"; export SLURM_CONF=$cluster/slurm.conf; }
stop_cluster() {
  if [ -z "$cluster" ]; then return; fi
  timeout 10 scancel --user="$(id -un)" 2>/dev/null || true
  for _ in $(seq 40); do [ -z "$(timeout 5 squeue --noheader --states=all --format=%T | grep -E 'RUN|COMPLETING' || true)" ] && break; sleep 0.25; done
  "$here/cluster.sh" down "$cluster"
  for node in n1 n2 n3; do kill_processes "$node"; done
  cluster=
}
cleanup() { stop_cluster; rm -rf "$work"; }
trap cleanup EXIT
trap 'exit 143' TERM INT

# Kills what runs in jobs on a node of our cluster, and the daemons that watch over the jobs.
kill_processes() {
  local environment process parent
  for environment in /proc/[0-9]*/environ; do
    { tr '\0' '\n' <"$environment"; } 2>/dev/null | grep -Fxc -e "SLURM_CONF=$SLURM_CONF" -e "SLURMD_NODENAME=$1" | grep -qx 2 || continue
    process=${environment#/proc/}; process=${process%/environ}
    [ "$process" != $$ ] || continue
    parent=$(ps -o ppid= -p "$process" 2>/dev/null | tr -d ' ') || continue
    case $(ps -o comm= -p "$parent" 2>/dev/null) in slurmstepd*) kill -9 "$parent" 2>/dev/null || true ;; esac
    kill -9 "$process" 2>/dev/null || true
  done
}

# Submits the study into a folder; $array and $merge are the ids of the jobs.
submit() {
  local said
  said=$("$comity" submit slurm "${study[@]}" --shards "$shards" --out "$1" -- --time=30 2>&1) || fail "submit: $said"
  echo "$said"
  array=$(grep -oE '^array +job [0-9]+' <<<"$said" | grep -oE '[0-9]+$')
  merge=$(grep -oE '^merge +job [0-9]+' <<<"$said" | grep -oE '[0-9]+$')
}

# Waits until a command succeeds: within SECONDS, WHAT, command. Tasks put back into the queue need not wait their two minutes.
within() {
  local until=$((SECONDS + $1)) what=$2 id
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || fail "$what: not in time"
    for id in $(squeue --noheader --array --states=PENDING --format='%r %i' | sed -n 's/^BeginTime //p'); do
      scontrol update "JobId=$id" StartTime=now 2>/dev/null || true
    done
    sleep 0.3
  done
}
log() { cat "$1/slurm/${array}_$2.log" 2>/dev/null; }
logged() { log "$1" "$2" | grep -q "$3"; }
merged() { [ "$(merge_exit)" = 0 ] || fail "the merge exited $(merge_exit)"; }
is_over() { [ -z "$(squeue --noheader)" ]; }
merge_exit() { scontrol show job "$merge" | grep -oE 'ExitCode=[0-9]+' | cut -d= -f2; }
state() { scontrol show job "${array}_$1" | grep -oE 'JobState=[A-Z]+' | cut -d= -f2; }
node_of() { squeue --noheader --jobs="${array}_$1" --format=%N; }

# The tables are those of the plain run.
same() {
  local table count=0
  for table in "$work"/plain/*.csv; do
    cmp "$table" "$1/$(basename "$table")" || fail "$1: $(basename "$table") differs from the plain run's"
    count=$((count + 1))
  done
  [ "$count" -gt 0 ] || fail "the plain run wrote no table"
  echo "tables compared: $count, all the bytes of the plain run"
}

step "Slurm"
if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge >"$work/apt.log" 2>&1 ||
    { tail -n 20 "$work/apt.log"; fail "Slurm cannot be installed"; }
fi
start_cluster large 1001
sinfo

step "a plain run, to compare with"
"$comity" run "${study[@]}" --out "$work/plain" --quiet

step "an array of $shards shards on 6 processors, and its merge"
out="$work/it's a study"
submit "$out"
within 120 "the array and its merge" is_over
merged
same "$out"

step "ranks of srun: which shard each is, the environment says"
COMITY=$comity timeout 120 srun --ntasks=4 --kill-on-bad-exit=0 configs/clusters/ranks.sh "${study[0]}" "$work/ranks" "${study[@]:1}"
"$comity" merge "$work/ranks" >"$work/ranks.log" 2>&1 || { cat "$work/ranks.log"; fail "ranks of srun"; }
same "$work/ranks"

step "a task is asked to stop, and a node dies"
out=$work/interrupted
submit "$out"
within 30 "task 1 begins" logged "$out" 1 "starts on"
within 30 "task 4 begins" logged "$out" 4 "starts on"
sleep 1
asked=$(node_of 1) dying=$(node_of 4)
[ "$asked" != "$dying" ] || fail "tasks 1 and 4 are on one node"
scancel --signal=TERM --batch "${array}_1"
echo "task 1 is asked to stop on $asked; $dying dies with task 4"
kill -9 "$(cat "$cluster/run/$dying.pid")"
kill_processes "$dying"
within 20 "task 1 stops" logged "$out" 1 "stopped in good order; back into the queue"
within 180 "the array and its merge" is_over
logged "$out" 1 "restart 1" || fail "task 1 did not start again"
logged "$out" 4 "restart 1" || fail "task 4 did not start again"
log "$out" 4 | grep "restart 1" | grep -qv "starts on $dying," || fail "task 4 started again on the dead node"
merged
same "$out"
stop_cluster

step "fewer tasks than shards; one is cancelled, the merge says so, submitting again completes it"
start_cluster small 3
out=$work/clamped
submit "$out"
within 30 "task 2 begins" logged "$out" 2 "starts on"
sleep 1
scancel "${array}_2"
within 120 "the array and its merge" is_over
[ "$(state 2)" = CANCELLED ] || fail "task 2 is $(state 2), not cancelled"
[ "$(merge_exit)" = 4 ] || fail "the merge of an incomplete study exited $(merge_exit), not 4"
cat "$out/slurm/$merge.log"
[ ! -e "$out/runs.csv" ] || fail "an incomplete study has tables"
submit "$out"
within 120 "the array and its merge" is_over
merged
same "$out"
logged "$out" 1 "shard 4 of 7 is done" || fail "task 1 did not run shards 1 and 4"
stop_cluster

step "Slurm: all passed in $SECONDS s"
