"""Judge the source paper's claims: run the studies that carry them, write the table of verdicts into README.md, and a line into each header.

    python3 .ci/verdicts.py COMITY FOLDER            runs into FOLDER (results that are there already are kept), writes
    python3 .ci/verdicts.py COMITY FOLDER --check    the same, but fails if README.md or a header says otherwise

Nothing but the standard library; the numbers are those of each study's claims.csv.
"""

import csv
import pathlib
import re
import subprocess
import sys

# What the paper says, and the studies that test it.
ROWS = [
    ("P1: ideology divides", ["ideology-divide", "scenarios/bipolar-rivalry"]),
    ("P2: the strong contend for dominance", ["contest-for-dominance", "scenarios/power-transition", "scenarios/hegemon", "scenarios/arms-race"]),
    (
        "P3: unequal capability makes information asymmetric",
        ["information-asymmetry", "scenarios/attribution-fog", "scenarios/unequal-attribution"],
    ),
    (
        "W1: initiative: the weak develop, stand together; the strong carry more",
        ["scenarios/self-reliance", "scenarios/weak-front", "burden-sharing"],
    ),
    (
        "W2: a mechanism with rights and duties, language and culture",
        ["convention", "scenarios/verification-grid", "scenarios/language-barrier", "scenarios/shock-resilience"],
    ),
    ("W3: the right notion", ["scenarios/right-notion"]),
    ("all three together", ["three-ways-out"]),
]
START, END = "<!-- verdicts -->\n", "<!-- end of verdicts -->\n"
# The line of a config's header that says what becomes of its claims, in their order, and the one that it stands above.
LINE, BELOW = re.compile(r"^# Verdicts of the claims: .*\n", re.MULTILINE), re.compile(r"^# Runs and time:", re.MULTILINE)

def claims(comity, folder, config):
    """The rows of claims.csv of a study, run unless its result is there."""
    out = folder / pathlib.Path(config).name
    subprocess.run([comity, "run", f"configs/{config}.toml", "--quiet", "--out", out], check=True)
    with open(out / "claims.csv", newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def headed(text, verdicts):
    """A config whose header has the line of verdicts."""
    line = f"# Verdicts of the claims: {', '.join(verdicts)}.\n"
    return BELOW.sub(lambda found: line + found[0], LINE.sub("", text), count=1)


def estimate(claim):
    """What was measured in the cell that is least sure, with its interval."""
    measure = "P(hold)" if claim["measure"] == "hold" else claim["measure"]
    sign = "+" if claim["than"] else ""
    low, high = (f"{float(claim[key]):{sign}.2f}" for key in ("low", "high"))
    return f"{'change of ' if claim['than'] else ''}{measure} {float(claim['estimate']):{sign}.2f} [{low}, {high}]"


def table(comity, folder, judged):
    lines = ["| the paper | study | hypothesis | verdict | least sure cell |", "|---|---|---|---|---|"]
    for paper, configs in ROWS:
        found = [(config, claim) for config in configs for claim in claims(comity, folder, config)]
        for config in configs:
            judged[config] = [claim["verdict"] for own, claim in found if own == config]
        verdicts = {claim["verdict"] for _, claim in found}
        overall = {frozenset({"supported"}): "supported", frozenset({"refuted"}): "refuted"}.get(frozenset(verdicts), "qualified")
        first = f"**{paper}: {overall}**"
        for config, claim in found:
            study = f"[{pathlib.Path(config).name}](configs/{config}.toml)"
            lines.append(f"| {first} | {study} | {claim['text']} | {claim['verdict']} | {estimate(claim)} |")
            first = ""
    return "\n".join(lines) + "\n"


def main():
    comity, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    readme = pathlib.Path("README.md")
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(START)
    old, after = rest.split(END)
    judged = {}
    new = "\n" + table(comity, folder, judged) + "\n"
    for config, verdicts in judged.items():
        path = pathlib.Path(f"configs/{config}.toml")
        there = path.read_text(encoding="utf-8")
        if "--check" not in sys.argv[3:]:
            path.write_text(headed(there, verdicts), encoding="utf-8")
        elif there != headed(there, verdicts):
            sys.exit(f"{path}: the header does not say: verdicts of the claims: {', '.join(verdicts)}")
    if "--check" not in sys.argv[3:]:
        readme.write_text(before + START + new + END + after, encoding="utf-8")
    elif old != new:
        there, found = old.splitlines(), new.splitlines()
        differ = [f"README.md: {a}\nfound:     {b}" for a, b in zip(there, found) if a != b]
        sys.exit("\n".join(differ) or f"README.md has {len(there)} lines of verdicts, the studies give {len(found)}")


main()
