"""OpenAI's dialect, for programs that change nothing but the address.

`wire` reads a body, `asked` makes an engine request of it, `told` makes completions of the answer.
"""
