#!/usr/bin/env python3
"""Runs the shards of a study on Dask workers, then merges. Needs `pip install distributed`.

    dask_shards.py CONFIG OUT SHARDS [arguments of comity run ...]

DASK_SCHEDULER=tcp://HOST:PORT uses a cluster that is there: its workers have to reach CONFIG and OUT under the same
paths. Otherwise two workers are started on this machine. COMITY names the program if it is not on the PATH.
"""
import os
import subprocess
import sys

from dask.distributed import Client, LocalCluster, as_completed

DONE, SOME_RUNS_FAILED = 0, 3


def run_shard(comity, config, out, index, count, arguments):
    """Runs a shard on a worker; what it has done before, it does not do again."""
    shard = ["--shard", f"{index}/{count}", "--out", out, "--resume", "--jobs", "1", "--quiet"]
    code = subprocess.run([comity, "run", config, *arguments, *shard]).returncode
    if code not in (DONE, SOME_RUNS_FAILED):
        raise RuntimeError(f"shard {index} of {count}: comity exited {code}")
    return index


def main():
    config, out, count, arguments = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    config = os.path.abspath(config) if os.path.exists(config) else config
    comity = os.environ.get("COMITY", "comity")
    address = os.environ.get("DASK_SCHEDULER") or LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    )
    with Client(address) as client:
        # Not pure: a second call with the same arguments is to look again, not to be answered from memory.
        shards = [
            client.submit(run_shard, comity, config, out, index, count, arguments, pure=False, retries=3)
            for index in range(count)
        ]
        for shard in as_completed(shards):
            if shard.status != "finished":
                print(shard.exception() if shard.status == "error" else f"{shard.key} is lost", file=sys.stderr)
    # The merge alone judges whether the study is complete.
    sys.exit(subprocess.run([comity, "merge", out]).returncode)


if __name__ == "__main__":
    main()
