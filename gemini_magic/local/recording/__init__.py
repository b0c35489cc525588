"""Real traffic, kept and given again: `exchange` is a line of a file, `redaction` keeps secrets
out of it, `body` holds what is too large for a line, `recorder` passes requests on and writes,
`replay` answers equal requests from the file.
"""
