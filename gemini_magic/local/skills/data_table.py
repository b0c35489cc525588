"""CSV or JSON rows in a prompt: as a Markdown table with counts and means, and its extreme row."""

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
_CSV_FENCE = re.compile(r"```csv\n(.*?)```", re.DOTALL)
_FENCE = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
_MOST = "most highest largest biggest greatest longest oldest maximum max"
_LEAST = "least fewest lowest smallest shortest youngest minimum min"
_EXTREME = re.compile(rf"\b({'|'.join(f'{_MOST} {_LEAST}'.split())})\b", re.IGNORECASE)
_WANTED = re.compile(
    r"\btable\b|\bcsv\b|\bjson\b|\bdata\b|\bstatistics?\b|\bstats\b|\bmean\b|\baverage\b|\bcolumns?\b"
    r"|\bmarkdown\b|\brows?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Data:
    """Rows under named columns, and what they were read as."""

    kind: str
    columns: list[str]
    rows: list[list[Any]]


def answer(request: Request, resources: Resources) -> Answer | None:
    prompt = request.prompt
    if not _WANTED.search(prompt):
        return None
    data = rows_in(prompt)
    if data is None:
        return None
    named = [i for i, name in enumerate(data.columns) if name]  # an index has no name
    statistics = [row for i in named if (row := _statistics(data, i))]
    shown = table(data.columns, data.rows[:_MOST_ROWS])
    counted = f"{len(data.rows)} rows, {len(data.columns)} columns."
    if len(data.rows) > _MOST_ROWS:
        counted += f" The first {_MOST_ROWS} are shown."
    parts = [shown, counted]
    if (found := _extreme(_FENCE.sub("", prompt), data)) is not None:
        parts.insert(0, found)
    if statistics:
        parts.append(table(["column", "min", "mean", "median", "max", "sum"], statistics))
    columns = ", ".join(data.columns)
    thoughts = [
        f"The prompt holds {data.kind} with {len(data.rows)} rows and the columns {columns}.",
        f"{len(statistics)} of the columns are numeric, so they get statistics.",
    ]
    return computed(thoughts, "\n\n".join(parts))


def rows_in(prompt: str) -> Data | None:
    """The rows that a prompt holds as JSON or CSV, if any."""
    return _json_rows(prompt) or _csv_rows(prompt)


def _extreme(question: str, data: Data) -> str | None:
    """The row that holds the most or the least of what the question names."""
    asked = _EXTREME.search(question)
    numeric = [i for i, name in enumerate(data.columns) if name and _statistics(data, i)]
    named = [i for i in numeric if re.search(rf"\b{re.escape(data.columns[i])}\b", question, re.I)]
    if asked is None or not (column := (named or numeric)[:1]):
        return None
    at = column[0]
    choose = max if asked[1].lower() in _MOST.split() else min
    rows = [row for row in data.rows if as_number(row[at]) is not None]
    best = choose(rows, key=lambda row: as_number(row[at]) or 0)
    labels = [str(best[i]) for i, name in enumerate(data.columns) if name and i not in numeric]
    label = labels[0] if labels else f"Row {data.rows.index(best) + 1}"
    amount = number(as_number(best[at]) or 0)
    return f"**{label}**, with the {asked[1].lower()}: {data.columns[at]} {amount}."


def _json_rows(prompt: str) -> Data | None:
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
    return Data("JSON", columns, rows)


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _csv_rows(prompt: str) -> Data | None:
    fenced = _CSV_FENCE.search(prompt) or _FENCE.search(prompt)
    lines = (fenced[1] if fenced else prompt).strip().splitlines()
    for delimiter in (",", "\t", ";"):
        block = _longest_block(lines, delimiter)
        if len(block) >= 3 - (fenced is not None):
            header, *rows = csv.reader(io.StringIO("\n".join(block)), delimiter=delimiter)
            cells = [[cell.strip() for cell in row] for row in rows]
            return Data("CSV", [name.strip() for name in header], cells)
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


def _statistics(data: Data, index: int) -> list[str] | None:
    values = [as_number(row[index]) for row in data.rows if row[index] not in ("", None)]
    numbers = [value for value in values if value is not None]
    if not numbers or len(numbers) < len(values):
        return None
    measures = (min(numbers), fmean(numbers), median(numbers), max(numbers), sum(numbers))
    return [data.columns[index], *(number(measure) for measure in measures)]


def as_number(value: Any) -> float | None:
    if isinstance(value, bool) or not re.fullmatch(r"[-+]?[\d,]*\.?\d+(?:e[-+]?\d{1,2})?",
                                                   str(value), re.IGNORECASE):  # fmt: skip
        return None
    return float(str(value).replace(",", ""))
