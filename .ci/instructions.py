"""How many instructions each kernel takes for a unit of its work, held against what was written down.

python3 .ci/instructions.py [--update]

A workload of benches/table is done under callgrind, once k and once 2 k times: the difference is the work alone, without
start and end, and the same on every run. It must not be more than 5% above benches/instructions.json. Clocks have no part in it.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
KNOWN = HERE / "benches" / "instructions.json"
BOUND = 1.05
# Times that a workload is done: enough that its end is small beside it.
TIMES = {
    "repeated game, general engine": 1,
    "repeated game, bit-sliced": 1,
    "Fermi on a lattice, general engine": 1,
    "Fermi on a lattice, pairwise kernel": 1,
    "well-mixed, Z = 100, general engine": 1,
    "well-mixed, Z = 100, pairwise kernel": 1,
    "50 agents, plain, general engine": 5,
    "50 agents, plain kernel": 5,
    "50 agents in a convention, plain kernel": 5,
    "50 deliberate agents in a convention": 5,
    "50 deliberate agents, all mechanisms": 1,
    "rows of ten columns": 1,
}


def executable():
    """Builds the bench and says where it is."""
    command = ["cargo", "bench", "--quiet", "--bench", "table", "--no-run", "--message-format=json"]
    said = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
    built = (json.loads(line) for line in said.splitlines())
    paths = [made["executable"] for made in built if made.get("executable") and made["target"]["kind"] == ["bench"]]
    return paths[-1]


def counted(program, name, times):
    """Instructions and units of a workload done so many times."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--once", name, str(times)]
    done = subprocess.run(command, capture_output=True, text=True)
    refs = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not refs:
        sys.exit(f"{name}: valgrind could not count\n{done.stderr}")
    return int(refs[1]), float(done.stdout)


def main():
    """Counts, prints, compares."""
    if "avx2" not in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        print("skipped: the numbers written down are those of a machine with AVX2")
        return
    program = executable()
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    now, worse = {}, []
    for name, times in TIMES.items():
        (once, units), (twice, more) = counted(program, name, times), counted(program, name, 2 * times)
        now[name] = round((twice - once) / (more - units), 2)
        ratio = now[name] / known.get(name, now[name])
        print(f"{name:45} {now[name]:10.2f} instructions a unit  {ratio:6.3f} of what was written down")
        if ratio > BOUND:
            worse.append(name)
    if "--update" in sys.argv:
        KNOWN.write_text(json.dumps(now, indent=2) + os.linesep, encoding="utf-8")
    elif worse or now.keys() != known.keys():
        sys.exit(f"more than {BOUND} of what was written down, or not written down: {', '.join(worse) or 'see the file'}")


main()
