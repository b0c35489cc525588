"""Questions on a table: who has the most and the least, what stands where, the mean."""

from collections.abc import Iterator
from statistics import fmean

from gemini_magic.local.quiz.question import Question, wrong_choices
from gemini_magic.local.skills.data_table import Data, as_number
from gemini_magic.local.words.markdown import number


def questions_on(data: Data) -> Iterator[Question]:
    """Of each column in turn; none of a table without rows that have a name."""
    columns = [at for at, name in enumerate(data.columns) if name]
    numeric = [at for at in columns if _numbers(data, at)]
    labels = [at for at in columns if at not in numeric]
    if not labels or len(data.rows) < 3:
        return
    label = max(labels, key=lambda at: len({row[at] for row in data.rows}))
    for at in numeric:
        yield from _extremes(data, label, at)
    for at in [*numeric, *(one for one in labels if one != label)]:
        yield from _looked_up(data, label, at)
    for at in numeric:
        yield _mean(data, at)


def _extremes(data: Data, label: int, at: int) -> Iterator[Question]:
    rows = sorted(data.rows, key=lambda row: as_number(row[at]) or 0.0)
    for word, row, rest in (("highest", rows[-1], rows[-2::-1]), ("lowest", rows[0], rows[1:])):
        if as_number(rest[0][at]) == as_number(row[at]):
            continue  # two of them have it
        wrong = wrong_choices(str(row[label]), (str(other[label]) for other in rest))
        why = f"{data.columns[at]} of {row[label]} is {row[at]}, the {word} among the rows shown."
        ask = f"Which {data.columns[label]} has the {word} {data.columns[at]}?"
        yield Question(ask, str(row[label]), wrong, why)


def _looked_up(data: Data, label: int, at: int) -> Iterator[Question]:
    names = [row[label] for row in data.rows]
    for row in data.rows:
        if names.count(row[label]) > 1:
            continue
        wrong = wrong_choices(str(row[at]), (str(other[at]) for other in data.rows))
        if len(wrong) >= 2:
            what = f"{data.columns[at]} of {row[label]}"
            yield Question(f"What is the {what}?", str(row[at]), wrong, f"The {what} is {row[at]}.")


def _mean(data: Data, at: int) -> Question:
    values = _numbers(data, at)
    mean = fmean(values)
    made = (mean * 1.2, mean * 0.8, max(values), min(values), mean + 1)
    right = number(mean)
    wrong = wrong_choices(right, map(number, made))
    total = number(sum(values))
    why = f"The {len(values)} values of {data.columns[at]} that are shown add up to {total}."
    return Question(f"What is the mean of {data.columns[at]} in the rows shown?", right, wrong, why)


def _numbers(data: Data, at: int) -> list[float]:
    """The values of a column of numbers; nothing for any other."""
    found = [as_number(row[at]) for row in data.rows if row[at] not in ("", None)]
    numbers = [value for value in found if value is not None]
    return numbers if len(numbers) == len(found) else []
