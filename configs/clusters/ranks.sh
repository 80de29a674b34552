#!/bin/sh
# One rank of mpirun, mpiexec or srun runs one shard of a study; there are as many shards as ranks. Needs no MPI library.
#
#   mpirun -n 8 ranks.sh CONFIG OUT [arguments of comity run ...]
#   srun --ntasks=8 --kill-on-bad-exit=0 ranks.sh CONFIG OUT [arguments of comity run ...]
#   comity merge OUT
#
# COMITY names the program if it is not on the PATH.
config=$1 out=$2
shift 2
"${COMITY:-comity}" run "$config" "$@" --shard auto --out "$out" --resume --jobs 1 --quiet
code=$?
# mpirun ends all ranks when one fails. A shard that stopped in good order (75) or has failed runs (3) is no reason to:
# the merge tells.
case $code in
  3 | 75) echo "ranks.sh: a shard on $(hostname) ended with $code; comity merge tells what it means" >&2; exit 0 ;;
esac
exit $code
