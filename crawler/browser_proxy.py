"""The browser's only way out: a proxy on loopback that asks the guard before it connects.

A browser resolves names, follows redirects and loads parts of a page by itself, past everything that Scrapy's
middlewares see. All of it passes here instead: plain requests, CONNECT for TLS and WebSockets. Names are resolved once,
the addresses judged, and connected to are those very addresses.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.guard import allowed_by_name, refused_address

MAX_HEAD = 65_536  # bytes of a request's head
_HEAD_WAIT = 30.0  # seconds in which it has to come
_CONNECT_WAIT = 15.0  # seconds for one address
_IDLE = 60.0  # seconds without a byte in either direction
_CHUNK = 65_536

_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) (\S{1,8192}) (HTTP/1\.[01])\r\n")
_HOP_HEADERS = re.compile(rb"(?im)^(?:proxy-[a-z-]+|connection|keep-alive|upgrade):[^\r\n]*\r\n")


class ProxyRefusal(Exception):
    """Why a connection is not made: the host, and the reason."""


@dataclass(slots=True, kw_only=True)
class GuardedProxy:
    """A running proxy. ``max_bytes``: through one connection, towards the browser."""

    allow: Sequence[str] = ()
    upstream: str = ""  # the configured proxy, which then resolves the names; "": connect directly
    max_bytes: int = 50_000_000
    refused: dict[str, str] = field(default_factory=dict)  # host to reason, at most 100
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Listen on a free port of the loopback interface."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=MAX_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and drop what is open."""
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        try:
            await self._serve(reader, writer)
        except ProxyRefusal as refusal:
            host, reason = refusal.args
            if len(self.refused) < 100:
                self.refused[host] = reason
            await _answer(writer, b"403 Forbidden")
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await _answer(writer, b"502 Bad Gateway")
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _HEAD_WAIT)
        line = _REQUEST_LINE.match(head)
        if line is None:
            raise ValueError("not a request to a proxy")
        method, target, version = line.groups()
        if method == b"CONNECT":
            host, port = _host_and_port(f"//{target.decode('ascii')}", 443)
            far_reader, far_writer = await self._connect(host, port, tunnel=True)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            url = target.decode("ascii")
            if not url.startswith("http://"):
                raise ProxyRefusal(url[:80], "not http or https")
            host, port = _host_and_port(url, 80)
            far_reader, far_writer = await self._connect(host, port, tunnel=False)
            path = target if self.upstream else _origin_form(url)
            # One request a connection: the next one may be for another host, which is judged anew.
            rest = _HOP_HEADERS.sub(b"", head[line.end() :])
            far_writer.write(method + b" " + path + b" " + version + b"\r\nConnection: close\r\n" + rest)
        try:
            await self._carry(reader, writer, far_reader, far_writer)
        finally:
            far_writer.close()

    async def _connect(
        self, host: str, port: int, *, tunnel: bool
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the host itself, or through the configured proxy."""
        reason = refused_address(host, self.allow)
        if reason is not None:
            raise ProxyRefusal(host, reason)
        if self.upstream:
            proxy_host, proxy_port = _host_and_port(self.upstream, 80)
            reader, writer = await asyncio.wait_for(
                asyncio.open_connection(proxy_host, proxy_port), _CONNECT_WAIT
            )
            if tunnel:
                writer.write(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
                answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _CONNECT_WAIT)
                if b" 200" not in answer[:16]:
                    writer.close()
                    raise OSError("the proxy refused")
            return reader, writer
        for address in await self._addresses(host, port):
            with suppress(OSError, TimeoutError):
                return await asyncio.wait_for(asyncio.open_connection(address, port), _CONNECT_WAIT)
        raise OSError(f"{host}: no address answers")

    async def _addresses(self, host: str, port: int) -> list[str]:
        """What the name resolves to and may be connected to."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
        if allowed_by_name(host, self.allow):
            return addresses
        kept = [address for address in addresses if refused_address(address, self.allow) is None]
        if not kept:
            raise ProxyRefusal(host, refused_address(addresses[0], self.allow))
        return kept

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> None:
        """Both directions until the far side has said everything."""
        up = asyncio.ensure_future(_pump(reader, far_writer, self.max_bytes))
        try:
            await _pump(far_reader, writer, self.max_bytes)
        finally:
            up.cancel()
            await asyncio.gather(up, return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int) -> None:
    while limit > 0:
        chunk = await asyncio.wait_for(reader.read(_CHUNK), _IDLE)
        if not chunk:
            return
        limit -= len(chunk)
        writer.write(chunk)
        await writer.drain()


async def _answer(writer: asyncio.StreamWriter, status: bytes) -> None:
    with suppress(OSError):
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()


def _host_and_port(url: str, default: int) -> tuple[str, int]:
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("no host")
    return parts.hostname, parts.port or default


def _origin_form(url: str) -> bytes:
    parts = urlsplit(url)
    return ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).encode("ascii")
