"""The table of what a broken web does and what is right to make of it: the oracle of the crawl's fault tests.

One line is one fault with a host of its own (``<name>.example``). A page's fault stands at ``/a``; at ``/ok`` of the
same host stands a healthy page, asked afterwards: a fault harms only itself, unless it speaks for its whole host.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from faultserver import FaultServer, Host, Serve, Wire, not_found, says, story

SOON = 1_800  # seconds: what an hourly run finds due
DAY = 86_400
TRIES = 2  # of a page in one run: one retry, as the test crawls
AnyFault = TypeVar("AnyFault", "PageFault", "FeedFault")
FINE = ""  # the reason of what is no fault to us: an article
ANY = "*"  # the reason of what may end as it likes, in bounded time and memory
UNTOUCHED = "-"  # the reason of what stays pending as it was: nothing was learnt of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFault:
    """A fault of an article's page, or of the rules of its host.

    ``reason`` FINE: becomes an article; ANY: ends; UNTOUCHED: stays pending. ``retry``: seconds until it may be asked again; None: that is final.
    ``asks``: how often ``/a`` may be asked for in one run, at most. ``beside``: what becomes of the healthy page of
    the same host: "article", or "waits" when the host as a whole is to be left alone; "either"; "none": there is no such page.
    """

    name: str
    does: str
    serve: Serve
    reason: str = FINE
    detail: str = ""  # a pattern found in the detail
    retry: int | None = None
    asks: int = 1
    beside: str = "article"
    most: int = (
        40_000_000  # bytes that its server could send in one run; what lies in buffers on the way counts
    )
    rests: bool = False  # the host asked for a pause that outlasts the second crawl
    text: str = ""  # what the article says, exactly
    robots: Serve | None = None
    also: Mapping[str, Serve] = field(default_factory=dict)  # further paths of the host
    port: str = "plain"
    scheme: str = "http"
    host: str = ""  # where it is not <name>.example
    written: str = ""  # the host as the feed writes it, where that is another way
    dns: str = "127.0.0.1"  # what the name resolves to; "" for nothing
    heavy: bool = False  # costs seconds or many megabytes

    @property
    def where(self) -> str:
        return self.host or f"{self.name}.example"

    def url(self, server: FaultServer, path: str = "/a") -> str:
        return server.url(self.where, path, self.port, self.scheme)

    def as_host(self) -> Host:
        paths = {"/a": self.serve, "/ok": says(story(f"{self.name} beside")), **self.also}
        if self.robots is not None:
            paths["/robots.txt"] = self.robots
        return Host(paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFault:
    """A fault of an announcement, at ``/feed`` of its host; the pages it names are healthy.

    ``status``: of the announcement. ``pages``: how many articles come of it; None: not looked at here.
    """

    name: str
    does: str
    serve: Serve
    status: str = "ok"
    detail: str = ""
    kind: str = "feed"
    pages: int | None = 0
    asks: int = 1
    also: Mapping[str, Serve] = field(default_factory=dict)
    robots: Serve | None = None
    port: str = "plain"
    dns: str = "127.0.0.1"
    heavy: bool = False
    otherwise: Serve | None = None  # what every other path answers; None: healthy pages
    settings: Mapping[str, object] = field(default_factory=dict)  # further keys of the source

    @property
    def where(self) -> str:
        return f"{self.name}.example"

    def url(self, server: FaultServer) -> str:
        return server.url(self.where, "/feed", self.port)

    def as_host(self) -> Host:
        paths = {"/feed": self.serve, **self.also}
        if self.robots is not None:
            paths["/robots.txt"] = self.robots
        return Host(paths, otherwise=self.otherwise or healthy_page)


def healthy_page(wire: Wire) -> None:
    """Whatever is asked: an article of that address."""
    if wire.asked.path.startswith(("/robots.txt", "/.well-known")):
        not_found(wire)
    else:
        wire.answer(story(f"{wire.asked.host} {wire.asked.path}"))


def page_faults(*, heavy: bool = False) -> list[PageFault]:
    """The lines of the table for pages and rules."""
    import fault_bodies
    import fault_redirects
    import fault_robots
    import fault_transport
    import fault_unpacking

    rooms = (fault_transport, fault_unpacking, fault_bodies, fault_redirects, fault_robots)
    return once(fault for room in rooms for fault in room.FAULTS if fault.heavy == heavy)


def feed_faults(*, heavy: bool = False) -> list[FeedFault]:
    """The lines of the table for announcements."""
    import fault_announcements

    return once(fault for fault in fault_announcements.FAULTS if fault.heavy == heavy)


def once(faults: Iterable[AnyFault]) -> list[AnyFault]:
    """All of them; two of one name are a mistake in the table."""
    found = list(faults)
    names = [fault.name for fault in found]
    doubled = {name for name in names if names.count(name) > 1}
    assert not doubled, f"two faults of one name: {doubled}"
    return found
