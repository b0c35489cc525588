"""No method of Google's SDK is without a feature that drives it, or a reason why none does.

The last test of the folder: it prints the table.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from tests.local.sdk import (
    test_decisions,
    test_generation,
    test_interactions,
    test_live,
    test_media,
    test_resources,
    test_tools,
    test_webhooks,
)
from tests.local.sdk.conftest import Sdk, genai
from tests.local.sdk.feature import FEATURES

DRIVERS = (
    test_decisions,
    test_generation,
    test_interactions,
    test_live,
    test_media,
    test_resources,
    test_tools,
    test_webhooks,
)
pytestmark = pytest.mark.filterwarnings("ignore:.*(experimental|deprecated)")  # Google says so
HOW_ALL_ASK = {"do_request", "do_request_async", "close", "aclose"}
NO_COLLECTIONS = {"aio", "parent_ref", "sdk_configuration"}
OF_VERTEX = "Google's SDK itself refuses it in Developer API mode"
UNTUNABLE = "Google offers no model that can be tuned by the Developer API any more"
IMAGE = {"image_bytes": b"a", "mime_type": "image/png"}


@dataclass(frozen=True)
class Absent:
    """Why a method is driven by no feature, and a call which shows that it still is so."""

    reason: str
    arguments: dict[str, Any] | None = None


def _unlisted(collection: str, *methods: str, reason: str) -> dict[str, Absent]:
    listing = {"list": Absent(reason, {})}
    return {f"{collection}.{name}": listing.get(name, Absent(reason)) for name in methods}


CRUD = ("create", "delete", "get", "list")
ABSENT = {
    "Chat.record_history": Absent("a chat's own bookkeeping; it asks for nothing"),
    "files.register_files": Absent("names files in Google Cloud Storage, which is not on loopback"),
    "LiveSession.send": Absent("Google's SDK gives it up for the three `send_…`"),
    "LiveSession.start_stream": Absent("Google's SDK gives it up for `send_realtime_input`"),
    "MusicSession.close": Absent("what `async with` does"),
    "models.compute_tokens": Absent(OF_VERTEX, {"model": "m", "contents": "a"}),
    "models.delete": Absent(UNTUNABLE, {"model": "tunedModels/a"}),
    "models.edit_image": Absent(OF_VERTEX, {"model": "m", "prompt": "a", "reference_images": []}),
    "models.generate_images": Absent(OF_VERTEX, {"model": "m", "prompt": "a"}),
    "models.generate_videos": Absent(OF_VERTEX, {"model": "m", "prompt": "a"}),
    "models.recontext_image": Absent(OF_VERTEX, {"model": "m", "source": {"prompt": "a"}}),
    "models.segment_image": Absent(OF_VERTEX, {"model": "m", "source": {"image": IMAGE}}),
    "models.update": Absent(UNTUNABLE, {"model": "tunedModels/a", "config": {}}),
    "models.upscale_image": Absent(
        OF_VERTEX, {"model": "m", "image": IMAGE, "upscale_factor": "x2"}
    ),
    "tunings.cancel": Absent(UNTUNABLE, {"name": "tunedModels/a"}),
    "tunings.get": Absent(UNTUNABLE, {"name": "tunedModels/a"}),
    "tunings.list": Absent(OF_VERTEX, {}),
    "tunings.tune": Absent(
        UNTUNABLE, {"base_model": "models/a", "training_dataset": {"examples": []}}
    ),
    "tunings.validate_reward": Absent(UNTUNABLE),
    **_unlisted("credentials", *CRUD, "update", reason="secrets for agents that run at Google"),
    **_unlisted(
        "environments",
        *CRUD,
        "create_environment",
        "delete_environment",
        "get_environment",
        "list_environments",
        "files.download",
        "files.list",
        "files.upload",
        reason="Linux machines at Google",
    ),
    **_unlisted(
        "triggers",
        *CRUD,
        "list_executions",
        "run",
        "update",
        reason="timetables of Google's agents",
    ),
    **_unlisted("voices", *CRUD, reason="voices of one's own are made at Google"),
}


def _is_property(member: Any) -> bool:
    return isinstance(member, property | cached_property)


def _methods(thing: Any, prefix: str = "") -> Iterator[str]:
    kind = type(thing)
    for name, _ in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_") and name not in HOW_ALL_ASK:
            yield f"{prefix}{name}"
    collections = {name for name, _ in inspect.getmembers(kind, _is_property)} | set(vars(thing))
    for name in collections:
        if not name.startswith("_") and name not in NO_COLLECTIONS:
            inner = getattr(thing, name)
            if type(inner).__module__.startswith("google.genai"):
                yield from _methods(inner, f"{prefix}{name}.")


def surface(client: Any) -> set[str]:
    """Every public method of the client, its chats and sessions; async ones by the sync's name."""
    from google.genai import chats, live, live_music

    kinds = {
        "Chat": (chats.Chat, chats.AsyncChat),
        "LiveSession": (live.AsyncSession,),
        "MusicSession": (live_music.AsyncMusicSession,),
    }
    of_kinds = {
        f"{name}.{method}"
        for name, classes in kinds.items()
        for kind in classes
        for method, _ in inspect.getmembers(kind, inspect.isfunction)
        if not method.startswith("_")
    }
    return {*_methods(client), *_methods(client.aio), *of_kinds}


def test_every_method_has_a_feature_or_a_reason() -> None:
    """A new one: write a `@feature` for it, or say in `ABSENT` why there is none."""
    with genai.Client(api_key="k") as client:
        methods = surface(client)
    driven = {call for feature in FEATURES for call in feature.calls}

    assert methods - driven - set(ABSENT) == set()
    assert (driven | set(ABSENT)) - methods == set()
    assert driven & set(ABSENT) == set()


@pytest.mark.parametrize(
    "name", [name for name, absent in ABSENT.items() if absent.arguments is not None]
)
def test_what_is_absent_is_absent(sdk: Sdk, name: str) -> None:
    """When this fails, the engine can do it: write a `@feature`."""
    with pytest.raises(Exception, match=r"only supported in|404|405"):
        sdk.all(sdk(name, **ABSENT[name].arguments or {}))


def test_the_table(record_property: Any) -> None:
    for feature in FEATURES:
        seen = " | ".join(f"{colour}: {said[:60]}" for colour, said in feature.seen.items())
        shown = seen or "not run in this session"
        record_property("|", f"{feature.name} | {', '.join(feature.calls)} | {shown}")
    for name, absent in ABSENT.items():
        record_property("|", f"— | {name} | {absent.reason}")
