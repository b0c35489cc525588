"""CSV or JSON rows in a prompt: as a Markdown table with counts and means."""

import csv
import io
import json
import re
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.markdown import number, table

_MOST_ROWS = 60
_FENCE = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
_WANTED = re.compile(
    r"\btable\b|\bcsv\b|\bjson\b|\bdata\b|\bstatistics?\b|\bstats\b|\bmean\b|\baverage\b|\bcolumns?\b"
    r"|\bmarkdown\b|\brows?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Data:
    """Rows under named columns, and what they were read as."""

    kind: str
    columns: list[str]
    rows: list[list[Any]]


def answer(request: Request, resources: Resources) -> Answer | None:
    prompt = request.prompt
    if not _WANTED.search(prompt):
        return None
    data = _json_rows(prompt) or _csv_rows(prompt)
    if data is None:
        return None
    statistics = [row for i in range(len(data.columns)) if (row := _statistics(data, i))]
    shown = table(data.columns, data.rows[:_MOST_ROWS])
    parts = [shown, f"{len(data.rows)} rows, {len(data.columns)} columns."]
    if len(data.rows) > _MOST_ROWS:
        parts[1] += f" The first {_MOST_ROWS} are shown."
    if statistics:
        parts.append(table(["column", "min", "mean", "median", "max", "sum"], statistics))
    columns = ", ".join(data.columns)
    thoughts = [
        f"The prompt holds {data.kind} with {len(data.rows)} rows and the columns {columns}.",
        f"{len(statistics)} of the columns are numeric, so they get statistics.",
    ]
    return computed(thoughts, "\n\n".join(parts))


def _json_rows(prompt: str) -> _Data | None:
    start = re.search(r"[\[{]", prompt)
    if start is None:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(prompt, start.start())
    except (ValueError, RecursionError):
        return None
    records = value if isinstance(value, list) else [value]
    if not records or not all(isinstance(record, dict) and record for record in records):
        return None
    columns = list(dict.fromkeys(key for record in records for key in record))
    rows = [[_flat(record.get(column, "")) for column in columns] for record in records]
    return _Data("JSON", columns, rows)


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _csv_rows(prompt: str) -> _Data | None:
    fenced = _FENCE.search(prompt)
    lines = (fenced[1] if fenced else prompt).strip().splitlines()
    for delimiter in (",", "\t", ";"):
        block = _longest_block(lines, delimiter)
        if len(block) >= 3 - (fenced is not None):
            header, *rows = csv.reader(io.StringIO("\n".join(block)), delimiter=delimiter)
            cells = [[cell.strip() for cell in row] for row in rows]
            return _Data("CSV", [name.strip() for name in header], cells)
    return None


def _longest_block(lines: list[str], delimiter: str) -> list[str]:
    """The longest run of lines that hold the delimiter equally often."""
    best: list[str] = []
    run: list[str] = []
    for line in lines:
        if delimiter in line and (not run or line.count(delimiter) == run[0].count(delimiter)):
            run.append(line)
        else:
            run = [line] if delimiter in line else []
        best = max(best, run, key=len)
    return best


def _statistics(data: _Data, index: int) -> list[str] | None:
    values = [_as_number(row[index]) for row in data.rows if row[index] not in ("", None)]
    numbers = [value for value in values if value is not None]
    if not numbers or len(numbers) < len(values):
        return None
    measures = (min(numbers), fmean(numbers), median(numbers), max(numbers), sum(numbers))
    return [data.columns[index], *(number(measure) for measure in measures)]


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool) or not re.fullmatch(r"[-+]?[\d,]*\.?\d+(?:e[-+]?\d{1,2})?",
                                                   str(value), re.IGNORECASE):  # fmt: skip
        return None
    return float(str(value).replace(",", ""))
