"""The browser's way out, asked as a browser would ask it: raw requests to a real proxy on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from origin import Answer, Origin, origin

from crawler import browser_proxy
from crawler.browser_proxy import GuardedProxy


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as made:
        made.answers["/a"] = Answer(body="words")
        yield made


async def ask(proxy: GuardedProxy, text: str) -> bytes:
    """One request, and everything that comes back until the proxy hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(text.encode("latin-1"))
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return answer


def through(proxy: GuardedProxy, questions: Callable[[GuardedProxy], Awaitable[Any]]) -> Any:
    async def work() -> Any:
        await proxy.start()
        try:
            return await questions(proxy)
        finally:
            await proxy.close()

    return asyncio.run(work())


def get(url: str, headers: str = "") -> str:
    return f"GET {url} HTTP/1.1\r\nHost: any\r\n{headers}\r\n"


def test_a_plain_request_reaches_its_host_without_the_headers_of_the_hop(site: Origin) -> None:
    answer = through(
        GuardedProxy(allow=("127.0.0.1",)),
        lambda proxy: ask(
            proxy,
            get(
                site.url("/a"),
                "Proxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\nX-Own: 1\r\n",
            ),
        ),
    )
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"words")
    (hit,) = site.hits
    assert hit.target == "/a"
    assert hit.headers["connection"] == "close"
    assert hit.headers["x-own"] == "1"
    assert not any(name.startswith("proxy-") for name in hit.headers)


def test_a_tunnel_carries_both_directions(site: Origin) -> None:
    async def questions(proxy: GuardedProxy) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n\r\n".encode())
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        return answer

    assert through(GuardedProxy(allow=("127.0.0.1",)), questions).endswith(b"words")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.8", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0177.1",
     "router.local", "printer"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "CONNECT"])
def test_addresses_inside_are_refused_and_named(host: str, method: str) -> None:
    proxy = GuardedProxy()
    line = get(f"http://{host}/") if method == "GET" else f"CONNECT {host}:443 HTTP/1.1\r\n\r\n"
    assert through(proxy, lambda proxy: ask(proxy, line)).startswith(b"HTTP/1.1 403")
    assert list(proxy.refused) == [host.strip("[]")]


def test_a_name_that_leads_inside_is_refused_at_the_address(
    site: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(host: Any, port: Any, *given: Any, **named: Any) -> Any:
        name = "127.0.0.1" if host == "news.example.com" else host
        return real(name, port, *given, **named)

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lying)
    proxy = GuardedProxy()
    url = f"http://news.example.com:{site.port}/a"
    assert through(proxy, lambda proxy: ask(proxy, get(url))).startswith(b"HTTP/1.1 403")
    assert "this machine" in proxy.refused["news.example.com"]
    assert site.hits == []
    # The user's own pattern lets the same name through.
    open_proxy = GuardedProxy(allow=("news.example.com",))
    assert through(open_proxy, lambda proxy: ask(proxy, get(url))).endswith(b"words")


def test_behind_a_proxy_the_proxy_is_asked_and_literal_addresses_stay_refused(site: Origin) -> None:
    site.answers["http://news.example.com/a"] = Answer(body="by proxy")
    proxy = GuardedProxy(upstream=site.base)

    async def questions(proxy: GuardedProxy) -> tuple[bytes, bytes]:
        return await ask(proxy, get("http://news.example.com/a")), await ask(proxy, get("http://10.1.1.1/"))

    answer, refused = through(proxy, questions)
    assert answer.endswith(b"by proxy")
    assert [hit.target for hit in site.hits] == ["http://news.example.com/a"]
    assert refused.startswith(b"HTTP/1.1 403")


def test_more_than_the_limit_is_cut(site: Origin) -> None:
    site.answers["/much"] = Answer(body=b"x" * 2_000_000)
    proxy = GuardedProxy(allow=("127.0.0.1",), max_bytes=200_000)
    answer = through(proxy, lambda proxy: ask(proxy, get(site.url("/much"))))
    assert 100_000 < len(answer) < 400_000


@pytest.mark.parametrize(
    "text",
    ["\r\n\r\n", "GET /relative HTTP/1.1\r\n\r\n", "GET ftp://a.example.com/ HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n",
     "CONNECT :443 HTTP/1.1\r\n\r\n", "CONNECT a.example.com:99999 HTTP/1.1\r\n\r\n", "GET http:/// HTTP/1.1\r\n\r\n",
     "GET http://\xe9.example.com/ HTTP/1.1\r\n\r\n", "GET /" + "x" * 70_000 + " HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_gets_an_error_and_the_gate_stays_open(site: Origin, text: str) -> None:
    async def questions(proxy: GuardedProxy) -> tuple[bytes, bytes]:
        return await ask(proxy, text), await ask(proxy, get(site.url("/a")))

    first, second = through(GuardedProxy(allow=("127.0.0.1",)), questions)
    assert first.split(b"\r\n")[0] in (b"HTTP/1.1 403 Forbidden", b"HTTP/1.1 502 Bad Gateway")
    assert second.endswith(b"words")


def test_a_host_that_does_not_answer_is_a_bad_gateway() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    proxy = GuardedProxy(allow=("127.0.0.1",))
    assert through(proxy, lambda proxy: ask(proxy, get(f"http://127.0.0.1:{port}/"))).startswith(
        b"HTTP/1.1 502"
    )


def test_who_says_nothing_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_proxy, "_HEAD_WAIT", 0.2)
    assert through(GuardedProxy(), lambda proxy: ask(proxy, "GET http://")).startswith(b"HTTP/1.1 502")


def test_closing_drops_what_is_open(site: Origin) -> None:
    site.answers["/slow"] = Answer(body="late", delay=30)

    async def work() -> bytes:
        proxy = GuardedProxy(allow=("127.0.0.1",))
        await proxy.start()
        question = asyncio.ensure_future(ask(proxy, get(site.url("/slow"))))
        await asyncio.sleep(0.3)
        await asyncio.wait_for(proxy.close(), 5)
        return await asyncio.wait_for(question, 5)

    assert asyncio.run(work()) == b""
