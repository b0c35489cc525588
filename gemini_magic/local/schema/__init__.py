"""Schemas: from Google's dialect to JSON Schema, values that satisfy them, and a checker."""

from gemini_magic.local.schema.check import faults
from gemini_magic.local.schema.dialect import json_schema_from
from gemini_magic.local.schema.fill import Filled, fill
from gemini_magic.local.schema.shape import malformed
from gemini_magic.local.schema.simplest import Unsatisfiable

__all__ = ["Filled", "Unsatisfiable", "faults", "fill", "json_schema_from", "malformed"]
