"""Does what the guides say: configs/TUTORIAL.md and configs/HOWTO.md, block by block, each in a scratch folder with a copy of configs/.

usage: guides.py COMITY [GUIDE.md ...]

A block in ```sh is run by bash, with COMITY as `comity`; one in ```python by the Python that runs this script (it needs pandas and
matplotlib). A block in ```toml whose first line is `# NAME.toml` is written to that file. A block in ```text is what the block before it
prints, standard error included: its lines have to be there, in that order, others may stand between them; `...` stands for anything.
Other blocks are left alone: ```console cannot be run here, ```rust and the rest of ```toml are checked by `cargo test --test reference`.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
GUIDES = ["configs/TUTORIAL.md", "configs/HOWTO.md"]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """Line number, language and content of every fenced block."""
    for found in FENCE.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[1], found[2]


def missing(shown, said):
    """The first line of a shown text that was not said after those before it; None if all were."""
    rest = iter(line.rstrip() for line in said.splitlines())
    for line in shown.splitlines():
        line = line.rstrip()
        if line in ("", "..."):
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("...")))
        if not any(pattern.fullmatch(other) for other in rest):
            return line
    return None


def run(arguments, folder, environment):
    done = subprocess.run(arguments, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def follow(guide, folder, environment):
    """Follows a guide; what went wrong, as lines."""
    wrong, said, tried = [], "", 0
    for line, language, content in blocks((ROOT / guide).read_text(encoding="utf-8")):
        code, place = 0, f"{guide}:{line}"
        if language == "toml" and (name := re.match(r"# ([\w-]+\.toml)\n", content)):
            (folder / name[1]).write_text(content, encoding="utf-8")
        elif language == "sh":
            code, said = run(["bash", "-euo", "pipefail", "-c", content], folder, environment)
        elif language == "python":
            code, said = run([sys.executable, "-c", content], folder, environment)
        elif language == "text":
            lost = missing(content, said)
            if lost is not None:
                wrong.append(f"{place}: not printed: {lost}\n{said}")
        if language in ("sh", "python"):
            tried += 1
            if code != 0:
                wrong.append(f"{place}: exit code {code}\n{content}\n{said}")
    if tried == 0:
        wrong.append(f"{guide}: no block to try")
    return wrong


def main():
    comity, guides = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:] or GUIDES
    wrong = []
    for guide in guides:
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            shutil.copytree(ROOT / "configs", folder / "configs")
            (folder / "bin").mkdir()
            (folder / "bin" / "comity").symlink_to(comity)
            environment = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
            found = follow(guide, folder, environment)
        print(f"{guide}: {'as it says' if not found else f'{len(found)} blocks differ'}")
        wrong += found
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


main()
