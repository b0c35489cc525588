"""The local engine: a separate process that answers in Gemini's wire format with computed answers.

It needs no key and no network, and says in every answer that it is not Gemini. Start it with
`python -m gemini_magic.local serve`.
"""
