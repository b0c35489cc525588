"""`tunedModels` and `corpora`: collections that the API still lists, and which are empty here."""

from gemini_magic.local.handlers.base import VERSION, Endpoint
from gemini_magic.local.wire.errors import ApiError


class All(Endpoint):
    def get(self, version: str, collection: str) -> None:
        self.send({})


class One(Endpoint):
    def get(self, version: str, name: str) -> None:
        raise ApiError(
            403,
            "PERMISSION_DENIED",
            f"You do not have permission to access {name} or it may not exist.",
        )


_COLLECTION = r"(tunedModels|corpora)"
ROUTES = [
    (rf"{VERSION}/{_COLLECTION}", All),
    (rf"{VERSION}/(corpora/[^/:]+)", One),
]
