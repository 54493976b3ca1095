"""A web of broken hosts on loopback, spoken over bare sockets: every host has a fault of its own.

Hosts are told apart by the Host header; names are led here by the DNS of the test. A behaviour (``Serve``) is given
the Wire of one request and may do with the socket what it likes: say nothing, drip, lie about lengths, reset.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from origin import article_html

MAX_HEAD = 65_536  # bytes of a request's head
IDLE = 20.0  # seconds a connection may wait for its next request
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in. ``number`` counts the requests for this address, from 1."""

    host: str  # name only, lower case
    path: str
    headers: dict[str, str]
    number: int
    at: float  # of the monotonic clock


@dataclass(slots=True)
class Wire:
    """The socket of a request, in the hands of a behaviour. Sending to a client that is gone ends the behaviour."""

    sock: socket.socket
    asked: Asked
    stop: threading.Event
    port: int
    keep: bool = True  # the connection is used for another request afterwards
    sent: int = 0  # bytes, of this answer

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.sock.sendall(part)
            self.sent += len(part)

    def answer(self, body: bytes | str, status: str = "200 OK", kind: str = HTML, **headers: str) -> None:
        """A proper answer; header names are written with underscores."""
        self.send(http(body, status, kind, **headers))

    def hang(self, seconds: float = 60.0) -> None:
        """Say nothing, until the client goes away or the server is stopped."""
        end = time.monotonic() + seconds
        self.sock.settimeout(0.1)
        while time.monotonic() < end and not self.stop.is_set():
            try:
                if self.sock.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.keep = False

    def drip(self, data: bytes, *, every: float = 0.2, times: int = 600) -> None:
        """A few bytes, again and again."""
        for _ in range(times):
            if self.stop.wait(every):
                break
            self.send(data)
        self.keep = False

    def flood(self, data: bytes, *, most: int) -> None:
        """As much as the client takes, up to ``most`` bytes."""
        while self.sent < most and not self.stop.is_set():
            self.send(data)
        self.keep = False

    def close(self) -> None:
        """An orderly end of the connection."""
        self.keep = False

    def reset(self) -> None:
        """End the connection with RST: what is on its way is thrown away."""
        self.keep = False
        time.sleep(0.02)  # what was sent before is to arrive first
        reset(self.sock)


Serve = Callable[[Wire], None]


@dataclass(slots=True)
class Host:
    """What one host answers, by path. A path it does not know is a 404."""

    paths: dict[str, Serve] = field(default_factory=dict)
    otherwise: Serve | None = None


class FaultServer:
    """Listens on several ports of 127.0.0.1: ``plain`` for HTTP, and ports that are broken before anything is asked.

    ``ports``: plain, refused (nobody listens), resets (RST when connected), mute (connects, is never read),
    hushed (accepts and says nothing to a TLS hello), and one that speaks TLS for each certificate file given.
    """

    def __init__(self, hosts: Mapping[str, Host], certificates: Mapping[str, str] | None = None) -> None:
        self.hosts = dict(hosts)
        self.log: list[Asked] = []
        self.sent: Counter[str] = Counter()  # bytes, by host
        self.stop = threading.Event()
        self._lock = threading.Lock()
        self._count: Counter[tuple[str, str]] = Counter()
        self._listening: list[socket.socket] = []
        self.ports: dict[str, int] = {}
        self._listen("plain", self._talk)
        self._listen("resets", lambda sock: reset(sock))
        self._listen("mute", None)
        self._listen("hushed", lambda sock: self.stop.wait(30) and None)
        for name, certificate in (certificates or {}).items():
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            self._listen(name, partial(self._talk_tls, tls))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.ports["refused"] = free.getsockname()[1]

    def url(self, host: str, path: str = "/", port: str = "plain", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.ports[port]}{path}"

    def asked(self, host: str, path: str | None = None) -> int:
        """How often a host, or one path of it, has been asked."""
        return sum(one.host == host and path in (None, one.path) for one in self.log)

    def forget(self) -> None:
        """Begin a new log; what was asked how often before is still known to the behaviours."""
        with self._lock:
            self.log = []
            self.sent.clear()

    def close(self) -> None:
        self.stop.set()
        for sock in self._listening:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _listen(self, name: str, talk: Callable[[socket.socket], object] | None) -> None:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.ports[name] = listening.getsockname()[1]
        self._listening.append(listening)
        if talk is not None:
            threading.Thread(target=self._accept, args=(listening, talk), daemon=True).start()

    def _accept(self, listening: socket.socket, talk: Callable[[socket.socket], object]) -> None:
        while not self.stop.is_set():
            try:
                sock, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._safely, args=(sock, talk), daemon=True).start()

    def _safely(self, sock: socket.socket, talk: Callable[[socket.socket], object]) -> None:
        with contextlib.closing(sock), contextlib.suppress(OSError, ValueError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(IDLE)
            talk(sock)

    def _talk_tls(self, tls: ssl.SSLContext, sock: socket.socket) -> None:
        with tls.wrap_socket(sock, server_side=True) as safe:
            self._talk(safe)

    def _talk(self, sock: socket.socket) -> None:
        """Requests of one connection, one after the other."""
        while not self.stop.is_set():
            sock.settimeout(IDLE)
            head = _head(sock)
            if head is None:
                return
            asked = self._note(head)
            wire = Wire(sock, asked, self.stop, self.ports["plain"])
            host = self.hosts.get(asked.host, Host())
            serve = host.paths.get(asked.path) or host.otherwise or not_found
            try:
                serve(wire)
            finally:
                with self._lock:
                    self.sent[asked.host] += wire.sent
            if not wire.keep:
                return

    def _note(self, head: str) -> Asked:
        first, *lines = head.split("\r\n")
        target = first.split(" ")[1]
        pairs = [line.partition(":")[::2] for line in lines if ":" in line]
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        host = headers.get("host", "").rsplit(":", 1)[0].lower()
        with self._lock:
            self._count[host, target] += 1
            asked = Asked(host, target, headers, self._count[host, target], time.monotonic())
            self.log.append(asked)
        return asked


@contextmanager
def faultserver(
    hosts: Mapping[str, Host], certificates: Mapping[str, str] | None = None
) -> Iterator[FaultServer]:
    """A FaultServer that is serving."""
    server = FaultServer(hosts, certificates)
    try:
        yield server
    finally:
        server.close()


def reset(sock: socket.socket) -> None:
    """Close with RST instead of FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def http(body: bytes | str, status: str = "200 OK", kind: str = HTML, **headers: str) -> bytes:
    """The bytes of a proper answer, with the right Content-Length. ``kind=""`` leaves the type out."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else [])]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(raw)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + raw


def says(body: bytes | str, status: str = "200 OK", kind: str = HTML, **headers: str) -> Serve:
    """A behaviour: this proper answer."""
    whole = http(body, status, kind, **headers)
    return lambda wire: wire.send(whole)


def writes(*parts: bytes, then: str = "close") -> Serve:
    """A behaviour: these bytes as they are, then ``close``, ``reset``, ``hang`` or ``keep`` the connection."""

    def serve(wire: Wire) -> None:
        wire.send(*parts)
        if then != "keep":
            getattr(wire, then)()

    return serve


def in_turn(*serves: Serve) -> Serve:
    """A behaviour that changes from request to request; the last stays."""
    return lambda wire: serves[min(wire.asked.number, len(serves)) - 1](wire)


def goes_to(location: str, status: str = "302 Found") -> Serve:
    """A redirect; ``{port}`` in the address is the plain port."""
    return lambda wire: wire.answer("", status, Location=location.replace("{port}", str(wire.port)))


def story(mark: str, title: str = "") -> str:
    """A healthy page; ``mark`` makes it unlike the others."""
    return article_html(title or f"Customs report of {mark}", mark)


def not_found(wire: Wire) -> None:
    wire.answer("not here", "404 Not Found", "text/plain")


def _head(sock: socket.socket) -> str | None:
    """The head of the next request, or None when there is none."""
    data = b""
    while b"\r\n\r\n" not in data:
        if len(data) > MAX_HEAD:
            return None
        more = sock.recv(4096)
        if not more:
            return None
        data += more
        if data[:1] == b"\x16":  # the hello of TLS
            raise ValueError("not HTTP")
    return data.partition(b"\r\n\r\n")[0].decode("latin-1")
