"""Names that are commands elsewhere, through everything that is made of them: a name is data, and comes out letter by letter.

    python .ci/hostile.py COMITY FOLDER     needs gnuplot, R with ggplot2, bash, chromium; pandas, matplotlib, playwright, vl-convert-python

Studies of agents, strategies, bundles, claims and a question with such names lie in a folder with such a name. Their scripts are run
by the real gnuplot, Python and R, their pages opened in Chromium, the commands that are printed pasted into bash, the jobs for Slurm run
by bash. Nothing may be executed: no file PWNED may appear anywhere; and each name must be found as it is in the pictures that were drawn.
What no terminal, page or spreadsheet bears is refused where it is written, and what is said of it is harmless on a terminal too.
"""

import json
import os
import pathlib
import pty
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as xml

import vl_convert
from playwright.sync_api import sync_playwright

NAMES = [
    "`touch PWNED`", "$(touch PWNED)", "'; touch PWNED; '", "\"; touch PWNED; \"", "\"); system(\"touch PWNED\"); (\"",
    "say \"hi\", x, y", "$\\frac{1}{0}$", "a $x$ \\$ $", "%s %d 100%", "back\\slash \\n \\101 \\x41 \\", "to @ARGUMENTS@ @OUT@", "#hash",
    "{{x}} {/Bold b}_a^b", "<script>document.title='PWNED'</script>", "<img src=x onerror=alert(1)>", "]]> <!-- &amp; &lt;",
    "NA", "nan", "_hidden", "研究 1", "~root/* ~+~ ?", "C:\\con\\..\\x;y|z", "url(#kuva-clip-3) kuva-clip-3", "x" * 36,
]
REFUSED = {
    "\x1b[31mred": "U+001B", "\x1b]0;title\x07": "U+001B", "gpj\u202eexe": "U+202E", "a\nb": "U+000A", "bell\x07": "U+0007",
    "c1\x9b31m": "U+009B", "=cmd|' /C calc'!A0": "formula", "+1+1": "formula", "-1+1": "formula", "@SUM(A1)": "formula", "a;=1": "formula",
}
# Without ~+~, which R itself takes for a blank in the path of a script.
PLACE = "研究 1 $(touch PWNED) `touch PWNED` 'q' \"d\" @OUT@ %d {x} #1"

WORLD = """rounds = 40
replicates = 3
[holds]
window = 20
[learning]
every = 5
[report]
rounds = [40]
[output]
agents = true
"""
CLAIM = "[[claims]]\ntext = {}\nthat = {{ cooperation = {{ min = 0.0 }} }}\n"


def quoted(text):
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def studies():
    """Configs by name, and the agents' file of the first."""
    question = f"question = {quoted(' '.join(NAMES[:20]))}\n"
    claims = "".join(CLAIM.format(quoted(name)) for name in NAMES)
    own = "".join(f"[strategies.{quoted(name)}]\nmemory_one = {{ opening = 1, cc = {1 - k / 40}, cd = 0, dc = 1, dd = 0 }}\n"
                  for k, name in enumerate(NAMES[:6]))
    shares = ", ".join(f"{quoted(name)} = 1" for name in NAMES[:6])
    groups = "".join(f"[[agents]]\nname = {quoted(name)}\npower = 'weak'\ncount = 2\nstrategies = {{ {shares} }}\n" for name in NAMES[:4])
    bundles = "".join(f"{quoted(name)} = {{ '{key}' = 0.3 }}\n"
                      for key, name in zip(["choice.patience", "noise.slip", "noise.miss"], NAMES[5:8]))
    keys = "".join(f"{quoted('agents.' + json.dumps(name, ensure_ascii=False) + '.sovereignty')} = [0.0, 1.0]\n" for name in NAMES[:4])
    rows = "".join(f"{csv(name)},weak,0.3,{csv('of ' + NAMES[k // 9])}\n" for k, name in enumerate(NAMES))
    agents = "name,power,capability,group\n" + rows
    return {
        "agents": question + WORLD + "[agents_file]\npath = 'a b.csv'\n" + claims,
        "strategies": WORLD + own + groups,
        "bundles": WORLD + groups.replace(f"strategies = {{ {shares} }}\n", "") + "[study.factorial.bundles]\n" + bundles,
        "keys": WORLD + groups.replace(f"strategies = {{ {shares} }}\n", "")
        + "[study.sensitivity]\nmethod = 'morris'\nn = 4\n[study.sensitivity.keys]\n" + keys,
        "matches": "game.preset = 'prisoners-dilemma'\n" + own + f"[study.tournament]\nstrategies = [{', '.join(map(quoted, NAMES[:6]))}, 'tit-for-tat']\nrepetitions = 2\nturns = 20\n",
    }, agents


def csv(text):
    return '"' + text.replace('"', '""') + '"'


# Drawn again with texts that can be read: the scripts themselves, but for what they save.
PYTHON = """
import runpy, sys, matplotlib.figure as figures
save = figures.Figure.savefig
def both(self, path, **settings):
    save(self, path, **settings)
    save(self, str(path)[:-4] + ".svg")
figures.Figure.savefig = both
sys.argv = ["plots/plot.py"]
runpy.run_path("plots/plot.py", run_name="__main__")
"""
R = r"""
library(ggplot2)
ggsave <- function(path, plot, ...) {
  texts <- character()
  walk <- function(grob) {
    if (is.character(grob$label)) texts <<- c(texts, grob$label)
    for (inner in c(grob$children, grob$grobs)) walk(inner)
  }
  walk(ggplotGrob(plot))
  writeLines(enc2utf8(texts), sub("png$", "txt", path), useBytes = TRUE)
  ggplot2::ggsave(path, plot, ...)
}
source("plot.R", chdir = TRUE)
"""


def run(*command, **settings):
    return subprocess.run(command, capture_output=True, text=True, timeout=600, **settings)


def texts(svg):
    """All texts of an SVG, white space as one blank."""
    # gnuplot itself leaves this as it is, which XML does not.
    root = xml.fromstring(svg.replace("]]>", "]]&gt;"))
    return [" ".join("".join(text.itertext()).split()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def spaced(name):
    return " ".join(name.split())


class Suite:
    """What was found wrong, and where all happens."""

    def __init__(self, comity, folder):
        self.comity, self.folder, self.wrong = str(pathlib.Path(comity).resolve()), folder / PLACE, []
        shutil.rmtree(folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.root = folder

    def expect(self, sound, what):
        if not sound:
            self.wrong.append(what)

    def canary(self, after):
        for path in [*self.root.rglob("PWNED*"), *pathlib.Path.cwd().glob("PWNED*")]:
            self.wrong.append(f"{after}: something was executed, {path} is there")
            path.unlink()

    def call(self, *words, rc=0, **settings):
        done = run(self.comity, *words, cwd=self.folder, **settings)
        self.expect(done.returncode == rc, f"comity {words}: exits with {done.returncode}, not {rc}: {done.stderr[-600:]}")
        self.expect(not controls(done.stdout + done.stderr), f"comity {words}: says {controls(done.stdout + done.stderr)}")
        return done

    def drawn(self, what, name, found, expected):
        for text in expected:
            self.expect(spaced(text) in found, f"{name}: {what} has no text {text!r}")

    def pictures(self, name, out):
        """Redraws all pictures of a result in every way."""
        figures = {}
        for path in (out / "figures").glob("*.vl.json"):
            figure = path.name.removesuffix(".vl.json")
            text = path.read_text(encoding="utf-8")
            own = texts((out / "figures" / f"{figure}.svg").read_text(encoding="utf-8"))
            labels = {value for row in json.loads(text)["data"]["values"] for value in row.values() if isinstance(value, str)}
            wanted = figures[figure] = sorted(label for label in labels if any(hostile in label for hostile in NAMES))
            self.expect("<" not in text, f"{name}: {figure}.vl.json could end a script")
            if figure.startswith(("trust-matrix", "matches")):
                # Of many labels at an axis there is room for some; Vega-Lite has them in a list.
                self.expect(all(json.dumps(label, ensure_ascii=False) in json.loads('"' + text.split('"labelExpr": "')[1].split('",\n')[0] + '"')
                                for label in wanted), f"{name}: {figure}.vl.json lacks labels")
                continue
            self.drawn(f"{figure}.svg", name, own, wanted)
            shown = texts(vl_convert.vegalite_to_svg(text, vl_version="5.20"))
            for label in wanted:
                whole = lambda drawn: drawn == spaced(label) or (drawn.endswith("…") and spaced(label).startswith(drawn[:-1]))
                self.expect(any(map(whole, shown)), f"{name}: Vega-Lite's {figure} has no text {label!r}")
        self.expect(sum(map(len, figures.values())) > 2, f"{name}: its pictures show few names: {figures}")
        (out / "plots" / "labels.R").write_text(R)
        script = (out / "plots" / "plot.gp").read_text(encoding="utf-8")
        script = re.sub("set terminal .*", "set terminal svg noenhanced size 1400,1400", script).replace(".png'", ".svg'").replace('.png"', '.svg"')
        (out / "plots" / "svg.gp").write_text(script, encoding="utf-8")
        # As asked for, and by ways that matter: by a path, in a world of ASCII.
        for what, command, where, env in [
            ("gnuplot", ["gnuplot", "plots/plot.gp"], out, {}), ("gnuplot", ["gnuplot", "plots/svg.gp"], out, {}),
            ("Python", [sys.executable, "plots/plot.py"], out, {}), ("Python", [sys.executable, "-c", PYTHON], out, {}),
            ("R", ["Rscript", str(out / "plots" / "plot.R")], self.root, {"LC_ALL": "C"}), ("R", ["Rscript", "labels.R"], out / "plots", {}),
        ]:
            done = run(*command, cwd=where, env=os.environ | env)
            said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not line.endswith(".png")]
            # Of a room too small for its labels, or a table without a value, gnuplot warns and goes on.
            said = [line for line in said if what != "gnuplot" or "arning:" not in line]
            self.expect(done.returncode == 0 and not said, f"{name}: {what}, {command[-1][-20:]!r} exits with {done.returncode}: {said[:5]}")
            self.canary(f"{name}: {what}")
        for figure, wanted in figures.items():
            for what, path in [("gnuplot", f"gnuplot/{figure}.svg"), ("Python", f"python/{figure}.svg"), ("R", f"R/{figure}.txt")]:
                path = out / "plots" / path
                if not path.exists():
                    self.wrong.append(f"{name}: {what} drew no {figure}")
                    continue
                text = path.read_text(encoding="utf-8")
                self.expect(text, f"{name}: {what} drew nothing of {figure}")
                found = texts(text or "<svg/>") if path.suffix == ".svg" else [spaced(line) for line in text.splitlines()]
                self.drawn(f"{what}'s {figure}", name, found, wanted)

    def values(self, tree):
        """All values of a tree, keys of tables included."""
        if isinstance(tree, dict):
            return {value for inner in tree.values() for value in self.values(inner)} | set(tree)
        if isinstance(tree, list):
            return {value for inner in tree for value in self.values(inner)}
        return {tree}

    def page(self, browser, name, out):
        """Opens the page of a result: nothing on it acts, and its names are read as they are."""
        page, said = browser.new_page(), []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
        page.goto((out / "report.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        self.expect(not said, f"{name}: its page says or asks {said}")
        self.expect("PWNED" not in page.title() or name == "agents", f"{name}: its page's title is {page.title()!r}")
        self.expect(page.locator("script, img, iframe, object").count() == 0, f"{name}: its page has elements that names made")
        text = spaced(page.evaluate("document.body.textContent"))
        config = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["config"]
        for hostile in NAMES:
            if hostile in self.values(config):
                self.expect(spaced(hostile) in text, f"{name}: its page lacks {hostile!r}")
        command = page.locator("#again td code").first.text_content()
        page.close()
        return command

    def commands(self, out):
        """Pastes what status, merge, the page and submit print."""
        config = "agents.toml"
        part = self.folder / "in parts"
        self.call("run", config, "--out", part.name, "--shard", "0/2", "--quiet")
        said = self.call("merge", part.name, rc=4).stderr
        again = [line.strip() for line in said.splitlines() if "--shard 1/2" in line]
        self.expect(len(again) == 1, f"merge prints no command: {said}")
        for command in again:
            done = run("bash", "-c", command, cwd=self.folder)
            self.expect(done.returncode == 0, f"{command}: {done.stderr}")
        said = self.call("status", part.name).stdout
        command = next((line.split(" puts ")[0].strip() for line in said.splitlines() if " puts them together" in line), "false")
        done = run("bash", "-c", command, cwd=self.folder, env=os.environ | {"PATH": f"{pathlib.Path(self.comity).parent}:{os.environ['PATH']}"})
        self.expect(done.returncode == 0, f"{command}: {done.stderr}")
        begun = self.folder / "begun \n$(touch PWNED)"
        self.call("run", config, "--out", begun.name, "--max-time", "0", "--quiet", rc=75)
        said = self.call("status", begun.name).stdout
        command = next((line.split("to go on")[1].strip() for line in said.splitlines() if "to go on" in line), "false")
        done = run("bash", "-c", command.replace("--max-time 0", ""), cwd=self.folder)
        self.expect(done.returncode == 0 and (begun / "runs.csv").exists(), f"{command}: {done.stderr}")
        self.canary("commands of status and merge")
        order = "sent '$(touch PWNED)' @ARGUMENTS@\n@OUT@"
        shown = self.call("submit", "slurm", config, "--shards", "1", "--out", order, "--set", "question=@OUT@ `touch PWNED`", "--dry-run").stdout
        scripts = ["#!/bin/bash" + script for script in shown.split("# the commands")[0].split("#!/bin/bash")[1:]]
        self.expect(len(scripts) == 2, f"submit shows {len(scripts)} scripts")
        # What stands between two scripts is a comment with a path.
        for script in scripts:
            done = run("bash", "-c", script, cwd=self.folder, env=os.environ | {"SLURM_ARRAY_TASK_ID": "0"})
            self.expect(done.returncode == 0, f"a job for Slurm exits with {done.returncode}: {done.stderr}\n{script}")
        self.expect((self.folder / order / "runs.csv").exists(), "the jobs for Slurm leave no result")
        self.canary("jobs for Slurm")

    def refused(self):
        """What cannot be shown is refused at its place, and told on a real terminal in harmless words."""
        for hostile, why in REFUSED.items():
            (self.folder / "refused.csv").write_text(f"name,power,capability\nA,weak,0.3\n{csv(hostile)},weak,0.3\n", encoding="utf-8")
            for place, text in [
                ("refused.csv:3:1", WORLD + "[agents_file]\npath = 'refused.csv'\n"),
                (":13:8", WORLD + f"[[agents]]\nname = {quoted(hostile)}\npower = 'weak'\ncount = 3\n"),
                (":15:13", WORLD + "[[agents]]\npower = 'weak'\ncount = 3\n" + f"[strategies.{quoted(hostile)}]\nmemory_one = {{ opening = 1, cc = 1, cd = 0, dc = 1, dd = 0 }}\n"),
            ]:
                path = self.folder / "refused\x1b]0;x\x07.toml"
                path.write_text("name = 'refused'\n" + text, encoding="utf-8")
                said = run(self.comity, "check", path.name, cwd=self.folder)
                self.expect(said.returncode == 2 and why in said.stderr and place in said.stderr, f"{hostile!r} at {place}: {said.stderr[:300]}")
                seen = terminal([self.comity, "check", path.name], self.folder)
                # Colours, and nothing else.
                self.expect(not controls(re.sub("\x1b\\[[0-9;]*m", "", seen)), f"a terminal is sent {controls(seen)} of {hostile!r}")
        for words in (["show", "\x1b[31mx"], ["run", "x", "--jobs", "\x1b]0;x\x07"], ["status", "gone\x9b31m\u202e"]):
            seen = terminal([self.comity, *words], self.folder)
            self.expect(not controls(re.sub("\x1b\\[[0-9;]*m", "", seen)) and "\x1b[31mx" not in seen, f"{words}: a terminal is sent {seen!r}")

    def foreign(self, out):
        """A result from elsewhere, with a manifest and a log that say what they like."""
        evil = "\x1b]0;evil\x07\x1b[31m\u202e<script>alert(1)</script>"
        there = self.folder / "foreign"
        shutil.copytree(out, there)
        manifest = json.loads((there / "manifest.json").read_text(encoding="utf-8"))
        manifest |= {"question": evil, "name": evil}
        manifest["command"].append(evil)
        (there / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        with (there / "status.log").open("a", encoding="utf-8") as log:
            log.write(f"2026-05-01T12:00:00Z {evil}\n")
        for verb in ("status", "report", "verify", "rerun"):
            seen = terminal([self.comity, verb, there.name, *(["--run", "0:0"] if verb == "rerun" else [])], self.folder)
            self.expect(not controls(re.sub("\x1b\\[[0-9;]*[mKA-G]", "", seen)) and evil[:20] not in seen, f"{verb} sends a terminal {seen!r}")
        page = (there / "report.html").read_text(encoding="utf-8")
        self.expect("<script" not in page and "]0;evil" in page, "a foreign manifest acts on its page, or the page was not made")
        self.expect(not controls(page), f"the page of a foreign manifest has {controls(page)}")


def controls(text):
    """The characters of a text that a terminal or a reader would obey."""
    bidi = set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return sorted({letter for letter in text if (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or letter in bidi})


def terminal(command, folder):
    """What a command writes on a terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, stdin=theirs, env=os.environ | {"TERM": "xterm-256color"})
    os.close(theirs)
    said = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        said += more
    child.wait()
    os.close(ours)
    # The terminal itself ends lines with both.
    return said.decode("utf-8", "replace").replace("\r\n", "\n")


def main():
    comity, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    suite = Suite(comity, folder)
    configs, agents = studies()
    (suite.folder / "a b.csv").write_text(agents, encoding="utf-8")
    for name, text in configs.items():
        (suite.folder / f"{name}.toml").write_text(f"name = '{name}'\n{text}", encoding="utf-8")
        suite.call("run", f"{name}.toml", "--out", f"{name} `touch PWNED`")
    if suite.wrong:
        sys.exit("\n".join(suite.wrong))
    chromium = shutil.which("chromium") or sys.exit("there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in configs:
            out = suite.folder / f"{name} `touch PWNED`"
            command = suite.page(browser, name, out)
            suite.expect(shlex.split(command)[1:] == ["run", f"{name}.toml", "--out", out.name], f"{name}: its page prints {command}")
            suite.pictures(name, out)
        browser.close()
    suite.commands(suite.folder / "agents `touch PWNED`")
    suite.refused()
    suite.foreign(suite.folder / "agents `touch PWNED`")
    suite.canary("the end")
    print(*suite.wrong, sep="\n")
    print(f"{len(NAMES)} hostile names through {len(configs)} studies, {len(REFUSED)} refused: {len(suite.wrong)} problems")
    sys.exit(1 if suite.wrong else 0)


if __name__ == "__main__":
    main()
