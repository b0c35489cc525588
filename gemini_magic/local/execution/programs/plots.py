"""Plots of functions, of numbers and pairs in the prompt, of CSV columns and named sequences."""

import ast
import re

from gemini_magic.local.execution.programs import charts
from gemini_magic.local.execution.programs.charts import Chart
from gemini_magic.local.execution.programs.sources import source_in
from gemini_magic.local.execution.programs.tables import Sheet, read, sheet_in
from gemini_magic.local.execution.programs.task import Program, Task
from gemini_magic.local.words.syntax import parsed_expression

_ASKED = re.compile(
    r"\b(?:plot|graph|chart|draw|histogram|scatter|visuali[sz]e|diagram)", re.IGNORECASE
)
_KINDS = (
    (r"\bpie\b", "pie"), (r"\bhistogram|\bdistribution\b", "histogram"),
    (r"\bscatter", "scatter"), (r"\bbars?\b|\bcolumn chart", "bar"),
    (r"\bline\b|\bcurve\b", "line"),
)  # fmt: skip
_FUNCTIONS = frozenset("sin cos tan exp log sqrt abs pi e log10 sinh cosh tanh atan".split())
_WORD = r"(?:sinh|cosh|tanh|sin|cos|tan|atan|exp|log10|log|ln|sqrt|abs|pi|x|e|\d+(?:\.\d+)?)"
_EXPRESSION = re.compile(rf"(?<![A-Za-z])(?:(?:{_WORD}(?![A-Za-df-wyz])|[-+*/^().²³])\s*)+")
_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(
    rf"\b(?:from|between|in|over|for|on)\b[^\d\[-]*?\[?\s*({_NUMBER}|-?\d*\s*\*?\s*pi)\s*"
    rf"(?:to|and|\.\.|,|through|until|≤\s*x\s*≤)\s*({_NUMBER}(?!\s*\*?\s*pi)|-?\d*\s*\*?\s*pi)",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"([A-Za-z][\w ]{{0,30}}?)\s*(?:[:=(]|\bis\b|\bhas\b|\s)\s*({_NUMBER})\b\)?%?")
_POINT = re.compile(rf"\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)")
_SPOKEN = (
    (r"\b(?:a |the )?cosine(?: (?:wave|curve|function))?(?! of)\b", "cos(x)"),
    (r"\b(?:a |the )?sine(?: (?:wave|curve|function))?(?! of)\b", "sin(x)"),
    (r"\b(?:a |the )?parabola\b", "x^2"),
)
_MOST_CURVES = 4
_DEFAULT_RANGE = ("-10", "10")


def write(task: Task) -> Program | None:
    if not _ASKED.search(task.question) or not charts.drawer():
        return None
    kind = next(
        (k for pattern, k in _KINDS if re.search(pattern, task.question, re.IGNORECASE)), ""
    )
    sheet = sheet_in(task)
    if sheet is not None and (program := _of_sheet(task, sheet, kind)) is not None:
        return program
    return (
        _of_functions(task.question)
        or _of_points(task.question, kind)
        or _of_pairs(task.question, kind)
        or _of_numbers(task.question, kind)
    )


def _of_functions(question: str) -> Program | None:
    spoken_range = _RANGE.search(question)
    around = question.replace(spoken_range[0], " ") if spoken_range else question
    for spoken, curve in _SPOKEN:
        around = re.sub(spoken, curve, around, flags=re.IGNORECASE)
    around = re.sub(r"\b(?:y|f\s*\(\s*x\s*\))\s*=", " ", around)
    curves = [c for found in _EXPRESSION.findall(around) if (c := found.strip(" .")) and "x" in c]
    curves = [c for c in dict.fromkeys(curves) if _python(c) is not None][:_MOST_CURVES]
    if not curves:
        return None
    low, high = spoken_range.groups() if spoken_range else _DEFAULT_RANGE
    names = sorted({n for c in curves for n in re.findall(r"[a-z]+\d*", _python(c) or "")} & _MATH)
    code = f"import math\nfrom math import {', '.join(names)}\n" if names else "import math\n"
    code += f"\n{charts.imports()}\n\ndef values(function):\n{_VALUES}\n\n"
    code += f"low, high = {_bound(low)}, {_bound(high)}\n"
    code += "xs = [low + i * (high - low) / 400 for i in range(401)]\n"
    for i, curve in enumerate(curves):
        code += f"ys{i or ''} = values(lambda x: {_python(curve)})\n"
    title = ", ".join(curves)
    code += charts.drawn(Chart("line", title, "x", "y"), tuple(curves) if curves[1:] else ())
    caption = f"The plot shows {title} for x from {low} to {high}."
    return Program(code, f"computes {title} at 401 places and draws it", caption)


_VALUES = '''\
    """The function at every place; nothing where it has no value."""
    found = []
    for x in xs:
        try:
            found.append(float(function(x)))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            found.append(math.nan)
    return found
'''
_MATH = _FUNCTIONS - {"abs"}


def _python(curve: str) -> str | None:
    """The expression in Python; None when it is none."""
    text = curve.replace("^", "**").replace("²", "**2").replace("³", "**3")
    text = re.sub(r"\bln\b", "log", text)
    text = re.sub(r"(\d)\s*(?=[a-z(])", r"\1*", text).replace("log10*(", "log10(")
    text = re.sub(r"\)\s*(?=[\w(])", ")*", text)
    text = re.sub(r"\bx\s*\(", "x*(", text)
    text = re.sub(r"\b(sin|cos|tan|exp|log|sqrt|abs) +(\d*x|\w+)", r"\1(\2)", text)
    try:
        tree = parsed_expression(text.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return text.strip() if "x" in names and names <= _FUNCTIONS | {"x"} else None


def _bound(text: str) -> str:
    """A number, or a multiple of pi."""
    if "pi" not in text:
        return text
    times = text.replace("pi", "").replace("*", "").strip()
    return f"{times}math.pi" if times in ("", "-") else f"{times} * math.pi"


def _of_points(question: str, kind: str) -> Program | None:
    points = [(float(x), float(y)) for x, y in _POINT.findall(question)]
    if len(points) < 2:
        return None
    code = f"{charts.imports()}\npoints = {points!r}\nxs, ys = zip(*points)\n"
    code += charts.drawn(Chart(kind if kind == "line" else "scatter", "Points", "x", "y"))
    return Program(code, f"draws {len(points)} points", f"The plot shows {len(points)} points.")


def _of_pairs(question: str, kind: str) -> Program | None:
    """Labels and values: "apples: 3, pears: 5"."""
    after = question.partition(":")[2] if question.count(":") == 1 else question
    spoken = re.sub(r".*?\b(?:of|for|with|showing)\b:?", "", after, count=1) or after
    pairs = [(label.strip(), value) for label, value in _PAIR.findall(spoken)]
    pairs = [(re.sub(r"^(?:and|the)\s+", "", label), value) for label, value in pairs]
    if len(pairs) < 2 or len({label for label, _ in pairs}) < len(pairs):
        return None
    kind = kind if kind in ("pie", "line") else "bar"
    labels = [label for label, _ in pairs]
    code = f"{charts.imports()}\nlabels = {labels!r}\nys = [{', '.join(v for _, v in pairs)}]\n"
    code += "xs = range(len(ys))\n" if kind == "line" else ""
    listed = ", ".join(f"{label} {value}" for label, value in pairs)
    code += charts.drawn(Chart(kind, listed if len(listed) < 60 else f"{len(pairs)} values"))
    return Program(code, f"draws a {kind} chart", f"The {kind} chart shows {listed}.")


def _of_numbers(question: str, kind: str) -> Program | None:
    source = source_in(question)
    if source is None:
        return None
    kind = kind or "line"
    code = f"{charts.imports()}{source.code}ys = numbers\nlabels = xs = range(1, len(ys) + 1)\n"
    code += charts.drawn(Chart(kind, source.spoken[:1].upper() + source.spoken[1:]))
    return Program(code, f"draws {source.spoken}", f"The {_spoken(kind)} shows {source.spoken}.")


def _of_sheet(task: Task, sheet: Sheet, kind: str) -> Program | None:
    named = [c for c in sheet.numeric if sheet.named_in(task.prompt, [c])] or sheet.numeric[-1:]
    if not named:
        return None
    column = named[-1]
    others = [c for c in sheet.columns if c != column]
    along = sheet.named_in(task.prompt, others) or others[0]
    kind = kind or ("line" if along in sheet.numeric else "bar")
    places = f"[float(row[{along!r}]) for row in rows]" if along in sheet.numeric else "labels"
    code = charts.imports() + read(sheet)
    code += f"labels = [row[{along!r}] for row in rows]\nxs = {places}\n"
    code += f"ys = [float(row[{column!r}] or 0) for row in rows]\n"
    code += charts.drawn(Chart(kind, f"{column} by {along}", along, column))
    caption = f"The {_spoken(kind)} shows `{column}` by `{along}` from `{sheet.name}`."
    return Program(code, f"reads `{sheet.name}` and draws `{column}`", caption)


def _spoken(kind: str) -> str:
    return kind if kind == "histogram" else f"{kind} chart"
