"""`GET models` and `GET models/{id}`."""

from gemini_magic.local import catalog
from gemini_magic.local.errors import unknown_model
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint
from gemini_magic.local.handlers.pages import page

_MOST_PER_PAGE = 1000


class List(Endpoint):
    def get(self, version: str) -> None:
        models, more = page(self, catalog.MODELS, most=_MOST_PER_PAGE)
        self.send({"models": [model.to_wire() for model in models], **more})


class Get(Endpoint):
    def get(self, version: str, model_id: str) -> None:
        model = catalog.find(model_id)
        if model is None:
            raise unknown_model(model_id, version, "any method")
        self.send(model.to_wire())


ROUTES = [(rf"{VERSION}/models", List), (rf"{VERSION}/{MODEL}", Get)]
