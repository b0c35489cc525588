"""One project: everything that outlives a request, and the folder which holds its bytes."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from gemini_magic.local.film.studio import Studio
from gemini_magic.local.live.handles import Handles
from gemini_magic.local.project.auth_tokens import AuthTokens
from gemini_magic.local.project.batches import Batches
from gemini_magic.local.project.caches import Caches
from gemini_magic.local.project.dials import Dials
from gemini_magic.local.project.events import Events
from gemini_magic.local.project.files import Files
from gemini_magic.local.project.rate import Rate
from gemini_magic.local.project.resolve import with_files
from gemini_magic.local.project.stores import Stores
from gemini_magic.local.project.uploads import Uploads
from gemini_magic.local.request import Request
from gemini_magic.local.webhooks.registry import Webhooks


class Project:
    """Its folder is made for this process and removed by `close`; nothing outside it is read."""

    def __init__(self, dials: Dials | None = None) -> None:
        dials = dials or Dials()
        self._folder = TemporaryDirectory(prefix="gemini-magic-local-", ignore_cleanup_errors=True)
        folder = self.folder = Path(self._folder.name)
        self.rate = Rate(dials.requests_per_minute)
        self.events = Events()
        self.webhooks = Webhooks(self.events)
        self.uploads = Uploads(folder)
        self.files = Files(folder, dials)
        self.stores = Stores(folder)
        self.caches = Caches()
        self.auth_tokens = AuthTokens()
        self.live_handles = Handles()
        self.batches = Batches(folder, self.files, dials, self.events)
        self.studio = Studio(folder, self.files, self.events)

    def resolved(self, request: Request) -> Request:
        """The request with what it only names; unknown names are the API's errors."""
        if name := request.body.get("cachedContent"):
            request = self.caches.find(name).joined(request)
        for tool in request.body.get("tools", ()):
            if "fileSearch" in tool:
                self.stores.check(tool["fileSearch"])
        contents = with_files(request.contents, self.files)
        return replace(request, body={**request.body, "contents": contents})

    def close(self) -> None:
        self.batches.close()
        self.studio.close()
        self._folder.cleanup()
