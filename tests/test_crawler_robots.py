"""robots.txt: which rules are ours, how fast we may go, which sitemaps it names; and files made to hurt."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, StopDownload
from scrapy.http import Response
from test_crawler_middlewares import AT, PAGE, Engine, crawler_with

from crawler.outcomes import (
    HostRestsError,
    NoOriginError,
    RobotsForbiddenError,
    RobotsUnreachableError,
    UnsafeAddressError,
    ending_of_error,
)
from crawler.robots import (
    MAX_CRAWL_DELAY,
    MAX_ROBOTS_BYTES,
    MAX_SITEMAPS,
    Robots,
    Rules,
    product_token,
    read_robots,
)
from store.records import Reason

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


# --- robots ---------------------------------------------------------------------------------------------------


def robots_with(outcome: Response | Exception, **options: Any) -> Robots:
    return Robots.from_crawler(crawler_with(Engine(outcome), **options))


def robots_txt(text: str, status: int = 200) -> Response:
    return Response("https://news.shop/robots.txt", status=status, body=text.encode())


def allowed(robots: Robots, *urls: str) -> list[str]:
    """What became of each request, all of them made at once."""

    async def ask_all() -> list[Any]:
        return await asyncio.gather(
            *(robots.process_request(Request(url)) for url in urls), return_exceptions=True
        )

    return ["yes" if found is None else type(found).__name__ for found in asyncio.run(ask_all())]


RULES = """User-agent: *
Disallow: /private/
Allow: /private/press

User-agent: tradewind
Disallow: /not-for-us
"""


def test_rules_are_obeyed_and_read_once() -> None:
    robots = robots_with(robots_txt(RULES.replace("tradewind", "otherbot")))
    urls = ("/a", "/private/x", "/private/press/1", "/not-for-us")
    assert allowed(robots, *(f"https://news.shop{path}" for path in urls)) == [
        "yes",
        "RobotsForbiddenError",
        "yes",
        "yes",
    ]
    assert robots.crawler.engine.asked == 1
    ours = robots_with(robots_txt(RULES))
    assert allowed(ours, "https://news.shop/not-for-us/1", "https://news.shop/private/x") == [
        "RobotsForbiddenError",
        "yes",
    ]


@pytest.mark.parametrize("status", [404, 403, 401, 410, 302])
def test_no_robots_txt_means_no_rules(status: int) -> None:
    assert allowed(robots_with(robots_txt("Disallow: /", status)), PAGE) == ["yes"]


@pytest.mark.parametrize(
    "body", ["", "<html><body>Not found</body></html>", "\x00\xff" * 1000, "Disallow: /" * 10]
)
def test_what_is_no_rules_forbids_nothing(body: str) -> None:
    assert allowed(robots_with(robots_txt(body)), PAGE) == ["yes"]


@pytest.mark.parametrize(
    "outcome",
    [CannotResolveHostError("no such host"), *(robots_txt("", status) for status in (502, 504, 522))],
)
def test_a_host_that_is_not_there_is_unreachable_and_has_no_rules_to_speak_of(outcome: Any) -> None:
    robots = robots_with(outcome)
    with pytest.raises((CannotResolveHostError, NoOriginError)) as caught:
        asyncio.run(robots.process_request(Request(PAGE)))
    ending = ending_of_error(caught.value, at=AT)
    assert ending is not None
    assert ending.reason is Reason.UNREACHABLE
    assert ending.retry_at is not None
    assert allowed(robots, PAGE) == ["HostDownError"]


@pytest.mark.parametrize("status", [500, 503, 429, 599])
def test_rules_that_cannot_be_read_forbid_all_for_this_run(status: int) -> None:
    robots = robots_with(robots_txt("", status))
    assert allowed(robots, PAGE, PAGE, PAGE) == ["RobotsUnreachableError", "HostDownError", "HostDownError"]
    assert robots.work.hosts.notes == [f"news.shop: robots.txt answered {status}"]
    assert robots.work.hosts.resting("news.shop", now=10**9)


def test_a_host_that_gives_no_robots_txt_fails_as_its_page_would() -> None:
    assert allowed(robots_with(DownloadTimeoutError("30 s")), PAGE, PAGE) == [
        "DownloadTimeoutError",
        "HostDownError",
    ]
    assert allowed(robots_with(UnsafeAddressError("private")), PAGE) == [RobotsUnreachableError.__name__]
    assert allowed(robots_with(RobotsForbiddenError("odd")), PAGE) == [RobotsUnreachableError.__name__]


def test_robots_may_be_told_to_stay_at_home_and_do_not_ask_for_themselves() -> None:
    robots = robots_with(robots_txt("User-agent: *\nDisallow: /"), obey_robots=False)
    assert allowed(robots, PAGE) == ["yes"]
    own = robots_with(robots_txt("User-agent: *\nDisallow: /"))
    asyncio.run(own.process_request(Request("https://news.shop/robots.txt", meta={"is_robots": True})))
    assert robots.crawler.engine.asked == own.crawler.engine.asked == 0


@pytest.mark.parametrize("asked, given", [("5", 5.0), ("0.2", 1.0), ("86400", MAX_CRAWL_DELAY), ("x", 1.0)])
def test_crawl_delay_is_obeyed_within_reason(asked: str, given: float) -> None:
    robots = robots_with(robots_txt(f"User-agent: *\nCrawl-delay: {asked}\n"))
    assert allowed(robots, PAGE) == ["yes"]
    downloader = robots.crawler.engine.downloader
    assert downloader.slots["news.shop"].delay == given
    assert downloader.per_slot_settings.get("news.shop", {}).get("delay", 1.0) == given
    assert bool(robots.work.hosts.notes) is (asked == "86400")


def test_a_huge_robots_txt_is_read_in_part() -> None:
    text = "User-agent: *\nDisallow: /private/\n" + "# comment\n" * 300_000
    assert allowed(robots_with(robots_txt(text)), "https://news.shop/private/x") == ["RobotsForbiddenError"]


def test_a_file_that_does_not_end_is_stopped_where_it_is_no_longer_read() -> None:
    robots = robots_with(robots_txt(""))
    request = Request("https://news.shop/robots.txt", meta={"is_robots": True})
    robots.heard_bytes(b"x" * (MAX_ROBOTS_BYTES - 1), request)
    with pytest.raises(StopDownload) as stopped:
        robots.heard_bytes(b"x", request)
    assert not stopped.value.fail  # what has come is used
    robots.heard_bytes(b"x" * 10 * MAX_ROBOTS_BYTES, Request(PAGE))  # a page has limits of its own


def test_a_pause_that_robots_txt_asked_for_is_a_pause_and_no_failure() -> None:
    robots = robots_with(robots_txt("", 429))
    robots.work.hosts.rest("news.shop", 60, now=time.monotonic(), why="answered 429")
    assert allowed(robots, PAGE) == ["HostRestsError"]


def test_rules_that_were_not_asked_for_in_a_pause_are_asked_for_after_it() -> None:
    robots = robots_with(HostRestsError("news.shop: answered 503"))
    robots.work.hosts.rest("news.shop", 0.05, now=time.monotonic(), why="answered 503")
    assert allowed(robots, PAGE) == ["HostRestsError"]
    robots.crawler.engine.outcome = robots_txt("")
    time.sleep(0.06)
    assert allowed(robots, PAGE, PAGE) == ["yes", "yes"]
