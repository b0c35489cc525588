"""One file for each REST collection. `RESOURCES` names each client attribute and its class."""

from .agents import Agents
from .auth_tokens import AuthTokens
from .decisions import Decisions
from .documents import Documents
from .file_search_stores import FileSearchStores
from .files import Files
from .interactions import Interactions
from .models import Models
from .operations import Operations
from .webhooks import Webhooks

__all__ = [
    "RESOURCES",
    "Agents",
    "AuthTokens",
    "Decisions",
    "Documents",
    "FileSearchStores",
    "Files",
    "Interactions",
    "Models",
    "Operations",
    "Webhooks",
]

RESOURCES = {
    "agents": Agents,
    "auth_tokens": AuthTokens,
    "decisions": Decisions,
    "file_search_stores": FileSearchStores,
    "files": Files,
    "interactions": Interactions,
    "models": Models,
    "operations": Operations,
    "webhooks": Webhooks,
}
