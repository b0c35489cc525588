"""`auth_tokens`: keys for a browser or a phone, good for a few Live sessions."""

from gemini_magic.local.handlers.base import Endpoint
from gemini_magic.local.project.auth_tokens import AUTH_TOKEN
from gemini_magic.local.wire.proto import read


class AuthTokens(Endpoint):
    def post(self) -> None:
        tokens = self.engine.resources.project.auth_tokens
        self.send({"name": tokens.create(read(self.body_json(), AUTH_TOKEN)).name})


ROUTES = [(r"/(?:v1beta|v1alpha)/auth_tokens", AuthTokens)]
