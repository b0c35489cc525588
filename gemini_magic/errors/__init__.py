"""Every exception of the package, and what each one means.

    GeminiError                     anything this package raises on purpose
    ├── SettingsError               the environment or an argument cannot be used
    │   └── MissingKey              no API key, and the local engine was not asked for
    ├── InvalidRequest              a usage mistake, caught before anything was sent
    │   ├── UnknownName             a name that does not exist, with the near matches
    │   └── OverBudget              a call that may cost more than a budget leaves
    ├── EngineError                 the local engine did not start
    ├── LedgerError                 the ledger cannot be read or written
    │   └── NotKept                 … or holds no answer, where only kept ones may be given
    ├── ConnectionFailed            no answer, or the answer broke off
    │   └── TimedOut                … because nothing arrived in time
    ├── MalformedResponse           an answer that is not what the API documents
    ├── SchemaMismatch              an answer that does not fit the schema it was asked for
    ├── Blocked                     the service refused to answer this prompt
    └── APIError                    the service answered with an error
        ├── ClientError             4xx: the request
        │   ├── BadRequest          400
        │   │   └── InvalidKey      400 with reason API_KEY_INVALID
        │   ├── Unauthenticated     401
        │   ├── PermissionDenied    403
        │   ├── NotFound            404
        │   │   └── ModelNotFound   … for a model, with the models that could replace it
        │   ├── Conflict            409
        │   ├── RateLimited         429
        │   └── Cancelled           499
        └── ServerError             5xx: the service
            ├── Unavailable         503
            └── DeadlineExceeded    504

Messages are one sentence: what is wrong, the value, what to do.
`APIError`, `ClientError` and `ServerError` carry the names Google's SDK uses.
"""

from .base import (
    Blocked,
    ConnectionFailed,
    EngineError,
    GeminiError,
    InvalidRequest,
    LedgerError,
    MalformedResponse,
    MissingKey,
    NotKept,
    OverBudget,
    SchemaMismatch,
    SettingsError,
    TimedOut,
    UnknownName,
    near_matches,
)
from .service import (
    APIError,
    BadRequest,
    Cancelled,
    ClientError,
    Conflict,
    DeadlineExceeded,
    InvalidKey,
    ModelNotFound,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
    Unauthenticated,
    Unavailable,
    Violation,
)

__all__ = [
    "APIError",
    "BadRequest",
    "Blocked",
    "Cancelled",
    "ClientError",
    "Conflict",
    "ConnectionFailed",
    "DeadlineExceeded",
    "EngineError",
    "GeminiError",
    "InvalidKey",
    "InvalidRequest",
    "LedgerError",
    "MalformedResponse",
    "MissingKey",
    "ModelNotFound",
    "NotFound",
    "NotKept",
    "OverBudget",
    "PermissionDenied",
    "RateLimited",
    "SchemaMismatch",
    "ServerError",
    "SettingsError",
    "TimedOut",
    "Unauthenticated",
    "Unavailable",
    "UnknownName",
    "Violation",
    "near_matches",
]
