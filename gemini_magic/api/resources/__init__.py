"""One file for each REST collection. `RESOURCES` names each client attribute and its class."""

from .agents import Agents
from .auth_tokens import AuthTokens
from .batches import Batches
from .caches import Caches
from .chats import Chat, Chats
from .decisions import Decisions
from .documents import Documents
from .embeddings import Embeddings
from .file_search_stores import FileSearchStores
from .files import Files
from .images import Images
from .interactions import Interactions
from .models import Models
from .operations import Operations
from .videos import Videos
from .webhooks import Webhooks

__all__ = [
    "RESOURCES",
    "Agents",
    "AuthTokens",
    "Batches",
    "Caches",
    "Chat",
    "Chats",
    "Decisions",
    "Documents",
    "Embeddings",
    "FileSearchStores",
    "Files",
    "Images",
    "Interactions",
    "Models",
    "Operations",
    "Videos",
    "Webhooks",
]

RESOURCES = {
    "agents": Agents,
    "auth_tokens": AuthTokens,
    "batches": Batches,
    "caches": Caches,
    "chats": Chats,
    "decisions": Decisions,
    "file_search_stores": FileSearchStores,
    "files": Files,
    "interactions": Interactions,
    "models": Models,
    "operations": Operations,
    "webhooks": Webhooks,
}
