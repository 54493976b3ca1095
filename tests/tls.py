"""Certificates of our own making, an Origin behind TLS, and a proxy that tunnels (CONNECT) to it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from origin import Origin, origin


@dataclass(frozen=True)
class Authority:
    """A certificate authority: its key, its certificate, and where the certificate lies."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    path: Path


def authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Test authority")
    certificate = _builder(name, name, key, days=2).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    ).sign(key, hashes.SHA256())  # fmt: skip
    path = folder / "ca.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(key, certificate, path)


def server_context(
    folder: Path, hosts: Sequence[str], *, signed_by: Authority | None = None, days: int = 2
) -> ssl.SSLContext:
    """What a server for these hosts shows: signed by the authority, or by itself; ``days`` < 0: run out."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(hosts[0])
    issuer = signed_by.certificate.subject if signed_by else subject
    names: list[x509.GeneralName] = []
    for host in hosts:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    builder = _builder(subject, issuer, key, days=days).add_extension(
        x509.SubjectAlternativeName(names), critical=False
    )
    certificate = builder.sign(signed_by.key if signed_by else key, hashes.SHA256())
    path = folder / f"server-{abs(hash((*hosts, days, bool(signed_by))))}.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextmanager
def tls_origin(context: ssl.SSLContext) -> Iterator[Origin]:
    """An Origin that speaks TLS; ``base`` and ``url`` say https."""
    with origin() as site:
        # The handshake waits for the handler's thread: a client that sends none must not hold the others.
        site.server.socket = context.wrap_socket(
            site.server.socket, server_side=True, do_handshake_on_connect=False
        )
        site.base = f"https://127.0.0.1:{site.port}"
        yield site


@dataclass
class Tunnel:
    """A proxy that knows CONNECT only, and leads wherever it likes: to ``target`` on loopback."""

    target: int
    port: int = 0
    asked: list[str] = field(default_factory=list)  # host:port of each CONNECT, or the line that was none

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and len(head) < 8192:
                head += client.recv(4096) or b"\r\n\r\n"
            method, _, rest = head.decode("latin-1").partition(" ")
            self.asked.append(
                rest.split(" ")[0] if method == "CONNECT" else head.decode("latin-1").splitlines()[0]
            )
            if method != "CONNECT":
                client.sendall(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self.target)) as far:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pump, args=(far, client), daemon=True)
                back.start()
                _pump(client, far)
                back.join(10)


@contextmanager
def tunnel(target: int) -> Iterator[Tunnel]:
    """A Tunnel that is listening."""
    found = Tunnel(target)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found.port = listener.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=found.serve, args=(client,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield found
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=5))
        .not_valid_after(now + dt.timedelta(days=days))
    )
