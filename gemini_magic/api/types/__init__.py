"""The wire, typed: Google's names and shapes, open to what is not known yet."""

from . import (
    agents,
    auth_token,
    base,
    batch,
    cache,
    config,
    content,
    decisions,
    embedding,
    file_search,
    files,
    generation,
    grounding,
    image,
    imagen,
    interaction_content,
    interaction_events,
    interaction_steps,
    interactions,
    listing,
    live,
    live_client,
    live_server,
    model,
    music,
    operations,
    scalars,
    snake,
    tools,
    veo,
    webhooks,
)
from .agents import *  # noqa: F403
from .auth_token import *  # noqa: F403
from .base import *  # noqa: F403
from .batch import *  # noqa: F403
from .cache import *  # noqa: F403
from .config import *  # noqa: F403
from .content import *  # noqa: F403
from .decisions import *  # noqa: F403
from .embedding import *  # noqa: F403
from .file_search import *  # noqa: F403
from .files import *  # noqa: F403
from .generation import *  # noqa: F403
from .grounding import *  # noqa: F403
from .image import *  # noqa: F403
from .imagen import *  # noqa: F403
from .interaction_content import *  # noqa: F403
from .interaction_events import *  # noqa: F403
from .interaction_steps import *  # noqa: F403
from .interactions import *  # noqa: F403
from .listing import *  # noqa: F403
from .live import *  # noqa: F403
from .live_client import *  # noqa: F403
from .live_server import *  # noqa: F403
from .model import *  # noqa: F403
from .music import *  # noqa: F403
from .operations import *  # noqa: F403
from .scalars import *  # noqa: F403
from .snake import *  # noqa: F403
from .tools import *  # noqa: F403
from .veo import *  # noqa: F403
from .webhooks import *  # noqa: F403

__all__ = [
    *agents.__all__,
    *auth_token.__all__,
    *base.__all__,
    *batch.__all__,
    *cache.__all__,
    *config.__all__,
    *content.__all__,
    *embedding.__all__,
    *decisions.__all__,
    *file_search.__all__,
    *files.__all__,
    *generation.__all__,
    *grounding.__all__,
    *image.__all__,
    *imagen.__all__,
    *interaction_content.__all__,
    *interaction_events.__all__,
    *interaction_steps.__all__,
    *interactions.__all__,
    *listing.__all__,
    *live.__all__,
    *live_client.__all__,
    *live_server.__all__,
    *model.__all__,
    *music.__all__,
    *operations.__all__,
    *scalars.__all__,
    *snake.__all__,
    *tools.__all__,
    *veo.__all__,
    *webhooks.__all__,
]
