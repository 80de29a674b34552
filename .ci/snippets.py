"""Writes the README's Python, R and gnuplot snippets to files, so that they can be tried.

usage: snippets.py README.md FOLDER
"""

import pathlib
import re
import sys

readme, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
text = readme.read_text(encoding="utf-8")
for language, name in [("python", "snippet.py"), ("r", "snippet.R"), ("gnuplot", "snippet.gp")]:
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    if not blocks:
        sys.exit(f"{readme}: no snippet in {language}")
    (folder / name).write_text("\n".join(blocks), encoding="utf-8")
