"""Holds the statements about every shipped study against each other: the terminal's, the page's, and the README's.

    python3 .ci/statements.py COMITY FOLDER      runs into FOLDER (full results that are there already are kept)

- Every shipped config, shortened: each sentence of the English page's answer stands on the terminal, word for word; each caveat stands
  on the terminal, on the page, in `status` and in `report`; the Chinese page has as many sentences and caveats as the English one.
- README.md and README.zh-CN.md: what the text blocks say that a study prints, it prints. Estimates with an interval, as
  `0.80 [0.73, 0.85]` or `+0.74 [+0.69, +0.79]`, in the table of shipped studies are in a table of that study's full result.

Nothing but the standard library.
"""

import csv
import html
import json
import pathlib
import re
import subprocess
import sys

COMITY, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
ROOT = pathlib.Path(__file__).resolve().parent.parent
# The studies of which the READMEs show what they print.
SHOWN = ["when-cooperation-holds", "critical-rent"]
ESTIMATE = re.compile(r"([+-]?\d+\.\d+) \[([+-]?\d+\.\d+), ([+-]?\d+\.\d+)\]")
wrong = []


def words(text):
    return " ".join(text.split())


def say(*args):
    """What a command says on both outputs, words with single blanks."""
    done = subprocess.run([COMITY, *map(str, args)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"statements.py: {' '.join(map(str, args))} ended with {done.returncode}\n{done.stdout}")
    return done.stdout


def page(out, language):
    """Sentences of the answer, and caveats, of the page in a language; and what `report` said."""
    said = say("report", out, "--language", language)
    text = (out / "report.html").read_text(encoding="utf-8")
    plain = lambda part: words(html.unescape(re.sub(r"<[^>]*>", "", part)))
    answer = text.split('<div class="answer">')[1].split("</div>")[0]
    caveats = text.split('<ul class="caveats">')[1].split("</ul>")[0] if '<ul class="caveats">' in text else ""
    return [plain(p) for p in re.findall(r"<p>.*?</p>", answer)], [plain(li) for li in re.findall(r"<li>.*?</li>", caveats)], said


def agree(config):
    """A shipped config, shortened."""
    out = FOLDER / "quick" / config.stem
    terminal = words(say("run", config, "--quick", "--force", "--out", out))
    answer, caveats, reported = page(out, "en")
    status = words(say("status", out))
    for sentence in answer + caveats:
        if sentence not in terminal:
            wrong.append(f"{config}: the page says, and the terminal does not: {sentence}")
    for caveat in caveats:
        for place, said in [("status", status), ("report", words(reported))]:
            if caveat not in said:
                wrong.append(f"{config}: {place} does not say: {caveat}")
    own = json.loads((out / "answer.json").read_text(encoding="utf-8"))
    kept = own["caveats"]
    if [words(one["en"]) for part in ("says", "claims", "audit") for one in own[part]] != answer:
        wrong.append(f"{config}: the page has other sentences than answer.json")
    chinese, others, _ = page(out, "zh")
    if len(chinese) != len(answer) or len(others) != len(caveats) or len(kept) != len(caveats):
        wrong.append(f"{config}: {len(answer)} sentences and {len(caveats)} caveats in English, {len(chinese)} and {len(others)} in Chinese, {len(kept)} kept")


def full(name):
    """The full result of a shipped study."""
    out = FOLDER / name
    say("run", name, "--out", out)
    return out


def shown(name):
    """The READMEs' text blocks: lines that stand in a block with a line of this study's answer are all printed by it."""
    out = FOLDER / "shown" / name
    terminal = [line.rstrip() for line in say("run", name, "--force", "--out", out).splitlines()]
    for readme in ["README.md", "README.zh-CN.md"]:
        text = (ROOT / readme).read_text(encoding="utf-8")
        found = 0
        for block in re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            lines = [line.rstrip() for line in block.splitlines() if line.strip() and line.strip() != "..."]
            if sum(line in terminal for line in lines) < len(lines) / 4:
                continue
            found += 1
            wrong.extend(f"{readme}: {name} does not print: {line}" for line in lines if line not in terminal)
        if not found and readme == "README.md":
            wrong.append(f"{readme}: no block shows what {name} prints")


def estimates(out):
    """All triples of an estimate and its interval in the tables of a result."""
    for name in ["answer.csv", "cells.csv", "claims.csv"]:
        if not (out / name).exists():
            continue
        with open(out / name, newline="", encoding="utf-8") as table:
            reader = csv.reader(table)
            columns = next(reader)
            starts = [k for k, column in enumerate(columns[:-2]) if columns[k + 1].endswith("low") and columns[k + 2].endswith("high")]
            for row in reader:
                for k in starts:
                    try:
                        yield [float(row[k + i]) for i in range(3)]
                    except ValueError:
                        pass


def told():
    """The table of shipped studies: its estimates with intervals are in the results."""
    checked = 0
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        start = re.match(r"\| `([a-z-]+)` \|", line)
        found = ESTIMATE.findall(line) if start else []
        if not found or not (ROOT / "configs" / f"{start[1]}.toml").exists():
            continue
        there = list(estimates(full(start[1])))
        for numbers in found:
            digits = len(numbers[0].split(".")[1])
            if not any(all(abs(own - float(said)) <= 0.5001 * 10**-digits for own, said in zip(row, numbers)) for row in there):
                wrong.append(f"README.md: no table of {start[1]} has {numbers[0]} [{numbers[1]}, {numbers[2]}]")
            checked += 1
    if checked < 4:
        wrong.append(f"README.md: expected estimates with intervals in the table of studies, found {checked}")


for config in sorted([*ROOT.glob("configs/*.toml"), *ROOT.glob("configs/classics/*.toml"), *ROOT.glob("configs/scenarios/*.toml")]):
    agree(config)
for name in SHOWN:
    shown(name)
told()
if wrong:
    sys.exit("\n".join(wrong))
print("statements agree")
