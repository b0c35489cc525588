"""Gemini over HTTP: the only place that imports httpx.

`types` is the wire, `resources` one file for each REST collection, `client` and `aio` send.
Nothing is imported here, so that the local engine can use `api.types` alone.
"""
