"""robots.txt: which rules are ours, how fast we may go, which sitemaps it names; and files made to hurt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import MAX_ROBOTS_BYTES, MAX_SITEMAPS, Rules, product_token, read_robots

SITE = "https://news.shop"


def rules(text: str | bytes, bot: str = "tradewind") -> Rules:
    return read_robots(text.encode() if isinstance(text, str) else text, site=SITE, bot=bot)


def allows(text: str | bytes, path: str) -> bool:
    return rules(text).allowed(SITE + path)


@pytest.mark.parametrize("agent, token", [
    ("tradewind/0.3 (+https://desk.shop)", "tradewind"), ("TradeWind", "tradewind"), ("news-bot_x/2", "news-bot_x"), ("", "tradewind"),
    ("  tradewind 1", "tradewind"), ("(odd)", "tradewind"),
])  # fmt: skip
def test_the_product_token(agent: str, token: str) -> None:
    assert product_token(agent) == token


GROUPS = """# the rules of the house
User-agent: googlebot
User-agent: Tradewind/1.0   # with a version
Disallow: /ours/

User-agent: otherbot
Disallow: /

User-agent: *
Disallow: /all/
"""


def test_our_group_is_ours_alone() -> None:
    assert not allows(GROUPS, "/ours/x")
    assert allows(GROUPS, "/all/x")  # a robot with a group of its own does not obey the general one
    assert allows(GROUPS, "/other")
    general = GROUPS.replace("Tradewind/1.0", "tradewinds")
    assert allows(general, "/ours/x")  # a longer name is another robot
    assert not allows(general, "/all/x")
    assert allows(GROUPS.replace("Tradewind/1.0", "trade"), "/ours/x")  # and so is a shorter one


def test_groups_of_one_name_are_one_group() -> None:
    text = "User-agent: tradewind\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: tradewind\nDisallow: /b\n"
    assert not allows(text, "/a")
    assert not allows(text, "/b")
    assert allows(text, "/c")


@pytest.mark.parametrize("text, path, allowed", [
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),  # the longest match decides
    ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/x", False),
    ("User-agent: *\nAllow: /page\nDisallow: /page", "/page", True),  # of two alike the kinder one
    ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
    ("User-agent: *\nDisallow:", "/x", True),
    ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),  # a byte order mark
    ("User-agent: *\r\nDisallow: /a\r", "/a", False),
    ("user agent *\ndisallow /a", "/a", False),  # without colons, as many write it
    ("User-agent: *\nDisallow: /中文/", "/%E4%B8%AD%E6%96%87/1", False),
    ("Disallow: /a", "/a", True),  # of nobody's group
    ("User-agent: *\nCrawl-delay: 3\nDisallow: /a", "/a", False),
])  # fmt: skip
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert allows(text, path) is allowed


@pytest.mark.parametrize("text, delay", [
    ("User-agent: *\nCrawl-delay: 5", 5.0), ("User-agent: *\nRequest-rate: 1/10", 10.0), ("User-agent: *\nRequest-rate: 2/1m", 30.0),
    ("User-agent: *\nCrawl-delay: 2\nRequest-rate: 1/8", 8.0), ("User-agent: x\nCrawl-delay: 9", None),
    ("User-agent: *\nCrawl-delay: soon", None), ("User-agent: *\nCrawl-delay: 1e400", None), ("User-agent: *\nCrawl-delay: 0", None),
    ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: tradewind\nCrawl-delay: 2", 2.0),
])  # fmt: skip
def test_how_fast_we_may_go(text: str, delay: float | None) -> None:
    assert rules(text).delay == delay


def test_sitemaps_it_names() -> None:
    text = (
        "Sitemap: https://news.shop/a.xml\nUser-agent: x\nDisallow: /\nsitemap: /b.xml\nSitemap: ftp://x.shop/c.xml\n"
        "Sitemap: https://cdn.shop/d.xml.gz\nSitemap: https://news.shop/a.xml\nSitemap: http://[bad\nSitemap:\n"
    )
    assert rules(text).sitemaps == (
        "https://news.shop/a.xml",
        "https://news.shop/b.xml",
        "https://cdn.shop/d.xml.gz",
    )
    many = "\n".join(f"Sitemap: /{number}.xml" for number in range(5_000))
    assert len(rules(many).sitemaps) == MAX_SITEMAPS


@pytest.mark.parametrize("text", [
    "", "<html><body><h1>404</h1><p>Disallow: /</p></body></html>", "\x00\xff\xfe" * 1000, "{}", "User-agent", ":::",
])  # fmt: skip
def test_what_is_no_robots_txt_forbids_nothing(text: str) -> None:
    assert allows(text, "/a")
    assert rules(text).delay is None
    assert not rules(text).sitemaps


def test_what_stands_behind_the_limit_is_not_read() -> None:
    text = "User-agent: *\nDisallow: /a\n" + "#" * MAX_ROBOTS_BYTES + "\nDisallow: /b\n"
    assert not allows(text, "/a")
    assert allows(text, "/b")


HOSTILE = {
    "agents times rules": "".join(f"User-agent: bot{number}\n" for number in range(15_000)) + "Allow:/a\n" * 28_000,
    "rules of wildcards": "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*a*b\n" * 17_000,
    "dollars": "User-agent: *\n" + "Disallow: /$$$$$$$$\n" * 20_000,
    "one long line": "User-agent: *\nDisallow: /" + "*a" * 240_000,
    "spaces": "User-agent: *\nDisallow: " + " " * 480_000 + "x",
    "colons": "user-agent" + ": " * 240_000,
    "line ends": "\n\x0b\x0c\x85\u2028" * 60_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_hurt_costs_seconds_at_most(name: str) -> None:
    began = time.process_time()
    found = rules(HOSTILE[name])
    for number in range(5):
        found.allowed(f"{SITE}/{'a' * 2000}/{number}")
    assert time.process_time() - began < 20  # a guard against hanging: these take well under a second each


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_robots_txt(body: bytes) -> None:
    found = rules(body)
    assert found.allowed(SITE + "/a") in (True, False)
    assert found.delay is None or found.delay > 0
    assert all(address.startswith("http") for address in found.sitemaps)
