"""The evaluator computes arithmetic, never executes anything, and is never slow."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic.local.words.evaluate import NotArithmetic, Refused, evaluate, show


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("17 * 23 + 4", "395"),
        ("(1 + 2) * -3", "-9"),
        ("0.1 + 0.2", "0.3"),
        ("1/3 + 1/6", "0.5"),
        ("2**100", "1267650600228229401496703205376"),
        ("7 // 2 + 7 % 2", "4"),
        ("sqrt(144) + factorial(5)", "132"),
        ("2**-1", "0.5"),
        ("8**(1/3)", "2"),
        ("round(2.567, 1)", "2.6"),
    ],
)
def test_arithmetic_is_right(expression: str, expected: str) -> None:
    assert show(evaluate(expression)) == expected


@pytest.mark.parametrize(
    "expression",
    ["9**9**9", "2**999999999", "factorial(99999)", "1/0", "(-8)**0.5", "exp(9999)", "1e308*1e10"],
)
def test_what_has_no_bounded_result_is_refused_quickly(expression: str) -> None:
    started = time.monotonic()
    with pytest.raises(Refused):
        evaluate(expression)

    assert time.monotonic() - started < 0.2


@pytest.mark.parametrize(
    "expression",
    ["__import__('os')", "().__class__", "open", "x", "'a'*9", "[1]", "True + 1", "lambda: 1",
     "-" * 90 + "1", "1 if 2 else 3", "max", "1 << 9", ""],
)  # fmt: skip
def test_what_is_not_arithmetic_is_never_run(expression: str) -> None:
    with pytest.raises(NotArithmetic):
        evaluate(expression)


@settings(max_examples=200, deadline=500)
@given(st.text("0123456789.+-*/%()e, sqrtfacilomxn_[]'\"", max_size=40))
def test_no_text_crashes_the_evaluator(text: str) -> None:
    try:
        value = evaluate(text)
    except NotArithmetic:
        return
    assert isinstance(value, int | float | Fraction)
    assert show(value)


@given(st.integers(-999, 999), st.integers(-999, 999), st.sampled_from("+-*"))
def test_it_agrees_with_python(a: int, b: int, sign: str) -> None:
    expected = {"+": a + b, "-": a - b, "*": a * b}[sign]

    assert evaluate(f"({a}) {sign} ({b})") == expected
