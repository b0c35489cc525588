"""`GET models` and `GET models/{id}`; there are no tuned models to change or delete."""

from gemini_magic.local import catalog
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.wire.errors import not_found, unknown_model

_MOST_PER_PAGE = 1000


class List(Endpoint):
    def get(self, version: str) -> None:
        models, more = page(self, catalog.MODELS, most=_MOST_PER_PAGE)
        self.send({"models": [model.to_wire() for model in models], **more})


class One(Endpoint):
    def get(self, version: str, model_id: str) -> None:
        model = catalog.find(model_id)
        if model is None:
            raise unknown_model(model_id, version, "any method")
        self.send(model.to_wire())

    def delete(self, version: str, model_id: str) -> None:
        """Only tuned models are changed and deleted, and here nobody can tune one."""
        raise not_found("Requested entity was not found.")

    patch = delete


ROUTES = [(rf"{VERSION}/models", List), (rf"{VERSION}/{MODEL}", One)]
