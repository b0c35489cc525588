"""Films: `predictLongRunning`, and the operations that it begins."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from gemini_magic.local.film.order import plans_from, read_order
from gemini_magic.local.film.plan import picture_bytes
from gemini_magic.local.film.refusal import refusal_of
from gemini_magic.local.film.studio import Filming, Studio
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.webhooks.address import checked_config
from gemini_magic.local.wire.errors import InvalidArgument


class _FilmEndpoint(Endpoint):
    @property
    def studio(self) -> Studio:
        return self.engine.resources.project.studio


class Create(_FilmEndpoint):
    async def post(self, version: str, model_id: str) -> None:
        self.known_model(model_id, version, "predictLongRunning")
        instance, parameters, config = read_order(self.body_json())
        video = instance.get("video", {})
        config = checked_config(config)
        earlier = self._earlier(video) if video else None
        filming = Filming(
            id=self.engine.new_id()[:12],
            model=model_id,
            plans=await asyncio.to_thread(plans_from, instance, parameters, earlier),
            base=f"{self.request.protocol}://{self.request.host}/{version}",
            webhook_config=config,
            refusal=refusal_of(instance.get("prompt", "")),
            sent=earlier if "encodedVideo" in video else None,
        )
        self.studio.start(filming)
        self.send({"name": filming.name})

    def _earlier(self, video: dict[str, Any]) -> Path:
        """Where the film to go on with lies."""
        if ("uri" in video) == ("encodedVideo" in video):
            raise InvalidArgument("Set exactly one of `video.uri` and `video.encodedVideo`.")
        project = self.engine.resources.project
        if "uri" in video:
            if (file := project.files.usable(video["uri"])) is None:
                raise InvalidArgument(f"`video.uri` is {video['uri']!r}, which names no file.")
            return file.path
        path = project.folder / f"video-{secrets.token_hex(8)}"
        path.write_bytes(picture_bytes(video["encodedVideo"]))
        return path


class List(_FilmEndpoint):
    def get(self, version: str, model_id: str) -> None:
        filmings, more = page(self, self.studio.of_model(model_id))
        wires = [filming.to_wire() for filming in filmings]
        self.send({**({"operations": wires} if wires else {}), **more})


class One(_FilmEndpoint):
    def get(self, version: str, model_id: str, operation_id: str) -> None:
        self.send(self.studio.find(operation_id, model_id).to_wire())


class Operation(_FilmEndpoint):
    def get(self, version: str, operation_id: str) -> None:
        self.send(self.studio.find(operation_id).to_wire())


ROUTES = [
    (rf"{VERSION}/{MODEL}:predictLongRunning", Create),
    (rf"{VERSION}/{MODEL}/operations", List),
    (rf"{VERSION}/{MODEL}/operations/([^/:]+)", One),
    (rf"{VERSION}/operations/([^/:]+)", Operation),
]
