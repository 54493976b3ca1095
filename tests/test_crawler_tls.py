"""https with real certificates: what nobody vouches for is refused, plain and through a proxy that tunnels."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
from crawling import run
from origin import Answer, article_html, feed_xml
from tls import Authority, authority, server_context, tls_origin, tunnel

pytestmark = pytest.mark.slow  # crawls run in processes of their own


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ca"))


def crawl(tmp_path: Path, context: ssl.SSLContext, **options: Any) -> tuple[dict[str, Any], list[str]]:
    """A crawl of a feed and a page on a TLS server; what came of it, and what the server was asked."""
    with tls_origin(context) as site:
        feed = site.feed("/feed", [site.page("/a")])
        found = run(tmp_path / "t.db", [{"url": feed}], options={"retries": 0, **options})
        return found, site.paths()


def test_a_certificate_that_somebody_vouches_for(
    ca: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The one way to trust an authority of one's own is OpenSSL's: the environment names its certificate.
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.path))
    found, paths = crawl(tmp_path, server_context(tmp_path, ["127.0.0.1"], signed_by=ca))
    assert found["counts"] == {"article": 1}
    assert paths == ["/feed", "/a"]


REFUSED: dict[str, dict[str, Any]] = {
    "an authority nobody named": {"hosts": ["127.0.0.1"], "trusted": False},
    "signed by itself": {"hosts": ["127.0.0.1"], "own": True},
    "of another host": {"hosts": ["192.0.2.1", "other.example"]},
    "run out": {"hosts": ["127.0.0.1"], "days": -1},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_certificate_that_is_not_good_is_refused(
    ca: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    case = REFUSED[name]
    if case.get("trusted", True):
        monkeypatch.setenv("SSL_CERT_FILE", str(ca.path))
    signer = None if case.get("own") else ca
    context = server_context(tmp_path, case["hosts"], signed_by=signer, days=case.get("days", 2))
    found, paths = crawl(tmp_path, context)
    assert paths == []  # not one request was made over such a connection
    (failure,) = found["failures"]
    assert failure.startswith("s0: unreachable at https://127.0.0.1")
    assert "certificate" in failure.lower()


def test_a_server_that_speaks_no_tls_is_unreachable(tmp_path: Path) -> None:
    with tls_origin(server_context(tmp_path, ["127.0.0.1"])) as site:
        plain = site.base.replace("https", "http")
        found = run(tmp_path / "t.db", [{"url": f"{plain}/feed"}], options={"retries": 0, "timeout": 5})
    (failure,) = found["failures"]
    assert "unreachable" in failure or "timeout" in failure


PROXIED = {"allow_hosts": ["*.example"], "retries": 0}


def test_a_proxy_tunnels_and_the_certificate_is_the_hosts(
    ca: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.path))
    context = server_context(tmp_path, ["news.example"], signed_by=ca)
    with tls_origin(context) as site, tunnel(site.port) as proxy:
        site.answers["/feed"] = Answer(
            body=feed_xml(["https://news.example/a", "https://10.0.0.1/b", "https://other.example/c"])
        )
        site.answers["/a"] = Answer(body=article_html("Tunnelled", "t"))
        options = {**PROXIED, "https_proxy": proxy.url}
        found = run(tmp_path / "t.db", [{"url": "https://news.example/feed"}], options=options)
        assert found["by_url"]["https://news.example/a"]["article"]
        # Literal addresses are refused before the proxy hears of them; other hosts' names need their certificates.
        assert found["by_url"]["https://10.0.0.1/b"]["reason"] == "unsafe-address"
        assert found["by_url"]["https://other.example/c"]["reason"] == "unreachable"
        assert "certificate" in found["by_url"]["https://other.example/c"]["detail"].lower()
        assert {target.rpartition(":")[0] for target in proxy.asked} == {"news.example", "other.example"}
        assert all(target.endswith(":443") for target in proxy.asked)
        assert [hit.headers["host"] for hit in site.hits if hit.path == "/a"] == ["news.example"]
        assert f"through the proxy 127.0.0.1:{proxy.port}" in found["summary"]["notes"][0]


def test_a_proxy_does_not_vouch_for_a_certificate(ca: Authority, tmp_path: Path) -> None:
    with (
        tls_origin(server_context(tmp_path, ["news.example"], signed_by=ca)) as site,
        tunnel(site.port) as proxy,
    ):
        options = {**PROXIED, "https_proxy": proxy.url}
        found = run(tmp_path / "t.db", [{"url": "https://news.example/feed"}], options=options)
        assert "certificate" in found["failures"][0].lower()
        assert site.hits == []
        assert proxy.asked


def test_a_proxy_that_refuses_the_tunnel(tmp_path: Path) -> None:
    with tls_origin(server_context(tmp_path, ["news.example"])) as site:
        with tunnel(site.port) as proxy:
            closed = proxy.url
        options = {**PROXIED, "https_proxy": closed}
        found = run(tmp_path / "t.db", [{"url": "https://news.example/feed"}], options=options)
        assert "unreachable" in found["failures"][0]
        assert site.hits == []
