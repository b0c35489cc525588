"""One file for each REST collection. `RESOURCES` names each client attribute and its class."""

from .auth_tokens import AuthTokens
from .documents import Documents
from .file_search_stores import FileSearchStores
from .files import Files
from .interactions import Interactions
from .models import Models
from .operations import Operations

__all__ = [
    "RESOURCES",
    "AuthTokens",
    "Documents",
    "FileSearchStores",
    "Files",
    "Interactions",
    "Models",
    "Operations",
]

RESOURCES = {
    "auth_tokens": AuthTokens,
    "file_search_stores": FileSearchStores,
    "files": Files,
    "interactions": Interactions,
    "models": Models,
    "operations": Operations,
}
