"""Reads the tables of results as their users do, the types of columns guessed, and compares every sum with that of the CSV.

    python sums.py RESULT...

Each RESULT is the folder of a finished result with CSV tables; its figures/ are read as well. Needs pandas, polars, duckdb and
pyarrow. Every field has to be written as the type of its column says (columns.csv): a real with a point, a count without. A reader
that guesses from the first rows then guesses right, unless they are all empty: such a column is text to polars and DuckDB, and is
cast. Ends with 1 and says where if anything differs.
"""

import csv
import math
import re
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.csv

FORMS = {
    "real": re.compile(r"-?\d+\.\d+(e[+-]?\d+)?"),
    "count": re.compile(r"-?\d+"),
    "boolean": re.compile("true|false"),
    "text": re.compile(r"(?s).*"),
}
# Rows from which a reader guesses.
POLARS, DUCKDB = 100, 20_480


def by_pandas(path):
    table = pandas.read_csv(path)
    return {name: table[name].to_list() for name in table.columns}


def by_pandas_exactly(path):
    table = pandas.read_csv(path, float_precision="round_trip")
    return {name: table[name].to_list() for name in table.columns}


def by_pyarrow(path):
    table = pyarrow.csv.read_csv(path)
    return {name: table[name].to_pylist() for name in table.column_names}


def by_polars(path):
    # It leaves doubled quotes in names as they are.
    return {name.replace('""', '"'): column for name, column in polars.read_csv(path).to_dict(as_series=False).items()}


def by_duckdb(path):
    relation = duckdb.read_csv(str(path))
    return {name: list(column) for name, column in zip(relation.columns, zip(*relation.fetchall()))}


# By reader the rows that it guesses from, where it takes an empty column for text, and what its numbers may be off: unless told
# otherwise, pandas keeps 17 digits, and counts zeros behind the point among them: of 0.00001... it reads 12.
READERS = [(by_pandas, 0, 1e-11), (by_pandas_exactly, 0, 0), (by_pyarrow, 0, 0), (by_polars, POLARS, 0), (by_duckdb, DUCKDB, 0)]


def numbers(values):
    return [value for value in values if value is not None and value == value]


def check(table, types):
    """The number of columns whose sums were compared."""
    with open(table, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert len({name.lower() for name in header}) == len(header), f"{table}: two columns of one name in {header}"
    fields = dict(zip(header, zip(*rows))) if rows else {name: () for name in header}
    for name in header:
        form = FORMS[types[name]]
        for number, field in enumerate(fields[name]):
            assert field == "" or form.fullmatch(field), f"{table}, row {number}, {name} ({types[name]}): {field!r}"
    numeric = [name for name in header if types[name] in ("real", "count") and any(fields[name])]
    for reader, guessed, room in READERS:
        # Nobody guesses from no rows, and one column of empty fields has none.
        if not rows or len(header) == 1:
            continue
        found = reader(table)
        where = f"{table}, {reader.__name__}"
        assert list(found) == header, f"{where}: columns {list(found)}, expected {header}"
        for name in numeric:
            said = [float(field) for field in fields[name] if field]
            values = numbers(found[name])
            if guessed and not any(fields[name][:guessed]):
                values = [float(value) for value in values if value != ""]
            assert not any(isinstance(value, (str, bool)) for value in values), f"{where}: {name} is not read as numbers"
            assert len(values) == len(said), f"{where}: {name} has {len(values)} numbers, expected {len(said)}"
            off = abs(math.fsum(values) - math.fsum(said))
            assert off <= room * math.fsum(map(abs, said)), f"{where}: the sum of {name} is off by {off}"
            if types[name] == "real" and not (guessed and not any(fields[name][:guessed])):
                assert all(isinstance(value, float) for value in values), f"{where}: {name} is not read as reals"
    return len(numeric)


def guessed(table):
    """The types of the columns of a table that columns.csv does not describe, by all of its fields."""
    with open(table, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)

    def of(column):
        given = [field for field in column if field]
        return next(kind for kind, form in FORMS.items() if all(form.fullmatch(field) for field in given))

    return {name: of([row[place] for row in rows]) for place, name in enumerate(header)}


def main():
    tables = columns = 0
    for result in map(Path, sys.argv[1:]):
        types = {}
        with open(result / "columns.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                types.setdefault(row["table"], {})[row["column"]] = row["type"]
        for table in sorted([*result.glob("*.csv"), *result.glob("figures/*.csv")]):
            if table.name == "behaviorspace.csv":
                continue
            own = types.get(table.name) if table.parent == result else None
            columns += check(table, own or guessed(table))
            tables += 1
    assert tables, "no tables"
    print(f"{tables} tables, {columns} columns of numbers: the same sums by pandas, pyarrow, polars and duckdb, types guessed")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as wrong:
        sys.exit(f"sums.py: {wrong}")
