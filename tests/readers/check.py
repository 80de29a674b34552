"""Reads a study's Parquet tables as its users do and compares every value with the CSV, to the bit.

    python check.py CSV_DIR [PARQUET_DIR]

CSV_DIR holds the tables of a study as CSV; PARQUET_DIR those of the same study as Parquet (default: the same folder).
Needs pandas, pyarrow, polars and duckdb. Ends with 1 and says where if anything differs.
"""

import csv
import json
import struct
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet


def by_pandas(path):
    table = pandas.read_parquet(path)
    return {name: table[name].tolist() for name in table.columns}


def by_pyarrow(path):
    table = pyarrow.parquet.read_table(path)
    return dict(zip(table.column_names, (column.to_pylist() for column in table.columns)))


def by_polars(path):
    return polars.read_parquet(path).to_dict(as_series=False)


def by_duckdb(path):
    relation = duckdb.read_parquet(str(path))
    rows = relation.fetchall()
    return {name: [row[place] for row in rows] for place, name in enumerate(relation.columns)}


STORED = {"count": "int64", "real": "double", "boolean": "bool", "text": "string"}
READERS = [by_pandas, by_pyarrow, by_polars, by_duckdb]


def bits(number):
    return struct.pack("<d", number)


def same(text, value):
    """Is the value read what the text in the CSV says?"""
    if text == "":
        return value is None or value != value
    if value is None:
        return False
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, int):
        return Decimal(text) == value
    if isinstance(value, float):
        return bits(float(text)) == bits(value)
    return text == value


def check(table, parquet):
    """The number of values compared."""
    with open(table, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    for reader in READERS:
        found = reader(parquet)
        name = f"{parquet.name}, {reader.__name__}"
        assert list(found) == header, f"{name}: columns {list(found)}, expected {header}"
        for place, column in enumerate(header):
            values = found[column]
            assert len(values) == len(rows), f"{name}: {len(values)} rows, expected {len(rows)}"
            for number, (row, value) in enumerate(zip(rows, values)):
                assert same(row[place], value), f"{name}, row {number}, {column}: {value!r}, expected {row[place]!r}"
    return len(header) * len(rows)


def check_types(table, parquet, dictionary):
    """Columns are stored and described as columns.csv says."""
    schema = pyarrow.parquet.read_schema(parquet)
    described = json.loads(pyarrow.parquet.read_metadata(parquet).metadata[b"comity.columns"])
    expected = [row for row in dictionary if row["table"] == table.name or row["table"] == parquet.name]
    for found, row in zip(described, expected, strict=True):
        assert [found[key] for key in ("name", "unit", "meaning", "type")] == [row[key] for key in ("column", "unit", "meaning", "type")], row
        expected = "uint64" if found["name"] == "seed" else STORED[found["type"]]
        stored = str(schema.field(found["name"]).type)
        assert stored == expected, f"{parquet.name}: {found['name']} is {stored}, expected {expected}"


def main():
    tables = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else tables
    with open(tables / "columns.csv", newline="", encoding="utf-8") as file:
        dictionary = list(csv.DictReader(file))
    found = sorted(folder.glob("*.parquet"))
    assert found, f"{folder}: no Parquet tables"
    values = 0
    for parquet in found:
        table = tables / f"{parquet.stem}.csv"
        values += check(table, parquet)
        check_types(table, parquet, dictionary)
    names = ", ".join(reader.__name__.removeprefix("by_") for reader in READERS)
    print(f"{len(found)} tables, {values} values: the same as the CSV to the bit, read by {names}")


if __name__ == "__main__":
    try:
        main()
    except AssertionError as wrong:
        sys.exit(f"check.py: {wrong}")
