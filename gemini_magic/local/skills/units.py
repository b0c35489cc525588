"""Unit conversions: "how many km are 26.2 miles", "100 F in C"."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.markdown import number

# Each quantity's units by their names, and how many of its base unit they hold.
_QUANTITIES: dict[str, dict[str, float]] = {
    "length": {
        "m|metre|meter": 1, "km|kilometre|kilometer": 1000, "cm|centimetre|centimeter": 0.01,
        "mm|millimetre|millimeter": 0.001, "mi|mile": 1609.344, "yd|yard": 0.9144,
        "ft|foot|feet": 0.3048, "inch|inche|in": 0.0254, "nmi|nautical mile": 1852,
    },
    "mass": {
        "kg|kilogram|kilo": 1, "g|gram": 0.001, "mg|milligram": 1e-6, "t|tonne": 1000,
        "lb|lbs|pound": 0.45359237, "oz|ounce": 0.028349523125, "st|stone": 6.35029318,
    },
    "volume": {
        "l|litre|liter": 1, "ml|millilitre|milliliter": 0.001, "cl|centilitre": 0.01,
        "gal|gallon": 3.785411784, "qt|quart": 0.946352946, "pint": 0.473176473,
        "cup": 0.2365882365, "tbsp|tablespoon": 0.01478676478, "tsp|teaspoon": 0.00492892159,
    },
    "time": {
        "s|sec|second": 1, "ms|millisecond": 0.001, "min|minute": 60, "h|hr|hour": 3600,
        "day": 86400, "week": 604800,
    },
    "data": {
        "byte": 1, "kb|kilobyte": 1e3, "mb|megabyte": 1e6, "gb|gigabyte": 1e9, "tb|terabyte": 1e12,
        "kib": 2**10, "mib": 2**20, "gib": 2**30, "bit": 0.125,
    },
    "speed": {
        "km/h|kmh|kph": 1 / 3.6, "m/s": 1, "mph": 0.44704, "knot": 1852 / 3600,
    },
    "area": {
        "m2|m²|square metre|square meter": 1, "km2|km²|square kilometre|square kilometer": 1e6,
        "ha|hectare": 1e4, "acre": 4046.8564224, "square foot|square feet|sq ft": 0.09290304,
    },
}  # fmt: skip
_TEMPERATURES = {"c": "c", "celsius": "c", "f": "f", "fahrenheit": "f", "k": "k", "kelvin": "k"}
_SHOWN = {"c": "°C", "f": "°F", "k": "K"}

_UNIT = r"(?:degrees?\s+|°\s*)?([a-z²/]+2?(?:\s(?:miles?|feet|foot|metres?|meters?|ft))?)"
_AMOUNT = r"(-?\d[\d,]*(?:\.\d+)?|an?)"
_FORMS = (
    re.compile(rf"{_AMOUNT}\s*{_UNIT}\s+(?:in|to|into|as)\s+{_UNIT}\b", re.IGNORECASE),
    re.compile(
        rf"how (?:many|much)\s+{_UNIT}\s+(?:are|is|make|in|there are in|are there in|are in)"
        rf"\s+{_AMOUNT}\s*{_UNIT}(?=\W|$)",
        re.IGNORECASE,
    ),
)
_LONGEST_PROMPT = 200


def answer(request: Request, resources: Resources) -> Answer | None:
    if len(request.prompt) > _LONGEST_PROMPT:
        return None
    for form, found in ((form, form.search(request.prompt)) for form in _FORMS):
        if found:
            parts = found.groups() if form is _FORMS[0] else (found[2], found[3], found[1])
            return _converted(*parts)
    return None


def _converted(written: str, source: str, target: str) -> Answer | None:
    amount = 1.0 if written.lower() in ("a", "an") else float(written.replace(",", ""))
    source, target = source.lower(), target.lower()
    if source in _TEMPERATURES and target in _TEMPERATURES:
        return _temperature(amount, _TEMPERATURES[source], _TEMPERATURES[target])
    for quantity, units in _QUANTITIES.items():
        one, other = _factor(source, units), _factor(target, units)
        if one and other:
            result = amount * one / other
            return computed(
                [
                    f"Both units measure {quantity}.",
                    f"In base units: {number(amount)} × {one:.10g} ÷ {other:.10g} = {result:.10g}.",
                ],
                f"{number(amount)} {source} = **{number(result)} {target}**",
            )
    return None


def _factor(name: str, units: dict[str, float]) -> float | None:
    for names, factor in units.items():
        for known in names.split("|"):
            if name in (known, f"{known}s"):
                return factor
    return None


def _temperature(amount: float, source: str, target: str) -> Answer:
    kelvin = {"c": amount + 273.15, "f": (amount - 32) * 5 / 9 + 273.15, "k": amount}[source]
    result = {"c": kelvin - 273.15, "f": (kelvin - 273.15) * 9 / 5 + 32, "k": kelvin}[target]
    shown = f"{number(amount)} {_SHOWN[source]}"
    return computed(
        [f"Both units measure temperature; by way of kelvin, {shown} is {kelvin:.6g} K."],
        f"{shown} = **{number(round(result, 4))} {_SHOWN[target]}**",
    )
