"""The HTTP surface: one file per resource method, each with its `ROUTES`."""

from gemini_magic.local.endpoints import count_tokens, embed, generate, models

ENDPOINTS = (models, generate, count_tokens, embed)

ROUTES = [route for endpoint in ENDPOINTS for route in endpoint.ROUTES]
