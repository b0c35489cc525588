"""How much the service takes, in bytes. Source: Google's Gemini API guide, November 2026."""

from __future__ import annotations

__all__ = ["INLINE", "INLINE_PDF", "INLINE_REQUEST", "UPLOAD"]

INLINE_REQUEST = 20 * 10**6
"""A whole request with media inside it, as the API has long documented it."""

INLINE = 100 * 10**6
"""One piece of media inside a request; larger models and projects take this much."""

INLINE_PDF = 50 * 10**6
"""… if it is a PDF."""

UPLOAD = 2 * 2**30
"""One uploaded file; 20 GB for all of a project, each for 48 hours."""
