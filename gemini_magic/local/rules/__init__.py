"""What the API refuses although its messages allow it.

requests        limits, pairs of which only one may be set, schemas
turns           roles, calls and their responses
tools           which tools go together, on which models
modalities      what a model takes and gives
model_ids       which ids may be Google's
safety          ratings and thresholds
signed_history  signatures that come back
"""
