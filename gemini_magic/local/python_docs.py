"""The Python documentation of this interpreter, searchable: topics and docstrings in SQLite FTS5."""


class PythonDocs:
    """Opened, and if need be built, at the first search."""
