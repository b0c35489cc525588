"""The wire types where Google's examples look for them: `from gemini_magic.types import Part`."""

# Topic by topic: mypy follows no `__all__` that is made of others, as that of api.types is.
from .api.types import __all__ as __all__
from .api.types.agents import *  # noqa: F403
from .api.types.auth_token import *  # noqa: F403
from .api.types.base import *  # noqa: F403
from .api.types.batch import *  # noqa: F403
from .api.types.cache import *  # noqa: F403
from .api.types.config import *  # noqa: F403
from .api.types.content import *  # noqa: F403
from .api.types.decisions import *  # noqa: F403
from .api.types.embedding import *  # noqa: F403
from .api.types.file_search import *  # noqa: F403
from .api.types.files import *  # noqa: F403
from .api.types.generation import *  # noqa: F403
from .api.types.grounding import *  # noqa: F403
from .api.types.image import *  # noqa: F403
from .api.types.imagen import *  # noqa: F403
from .api.types.interaction_content import *  # noqa: F403
from .api.types.interaction_events import *  # noqa: F403
from .api.types.interaction_steps import *  # noqa: F403
from .api.types.interactions import *  # noqa: F403
from .api.types.listing import *  # noqa: F403
from .api.types.live import *  # noqa: F403
from .api.types.live_client import *  # noqa: F403
from .api.types.live_server import *  # noqa: F403
from .api.types.model import *  # noqa: F403
from .api.types.music import *  # noqa: F403
from .api.types.operations import *  # noqa: F403
from .api.types.scalars import *  # noqa: F403
from .api.types.snake import *  # noqa: F403
from .api.types.tools import *  # noqa: F403
from .api.types.veo import *  # noqa: F403
from .api.types.webhooks import *  # noqa: F403
