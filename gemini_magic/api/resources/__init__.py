"""One file for each REST collection. `RESOURCES` names each client attribute and its class."""

from .auth_tokens import AuthTokens
from .interactions import Interactions
from .models import Models

__all__ = ["RESOURCES", "AuthTokens", "Interactions", "Models"]

RESOURCES = {"auth_tokens": AuthTokens, "interactions": Interactions, "models": Models}
