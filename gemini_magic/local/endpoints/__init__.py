"""The HTTP surface: one file per resource method, each with its `ROUTES`."""

from gemini_magic.local.endpoints import (
    agents,
    auth_tokens,
    batches,
    caches,
    count_tokens,
    decisions,
    embed,
    file_search_stores,
    files,
    films,
    generate,
    interactions,
    legacy,
    live,
    models,
    music,
    openai,
    predict,
    webhooks,
)

ENDPOINTS = (
    models,
    predict,
    generate,
    count_tokens,
    embed,
    files,
    interactions,
    agents,
    decisions,
    openai,
    caches,
    batches,
    file_search_stores,
    films,
    webhooks,
    legacy,
    auth_tokens,
    live,
    music,
)

ROUTES = [route for endpoint in ENDPOINTS for route in endpoint.ROUTES]
