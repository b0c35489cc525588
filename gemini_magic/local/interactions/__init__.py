"""Interactions: the newer dialect, translated to the engine's requests and back at its edge.

`wire` and `rules` read a body, `asked` makes an engine request of it, with `tools` and `output`;
`told` makes steps of the answer, with `tool_steps`, `media`, `annotations` and `transcription`;
`record` keeps them. `film` makes a film for an answer, and `delivery` gives media addresses.
`research` is the agent that runs in the background, by a plan (`planning`) and on `sources`.
"""
