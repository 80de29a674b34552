"""Shows that two builds write the same numbers, whatever the form of each.

    python3 .ci/reals.py OLD NEW FOLDER [CONFIG...]

OLD and NEW are two binaries; both run every shipped config, shortened (or the CONFIGs), into FOLDER. Every table has to have the same
columns and rows; of each field either the text is the same, or both are the same number to the bit. What else differs is printed and
ends with 1: columns that only one build has, and other values. The last line counts the fields that are written otherwise.
"""

import csv
import struct
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def shipped():
    return sorted([*HERE.glob("configs/*.toml"), *HERE.glob("configs/classics/*.toml"), *HERE.glob("configs/scenarios/*.toml")])


def run(binary, config, out):
    command = [binary, "run", str(config), "--quick", "--quiet", "--out", str(out)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def bits(text):
    try:
        return struct.pack("<d", float(text))
    except ValueError:
        return None


def compare(old, new, name):
    """Fields, and those written otherwise; prints what differs."""
    header, *rows = read(old)
    after, *others = read(new)
    wrong = 0
    if name == "columns.csv":
        # Columns of the dictionary that only one build has say something of the others, not of a run.
        shared = [column for column in header if column in after]
        rows = [[row[header.index(column)] for column in shared] for row in rows]
        others = [[row[after.index(column)] for column in shared] for row in others]
    elif header != after:
        print(f"{new}: other columns: {set(header) ^ set(after)}")
        return 0, 0, 1
    if len(rows) != len(others):
        print(f"{new}: {len(others)} rows, before {len(rows)}")
        return 0, 0, 1
    fields = changed = 0
    for number, (row, other) in enumerate(zip(rows, others)):
        for place, (a, b) in enumerate(zip(row, other)):
            fields += 1
            if a == b:
                continue
            if bits(a) is not None and bits(a) == bits(b):
                changed += 1
            else:
                wrong += 1
                if wrong <= 3:
                    print(f"{new}, row {number}, {header[place]}: {b!r}, before {a!r}")
    return fields, changed, wrong


def main():
    old, new, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    total = [0, 0, 0]
    for config in map(Path, sys.argv[4:]) if len(sys.argv) > 4 else shipped():
        places = [folder / which / config.stem for which in ("old", "new")]
        for binary, place in zip((old, new), places):
            if not place.exists():
                run(binary, config, place)
        tables = [sorted(path.name for path in place.glob("*.csv")) for place in places]
        if tables[0] != tables[1]:
            sys.exit(f"{config}: other tables: {set(tables[0]) ^ set(tables[1])}")
        for name in tables[0]:
            found = compare(places[0] / name, places[1] / name, name)
            total = [sum(pair) for pair in zip(total, found)]
    fields, changed, wrong = total
    print(f"{fields} fields: {changed} numbers written otherwise, equal to the bit; {wrong} other differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
