"""The verdict on a source, from what a crawl remembered of it; and the memory itself."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.memory import MemoryDesk
from crawler.probe import judge
from crawler.standalone import COLUMNS, Rows, export_row
from store.records import (
    Article,
    Candidate,
    DateSource,
    Discovery,
    Fetched,
    Lang,
    OfficialRecord,
    Page,
    Reason,
    Rejection,
    Source,
    SourceKind,
)

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
SOURCE = Source(id="quay", name="Quay", kind=SourceKind.FEED, url="https://quay.example/feed")
FEED = "<rss><channel><title>码头新闻：跨境包裹清关时间缩短，卖家表示欢迎，海关将继续推进</title></channel></rss>"


def memory(**options: Any) -> MemoryDesk:
    return MemoryDesk(detect_lang=lambda text: Lang.EN, now=lambda: AT, **options)


def candidate(number: int, *, days: float | None = 0.0, source_id: str = "quay") -> Candidate:
    when = None if days is None else AT - timedelta(days=days)
    return Candidate(
        url=f"https://quay.example/{number}", source_id=source_id, discovered_at=AT, published_at=when
    )


def told(
    *candidates: Candidate, status: str = "ok", detail: str = "", url: str = SOURCE.url, **more: Any
) -> Discovery:
    return Discovery(
        source_id="quay", url=url, at=AT, status=status, detail=detail, candidates=candidates, **more
    )


def article(number: int, **more: Any) -> Fetched:
    made = Article(
        url=f"https://quay.example/{number}", source_id="quay", title=f"Report {number}", text="words " * 80, lang=Lang.EN,
        fetched_at=AT, **{"published_at": AT, "date_source": DateSource.META, "author": "Ana", **more},
    )  # fmt: skip
    return Fetched(candidate_url=made.url, source_id="quay", at=AT, page=None, result=made)


def refused(number: int, reason: Reason, detail: str = "", **more: Any) -> Fetched:
    url = f"https://quay.example/{number}"
    rejection = Rejection(url=url, source_id="quay", at=AT, reason=reason, detail=detail)
    return Fetched(candidate_url=url, source_id="quay", at=AT, page=None, result=rejection, **more)


def verdict(*fetched: Fetched, found: list[Discovery]) -> tuple[str, str]:
    desk = memory()
    for item in found:
        desk.save_discovery(item)
    desk.save_fetched(list(fetched))
    check = judge(SOURCE, desk, at=AT)
    return check.verdict, check.why


TWO = told(candidate(1), candidate(2))


@pytest.mark.parametrize(
    ("fetched", "found", "wanted", "word"),
    [
        ([article(1), article(2)], [TWO], "ok", ""),
        ([article(1), refused(2, Reason.TOO_SHORT, "80 characters")], [TWO], "ok", "1 of 2 sample pages are articles: too-short (80 characters)"),
        ([], [told(status="empty")], "empty", "announces nothing"),
        ([], [told(status="http-status", detail="404")], "broken", "http-status 404"),
        ([], [told(status="http-status", detail="403")], "blocked", "http-status 403"),
        ([], [told(status="blocked", detail="a captcha")], "blocked", "a captcha"),
        ([], [told(status="robots", detail="robots.txt forbids it")], "refused", "forbids"),
        ([], [told(status="robots", detail="robots.txt answered 503")], "broken", "answered 503"),
        ([refused(1, Reason.ROBOTS, "robots.txt answered 503", retry_at=AT)], [TWO], "weak", "answered 503"),
        ([], [told(status="not-article", detail="HTML where a feed was expected")], "broken", "HTML where"),
        ([refused(1, Reason.ROBOTS, "robots.txt forbids it"), refused(2, Reason.RESERVED)], [TWO], "refused", "robots"),
        ([refused(1, Reason.HTTP_STATUS, "403"), refused(2, Reason.BLOCKED, "slider")], [TWO], "blocked", "slider"),
        ([refused(1, Reason.PAYWALL), refused(2, Reason.LOGIN)], [TWO], "blocked", "paywall"),
        ([refused(1, Reason.NOT_ARTICLE), refused(2, Reason.HTTP_STATUS, "403")], [TWO], "weak", "not-article"),
        ([article(1, published_at=None, date_source=DateSource.NONE)], [TWO], "weak", "no sample article has a date"),
        ([article(1)], [told(candidate(1, days=91))], "stale", "2026-08-23"),
        ([article(1)], [told(candidate(1, days=89))], "ok", ""),
        ([], [TWO], "unknown", "no sample article was asked for"),
        ([], [], "unknown", "not asked for"),
        ([], [told(), told(status="timeout", detail="30 s", url="https://quay.example/child.xml")], "broken", "child.xml: timeout 30 s"),
    ],
)  # fmt: skip
def test_verdicts(fetched: list[Fetched], found: list[Discovery], wanted: str, word: str) -> None:
    said, why = verdict(*fetched, found=found)
    assert said == wanted
    assert word in why if word else why == ""


def test_a_register_of_records_needs_no_articles() -> None:
    records = tuple(OfficialRecord(source_id="quay", key=f"A-{n}", at=AT) for n in range(3))
    desk = memory()
    desk.save_discovery(told(records=records))
    check = judge(SOURCE, desk, at=AT)
    assert (check.verdict, check.items, check.dated) == ("ok", 3, None)


@pytest.mark.parametrize(
    ("body", "content_type", "kind", "encoding"),
    [
        (FEED.encode(), "", "feed", "utf-8"),
        (FEED.encode("gbk"), "text/xml; charset=gb2312", "feed", "gb18030"),
        (gzip.compress(b"<urlset></urlset>", mtime=0), "application/gzip", "sitemap", "utf-8"),
        (b"\x1f\x8b broken", "", "binary", ""),
        (b"%PDF-1.7 \x00\x00", "application/pdf", "binary", ""),
        (b'{"items": []}', "application/json", "json", "utf-8"),
    ],
)
def test_kind_and_encoding_of_what_came(body: bytes, content_type: str, kind: str, encoding: str) -> None:
    desk = memory()
    page = Page(
        url=SOURCE.url,
        final_url=SOURCE.url,
        source_id="quay",
        fetched_at=AT,
        status=200,
        body=body,
        content_type=content_type,
    )
    desk.desk().heard(page)
    desk.save_discovery(TWO)
    check = judge(SOURCE, desk, at=AT)
    assert (check.status, check.kind) == (200, kind)
    assert check.encoding == encoding


def test_what_robots_txt_says() -> None:
    def said(*fetched: Fetched, found: Discovery, obeyed: bool = True) -> str:
        desk = memory()
        desk.save_discovery(found)
        desk.save_fetched(list(fetched))
        return judge(SOURCE, desk, at=AT, obeyed=obeyed).robots

    assert said(article(1), found=TWO) == "allowed"
    assert said(article(1), refused(2, Reason.ROBOTS, "robots.txt forbids it"), found=TWO) == "partly"
    assert said(refused(2, Reason.ROBOTS, "robots.txt forbids it"), found=TWO) == "forbidden"
    assert said(found=told(status="robots", detail="robots.txt forbids it")) == "forbidden"
    assert said(found=told(status="robots", detail="robots.txt answered 503")) == "unreadable"
    assert said(found=told(status="timeout")) == ""
    assert said(article(1), found=TWO, obeyed=False) == "not obeyed"


def test_a_row_has_the_fill_of_its_samples() -> None:
    desk = memory()
    desk.save_discovery(told(candidate(1), candidate(2, days=None), candidate(3)))
    desk.save_fetched([article(1, author=None), article(2), refused(3, Reason.NO_TITLE)])
    row = judge(SOURCE, desk, at=AT).as_row()
    assert (row["items"], row["dated"], row["sampled"], row["articles"]) == (3, 0.67, 3, 2)
    assert (row["with_date"], row["with_author"], row["characters"]) == (2, 1, 480)
    assert [sample["reason"] for sample in row["samples"]] == ["", "", "no-title"]


def test_another_sources_answers_are_not_counted() -> None:
    desk = memory()
    desk.save_discovery(Discovery(source_id="other", url="https://o.example/", at=AT, status="ok"))
    assert judge(SOURCE, desk, at=AT).verdict == "unknown"


# --- the memory ----------------------------------------------------------------------------------------------


def test_a_sample_is_of_the_newest_and_nothing_is_given_twice() -> None:
    desk = memory(sample=2)
    desk.save_discovery(
        told(candidate(1, days=None), candidate(2, days=5), candidate(3, days=1), candidate(4, days=3))
    )
    assert [item.url[-1] for item in desk.pending(["quay"])] == ["3", "4"]
    assert desk.pending(["quay"]) == []
    assert desk.pending(["nobody"]) == []


def test_without_a_sample_all_are_given_as_announced_and_once() -> None:
    desk = memory()
    assert desk.save_discovery(told(candidate(1), candidate(2, days=9))) == 2
    assert desk.save_discovery(told(candidate(2), candidate(3), url="https://quay.example/more")) == 1
    assert [item.url[-1] for item in desk.pending(["quay"])] == ["1", "2", "3"]
    assert desk.add([candidate(3), candidate(4)]) == 1
    assert [item.url[-1] for item in desk.pending(["quay"])] == ["4"]


def test_a_long_crawl_keeps_nothing_that_goes_elsewhere() -> None:
    desk = memory(keep=False)
    desk.save_discovery(TWO)
    desk.save_fetched([article(1)])
    desk.desk().heard(
        Page(url="u", final_url="u", source_id="quay", fetched_at=AT, status=200, body=b"x" * 1000)
    )
    assert (desk.fetched, desk.answers) == ([], [])
    assert [item.candidates for item in desk.discoveries] == [()]
    assert len(desk.pending(["quay"])) == 2


# --- rows of an export ---------------------------------------------------------------------------------------


def test_every_row_of_an_export_has_the_same_columns() -> None:
    unchanged = Fetched(
        candidate_url="https://quay.example/9", source_id="quay", at=AT, page=None, result=None
    )
    rows = [
        export_row(item)
        for item in (
            article(1),
            refused(2, Reason.BLOCKED, "slider"),
            refused(3, Reason.TIMEOUT, retry_at=AT),
            unchanged,
        )
    ]
    assert all(tuple(row) == COLUMNS for row in rows)
    assert [row["type"] for row in rows] == ["article", "rejection", "later", "unchanged"]
    assert (rows[0]["published_at"], rows[0]["lang"], rows[0]["reason"]) == (
        "2026-11-22T06:00:00+00:00",
        "en",
        None,
    )
    assert (rows[1]["reason"], rows[1]["detail"], rows[1]["text"]) == ("blocked", "slider", None)
    assert rows[2]["retry_at"] == "2026-11-22T06:00:00+00:00"
    assert Rows().process_item("something else") == "something else"
