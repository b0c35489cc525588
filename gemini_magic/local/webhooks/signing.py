"""Signatures of deliveries: Standard Webhooks for those who have a secret, else a token by RSA.

An address that only one request names has no secret: its deliveries carry a JSON Web Token
(RFC 7519, RS256) whose key stands at /.well-known/jwks.json, where `cryptography` is installed.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterable
from typing import Any

_PREFIX = "whsec_"
_KEY_ID = "local-engine"
_TOKEN_SECONDS = 300


def new_secret() -> str:
    return f"{_PREFIX}{base64.b64encode(secrets.token_bytes(24)).decode()}"


def signatures(keys: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """One "v1,…" for each secret that holds, as https://www.standardwebhooks.com has it."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return " ".join(f"v1,{_mac(key, signed)}" for key in keys)


def _mac(key: str, signed: bytes) -> str:
    secret = base64.b64decode(key.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


class TokenSigner:
    """The engine's RSA key, made when first used; without `cryptography` there is none."""

    def __init__(self) -> None:
        self._key: Any = None
        self._lock = threading.Lock()

    def token(self, audience: str, timestamp: int, body: bytes) -> str | None:
        """A token whose claims are the event's fields; None where it cannot be signed."""
        if (key := self._private_key()) is None:
            return None
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        times = {"iat": timestamp, "exp": timestamp + _TOKEN_SECONDS}
        claims = {**json.loads(body), "iss": "local-engine", "aud": audience, **times}
        head = {"alg": "RS256", "typ": "JWT", "kid": _KEY_ID}
        signed = ".".join(_url_base64(json.dumps(part).encode()) for part in (head, claims))
        return f"{signed}.{_url_base64(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    def to_jwks(self) -> dict[str, Any]:
        """The public key as RFC 7517 has it."""
        if (key := self._private_key()) is None:
            return {"keys": []}
        public = key.public_key().public_numbers()
        numbers = {name: _number_base64(getattr(public, name)) for name in ("n", "e")}
        about = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": _KEY_ID}
        return {"keys": [{**about, **numbers}]}

    def _private_key(self) -> Any:
        try:
            from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
        except ImportError:
            return None
        with self._lock:
            if self._key is None:
                self._key = generate_private_key(public_exponent=65537, key_size=2048)
            return self._key


def _url_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number_base64(number: int) -> str:
    return _url_base64(number.to_bytes((number.bit_length() + 7) // 8, "big"))
