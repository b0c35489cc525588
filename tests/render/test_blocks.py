"""Cards of calls, code in colour, long texts, letters that deceive: what each looks like."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from gemini_magic.api.types import FunctionCall, FunctionResponse, Part
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Finish, Opened, PartStart
from gemini_magic.render import render
from tests.render.hostile import HOSTILE

TURNS_OR_HIDES = "[\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e007f]"


def said(*parts: Part) -> Reply:
    return fold([Opened("gemini-test", "r1"), *map(PartStart, parts), Finish("STOP")])


def answer(name: str, value: Any) -> Part:
    return Part(function_response=FunctionResponse(name=name, response={"result": value}))


def call(name: str, **args: Any) -> Part:
    return Part(function_call=FunctionCall(name=name, args=args))


def test_a_call_is_a_card_with_its_arguments_and_its_result_as_a_table() -> None:
    rows = [{"city": "Oslo", "degrees": 3}, {"city": "Rome", "degrees": 18}]
    html = render(said(call("weather", days=2), answer("weather", rows))).data["text/html"]

    assert "<strong>days</strong>: 2" in html
    assert html.count("<th ") == 2
    assert all(f">{value}</td>" in html for value in ("Oslo", "3", "Rome", "18"))


def test_thoughts_are_folded_and_the_answer_is_not() -> None:
    html = render(said(Part(text="Weigh it.", thought=True), Part(text="Yes."))).data["text/html"]
    folded, _, behind = html.partition("</details>")

    assert "<details" in folded
    assert "<details open" not in folded
    assert "Thoughts</summary>" in re.sub("</?(?:strong|span)[^>]*>", "", folded)
    assert "Weigh it." in folded
    assert "Yes." in behind
    assert "Yes." not in folded.partition("<details")[2]


def test_a_failed_call_is_seen_while_it_is_folded() -> None:
    failed = Part(function_response=FunctionResponse(name="f", response={"error": "no <net>"}))
    html = render(said(call("f"), failed)).data["text/html"]

    assert ">error</span></summary>" in html
    assert "no &lt;net&gt;" in html


def test_closed_code_is_coloured_letter_for_letter_and_open_code_is_plain() -> None:
    code = "def f(x):\n    return x < 1  # <b>\n"
    closed = render(said(Part(text=f"```python\n{code}```\n"))).data["text/html"]
    block = closed[closed.index("<pre") : closed.index("</pre>")]

    assert '<span style="color:var(--gm-k)">def </span>' in block
    assert unescape(re.sub("<[^>]*>", "", block)) == code
    assert "var(--gm-k)" not in render(said(Part(text=f"```python\n{code}"))).data["text/html"]
    assert "var(--gm-k)" not in render(said(Part(text=f"```nonsense\n{code}```"))).data["text/html"]


@pytest.mark.parametrize("language", ["c", "cpp", "csharp", "java", "js", "Rust", "go", "kotlin"])
def test_code_of_languages_that_are_alike_is_coloured(language: str) -> None:
    code = 'if (day == 1) { return "x"; }  // why'
    html = render(said(Part(text=f"```{language}\n{code}\n```"))).data["text/html"]

    assert ">if </span>" in html
    assert '<span style="color:var(--gm-s)">"x"</span>' in html
    assert "// why" in html


def test_code_that_is_long_is_plain_for_colouring_it_may_take_very_long() -> None:
    html = render(said(Part(text=f"```python\n{'if x:' * 2_000}\n```"))).data["text/html"]

    assert "var(--gm-k)" not in html.partition("if x:")[2]


def test_a_text_of_ten_megabytes_is_a_page_of_its_beginning() -> None:
    text = "one more line of words\n\n" * 420_000
    bundle = render(said(Part(text=text))).data

    assert len(text) > 10_000_000
    assert bundle["text/plain"] == text
    assert len(bundle["text/html"]) < 3_000_000
    assert "8.9 MB more" in bundle["text/html"]
    assert len(bundle["text/markdown"]) < 2_000_000


def test_what_turns_or_hides_letters_is_shown_as_a_mark() -> None:
    code = "``x\u2066y``\n\n```py\na\u202eb\n```\n"
    text = f"if admin\u202e nimda {code} می\u200cخواهم 👩\u200d🔬 \U000e0041"
    bundle = render(said(Part(text=text), call("get\u200b_key\u2067"))).data

    for kind in ("text/html", "text/markdown"):
        assert not re.search(
            "[\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e007f]", bundle[kind]
        )
        assert "می\u200cخواهم 👩\u200d🔬" in bundle[kind]
        assert "get\ufffd" in bundle[kind].replace("&#95;", "_")
    assert bundle["text/plain"].startswith(text)


@pytest.mark.parametrize("name", [name for name in HOSTILE if "_deep_" in name])
def test_markdown_is_no_deeper_than_its_readers_can_follow(name: str) -> None:
    markdown = render(HOSTILE[name]).data["text/markdown"]

    assert not re.search(r"(?m)^(?:[ \t]*(?:>|-[ \t])){20}", markdown)
    assert not re.search(r"([*\[])\1{50}", markdown)
    assert "window" in markdown
