"""Addresses that links of strangers must not lead to."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from crawling import run
from hypothesis import given
from hypothesis import strategies as st
from origin import Answer, feed_xml, origin

from crawler.guard import GuardedResolver, refused_address, refused_ip, refused_url, resolver_refusal

REFUSED = [
    ("127.0.0.1", "this machine"), ("127.8.9.10", "this machine"), ("::1", "this machine"), ("[::1]", "this machine"),
    ("0.0.0.0", "private"), ("::", "private"), ("10.0.0.1", "private"), ("172.16.0.1", "private"),
    ("172.31.255.255", "private"), ("192.168.1.1", "private"), ("169.254.169.254", "link-local"), ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"), ("fc00::1", "private"), ("fd12:3456::1", "private"), ("100.64.0.1", "reserved"),
    ("224.0.0.1", "multicast"), ("ff02::1", "multicast"), ("255.255.255.255", "private"), ("240.0.0.1", "private"),
    ("192.0.2.1", "private"), ("198.18.0.1", "private"), ("2001:db8::1", "private"),
    ("::ffff:127.0.0.1", "stands for 127.0.0.1 is this machine"), ("::ffff:10.0.0.1", "private"),
    ("2002:7f00:1::", "stands for 127.0.0.1"), ("64:ff9b::a00:1", "stands for 10.0.0.1"),
    ("2001:0:4136:e378:8000:63bf:f5ff:fffe", "stands for 10.0.0.1"),
    ("2130706433", "in disguise"), ("0x7f000001", "in disguise"), ("0x7f.1", "in disguise"), ("127.1", "in disguise"),
    ("0177.0.0.1", "in disguise"), ("127.0.0.1.", "this machine"), ("1.2.3.4.5", "in disguise"), ("999.1.1.1", "in disguise"),
    ("localhost", "local network"), ("LOCALHOST", "local network"), ("intranet", "local network"), ("metadata", "local network"),
    ("a.localhost", "reserved"), ("shop.example", "reserved"), ("x.test", "reserved"), ("x.invalid", "reserved"),
    ("printer.local", "reserved"), ("metadata.google.internal", "reserved"), ("router.home.arpa", "reserved"),
    ("hidden.onion", "reserved"), ("nas.lan", "reserved"), ("shop.example.", "reserved"), ("", "no host"), ("[]", "no host"),
]  # fmt: skip


DRESSED = [
    "127.0.0.\uff11", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "\u2460\u2461\u2466.0.0.\u2460",
    "a.\uff4cocalhost", "metadata.google.\uff49nternal", "169.254.169.254\u3002", "127.0.0.1\u200b", "127.0.\u00ad0.1",
    "\u00b2130706433", "10\uff0e0\uff610.1", "printer\u3002local", "\u24dbocalhost",
]  # fmt: skip


@pytest.mark.parametrize("host", DRESSED)
def test_an_address_in_other_letters_is_the_same_address(host: str) -> None:
    assert refused_address(host)
    assert refused_url(f"http://{host}/")


@pytest.mark.parametrize("host", ["新闻.中国", "新聞。台灣", "bücher.de", "news.例え.jp"])
def test_names_in_other_letters_are_names(host: str) -> None:
    assert refused_address(host) is None


@pytest.mark.parametrize("host, why", REFUSED)
def test_refused(host: str, why: str) -> None:
    reason = refused_address(host)
    assert reason is not None
    assert why in reason


@pytest.mark.parametrize(
    "host",
    ["example.com", "www.gov.cn", "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "[2606:4700:4700::1111]", "example.org",
     "test.com", "localhost.com", "local.news", "xn--fiqs8s.cn", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.32.0.1", "11.0.0.1"],
)  # fmt: skip
def test_the_public_internet_is_open(host: str) -> None:
    assert refused_address(host) is None


def test_what_is_allowed_by_name_or_pattern() -> None:
    assert refused_address("127.0.0.1", ["127.0.0.1"]) is None
    assert refused_address("127.0.0.2", ["127.0.0.1"]) is not None
    assert refused_address("a.b.example", ["*.example"]) is None
    assert refused_address("NEWS.Example", ["*.EXAMPLE"]) is None
    assert refused_address("example", ["*.example"]) is not None
    assert refused_address("10.1.2.3", ["10.1.*"]) is None
    assert refused_address("intranet", ["intranet"]) is None
    assert refused_address("::1", ["::1"]) is None
    assert refused_address("10.0.0.1", ["*.example", ""]) is not None


@pytest.mark.parametrize("url, why", [
    ("http://10.0.0.1/x", "private"), ("https://[fd00::1]:8443/", "private"), ("file:///etc/passwd", "file is not http"),
    ("ftp://example.com/", "ftp is not http"), ("data:text/html,x", "data is not http"), ("/relative", "no scheme"),
    ("http://[::1", "not a URL"), ("http:///x", "no host"), ("http://0/", "in disguise"),
])  # fmt: skip
def test_urls(url: str, why: str) -> None:
    assert why in (refused_url(url) or "")


def test_a_public_url() -> None:
    assert refused_url("https://example.com:8443/a?b#c") is None
    assert refused_url("http://127.0.0.1/", ["127.0.0.1"]) is None


@given(st.ip_addresses())
def test_only_global_unicast_addresses_pass(address: Any) -> None:
    if refused_ip(address) is None:
        assert address.is_global
        inward = (address.is_multicast, address.is_private, address.is_loopback, address.is_link_local)
        assert not any(inward)
    assert (refused_ip(address) is None) == (refused_address(str(address)) is None)


@given(st.ip_addresses(v=4))
def test_ipv4_inside_ipv6_is_judged_by_the_ipv4(address: Any) -> None:
    for form in (
        f"::ffff:{address}",
        str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | int(address))),
    ):
        assert (refused_address(form) is None) == (refused_address(str(address)) is None)


@given(st.text(max_size=60))
def test_no_host_raises(host: str) -> None:
    reason = refused_address(host, ["*.example"])
    assert reason is None or reason


class FakeInner:
    """A resolver that knows what it is told."""

    def __init__(self, known: dict[str, list[str]]) -> None:
        self.known = known

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *_: Any) -> str:
        receiver.resolutionBegan("resolution")
        for address in self.known.get(host, []):
            receiver.addressResolved(SimpleNamespace(host=address, port=port))
        receiver.resolutionComplete()
        return "resolution"


class Receiver:
    def __init__(self) -> None:
        self.began = self.complete = False
        self.addresses: list[str] = []

    def resolutionBegan(self, _: Any) -> None:
        self.began = True

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def resolve(host: str, known: dict[str, list[str]], **options: Any) -> tuple[list[str], dict[str, str]]:
    resolver = GuardedResolver(SimpleNamespace(nameResolver=FakeInner(known)), **options)
    receiver = Receiver()
    resolver.resolveHostName(receiver, host, 80)
    assert receiver.began
    assert receiver.complete
    return receiver.addresses, resolver.refused


def test_the_resolver_passes_on_only_public_addresses() -> None:
    known = {"news.shop": ["8.8.8.8", "10.0.0.1", "2606:4700::1", "::1"], "inside.shop": ["192.168.0.1"]}
    assert resolve("news.shop", known)[0] == ["8.8.8.8", "2606:4700::1"]
    addresses, refused = resolve("inside.shop", known)
    assert addresses == []
    assert refused == {"inside.shop": "192.168.0.1 is private"}
    assert resolve("unknown.shop", known) == ([], {})


def test_the_resolver_lets_through_what_is_allowed_and_the_proxy() -> None:
    known = {
        "paper.intranet": ["10.0.0.1"],
        "proxy.corp": ["10.0.0.2"],
        "other.corp": ["10.0.0.2"],
        "local.shop": ["10.9.0.1"],
    }
    assert resolve("paper.intranet", known, allow=["*.intranet"])[0] == ["10.0.0.1"]
    assert resolve("proxy.corp", known, proxies=["proxy.corp"])[0] == ["10.0.0.2"]
    assert resolve("other.corp", known, proxies=["proxy.corp"])[0] == []
    assert resolve("local.shop", known, allow=["10.9.*"])[0] == ["10.9.0.1"]


def test_without_our_resolver_there_is_no_refusal_to_report() -> None:
    assert resolver_refusal("news.shop") is None


SPECIAL = [
    "100.100.100.200", "100.127.255.254", "168.63.129.16", "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.88.99.1",
    "198.18.0.1", "198.19.255.255", "240.0.0.1", "203.0.113.9", "fec0::1", "feff::1", "3fff::1", "3fff:fff::1",
    "64:ff9b:1::a00:1", "64:ff9b:1::808:808", "100::1", "5f00::1", "2001:10::1", "2001:20::1", "4000::1", "::8.8.8.8",
    "::ffff:0:8.8.8.8", "fd00:ec2::254",
    "::ffff:168.63.129.16", "::ffff:100.64.0.1", "64:ff9b::a83f:8110", "64:ff9b::c0a8:101", "2002:a83f:8110::1",
    "2002:c0a8:101::1", "2002:6440:1::1",
]  # fmt: skip


@pytest.mark.parametrize("address", SPECIAL)
def test_special_addresses_are_refused_whatever_the_library_thinks(address: str) -> None:
    assert refused_address(address)
    assert refused_url(f"http://{f'[{address}]' if ':' in address else address}/")


@pytest.mark.parametrize("address", ["168.63.129.17", "100.128.0.1", "198.20.0.1", "192.0.1.1", "2001:4860:4860::8888",
                                     "2002:808:808::1", "2400:3200::1", "3ffe::1"])  # fmt: skip
def test_their_neighbours_are_not(address: str) -> None:
    assert refused_address(address) is None


@pytest.mark.parametrize("then", ["127.0.0.2", "::1", "169.254.169.254", "10.0.0.1"])
@pytest.mark.slow
def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(then: str, tmp_path: Path) -> None:
    """DNS rebinding: what was judged is what is connected to, at every connection anew."""
    with origin() as site:
        base = f"http://turn.shop:{site.port}"
        once = {"Connection": "close"}  # a connection that is kept open is not resolved again
        site.answers["/robots.txt"] = Answer(status=404, headers=once)
        site.answers["/feed"] = Answer(body=feed_xml([f"{base}/a"]), headers=once)
        site.page("/a")
        dns = {"turn.shop": ["127.0.0.1", "127.0.0.1", then]}  # robots.txt and the feed; then the others
        found = run(
            tmp_path / "t.db", [{"url": f"{base}/feed"}], dns=dns, options={"obey_tdm": False, "retries": 0}
        )
    assert site.paths() == ["/feed"]
    row = found["by_url"][f"{base}/a"]
    assert row["reason"] == "unsafe-address"
    assert row["detail"].startswith(f"turn.shop: {then} is ")
