"""The wire, typed: Google's names and shapes, open to what is not known yet."""

from . import base, config, content, generation, image, model, scalars, tools
from .base import *  # noqa: F403
from .config import *  # noqa: F403
from .content import *  # noqa: F403
from .generation import *  # noqa: F403
from .image import *  # noqa: F403
from .model import *  # noqa: F403
from .scalars import *  # noqa: F403
from .tools import *  # noqa: F403

__all__ = [
    *base.__all__,
    *config.__all__,
    *content.__all__,
    *generation.__all__,
    *image.__all__,
    *model.__all__,
    *scalars.__all__,
    *tools.__all__,
]
