"""What tests and lessons may turn: `lesson` holds the dials, `faults` go wrong on purpose,
`script` plays given replies, `event_log` writes requests down.
"""
