"""What endpoints are made of: the key, JSON and errors; pages; resumable uploads; faults; sockets and their outbox."""
