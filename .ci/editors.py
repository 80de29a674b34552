"""Do editors read configs as the program does? The schema itself, shipped and starter configs, and typical mistakes, by taplo and
by jsonschema: python3 .ci/editors.py COMITY FOLDER; taplo and jsonschema have to be installed beside this Python."""

import json
import pathlib
import subprocess
import sys
import tomllib

import jsonschema

TAPLO = pathlib.Path(sys.executable).parent / "taplo"
KINDS = ["world", "grid", "factorial", "boundary", "sample", "sensitivity", "ablation", "tournament"]

# What is right although it looks odd: free names, dotted keys, tables laid over another config's.
RIGHT = {
    "extended": 'extends = "base.toml"\nname = "mine"\nchoice.patience = 0.6\n[study.sensitivity]\nn = 8\n',
    "own-strategy": "[strategies.mine.memory_one]\ncc = 1\ncd = 0\ndc = 1.0\ndd = 0.5\n",
    "group": '[[agents]]\npower = "weak"\ncount = 3\nideology = { normal = [0.0, 0.4] }\nstrategies = { mine = 2 }\n',
    "table-of-agents": '[[agents]]\npower = "weak"\ncount = 3\ncapability = { column = { path = "a.csv", column = "c" } }\n',
    "levers": 'study.factorial.bundles.a = { "agents.others.ideology" = [0.5, 1], "mechanisms.convention.enabled" = true }\n',
    "zipped": 'study.grid.axes = [[{ key = "a.b", values = [1, 2] }, { key = "c", log_range = [1, 2], points = 2 }]]\n',
    "stopping": "replicates = { min = 20, max = 200, half_width = 0.1 }\n",
    "conventions": "[mechanisms.conventions.blue]\nfine = 2\n",
}

# What is wrong, as people get it wrong.
WRONG = {
    "mistyped-key": "[game.dilemma]\nrentt = 2.0\n",
    "mistyped-table": "[mechanisms.convetion]\nfine = 2.0\n",
    "mistyped-top": "replicate = 20\n",
    "probability": "[noise]\nmiss = 1.5\n",
    "negative": "[game.dilemma]\ncost = -1\n",
    "patience-of-one": "[choice]\npatience = 1.0\n",
    "no-rounds": "rounds = 0\n",
    "half-a-round": "rounds = 10.5\n",
    "number-in-quotes": '[game.dilemma]\nrent = "2"\n',
    "word": 'seeds = "comon"\n',
    "power": '[[agents]]\npower = "medium"\ncount = 3\n',
    "no-count": '[[agents]]\npower = "weak"\n',
    "one-group": '[agents]\npower = "weak"\ncount = 3\n',
    "distribution": '[[agents]]\npower = "weak"\ncount = 3\nideology = { unifrom = [0, 1] }\n',
    "unknown-study": "[study.gird]\naxes = []\n",
    "two-studies": "[study.grid]\naxes = []\n[study.ablation]\nmechanisms = [\"fund\"]\n",
    "axis-without-key": "[study.grid]\naxes = [{ values = [1] }]\n",
    "network": '[network]\nkind = "torus"\n',
    "name": 'name = "my/study"\n',
    "every": 'output.rounds = { evry = 10 }\n',
}


def main(comity, folder):
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    schema = folder / "comity.schema.json"
    subprocess.run([comity, "schema", "--out", schema], check=True, stdout=subprocess.DEVNULL)
    rules = json.loads(schema.read_text())
    assert rules["$schema"] == "http://json-schema.org/draft-07/schema#", rules["$schema"]
    jsonschema.Draft7Validator.check_schema(rules)
    validator = jsonschema.Draft7Validator(rules)

    def by_taplo(path, *options):
        done = subprocess.run([TAPLO, "check", *options, path], cwd=folder, capture_output=True, text=True)
        return done.returncode == 0, done.stderr

    def judge(path, right, *options):
        found = [error.message for error in validator.iter_errors(tomllib.loads(path.read_text()))]
        taken, said = by_taplo(path, *options)
        assert (not found) == right, f"{path}: jsonschema finds {found}"
        assert taken == right, f"{path}: taplo says {said}"

    given = ["--schema", schema.as_uri()]
    shipped = sorted(pathlib.Path("configs").resolve().rglob("*.toml"))
    assert len(shipped) > 40, shipped
    for path in shipped:
        judge(path, True, *given)
    for kind in KINDS:
        # These lead to the schema by themselves.
        subprocess.run([comity, "new", kind, "--study", kind], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        path = folder / f"{kind}.toml"
        judge(path, True)
        path.write_text(path.read_text() + "\n[nosie]\nmiss = 0.1\n")
        judge(path, False)
    for right, texts in ((True, RIGHT), (False, WRONG)):
        for name, text in texts.items():
            path = folder / f"{'right' if right else 'wrong'}-{name}.toml"
            path.write_text(text)
            judge(path, right, *given)
            # What the schema refuses the program refuses too; the converse cannot be asked of a schema.
            if not right:
                checked = subprocess.run([comity, "check", path], capture_output=True, text=True)
                assert checked.returncode == 2, f"{path}: comity check says {checked.returncode}: {checked.stderr}"
    print(f"{len(shipped)} shipped, {len(KINDS)} starter and {len(RIGHT)} odd configs pass; {len(WRONG)} mistakes are found")


main(*sys.argv[1:])
