"""Interactions: the newer dialect, translated to the engine's requests and back at its edge.

`wire` reads a body, `asked` makes an engine request of it, `told` makes steps of the answer,
`record` keeps them, and `research` is the agent that runs in the background.
"""
