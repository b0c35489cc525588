"""CSV in a file or in the prompt: statistics of its columns, by group too, and its top rows."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gemini_magic.local.execution.programs.task import Program, Task

_MEASURES = (
    (r"\b(?:total|sum)\b", "sum", "sum({})"),
    (r"\bmedian\b", "median", "statistics.median({})"),
    (r"\b(?:largest|max(?:imum)?|highest|biggest)\b", "maximum", "max({})"),
    (r"\b(?:smallest|min(?:imum)?|lowest)\b", "minimum", "min({})"),
    (r"\bstandard deviation\b", "standard deviation", "statistics.stdev({})"),
    (r"\bhow many\b|\bcount\b", "count", "len({})"),
    (r"\bmean\b|\baverage\b", "mean", "statistics.mean({})"),
)
_BY = re.compile(r"\b(?:by|per|for each|for every|grouped by)\s+(?:the\s+)?([\w ]+)", re.IGNORECASE)
_WHO = re.compile(r"\b(?:which|who|what)\b.*\b(highest|largest|most|biggest|max|lowest|smallest|"
                  r"least|fewest|min)", re.IGNORECASE)  # fmt: skip
_LEAST = frozenset("lowest smallest least fewest min".split())
_READ = """\
import csv
{imports}
with open({name!r}, encoding="utf-8-sig", newline="") as file:
    rows = list(csv.DictReader(file{delimiter}))
"""
_ALL = """\
print(len(rows), "rows with the columns", ", ".join(rows[0]))
for column in {columns!r}:
    values = [float(row[column]) for row in rows if row[column]]
    print(f"{{column}}: min {{min(values):g}}, mean {{statistics.mean(values):.6g}}, "
          f"median {{statistics.median(values):g}}, max {{max(values):g}}, sum {{sum(values):g}}")
"""
_ONE = """\
values = [float(row[{column!r}]) for row in rows if row[{column!r}]]
print("The {measure} of {shown} is", round({expression}, 6))
"""
_GROUPED = """\
groups = defaultdict(list)
for row in rows:
    if row[{column!r}]:
        groups[row[{by!r}]].append(float(row[{column!r}]))
for group, values in sorted(groups.items()):
    print(f"{{group}}: {{round({expression}, 6)}}")
"""
_TOP = """\
best = {chosen}((row for row in rows if row[{column!r}]), key=lambda row: float(row[{column!r}]))
print(", ".join(f"{{name}}: {{value}}" for name, value in best.items()))
"""


@dataclass(frozen=True)
class Sheet:
    """A CSV file: its name, how it is cut, its columns, and which of them hold numbers."""

    name: str
    delimiter: str
    columns: list[str]
    numeric: list[str]

    def named_in(self, text: str, among: list[str]) -> str | None:
        """The longest column name that stands in a text, plural or not."""
        lowered = f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "
        spoken = {c: " ".join(re.findall(r"[a-z0-9]+", c.lower())) for c in among}
        found = [c for c in among if spoken[c] and re.search(rf" {spoken[c]}(?:s|es)? ", lowered)]
        return max(found, key=len, default=None)


def write(task: Task) -> Program | None:
    sheet = sheet_in(task)
    if sheet is None or not sheet.numeric:
        return None
    question = task.prompt
    column = sheet.named_in(question, sheet.numeric)
    about = f"reads `{sheet.name}`"
    if column is None:
        body = _ALL.format(columns=sheet.numeric)
        return Program(read(sheet, "statistics") + body, f"{about} and describes its numbers")
    if found := _WHO.search(question):
        chosen = "min" if found[1].lower() in _LEAST else "max"
        body = _TOP.format(chosen=chosen, column=column)
        return Program(read(sheet) + body, f"{about} and looks for one row")
    measure, expression = _measure(question)
    expression = expression.format("values")
    found = _BY.search(question)
    by = sheet.named_in(found[1], sheet.columns) if found else None
    if by is not None and by != column:
        body = _GROUPED.format(column=column, by=by, expression=expression)
        code = read(sheet, "statistics", "collections") + body
        return Program(code, f"{about} and computes the {measure} of `{column}` by `{by}`")
    shown = column.replace('"', "'")
    body = _ONE.format(column=column, shown=shown, measure=measure, expression=expression)
    return Program(read(sheet, "statistics") + body, f"{about} and computes a {measure}")


def sheet_in(task: Task) -> Sheet | None:
    """The first file that is CSV; `data.csv` is what stands in the prompt itself."""
    for name, data in task.files.items():
        text = data[:200_000].decode("utf-8-sig", "replace")
        if (sheet := _sheet(name, text)) is not None:
            return sheet
    return None


def inline_csv(prompt: str) -> str | None:
    """The longest run of lines with equally many commas, three at least."""
    best: list[str] = []
    run: list[str] = []
    for line in prompt.splitlines():
        same = not run or line.count(",") == run[0].count(",")
        run = [*run, line] if "," in line and same else [line] if "," in line else []
        best = max(best, run, key=len)
    text = "\n".join(best) + "\n"
    return text if len(best) >= 3 and _sheet("data.csv", text) else None


def read(sheet: Sheet, *modules: str) -> str:
    """The lines which read a sheet into `rows`."""
    known = {"statistics": "import statistics\n",
             "collections": "from collections import defaultdict\n"}  # fmt: skip
    delimiter = "" if sheet.delimiter == "," else f", delimiter={sheet.delimiter!r}"
    imports = "".join(known[module] for module in modules)
    return _READ.format(imports=imports, name=sheet.name, delimiter=delimiter)


def _measure(question: str) -> tuple[str, str]:
    asked = ((name, code) for pattern, name, code in _MEASURES
             if re.search(pattern, question, re.IGNORECASE))  # fmt: skip
    return next(asked, ("mean", "statistics.mean({})"))


def _sheet(name: str, text: str) -> Sheet | None:
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = [row for row in _rows(text, delimiter) if row]
    if len(rows) < 2 or len(rows[0]) < 2 or len(set(rows[0])) < len(rows[0]):
        return None
    header, *body = rows
    if sum(len(row) == len(header) for row in body) < len(body):
        return None
    numeric = [
        column
        for i, column in enumerate(header)
        if all(_is_number(row[i]) or not row[i] for row in body) and any(row[i] for row in body)
    ]
    is_header = not all(map(_is_number, header))
    return Sheet(name, delimiter, header, numeric) if is_header else None


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = text.splitlines()[:2000]
    try:
        yield from csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    except csv.Error:
        return


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,2})?\s*", text))
