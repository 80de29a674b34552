"""A study of 100,000 cells x 10 replicates is planned in seconds, runs in little memory, and leaves nothing but its tables. The page
of a grid of two axes and 30,000 cells is drawn in tiles: it stays small, and so does the memory that it takes.

usage: scale.py COMITY FOLDER      (about a minute; the tables take 0.8 GB, and are removed)
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CONFIG = """
name = "scale"
rounds = 20
replicates = 10
[[agents]]
name = "great power"
power = "strong"
count = 2
[[agents]]
name = "others"
power = "weak"
count = 3
[mechanisms.convention]
[output]
rounds = "none"
[study.grid]
axes = [
  { key = "game.dilemma.rent", range = [0, 4], points = 100 },
  { key = "choice.patience", range = [0.1, 0.9], points = 100 },
  { key = "noise.slip", range = [0, 0.1], points = 10 },
]
"""
AXES = CONFIG.split("[study.grid]")[1]
PLANE = CONFIG.replace("replicates = 10", "replicates = 2").replace("rounds = 20", "rounds = 4").replace(
    AXES,
    """
axes = [
  { key = "game.dilemma.rent", range = [0, 4], points = 200 },
  { key = "choice.patience", range = [0.1, 0.9], points = 150 },
]
""",
)
# Megabytes of memory, and seconds of planning on any machine that this is likely to run on.
MEMORY, PLANNING = 200, 30
# Megabytes of the page, of each file of its pictures, and of memory while it is made.
PAGE, PICTURE, DRAWING = 4, 4, 300


def run(*words):
    """Seconds and the greatest memory in megabytes of a command that has to succeed."""
    started = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"scale.py: {' '.join(words)} ended with {process.returncode}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


comity, folder = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
folder.mkdir(parents=True)
config = folder / "scale.toml"
config.write_text(CONFIG, encoding="utf-8")
result = folder / "result"
planning, _ = run(comity, "check", str(config))
running, memory = run(comity, "run", str(config), "--quiet", "--out", str(result))
sizes = {file.name: file.stat().st_size for file in result.iterdir()}
print(f"planned in {planning:.1f} s, run in {running:.0f} s with {memory:.0f} MB; {sum(sizes.values()) / 1e6:.0f} MB of tables")
left = [name for name in sizes if name.endswith(".part") or name.endswith(".tmp")]
rows = sum(1 for _ in open(result / "runs.csv", "rb")) - 1
plane = folder / "plane.toml"
plane.write_text(PLANE, encoding="utf-8")
drawn = folder / "plane"
_, drawing = run(comity, "run", str(plane), "--quiet", "--out", str(drawn))
page = (drawn / "report.html").stat().st_size / 1e6
pictures = {file.name: file.stat().st_size / 1e6 for file in (drawn / "figures").iterdir()}
largest = max(pictures, key=pictures.get)
tiles = sum(1 for _ in open(drawn / "figures" / "phase.csv", "rb")) - 1
print(f"a page of 30,000 cells: {page:.1f} MB, largest picture {largest} {pictures[largest]:.1f} MB, {tiles} tiles, with {drawing:.0f} MB")
shutil.rmtree(folder)
if page > PAGE or pictures[largest] > PICTURE or drawing > DRAWING or not 1000 < tiles <= 10_000:
    sys.exit(f"scale.py: expected a page of at most {PAGE} MB, pictures of at most {PICTURE} MB and {DRAWING} MB of memory, 1,000 to 10,000 tiles")
if planning > PLANNING or memory > MEMORY or left or rows != 1_000_000:
    sys.exit(f"scale.py: expected at most {PLANNING} s and {MEMORY} MB, 1000000 runs and nothing left over; {rows} runs, left {left}")
