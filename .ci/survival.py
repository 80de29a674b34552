"""Holds survival.csv against lifelines: estimates, intervals, numbers at risk, falls and censorings of every curve.

    python3 .ci/survival.py COMITY FOLDER

COMITY is the binary, FOLDER a place for results. The durations are read from runs.csv and given to Kaplan-Meier as lifelines has it.
"""

import math
import subprocess
import sys
from pathlib import Path

import pandas
from lifelines import KaplanMeierFitter

CONFIG = """name = "survival"
rounds = 300
replicates = 30
seed = 3
[holds]
threshold = 0.6
window = 20
[[agents]]
power = "strong"
count = 4
[[agents]]
power = "weak"
count = 8
[study.grid]
axes = [{ key = "game.dilemma.rent", values = [0, 1, 2, 3, 4] }]
"""
ROUNDS = 300
TOLERANCE = 1e-12


def durations(runs, suffix):
    """How long cooperation lasted once it was there, and whether it fell."""
    there = runs[runs["reached" + suffix].notna()]
    fell = there["fell" + suffix]
    return fell.fillna(ROUNDS + 1) - there["reached" + suffix], fell.notna()


def compare(own, lasted, fell):
    """The largest difference of a curve from that of lifelines."""
    fitter = KaplanMeierFitter().fit(lasted, fell)
    events = fitter.event_table[fitter.event_table["removed"] > 0]
    assert list(own["time"]) == list(events.index), "times of falls and censorings"
    for column, theirs in [("at_risk", "at_risk"), ("events", "observed"), ("censored", "censored")]:
        assert list(own[column]) == list(events[theirs]), column
    curve = fitter.survival_function_["KM_estimate"].loc[events.index]
    worst = max(abs(a - b) for a, b in zip(own["survival"], curve))
    bounds = fitter.confidence_interval_.loc[events.index]
    for column, theirs in zip(["low", "high"], bounds.columns):
        for value, other, share in zip(own[column], bounds[theirs], own["survival"]):
            if math.isnan(value):
                assert share in (0.0, 1.0), "an interval wherever something has fallen and something stands"
            else:
                assert 0 <= value <= 1
                worst = max(worst, abs(value - other))
    return worst


def main(comity, folder):
    folder.mkdir(parents=True, exist_ok=True)
    config, out = folder / "survival.toml", folder / "survival"
    config.write_text(CONFIG)
    subprocess.run([comity, "run", config, "--out", out, "--force"], check=True, stdout=subprocess.DEVNULL)
    runs, table = pandas.read_csv(out / "runs.csv"), pandas.read_csv(out / "survival.csv")
    curves, fallen, worst = 0, 0, 0.0
    for cell, own_runs in runs.groupby("cell"):
        for dyad in ["all", "ss", "sw", "ws", "ww"]:
            lasted, fell = durations(own_runs, "" if dyad == "all" else "_" + dyad)
            own = table[(table["cell"] == cell) & (table["dyad"] == dyad)]
            assert own.empty == lasted.empty
            if not own.empty:
                assert own["time"].iloc[-1] == lasted.max(), "to the end of follow-up"
                curves, fallen = curves + 1, fallen + fell.any()
                worst = max(worst, compare(own, lasted, fell))
    assert curves > 5 and fallen > 0, f"{curves} curves, {fallen} that fall: nothing is compared"
    assert worst < TOLERANCE, f"off by {worst}"
    print(f"{curves} survival curves as lifelines has them, {fallen} that fall; off by {worst:.1e} at most")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
