"""The newsroom on loopback: a forward proxy that answers for every host of the newsroom itself.

A client that uses it as ``http_proxy`` reaches ``http://www.kuahai.example/`` without DNS and without a network;
it answers plain requests with a Host header too. Nothing is ever forwarded: an unknown host is 502.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tradewind.sample.newsroom import Newsroom, Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One line of the request log."""

    method: str
    url: str
    status: int
    conditional: bool  # asked with If-None-Match or If-Modified-Since
    user_agent: str


@dataclass(slots=True, kw_only=True)
class Serving:
    """A running server: where it is, what it was asked, and what it still answers."""

    proxy_url: str
    resources: dict[str, Resource]
    requests: list[Request] = field(default_factory=list)

    def replace(self, resource: Resource) -> None:
        """Answer with this from now on, as if its publisher had changed the page."""
        self.resources[resource.url] = resource


@contextmanager
def serve(newsroom: Newsroom, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Serving]:
    """Serve the newsroom until the block ends. Port 0 takes any free one."""
    serving = Serving(proxy_url="", resources=dict(newsroom.resources))
    server = ThreadingHTTPServer((host, port), _responder(newsroom, serving))
    server.daemon_threads = True
    serving.proxy_url = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield serving
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Responder(BaseHTTPRequestHandler):
    """One connection; ``newsroom`` and ``serving`` are set on a subclass for each server."""

    newsroom: Newsroom
    serving: Serving
    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    sys_version = ""
    timeout = 30
    wbufsize = -1  # head and body in one segment: two small writes wait 40 ms for each other
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: the log is ``Serving.requests``."""

    def _url(self) -> str:
        if self.path.startswith("http://"):
            return self.path
        return f"http://{self.headers.get('Host', '')}{self.path}"

    def _answer(self, *, with_body: bool) -> None:
        url = self._url()
        resource = _resource(self.newsroom, self.serving, url)
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        unchanged = resource.status == 200 and _unchanged(
            resource, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        )
        status = 304 if unchanged else resource.status
        self.serving.requests.append(
            Request(
                method=self.command,
                url=url,
                status=status,
                conditional=conditional,
                user_agent=self.headers.get("User-Agent", ""),
            )
        )
        self._send(resource, status, with_body=with_body)

    def _send(self, resource: Resource, status: int, *, with_body: bool) -> None:
        self.send_response(status)
        body = b"" if status == 304 else resource.body
        if resource.location:
            self.send_header("Location", resource.location)
        if status in {200, 304}:
            self.send_header("ETag", resource.etag)
            self.send_header("Last-Modified", format_datetime(resource.last_modified, usegmt=True))
        if status != 304:
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(body)))
        if resource.cut_short:
            self.close_connection = True
            body = body[: len(body) // 2]
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _responder(newsroom: Newsroom, serving: Serving) -> type[BaseHTTPRequestHandler]:
    """The request class bound to one newsroom (http.server wants a class, not an object)."""
    return type("Responder", (_Responder,), {"newsroom": newsroom, "serving": serving})


def _resource(newsroom: Newsroom, serving: Serving, url: str) -> Resource:
    """What there is at a URL: a page, a robots file, a home page's 404, or 502 for a host we do not play."""
    if url in serving.resources:
        return serving.resources[url]
    parts = urlsplit(url)
    robots = newsroom.robots.get(parts.netloc)
    if robots is None:
        return Resource(url=url, body=b"no such host here\n", content_type="text/plain", status=502)
    if parts.path == "/robots.txt":
        return Resource(url=url, body=robots.encode(), content_type="text/plain")
    return Resource(url=url, body=b"not found\n", content_type="text/plain", status=404)


def _unchanged(resource: Resource, etag: str | None, since: str | None) -> bool:
    """RFC 9110: If-None-Match decides alone when it is there."""
    if etag is not None:
        return resource.etag in {part.strip().removeprefix("W/") for part in etag.split(",")}
    if since is None:
        return False
    try:
        return resource.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
