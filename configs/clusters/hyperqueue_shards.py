#!/usr/bin/env python3
"""Runs the shards of a study on HyperQueue workers on this machine, then merges. Needs `pip install hyperqueue`.

    hyperqueue_shards.py CONFIG OUT SHARDS [arguments of comity run ...]

COMITY names the program if it is not on the PATH. On a cluster start server and workers with the `hq` binary, and the
shards with `hq submit --array=0-6 -- sh -c 'comity run CONFIG --shard $HQ_TASK_ID/7 --out OUT --resume'`.
"""
import os
import subprocess
import sys
import tempfile

from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig

ATTEMPTS = 4
# Exit 3, some runs failed, is told by the merge; for HyperQueue the shard is done.
RUN = '"$0" run "$@" || { code=$?; [ $code = 3 ] || exit $code; }'


def main():
    config, out, count, arguments = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    config = os.path.abspath(config) if os.path.exists(config) else config
    comity = os.environ.get("COMITY", "comity")
    # HyperQueue does not retry a program that fails: what is not done is handed in again.
    left = list(range(count))
    with tempfile.TemporaryDirectory() as folder, LocalCluster(server_dir=folder) as cluster:
        for _ in range(2):
            cluster.start_worker(WorkerConfig(cores=1))
        client = cluster.client()
        for _ in range(ATTEMPTS):
            job = Job(max_fails=None)
            for index in left:
                shard = ["--shard", f"{index}/{count}", "--out", out, "--resume", "--jobs", "1", "--quiet"]
                job.program(["sh", "-c", RUN, comity, config, *arguments, *shard], stdout=None, stderr=None)
            submitted = client.submit(job)
            if client.wait_for_jobs([submitted], raise_on_error=False):
                break
            failed = client.get_failed_tasks(submitted)
            for number, task in failed.items():
                print(f"shard {left[number]} of {count}: {task.error}", file=sys.stderr)
            left = [left[number] for number in sorted(failed)]
    # The merge alone judges whether the study is complete.
    sys.exit(subprocess.run([comity, "merge", out]).returncode)


if __name__ == "__main__":
    main()
