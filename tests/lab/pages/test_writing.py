r"""A notebook for each kind of writing: prose, maths, scripts, code, thoughts, data, much of it."""

from __future__ import annotations

import pytest

from tests.lab.scripts import Script, said
from tests.lab.seen import LOAD, NOTE, Cell, Seen
from tests.scripted import ScriptedGemini

PROSE = """# Überschrift

Prose with **strong**, *emphasised* and ~~struck~~ words, `code` and [a link](https://example.org).

> A quotation
> of two lines.

1. one
2. two
   - within

- [x] done
- [ ] to do

---

Last words."""
TABLE = """| model | price | new | for what |
|:------|------:|:-:|---|
| flash | $0.30 | ✓ | `quick` answers |
| pro | $2.00 | | **hard** questions, which take longer than others do |"""
MATHS = r"""It costs $5, and $10 for two; Euler says $e^{i\pi} + 1 = 0$, and

$$\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}$$

as well as \(a^2 + b^2 = c^2\) and \[ \int_0^1 x\,dx = \tfrac12. \]"""
SCRIPTS = """هذا نص عربي مع `code` و 3 كلمات.

עברית מימין לשמאל.

日本語の文章、中文和한국어。

हिन्दी, ไทย, Ελληνικά, кириллица; 👩🏽‍🚀 🦉 🇳🇴 ½ ≠ ∑

- פריט ראשון
- פריט שני

| اسم | عدد |
|---|---|
| بومة | 2 |"""
CODE = """```python
def hoot(times: int = 3) -> str:  # at night
    return "hoo " * times
```

```javascript
const hoot = (times) => 'hoo '.repeat(times);
```

```sql
SELECT name, count(*) FROM owls WHERE wings = 2 GROUP BY name;
```

```diff
- two owls
+ three owls
```

```
no language, and a line that is much longer than any page is wide {}
```""".format("hoo " * 60)
MUCH = "\n\n".join(f"## Part {n}\n\n{'All work and no play. ' * 40}" for n in range(40))
THOUGHT = {"text": "**Weighing**\n\nI weigh *both* sides.", "thought": True}
VALUE = '{"name": "Ada", "born": 1815, "tags": ["maths", "engines"], "site": null, "ok": true}'
ROWS = '[{"owl": "barn", "wings": 2}, {"owl": "snowy", "wings": 2, "seen": true}]'
ANY = '--schema \'{"type": ["object", "array"]}\''
NEST = """from pydantic import BaseModel

class Owl(BaseModel):
    name: str
    wings: int

class Nest(BaseModel):
    place: str
    owls: list[Owl]"""

SCRIPTED = {
    "prose": Script(
        [said(PROSE)],
        [
            Cell(
                "%%gemini\nWrite",
                says=[
                    "Überschrift",
                    "struck",
                    "A quotation",
                    "within",
                    "☑ done",
                    "☐ to do",
                    "Last words.",
                ],
                has={"blockquote": 1, "ol > li": 2, "h1": 1, "s, del": 1, "hr": 1},
            )
        ],
    ),
    "table": Script(
        [said(TABLE)],
        [
            Cell(
                "%%gemini\nCompare",
                says=["$0.30", "✓", "hard questions"],
                has={"table": 1, "th": 4, "tbody tr": 2},
                markdown=["$2.00"],
            )
        ],
    ),
    "maths": Script(
        [said(MATHS)],
        [
            Cell(
                "%%gemini\nReckon",
                says=["costs $5, and $10 for two", "as well as"],
                has={"table": 0},
                markdown=["$5, and $10 for two"],
            )
        ],
    ),
    "scripts": Script(
        [said(SCRIPTS)],
        [
            Cell(
                "%%gemini\nWrite",
                says=["هذا نص عربي", "日本語の文章", "👩🏽‍🚀", "פריט ראשון"],
                has={"li[style*=margin-right]": 2},
            )
        ],
    ),
    "code": Script(
        [said(CODE)],
        [
            Cell(
                "%%gemini\nWrite code",
                says=["def hoot", "SELECT name", "three owls", "no language"],
                has={"pre": 5},
            )
        ],
    ),
    "thoughts": Script(
        [said(THOUGHT, "Both.")],
        [
            Cell(
                "%%gemini --thoughts\nThink",
                says=["I weigh both sides", "Both."],
                has={"details": 1},
            )
        ],
    ),
    "much": Script(
        [said(MUCH)],
        [Cell("%%gemini\nWrite much", says=["Part 0", "Part 39"], has={"h2": 40})],
    ),
    "value": Script(
        [said(VALUE)],
        [Cell(f"%%gemini {ANY}\nAda", says=["Ada", "1815", "engines", "site: null", "ok: true"])],
    ),
    "rows": Script(
        [said(ROWS)],
        [
            Cell(
                f"%%gemini {ANY}\nOwls",
                says=["barn", "snowy", "seen"],
                has={"table": 1, "tbody tr": 2},
            )
        ],
    ),
}
NOTEBOOKS = {
    "badge": (Cell("%%gemini\nWhat is 6 * 7?", says=["42", NOTE], has={".gm-reply": 1}),),
    "schema": (
        Cell(NEST),
        Cell(
            "%%gemini --schema Nest -o nest\nA nest of owls",
            says=["place", "owls", "wings", NOTE],
            has={"details": 1, "table": 1},
        ),
        Cell("nest.owls", says=["Owl("]),
    ),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_writing_is_seen_everywhere(seen: Seen, gemini: ScriptedGemini, name: str) -> None:
    SCRIPTED[name].play(name, seen, gemini)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_writing_of_the_local_engine_is_seen_everywhere(seen: Seen, name: str) -> None:
    seen(name, LOAD, *NOTEBOOKS[name])
