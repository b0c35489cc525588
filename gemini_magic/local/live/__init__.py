"""Live sessions: the protocol without I/O; `endpoints.live` puts it on a socket.

`frames` are the messages a client may send and `setup` is the first of them, checked; `session`
says what follows from each message, by what the `ear` makes of realtime input (with `activity`,
which tells speech from silence), the `calls` that wait for results, and the `conversation`, which
`handles` keep for another connection. `telling` turns an answer into messages, `pacing` says when
speech leaves, and `hearing` answers sound without words.
"""
