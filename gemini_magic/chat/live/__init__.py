"""Live sessions as a surface of chats, and as conversations that go on beside the cells.

exchange        one turn of a chat, which opens a session and ends with it
conversation    speech and text in, turns out, until it is closed; `line` is its connection,
                `view` whoever shows it, `open_turn` a turn under way, `spoken_turn` one that ended
config, sound   how a session is set up, and what it can hear
messages        what it says → events, as of every other surface
"""
