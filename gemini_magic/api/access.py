"""Access: what lets a request in, an API key or Google credentials.

Either is written into a request's headers at the last moment, so that it is in no header of
ours; it shows in no repr and goes into no pickle.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator, MutableMapping
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import httpx

from ..errors import SettingsError
from ..settings import Secret

__all__ = ["Access", "AccessAuth", "CredentialsAccess", "KeyAccess", "access_from"]

# What Google's guide to OAuth for this API asks for. A user's credentials keep the scopes that
# they were made with; these are for service accounts and the like.
SCOPES = (
    "https://www.googleapis.com/auth/cloud-platform",
    "https://www.googleapis.com/auth/generative-language.retriever",
)


class Access(Protocol):
    """`prepare` may block, until it `is_ready`; `write` never does."""

    @property
    def is_ephemeral(self) -> bool:
        """Whether it opens Live sessions and nothing else."""

    @property
    def is_sendable(self) -> bool:
        """Whether a header can hold it."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be written now."""

    def prepare(self) -> None:
        """Make it ready."""

    def write(self, headers: MutableMapping[str, str]) -> None:
        """Put it into the headers of a request."""


@dataclass(frozen=True)
class KeyAccess:
    """An API key, or an ephemeral token."""

    key: Secret

    @property
    def is_ephemeral(self) -> bool:
        return self.key.is_ephemeral

    @property
    def is_sendable(self) -> bool:
        return self.key.is_sendable

    @property
    def is_ready(self) -> bool:
        return True

    def prepare(self) -> None:
        """Nothing to do: a key is what it is."""

    def write(self, headers: MutableMapping[str, str]) -> None:
        if self.key.is_ephemeral:
            headers["authorization"] = f"Token {self.key.reveal()}"
        else:
            headers["x-goog-api-key"] = self.key.reveal()


class CredentialsAccess:
    """Credentials of google-auth: a bearer token, made anew when it has expired.

    The quota project, if the credentials name one, goes with it. Threads may share this.
    """

    is_ephemeral = False
    is_sendable = True

    def __init__(self, credentials: Any) -> None:
        if not all(hasattr(credentials, name) for name in ("valid", "refresh", "apply")):
            raise SettingsError(
                "these are no credentials; give credentials of google-auth, "
                "or 'default' for those that gcloud keeps on this machine"
            )
        self._credentials = credentials
        self._lock = threading.Lock()

    @classmethod
    def of(cls, credentials: Any) -> CredentialsAccess:
        """From credentials, or from "default": those of this machine."""
        is_default = isinstance(credentials, str) and credentials == "default"
        return cls(_default_credentials() if is_default else credentials)

    @property
    def is_ready(self) -> bool:
        return bool(self._credentials.valid)

    def prepare(self) -> None:
        failure = ""
        with self._lock:
            if self.is_ready:  # another thread was faster
                return
            from google.auth.exceptions import GoogleAuthError

            try:
                self._credentials.refresh(_ask_for_token)
            except GoogleAuthError as error:
                failure = str(error.args[0] if error.args else error)
        # Raised out here: frames of google-auth hold the secrets that they sent.
        if failure:
            raise SettingsError(
                f"the credentials could not be refreshed: {failure}; for those of gcloud run "
                "`gcloud auth application-default login` again"
            )

    def write(self, headers: MutableMapping[str, str]) -> None:
        self._credentials.apply(headers)

    def __repr__(self) -> str:
        return "CredentialsAccess(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are never pickled; make a new Client where it is needed")


def access_from(api_key: Secret | None, credentials: Any) -> Access | None:
    """From the arguments of a client; None where nothing was given."""
    if credentials is None:
        return KeyAccess(api_key) if api_key else None
    if api_key:
        raise SettingsError("api_key and credentials are two ways in; give one of them")
    return CredentialsAccess.of(credentials)


class AccessAuth(httpx.Auth):
    """Writes an access into each request, when it is sent."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._access.is_ready:
            self._access.prepare()
        self._access.write(request.headers)
        yield request

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if not self._access.is_ready:
            await asyncio.to_thread(self._access.prepare)
        self._access.write(request.headers)
        yield request


def _default_credentials() -> Any:
    try:
        import google.auth
        from google.auth.exceptions import GoogleAuthError
    except ImportError:
        raise SettingsError(
            "credentials='default' needs google-auth: pip install 'gemini-magic[auth]'"
        ) from None
    asking: Any = _ask_for_token  # it quacks like their abstract Request
    try:
        return google.auth.default(scopes=SCOPES, request=asking)[0]
    except GoogleAuthError as error:
        failure = str(error.args[0] if error.args else error)
    raise SettingsError(
        f"this machine has no default credentials: {' '.join(failure.split())}; "
        "run `gcloud auth application-default login`"
    )


@dataclass(frozen=True)
class _Answer:
    """What google-auth reads of an HTTP response."""

    status: int
    headers: httpx.Headers
    data: bytes


def _ask_for_token(
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Any = None,
    timeout: float | None = None,
    **_: Any,
) -> _Answer:
    """How google-auth sends requests: by httpx, so that it needs no HTTP library of its own."""
    from google.auth.exceptions import TransportError

    try:
        sent = httpx.request(method, url, content=body, headers=headers, timeout=timeout or 30.0)
    except httpx.HTTPError as error:
        failure: Exception = TransportError(f"{type(error).__name__} at {httpx.URL(url).host}")
    else:
        return _Answer(sent.status_code, sent.headers, sent.content)
    raise failure
