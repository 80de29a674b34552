#!/usr/bin/env bash
# Tries the recipes of configs/clusters: the tables are the bytes of a plain run, though one shard is stopped on its way.
#
#   tests/recipes/run.sh [COMITY [RECIPE ...]]     recipes: ranks dask hyperqueue snakemake ray; all unless given
#
# Installs what each needs: Python packages into a folder that goes away again, mpirun as Debian's openmpi-bin (as root).
# Nothing listens beyond this machine: Dask and mpirun on loopback, HyperQueue and Ray in a network of their own; without one they are skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
comity=$(realpath "${1:-target/release/comity}")
shift || true
recipes=("$@")
if [ ${#recipes[@]} = 0 ]; then recipes=(ranks dask hyperqueue snakemake ray); fi
study=when-cooperation-holds
arguments=(--set replicates=24)
shards=5
work=$(mktemp -d "${TMPDIR:-/tmp}/comity-recipes.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"
export TMPDIR=$work/tmp
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

# The program, but shard 1 is asked to stop when it begins for the first time in a folder.
export COMITY=$work/comity PROGRAM=$comity
cat >"$COMITY" <<'STOPPING'
#!/usr/bin/env bash
words=$*
case $words in
  *"--shard 1/"*)
    out=${words##*--out }; out=${out%% *}
    if mkdir "$out.stopped" 2>/dev/null; then
      echo "shard 1 is asked to stop" >&2
      timeout --preserve-status --signal=TERM 1 "$PROGRAM" "$@"; code=$?
      echo "$code" >"$out.stopped/code"
      exit "$code"
    fi ;;
esac
exec "$PROGRAM" "$@"
STOPPING
chmod +x "$COMITY"

python() { # NAME PACKAGE: a virtual environment with one package
  python3 -m venv "$work/$1-python"
  "$work/$1-python/bin/pip" install --quiet --disable-pip-version-check "$2"
  echo "installed $2: $(du -sm "$work/$1-python" | cut -f1) MB, $((SECONDS - began)) s"
}
same() { # NAME: its tables are those of the plain run
  local table count=0
  for table in "$work"/plain/*.csv; do
    cmp "$table" "$work/$1/$(basename "$table")" || fail "$1: $(basename "$table") differs from the plain run's"
    count=$((count + 1))
  done
  [ "$count" -gt 0 ] || fail "the plain run wrote no table"
  echo "$1: tables compared: $count, all the bytes of the plain run; $((SECONDS - began)) s with the installation"
}
stopped() { # NAME: shard 1 did stop, in good order
  [ "$(cat "$work/$1.stopped/code")" = 75 ] || fail "$1: shard 1 was not stopped in good order"
}

# A network of its own, in which nothing but this machine is.
alone=()
for own in "unshare --net" "unshare --user --map-root-user --net"; do
  if [ ${#alone[@]} = 0 ] && $own sh -c 'ip link set lo up' 2>/dev/null; then
    # shellcheck disable=SC2206 # words, not a path
    alone=($own sh -c 'ip link set lo up && exec "$@"' sh)
  fi
done

try_ranks() {
  if ! command -v mpirun >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openmpi-bin >"$work/apt.log" 2>&1 ||
      { tail -n 20 "$work/apt.log"; fail "Open MPI cannot be installed"; }
  fi
  local mpirun=(mpirun --oversubscribe -n "$shards" --mca btl self --mca oob_tcp_if_include lo)
  if [ "$(id -u)" = 0 ]; then mpirun+=(--allow-run-as-root); fi
  timeout 200 "${mpirun[@]}" configs/clusters/ranks.sh "$study" "$work/ranks" "${arguments[@]}"
  timeout 60 "$comity" merge "$work/ranks" --quiet
}
try_dask() {
  python dask distributed
  timeout 200 "$work/dask-python/bin/python" configs/clusters/dask_shards.py "$study" "$work/dask" "$shards" "${arguments[@]}" \
    2>"$work/dask.log" || { tail -n 20 "$work/dask.log"; fail "dask_shards.py"; }
  stopped dask
}
try_hyperqueue() {
  python hyperqueue hyperqueue
  timeout 200 "${alone[@]}" "$work/hyperqueue-python/bin/python" configs/clusters/hyperqueue_shards.py "$study" "$work/hyperqueue" "$shards" \
    "${arguments[@]}" >"$work/hyperqueue.log" 2>&1 || { tail -n 20 "$work/hyperqueue.log"; fail "hyperqueue_shards.py"; }
  stopped hyperqueue
}
try_snakemake() {
  python snakemake snakemake
  timeout 200 "$work/snakemake-python/bin/snakemake" --snakefile configs/clusters/Snakefile --directory "$work" --cores 2 --keep-going \
    --config "study=$study" "out=$work/snakemake" "shards=$shards" "arguments=${arguments[*]}" "comity=$COMITY" \
    >"$work/snakemake.log" 2>&1 || { tail -n 40 "$work/snakemake.log"; fail "Snakefile"; }
  stopped snakemake
}
try_ray() {
  python ray ray
  # Ray writes to the home folder and to a folder of temporary files that TMPDIR does not move.
  HOME=$work/tmp RAY_TMPDIR=$work/tmp timeout 200 "${alone[@]}" "$work/ray-python/bin/python" configs/clusters/ray_shards.py "$study" "$work/ray" "$shards" "${arguments[@]}" \
    >"$work/ray.log" 2>&1 || { tail -n 20 "$work/ray.log"; fail "ray_shards.py"; }
  stopped ray
}

"$comity" run "$study" "${arguments[@]}" --out "$work/plain" --quiet
passed=0
for recipe in "${recipes[@]}"; do
  printf '\n== %s\n' "$recipe"
  if [ ${#alone[@]} = 0 ] && [[ $recipe =~ ^(hyperqueue|ray)$ ]]; then
    echo "$recipe: skipped, this machine makes no networks of their own, and it is not to listen on a shared one"
    continue
  fi
  began=$SECONDS
  "try_$recipe"
  same "$recipe"
  passed=$((passed + 1))
done
printf '\n== recipes: %s of %s passed in %s s\n' "$passed" "${#recipes[@]}" "$SECONDS"
