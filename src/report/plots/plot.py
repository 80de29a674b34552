"""Redraws the pictures of this result from figures/*.csv with pandas and matplotlib.

    python3 plots/plot.py              all pictures, as plots/python/NAME.png
    python3 plots/plot.py phase --pdf  one of them, as PDF

Below are a function for each kind of picture and, at the end, one call for each picture of this result. `comity report` makes this
file anew unless it was changed by hand; remove it to have it back.
"""

import argparse
import csv
import logging
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

HERE = Path(__file__).resolve().parent
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a", "#b8a900"]
STYLES = ["-", "--", ":", "-."]
parser = argparse.ArgumentParser(description="Redraws the pictures of this result.")
parser.add_argument("names", nargs="*", help="which pictures; none: all")
parser.add_argument("--pdf", action="store_true", help="PDF instead of PNG")
wanted = parser.parse_args()
drawn = []
plt.rcParams.update({
    # Names are shown as they are: a dollar sign begins no formula.
    "text.parse_math": False,
    "font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "svg.fonttype": "none",
    # The first of these fonts that is installed and has a letter draws it.
    "font.family": ["DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC", "sans-serif"],
})
# Of the fonts above not all are installed anywhere.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def table(name, texts):
    """Reads the table of a picture, names in the columns `texts` and numbers in all others; a state called NA keeps its name."""
    path = HERE.parent / "figures" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        numbers = [column for column in next(csv.reader(file)) if column not in texts]
    return pd.read_csv(path, encoding="utf-8", dtype=dict.fromkeys(texts, str) | dict.fromkeys(numbers, float),
                       keep_default_na=False, na_values=dict.fromkeys(numbers, [""]))


def legend(axes, names, **settings):
    """Names what was drawn with a label, in its order; matplotlib itself would leave out names that begin with an underscore."""
    handles = axes.get_legend_handles_labels()[0]
    drawn = axes.legend(handles, [str(k) for k in range(len(handles))], frameon=False, fontsize=8, **settings)
    for text, name in zip(drawn.get_texts(), names):
        text.set_text(name)


def picture(*texts):
    """Calls a function with axes and its table, if its picture is wanted, and saves what it has drawn; `texts` are columns of names."""
    def drawing(function):
        def draw(name, title, size=(7.2, 4.4), **settings):
            if wanted.names and name not in wanted.names:
                return
            figure, axes = plt.subplots(figsize=size, layout="constrained")
            axes.set_title(title, wrap=True)
            function(axes, table(name, texts), **settings)
            path = HERE / "python" / f"{name}.{'pdf' if wanted.pdf else 'png'}"
            path.parent.mkdir(exist_ok=True)
            figure.savefig(path, dpi=200)
            plt.close(figure)
            drawn.append(path)
        return draw
    return drawing


@picture("series")
def lines(axes, data, x, y, range=None, log=False, step=False, dots=False, switch=False, level=None):
    for k, (name, part) in enumerate(data.groupby("series", sort=False)):
        ink, kind = COLOURS[k % len(COLOURS)], "steps-post" if step else "default"
        axes.fill_between(part.x, part.low, part.high, color=ink, alpha=0.16, lw=0, step="post" if step else None)
        axes.plot(part.x, part.y, STYLES[k % 4], color=ink, drawstyle=kind, marker="o" if dots else None, label=str(k))
        if "censored" in data:
            ended = part[part.censored > 0]
            axes.plot(ended.x, ended.y, "|", color=ink)
    axes.set(xlabel=x, ylabel=y, ylim=range, xscale="log" if log else "linear")
    if log:
        axes.xaxis.set_major_formatter("{x:g}")
    if switch:
        axes.set_xticks([0, 1])
    if level is not None:
        axes.axhline(level, color="black", lw=0.8, ls=(0, (3, 4)))
    if data["series"].nunique() > 1:
        legend(axes, data["series"].drop_duplicates())


@picture("x", "y")
def heat(axes, data, x, y, value, scale, boundary=None, names=False):
    grid = data.pivot(index="row", columns="column", values="value")
    image = axes.imshow(grid, origin="lower", aspect="auto", cmap="viridis", vmin=scale[0], vmax=scale[1],
                        extent=[0.5, grid.shape[1] + 0.5, 0.5, grid.shape[0] + 0.5])
    if boundary is not None and min(grid.shape) > 1:
        for bound in [edge for edge in ["low", "high"] if edge in data]:
            edge = data.pivot(index="row", columns="column", values=bound)
            if edge.min().min() < boundary < edge.max().max():
                axes.contour(edge.columns, edge.index, edge, levels=[boundary], colors="white", linewidths=1)
        if grid.min().min() < boundary < grid.max().max():
            axes.contour(grid.columns, grid.index, grid, levels=[boundary], colors="black", linewidths=2)
    for labels, places, put in [("x", "column", axes.set_xticks), ("y", "row", axes.set_yticks)]:
        pairs = data.drop_duplicates(places).sort_values(places)
        pairs = pairs.iloc[:: max(1, -(-len(pairs) // 24))]
        put(pairs[places], pairs[labels], **({"rotation": 60, "ha": "right"} if names and labels == "x" else {}))
    axes.set(xlabel=x, ylabel=y)
    axes.figure.colorbar(image, label=value)


@picture("label", "group")
def intervals(axes, data, x, null=None, bars=False):
    places = {label: -k for k, label in enumerate(data["label"].drop_duplicates())}
    groups = list(data["group"].drop_duplicates())
    for k, group in enumerate(groups):
        part = data[data["group"] == group]
        at = part["label"].map(places) + 0.3 * ((len(groups) - 1) / 2 - k)
        low, high = part.low.fillna(part.estimate), part.high.fillna(part.estimate)
        reach = [(part.estimate - low).clip(lower=0), (high - part.estimate).clip(lower=0)]
        if bars:
            axes.barh(at, part.estimate, height=0.7 / len(groups), color=COLOURS[k % len(COLOURS)], alpha=0.3)
        axes.errorbar(part.estimate, at, xerr=reach, fmt="s", color=COLOURS[k % len(COLOURS)], capsize=3, label=str(k))
    axes.set_yticks(list(places.values()), list(places.keys()))
    axes.set(xlabel=x)
    if null is not None:
        axes.axvline(null, color="grey", lw=0.8, ls="--")
    if len(groups) > 1:
        legend(axes, groups)


@picture("label")
def points(axes, data, x, y, slope=None):
    low, high = data.low.fillna(data.x), data.high.fillna(data.x)
    axes.errorbar(data.x, data.y, xerr=[data.x - low, high - data.x], fmt="o", color=COLOURS[0])
    for name, across, up in zip(data["label"], data.x, data.y):
        axes.annotate(name, (across, up), xytext=(4, 4), textcoords="offset points", fontsize=8)
    if slope is not None:
        end = min(data.x.max(), data.y.max() / slope)
        axes.plot([0, end], [0, slope * end], ":", color="grey")
    axes.set(xlabel=x, ylabel=y)


@picture("layer")
def areas(axes, data, x, y):
    for k, (name, part) in enumerate(data.groupby("layer", sort=False)):
        axes.fill_between(part.x, part.bottom, part.top, color=COLOURS[k % len(COLOURS)], lw=0, label=str(k))
    axes.set(xlabel=x, ylabel=y, ylim=(0, 1))
    axes.margins(x=0)
    legend(axes, data["layer"].drop_duplicates(), loc="upper left", bbox_to_anchor=(1, 1))


@picture("what", "name", "to", "kind")
def links(axes, data):
    nodes, ties = data[data.what == "node"], data[data.what == "link"]
    for tie in ties.itertuples():
        axes.plot([tie.x, tie.x2], [tie.y, tie.y2], color="grey", alpha=0.4, lw=4 * tie.strength, zorder=1)
    for k, (name, part) in enumerate(nodes.groupby("kind", sort=True)):
        axes.scatter(part.x, part.y, color=COLOURS[k % len(COLOURS)], label=str(k), zorder=2)
    for node in nodes.itertuples():
        side = "left" if node.x > 0.05 else "right" if node.x < -0.05 else "center"
        axes.text(1.06 * node.x, 1.06 * node.y, node.name, ha=side, va="center", fontsize=8)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.margins(0.2)
    legend(axes, sorted(nodes["kind"].unique()), loc="lower left")


