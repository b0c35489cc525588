"""Arithmetic by walking a syntax tree: nothing is ever executed, and every result is bounded."""

import ast
import math
import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TypeAlias

from gemini_magic.local.words.syntax import parsed_expression

Number: TypeAlias = int | float | Fraction

_LONGEST = 400
_DEEPEST = 60
_MOST_BITS = 4000
_BIGGEST_FACTORIAL = 300

_BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_CONSTANTS: dict[str, Number] = {"pi": math.pi, "e": math.e, "tau": math.tau}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs,
    "cos": math.cos,
    "exp": math.exp,
    "gcd": math.gcd,
    "lcm": math.lcm,
    "ln": math.log,
    "log": math.log10,
    "log10": math.log10,
    "log2": math.log2,
    "max": max,
    "min": min,
    "round": round,
    "sin": math.sin,
    "tan": math.tan,
}


class NotArithmetic(ValueError):
    """The text is not arithmetic."""


class Refused(NotArithmetic):
    """It is arithmetic, but without a result or with one that is too large."""


def evaluate(expression: str) -> Number:
    """The value of an expression of numbers, + - * / // % **, brackets and a few functions."""
    return steps(expression)[-1][1]


def steps(expression: str) -> list[tuple[str, Number]]:
    """Each operation and its value, innermost first; the last is the whole."""
    if len(expression) > _LONGEST:
        raise NotArithmetic("the expression is too long")
    try:
        tree = parsed_expression(expression.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NotArithmetic(f"{expression!r} is not an expression") from error
    done: list[tuple[str, Number]] = []
    try:
        value = _value(tree.body, done, 0)
    except NotArithmetic:
        raise
    except ZeroDivisionError as error:
        raise Refused("nothing can be divided by zero") from error
    except (OverflowError, ValueError) as error:
        raise Refused("it has no finite real result") from error
    except TypeError as error:
        raise NotArithmetic(str(error)) from error
    return done or [(expression.strip(), value)]


def show(value: Number) -> str:
    """A number for people: exact where that is short, else to twelve digits."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        value = float(value)
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.12g}"


def _value(node: ast.expr, done: list[tuple[str, Number]], depth: int) -> Number:
    if depth > _DEEPEST:
        raise NotArithmetic("the expression is nested too deeply")
    match node:
        case ast.Constant(value=int() | float() as constant) if not isinstance(constant, bool):
            return _bounded(constant)
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, done, depth + 1)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, done, depth + 1)
        case ast.BinOp(left=left, op=sign, right=right):
            a, b = _value(left, done, depth + 1), _value(right, done, depth + 1)
            value: Number = _bounded(_operate(sign, a, b))
            done.append((f"{show(a)} {_SIGNS.get(type(sign), '?')} {show(b)}", value))
            return value
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            values = [_value(argument, done, depth + 1) for argument in arguments]
            value = _bounded(_call(name, values))
            done.append((f"{name}({', '.join(map(show, values))})", value))
            return value
    raise NotArithmetic("only numbers, signs and a few functions are arithmetic")


_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "×",
    ast.Div: "÷",
    ast.FloorDiv: "//",
    ast.Mod: "mod",
    ast.Pow: "^",
}


def _operate(sign: ast.operator, a: Number, b: Number) -> Number:
    if isinstance(sign, ast.Div):
        exact = isinstance(a, int | Fraction) and isinstance(b, int | Fraction)
        return Fraction(a) / Fraction(b) if exact else float(a) / float(b)
    if isinstance(sign, ast.Pow):
        return _power(a, b)
    if type(sign) not in _BINARY:
        raise NotArithmetic("bits are not arithmetic")
    return _BINARY[type(sign)](a, b)


def _power(base: Number, exponent: Number) -> Number:
    """Refused before it is computed when the result would be too large."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        exponent = exponent.numerator
    if isinstance(exponent, int) and isinstance(base, int | Fraction):
        part = base if isinstance(base, int) else max(abs(base.numerator), base.denominator)
        if part.bit_length() * abs(exponent) > _MOST_BITS:
            raise Refused("the power is too large")
        return Fraction(base) ** exponent
    if base < 0:
        raise Refused("the power is not a real number")
    return math.pow(base, exponent)


def _call(name: str, values: list[Number]) -> Number:
    if name == "sqrt" and len(values) == 1:
        return _root(values[0])
    if name == "factorial" and len(values) == 1:
        (n,) = values
        if not isinstance(n, int) or not 0 <= n <= _BIGGEST_FACTORIAL:
            raise Refused(f"factorials go from 0 to {_BIGGEST_FACTORIAL}")
        return math.factorial(n)
    if name not in _FUNCTIONS or not 1 <= len(values) <= 20:
        raise NotArithmetic(f"{name!r} is not a known function")
    if name == "round" and len(values) == 2:
        return round(Fraction(values[0]), max(-20, min(20, int(values[1]))))
    if name in ("gcd", "lcm"):
        return _FUNCTIONS[name](*(int(v) for v in values))
    return _FUNCTIONS[name](*values)


def _root(value: Number) -> Number:
    if isinstance(value, int) and value >= 0 and math.isqrt(value) ** 2 == value:
        return math.isqrt(value)
    return math.sqrt(value)


def _bounded(value: Number) -> Number:
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("the result is not a finite number")
    for part in _whole_parts(value):
        if part.bit_length() > _MOST_BITS:
            raise Refused("the number is too large")
    whole = isinstance(value, Fraction) and value.denominator == 1
    return int(value) if whole else value


def _whole_parts(value: Number) -> Iterator[int]:
    if isinstance(value, Fraction):
        yield from (value.numerator, value.denominator)
    elif isinstance(value, int):
        yield value
