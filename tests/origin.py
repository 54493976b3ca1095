"""A web server on loopback whose answers a test writes down, and a log of what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ASIDE = ("/robots.txt", "/.well-known/tdmrep.json")  # what a host is asked for before its pages


@dataclass
class Answer:
    """One answer. ``write`` replaces everything: it is given the handler and does what it likes with the socket."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    delay: float = 0.0
    etag: str | None = None
    write: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Hit:
    """One request as the server saw it; ``at`` is of the monotonic clock."""

    path: str
    at: float
    headers: dict[str, str]
    target: str  # as written in the request line
    status: int = 0


class Origin:
    """Answers by path, or by http://host/path when it is used as a proxy.

    A list of answers is given out one after the other, the last for ever.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer | list[Answer]] = {}
        self.hits: list[Hit] = []
        self.open = 0
        self.open_at_most = 0
        self.lock = threading.Lock()
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.base + path

    def page(self, path: str, title: str = "", **more: Any) -> str:
        """Put an article page at a path; returns its URL."""
        self.answers[path] = Answer(body=article_html(title or f"Report {path}", path), **more)
        return self.url(path)

    def feed(self, path: str, links: list[str], **more: Any) -> str:
        """Put a feed of links at a path; returns its URL."""
        self.answers[path] = Answer(body=feed_xml(links), content_type="application/rss+xml", **more)
        return self.url(path)

    def paths(self, *, status: int | None = None) -> list[str]:
        """Paths asked for, robots.txt and tdmrep.json left out, in the order of the requests."""
        return [hit.path for hit in self.hits if hit.path not in ASIDE and status in (None, hit.status)]

    def answer_for(self, path: str, target: str = "") -> Answer:
        with self.lock:
            found = self.answers.get(target) or self.answers.get(path)
            if isinstance(found, list):
                return found.pop(0) if len(found) > 1 else found[0]
        return found or Answer(body="not here", status=404)


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Clients that hang up, or are killed, are what some tests are about."""


@contextmanager
def origin() -> Iterator[Origin]:
    """An Origin that is serving."""
    site = Origin()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join(5)


def article_html(title: str, mark: str, *, paragraphs: int = 4) -> str:
    """A page with enough text to be an article; ``mark`` makes it unlike the others."""
    body = "".join(
        f"<p>Paragraph {number} of {mark}: warehouses in Rotterdam and Ningbo reported that parcels bought on "
        f"marketplaces took {number + 3} days longer to clear customs than in the month before.</p>"
        for number in range(paragraphs)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def feed_xml(links: list[str]) -> str:
    items = "".join(f"<item><title>Item {link}</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'


def _handler(site: Origin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

        def do_GET(self) -> None:
            path = self.path.split("://", 1)[-1].split("/", 1)[-1] if "://" in self.path else self.path[1:]
            headers = {name.lower(): value for name, value in self.headers.items()}
            hit = Hit("/" + path, time.monotonic(), headers, self.path)
            with site.lock:
                site.hits.append(hit)
                site.open += 1
                site.open_at_most = max(site.open_at_most, site.open)
            try:
                self.reply(site.answer_for(hit.path, hit.target), hit)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with site.lock:
                    site.open -= 1

        def reply(self, answer: Answer, hit: Hit) -> None:
            time.sleep(answer.delay)
            if answer.write is not None:
                hit.status = 200
                self.close_connection = True
                answer.write(self)
                return
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            status = answer.status
            if answer.etag and hit.headers.get("if-none-match") == answer.etag:
                status, body = 304, b""
            hit.status = status
            self.send_response(status)
            if answer.etag:
                self.send_header("ETag", answer.etag)
            if status != 304:
                self.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
