"""Pages of servers on this machine, fetched with care: nothing that is not loopback is reached.

An address is checked before each request, redirects included, and the very address that was
checked is connected to; so no name can be rebound between the two.
"""

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from gemini_magic.local.corpus.page_text import PageText, page_text
from gemini_magic.local.project.documents import Unreadable

_MOST_BYTES = 2 * 1024 * 1024
_MOST_REDIRECTS = 5
_TOO_SLOW = "it took too long to answer"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PORTS = {"http": 80, "https": 443}
_LOCALHOST = re.compile(r"(?:[a-z0-9-]+\.)*localhost\.?$", re.IGNORECASE)
_HEADERS = {
    "User-Agent": "gemini-magic-local-engine",
    "Accept": "text/html, text/plain, application/json, application/pdf",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class NotFetched(Exception):
    """Why there is no page, as the end of a sentence about its address."""


class Foreign(NotFetched):
    """The address is not on this machine."""


class Unsafe(NotFetched):
    """The address is on this machine or leads there, but may not be read."""


@dataclass
class Pages:
    """Fetches pages; `own_ports` are those at which the engine itself listens."""

    own_ports: set[int] = field(default_factory=set)

    def fetch(self, url: str, seconds: float) -> PageText:
        """The text behind an address, or `NotFetched`; a text is read up to two megabytes."""
        deadline = time.monotonic() + seconds
        for _ in range(_MOST_REDIRECTS + 1):
            body, content_type, location = self._get(url, deadline)
            if location is None:
                return _read(body, content_type)
            url = urljoin(url, location)
            try:
                self._checked(url)
            except Foreign as error:
                raise Unsafe("it redirects to an address that is not on this machine") from error
        raise NotFetched(f"it redirects more than {_MOST_REDIRECTS} times")

    def _get(self, url: str, deadline: float) -> tuple[bytes, str, str | None]:
        parts, address = self._checked(url)
        left = deadline - time.monotonic()
        if left <= 0:
            raise NotFetched(_TOO_SLOW)
        connection = _connection(parts, address, left)
        # A socket's own timeout starts anew with each byte; this one does not.
        sockets: list[socket.socket] = []
        guard = threading.Timer(left, _hang_up, [sockets])
        guard.daemon = True
        guard.start()
        try:
            connection.connect()
            sockets.append(connection.sock)
            found = _exchange(connection, parts)
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() >= deadline:
                raise NotFetched(_TOO_SLOW) from error
            raise NotFetched(f"its server failed ({type(error).__name__})") from error
        finally:
            guard.cancel()
            connection.close()
        # To a body without a length, being hung up on looks like its end.
        if time.monotonic() >= deadline:
            raise NotFetched(_TOO_SLOW)
        return found

    def _checked(self, url: str) -> tuple[SplitResult, str]:
        """The parts of a loopback address and the IP address of its host."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise NotFetched("it is not an address") from error
        if parts.scheme not in _PORTS:
            raise Unsafe(f"{parts.scheme or 'nothing'} is not http or https")
        address = _loopback(parts.hostname or "")
        if parts.username is not None or parts.password is not None:
            raise Unsafe("it carries a user name or a password")
        if port in self.own_ports:
            raise Unsafe("that is the local engine itself")
        return parts, address


def _loopback(host: str) -> str:
    """The IP address of a host of this machine, or `Foreign`; no name server is asked."""
    try:
        found = [ipaddress.ip_address(host)]
    except ValueError:
        found = _named(host)
    if not found or not all(address.is_loopback for address in found):
        raise Foreign("it is not on this machine")
    return str(found[0])


def _named(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    if not _LOCALHOST.match(host):
        return []
    try:
        infos = socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    # A server that is written for a lesson listens on IPv4.
    return sorted((ipaddress.ip_address(info[4][0]) for info in infos), key=lambda ip: ip.version)


def _connection(parts: SplitResult, address: str, seconds: float) -> http.client.HTTPConnection:
    port = parts.port or _PORTS[parts.scheme]
    if parts.scheme == "https":
        # On loopback there is nobody in between, and certificates are self-made.
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(address, port, timeout=seconds, context=trusting)
    return http.client.HTTPConnection(address, port, timeout=seconds)


def _exchange(
    connection: http.client.HTTPConnection, parts: SplitResult
) -> tuple[bytes, str, str | None]:
    """Body, content type and, where the server says so, the next address."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii() or re.search(r"[\x00-\x20\x7f]", target):
        raise NotFetched("its path holds signs that must be percent-encoded")
    connection.request("GET", target, headers={**_HEADERS, "Host": parts.netloc})
    response = connection.getresponse()
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        return b"", "", location
    if response.status != 200:
        raise NotFetched(f"its server answered {response.status}")
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise NotFetched("its server sends it compressed although that was not asked for")
    return response.read(_MOST_BYTES), response.getheader("Content-Type", ""), None


def _hang_up(sockets: list[socket.socket]) -> None:
    for one in sockets:
        # The other side, or the end of the page, may have been quicker.
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _read(body: bytes, content_type: str) -> PageText:
    try:
        return page_text(body, content_type)
    except Unreadable as error:
        raise NotFetched(str(error)) from error
