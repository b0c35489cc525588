"""What endpoints are made of: the key, JSON and errors; pages; resumable uploads; faults."""
