"""Place: one output of a notebook, shown by a cell and replaced from anywhere."""

from __future__ import annotations

import sys
import uuid
from typing import Any

from .. import beside
from ..errors import InvalidRequest
from ..render import MimeBundle

__all__ = ["Place"]


class Place:
    """Life: made; `show` in the cell whose output it is; `replace` at any time afterwards.

    Raises `InvalidRequest` where there is no notebook to show anything in.
    """

    def __init__(self) -> None:
        self._shell = _shell()
        self._id = uuid.uuid4().hex
        folder = beside.folder_of(beside.notebook_path(self._shell.user_ns))
        self._folder = folder
        self.media = beside.MEDIA if beside.may_write(folder) else ""

    @property
    def cell(self) -> str:
        """The id of the cell that runs, where the frontend says it."""
        if not hasattr(self._shell, "get_parent"):
            return ""
        return str(self._shell.get_parent().get("metadata", {}).get("cellId", ""))

    def show(self, data: dict[str, Any]) -> None:
        """Show a bundle for the first time."""
        self._publish(data, {}, update=False)

    def replace(self, bundle: MimeBundle) -> None:
        """Show this bundle from now on, and write its side files."""
        beside.write(self._folder, bundle.files)
        self._publish(bundle.data, bundle.metadata, update=True)

    def _publish(self, data: dict[str, Any], metadata: dict[str, Any], *, update: bool) -> None:
        self._shell.display_pub.publish(
            data=data, metadata=metadata, transient={"display_id": self._id}, update=update
        )


def _shell() -> Any:
    # Whoever shows a widget has IPython loaded; only magics import it.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        raise InvalidRequest("a panel needs a notebook; in plain Python use the functions of gm")
    return shell
