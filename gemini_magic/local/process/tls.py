"""TLS on loopback: with a certificate that is given, or one made on the spot."""

import importlib.util
import ipaddress
import os
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_DAYS = 30
_NAME = "gemini-magic local engine"
_OPENSSL = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -batch "
    "-addext subjectAltName=IP:127.0.0.1,DNS:localhost "
    "-addext keyUsage=critical,digitalSignature,keyCertSign"
).split()


class NoCertificate(Exception):
    """There is none, and none can be made; the message says what to do."""


@dataclass(frozen=True)
class Certificate:
    """Files in PEM; clients trust `certificate`."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """For a server; `NoCertificate` if the files are none."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self.certificate, self.key)
        except OSError as error:
            raise NoCertificate(
                f"{self.certificate} and {self.key} are no certificate and its key: {error}"
            ) from error
        return context


def self_signed(folder: Path) -> Certificate:
    """A certificate for this machine alone, in files of the folder."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    os.close(os.open(made.key, os.O_CREAT | os.O_WRONLY, 0o600))
    try:
        _by_cryptography(made)
    except ImportError:
        _by_openssl(made)
    return made


def can_certify() -> bool:
    """Whether `self_signed` has something to make a certificate with."""
    found = importlib.util.find_spec("cryptography") or shutil.which("openssl")
    return found is not None


def _by_openssl(made: Certificate) -> None:
    if shutil.which("openssl") is None:
        raise NoCertificate(
            "no certificate can be made: install one of `pip install cryptography` and the "
            "program openssl, or give --tls-cert and --tls-key"
        )
    files = ["-keyout", str(made.key), "-out", str(made.certificate)]
    command = [*_OPENSSL, "-days", str(_DAYS), "-subj", f"/CN={_NAME}", *files]
    subprocess.run(command, check=True, capture_output=True)


def _by_cryptography(made: Certificate) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _NAME)])
    places = [x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")), x509.DNSName("localhost")]
    uses = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "crl_sign", "encipher_only", "decipher_only"], False)  # fmt: skip
    begins = datetime.now(UTC) - timedelta(minutes=5)
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=True, **uses), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
