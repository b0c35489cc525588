"""The HTTP surface: one file per resource method, each with its `ROUTES`."""

from gemini_magic.local.endpoints import count_tokens, embed, files, generate, models

ENDPOINTS = (models, generate, count_tokens, embed, files)

ROUTES = [route for endpoint in ENDPOINTS for route in endpoint.ROUTES]
