"""What endpoints are made of: the key, JSON and errors; pages; resumable uploads; faults.

`socket` is the same for WebSockets, and `outbox` what waits to be sent on one.
"""
