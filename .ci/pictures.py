"""Redraws the pictures of results elsewhere: their Vega-Lite specifications, and the scripts in `plots/` in three languages.

    python .ci/pictures.py RESULT...     needs altair 5, vl-convert-python, pandas and matplotlib; gnuplot; R with ggplot2

Each `figures/NAME.vl.json` must be valid by the schema of Vega-Lite and be drawn by it without a warning, and each script must draw a
picture for every figure, and nothing else, without a word of complaint.
"""

import json
import pathlib
import subprocess
import sys

import altair
import vl_convert

LANGUAGES = {"python": [sys.executable, "plots/plot.py"], "R": ["Rscript", "plots/plot.R"], "gnuplot": ["gnuplot", "plots/plot.gp"]}


def redrawn(result):
    """Draws all pictures of a result in every way; returns how many it has."""
    names = sorted(path.name.removesuffix(".vl.json") for path in (result / "figures").glob("*.vl.json"))
    if not names:
        sys.exit(f"{result}: there are no pictures")
    for name in names:
        text = (result / "figures" / f"{name}.vl.json").read_text(encoding="utf-8")
        altair.Chart.from_dict(json.loads(text), validate=True)
        svg = vl_convert.vegalite_to_svg(text, vl_version="5.20")
        if svg.count("<path") < 3:
            sys.exit(f"{result}: Vega-Lite draws nothing of {name}")
    for language, command in LANGUAGES.items():
        done = subprocess.run(command, cwd=result, capture_output=True, text=True)
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not line.endswith(".png")]
        if done.returncode or said:
            sys.exit(f"{result}: {' '.join(command)} exits with {done.returncode} and says:\n" + "\n".join(said))
        drawn = {path.stem: path.read_bytes() for path in (result / "plots" / language).glob("*.png")}
        if sorted(drawn) != names:
            sys.exit(f"{result}: {language} draws {sorted(drawn)}, not {names}")
        for name, picture in drawn.items():
            if not picture.startswith(b"\x89PNG") or len(picture) < 5000:
                sys.exit(f"{result}: {language} draws nothing of {name}")
    return len(names)


if __name__ == "__main__":
    counts = [redrawn(pathlib.Path(folder)) for folder in sys.argv[1:]]
    print(f"{sum(counts)} pictures of {len(counts)} results redrawn by Vega-Lite, Python, R and gnuplot")
