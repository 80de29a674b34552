#!/usr/bin/env python3
"""Runs the shards of a study as Ray tasks, then merges. Needs `pip install ray`.

    ray_shards.py CONFIG OUT SHARDS [arguments of comity run ...]

RAY_ADDRESS uses a cluster that is there: its nodes have to reach CONFIG and OUT under the same paths. Otherwise a
private one is started on this machine. Ray listens at the machine's outward address, even when told to use loopback, and
whoever is let in can run any code; whether it asks for a token depends on its version. So start the private one only in a
network of its own (as root):

    unshare --net sh -c 'ip link set lo up && ray_shards.py CONFIG OUT SHARDS'

COMITY names the program if it is not on the PATH.
"""
import os
import subprocess
import sys

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
import ray  # reads the setting above when it is imported

DONE, SOME_RUNS_FAILED = 0, 3


class NotDone(Exception):
    """A shard ended before its end: stopped, or something is wrong."""


@ray.remote(num_cpus=1, max_retries=3, retry_exceptions=[NotDone])
def run_shard(comity, config, out, index, count, arguments):
    """Runs a shard on a node; what it has done before, it does not do again."""
    shard = ["--shard", f"{index}/{count}", "--out", out, "--resume", "--jobs", "1", "--quiet"]
    code = subprocess.run([comity, "run", config, *arguments, *shard]).returncode
    if code not in (DONE, SOME_RUNS_FAILED):
        raise NotDone(f"shard {index} of {count}: comity exited {code}")


def main():
    config, out, count, arguments = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    config = os.path.abspath(config) if os.path.exists(config) else config
    comity = os.environ.get("COMITY", "comity")
    if "RAY_ADDRESS" in os.environ:
        ray.init(log_to_driver=False)
    else:
        ray.init("local", num_cpus=2, include_dashboard=False, object_store_memory=100 << 20, log_to_driver=False)
    for shard in [run_shard.remote(comity, config, out, index, count, arguments) for index in range(count)]:
        try:
            ray.get(shard)
        except Exception as error:  # a worker or node that died is an error of Ray's own
            print(str(error).splitlines()[-1], file=sys.stderr)
    ray.shutdown()
    # The merge alone judges whether the study is complete.
    sys.exit(subprocess.run([comity, "merge", out]).returncode)


if __name__ == "__main__":
    main()
