"""What requests may look like, and how strictly they are read.

proto        kinds of values and messages, in the words of proto3-JSON
messages     the requests, of `parts`, `tools` and `configs`
strict_json  JSON bodies, with what a parser would let through refused
errors       the API's errors
"""
