"""Sessions over a WebSocket: the Live API and Lyria RealTime.

`setup`, `frames`, `closing` and `resumption` are the protocol, without I/O; `socket` is the
only module that imports websockets; `link` keeps a session on a socket; `session` and `music`
are what a program holds, and `blocking` the same without await.
"""
