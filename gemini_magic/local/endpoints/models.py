"""`GET models` and `GET models/{id}`."""

from gemini_magic.local import catalog
from gemini_magic.local.endpoints.base import MODEL, VERSION, Endpoint
from gemini_magic.local.errors import InvalidArgument, unknown_model

_MOST_PER_PAGE = 1000
_DEFAULT_PER_PAGE = 50


class List(Endpoint):
    def get(self, version: str) -> None:
        size = self._whole_number("pageSize", _DEFAULT_PER_PAGE) or _DEFAULT_PER_PAGE
        start = self._whole_number("pageToken", 0)
        end = start + min(size, _MOST_PER_PAGE)
        page = {"models": [model.to_wire() for model in catalog.MODELS[start:end]]}
        more = {"nextPageToken": str(end)} if end < len(catalog.MODELS) else {}
        self.send({**page, **more})

    def _whole_number(self, name: str, default: int) -> int:
        value = self.get_query_argument(name, "")
        if value and not (value.isascii() and value.isdigit() and len(value) < 10):
            raise InvalidArgument(f"Invalid value at '{name}' (TYPE_INT32), {value!r}")
        return int(value) if value else default


class Get(Endpoint):
    def get(self, version: str, model_id: str) -> None:
        model = catalog.find(model_id)
        if model is None:
            raise unknown_model(model_id, version, "any method")
        self.send(model.to_wire())


ROUTES = [(rf"{VERSION}/models", List), (rf"{VERSION}/{MODEL}", Get)]
