"""Does what the guides say: configs/TUTORIAL.md and configs/HOWTO.md, block by block, each in an empty folder,
with a copy of configs/ where a guide extends those.

usage: guides.py COMITY [GUIDE.md ...]

- ```toml whose first line is `# NAME.toml`: written to that file.
- ```rust whose first line is `// PATH`: written to that file of a copy of the source.
- ```diff: `--- PATH`, then hunks that begin with `@@`; applied to that copy, each hunk at the only place that it fits.
- ```sh: run by bash, with COMITY as `comity`, and `cargo` building the copy.
- ```python: run by the Python that runs this script (it needs pandas and matplotlib).
- ```text: what the block before prints, standard error included: its lines have to be there, in that order, others may stand between them;
  `...` stands for anything.
- ```console: cannot be run here. Other ```toml is checked by `cargo test --test all reference`.
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
# A fixed place, so that a second time cargo finds what it built.
WORK = ROOT / "target" / "guides"
SOURCE = WORK / "source"


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


def copy_source():
    """A copy of the source to change, and of the crates that a build needs."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (SOURCE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, SOURCE / name)
    # It runs a moment: not worth optimising.
    (SOURCE / ".cargo").mkdir()
    (SOURCE / ".cargo" / "config.toml").write_text("[profile.dev.package.comity]\nopt-level = 0\ndebug = false\n")
    built, ours = ROOT / "target" / "debug", shutil.ignore_patterns("comity*", "libcomity*")
    for part in ("deps", "build", ".fingerprint"):
        if (built / part).is_dir() and not (WORK / "build" / "debug" / part).exists():
            shutil.copytree(built / part, WORK / "build" / "debug" / part, ignore=ours, copy_function=os.link)


def apply(patch):
    """Applies a diff to the copy of the source."""
    head, *hunks = re.split(r"^@@.*\n", patch, flags=re.MULTILINE)
    path = SOURCE / head.removeprefix("--- ").strip()
    text = path.read_text(encoding="utf-8")
    for hunk in hunks:
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] != "+")
        if text.count(old) != 1:
            raise ValueError(f"{path.relative_to(SOURCE)} has {text.count(old)} places of:\n{old}")
        text = text.replace(old, "".join(line[1:] for line in lines if line[0] != "-"))
    path.write_text(text, encoding="utf-8")


def run(arguments, folder, environment):
    done = subprocess.run(arguments, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def follow(guide, folder, environment):
    """Follows a guide; what went wrong, as lines."""
    wrong, said, tried = [], "", 0
    text = (ROOT / guide).read_text(encoding="utf-8")
    if "\"configs/" in text:
        shutil.copytree(ROOT / "configs", folder / "configs")
    if "\n```diff\n" in text:
        copy_source()
    for line, language, content in blocks(text):
        code, place = 0, f"{guide}:{line}"
        if language == "toml" and (name := re.match(r"# ([\w-]+\.toml)\n", content)):
            (folder / name[1]).write_text(content, encoding="utf-8")
        elif language == "rust":
            first, rest = content.split("\n", 1)
            (SOURCE / first.removeprefix("// ")).write_text(rest, encoding="utf-8")
        elif language == "diff":
            try:
                apply(content)
            except ValueError as error:
                wrong.append(f"{place}: {error}")
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
            (folder / "bin").mkdir()
            (folder / "bin" / "comity").symlink_to(comity)
            # `cargo run -- ...` in the scratch folder builds the copy of the source.
            cargo = folder / "bin" / "cargo"
            options = f"--manifest-path '{SOURCE}/Cargo.toml' --config '{SOURCE}/.cargo/config.toml' --target-dir '{WORK}/build'"
            cargo.write_text(f"#!/bin/sh\ncommand=$1\nshift\nexec '{shutil.which('cargo')}' \"$command\" {options} \"$@\"\n")
            cargo.chmod(0o755)
            # `python3` is the one that runs this script.
            path = [str(folder / "bin"), os.path.dirname(sys.executable), os.environ["PATH"]]
            environment = os.environ | {"PATH": os.pathsep.join(path), "NO_COLOR": "1"}
            found = follow(guide, folder, environment)
        print(f"{guide}: {'as it says' if not found else f'{len(found)} blocks differ'}")
        wrong += found
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


main()
