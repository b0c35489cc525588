"""`python -m tests.benchmarks [--json] [NAME…]`: every benchmark in one process, then a table.

The exit status is 1 if a target was missed. Nothing here runs under pytest: time is no assertion.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from . import (
    chunks,
    drawings,
    embeddings,
    first_byte,
    frames,
    interactions,
    loading,
    memory,
    rendering,
    turns,
    upload,
    vectors,
)
from .measure import RUNS
from .table import Row, table

BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "chunks": chunks.rows,
    "interactions": interactions.rows,
    "loading": loading.rows,
    "first_byte": first_byte.rows,
    "turns": turns.rows,
    "memory": memory.rows,
    "rendering": rendering.rows,
    "drawings": drawings.rows,
    "upload": upload.rows,
    "embeddings": embeddings.rows,
    "frames": frames.rows,
    "vectors": vectors.rows,
}


def main() -> int:
    """Run what was asked for, print all of it, and say whether the targets were met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    for name in arguments.names or BENCHMARKS:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += BENCHMARKS[name]()
    if arguments.json:
        print(json.dumps([row.as_json() for row in rows], indent=1))
    else:
        print(table(rows))
        print(f"\nmedians of {RUNS} runs")
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
