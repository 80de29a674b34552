"""How the cost of a study grows: with agents, rounds, mechanisms and output. Prints the tables of the README's section on speed.

    cargo build --release && python3 benches/growth.py [target/release/comity]

Every figure is a difference: a study is run with some rounds and with twice as many, so that reading the config, drawing the world and
writing the page cancel out. Time is CPU time of the whole command on one thread; memory is its peak.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path

COMITY = Path(sys.argv[1] if len(sys.argv) > 1 else "target/release/comity").resolve()

WORLD = """
name = "growth"
seed = 1
replicates = {replicates}
rounds = {rounds}
output.rounds = {recorded}
{network}
{more}
[[agents]]
power = "strong"
count = {strong}
strategies = {{ tit-for-tat = 2, always-defect = 1 }}
[[agents]]
power = "weak"
count = {weak}
strategies = {{ tit-for-tat = 2, win-stay-lose-shift = 1, grim-trigger = 1 }}
"""


MECHANISMS = {
    "none": "",
    "a convention": "mechanisms = { convention = {} }",
    "all of the model's": "mechanisms = { convention = {}, fund = {}, aid = {}, development = {}, diffusion = { rate = 0.01 }, "
    "damage = { rate = 0.01 }, front = {}, dialogue = {}, norm = {} }",
}


def run(agents, rounds, network="", more="", recorded='"none"', replicates=1):
    """CPU seconds and peak memory (bytes) of the command."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "growth.toml"
        strong = max(1, agents // 4)
        text = WORLD.format(
            replicates=replicates,
            rounds=rounds,
            recorded=recorded,
            network=network,
            more=more,
            strong=strong,
            weak=agents - strong,
        )
        config.write_text(text, encoding="utf-8")
        words = [COMITY, "run", config, "--jobs", "1", "--quiet", "--out", Path(folder) / "out"]
        child = os.spawnv(os.P_NOWAIT, COMITY, [str(word) for word in words])
        _, status, used = os.wait4(child, 0)
        if status:
            sys.exit(f"a study of {agents} agents failed")
        return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def cost(sides, agents, rounds, **more):
    """Nanoseconds for a side and round, and peak memory."""
    each = []
    # Where a run takes long, noise is small beside it.
    for _ in range(3 if sides < 1_000_000 else 1):
        (once, _), (twice, peak) = run(agents, rounds, **more), run(agents, 2 * rounds, **more)
        each.append((twice - once) / (sides * rounds * more.get("replicates", 1)) * 1e9)
    return statistics.median(each), peak


def row(*cells):
    """A row of a table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def main():
    """Prints the tables."""
    most = int(os.environ.get("GROWTH_SIDES", "10_000_000"))
    row("agents", "who meets whom", "sides", "ns for a side and round", "memory")
    row("---", "---", "---", "---", "---")
    for agents in (10, 30, 100, 300, 1000, 3000, 10_000):
        sides = agents * (agents - 1)
        if sides <= most:
            rounds = max(4, 150_000_000 // sides)
            ns, peak = cost(sides, agents, rounds)
            row(f"{agents:,}", "all", f"{sides:,}", f"{ns:.1f}", f"{peak / 1e6:,.0f} MB")
    for agents in (100, 1000, 10_000, 100_000, 1_000_000):
        sides = 4 * agents
        ns, peak = cost(sides, agents, max(4, 150_000_000 // sides), network='network = { kind = "ring", degree = 4 }')
        row(f"{agents:,}", "four each", f"{sides:,}", f"{ns:.1f}", f"{peak / 1e6:,.0f} MB")
    print()
    row("of 50 agents that all meet", "ns for a side and round")
    row("---", "---")
    for name, more in MECHANISMS.items():
        row(f"mechanisms: {name}", f"{cost(2450, 50, 20_000, more=more)[0]:.1f}")
    for name, recorded in (("no rounds", '"none"'), ("every tenth round", "{ every = 10 }"), ("every round", '"all"')):
        row(f"written: {name}", f"{cost(2450, 50, 40_000, recorded=recorded)[0]:.1f}")
    for rounds in (100, 1000, 10_000):
        row(f"{rounds:,} rounds a run", f"{cost(2450, 50, rounds, replicates=100_000 // rounds)[0]:.1f}")


main()
