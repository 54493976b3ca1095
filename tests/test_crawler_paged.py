"""Pages of one article, joined: in order, without what they repeat, and never with another article's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.extract import extract_page
from crawler.reading.pagers import MAX_PARTS
from store.records import Article, LineKind, Page
from tests.paged_site import dede, en_lines, page, zh_lines

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
TITLE = "跨境小包新规满月：各地仓库怎么样了"
ROOT = "https://news.example/2026/"


def fetched(name: str, markup: str, *, status: int = 200, final: str = "") -> Page:
    return Page(
        url=ROOT + name, final_url=ROOT + (final or name), source_id="s", fetched_at=AT, status=status,
        body=markup.encode(), content_type="text/html; charset=utf-8",
    )  # fmt: skip


def part(
    number: int, last: int, lines: Sequence[str] | None = None, *, title: str = "", below: str = ""
) -> Page:
    name = "a1.html" if number == 1 else f"a1_{number}.html"
    said = title or (TITLE if number == 1 else f"{TITLE}({number})")
    return fetched(
        name,
        page(said, zh_lines("a1", number) if lines is None else lines, below or dede("a1", number, last)),
    )


def read(first: Page, *parts: Page) -> Article:
    result = extract_page(replace(first, parts=parts), now=AT)
    assert isinstance(result, Article), result
    return result


def lines_of(*numbers: int) -> str:
    return "\n".join(line for number in numbers for line in zh_lines("a1", number))


def addresses(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{ROOT}a1_{number}.html" for number in numbers)


def test_parts_are_joined_in_the_order_they_came() -> None:
    made = read(part(1, 3), part(2, 3), part(3, 3))
    assert made.text == lines_of(1, 2, 3)
    assert (made.parts, made.missing, made.url) == (addresses(2, 3), (), ROOT + "a1.html")
    assert [made.text[line.start : line.end] for line in made.paragraphs] == made.text.split("\n")


def test_without_its_parts_an_article_says_what_it_lacks() -> None:
    made = read(part(1, 4))
    assert (made.text, made.parts, made.missing) == (lines_of(1), (), addresses(2, 3, 4))
    assert read(part(1, 4), part(2, 4)).missing == addresses(3, 4)


def test_a_part_that_was_asked_for_in_vain_stays_missing() -> None:
    gone = Page(
        url=addresses(2)[0], final_url=addresses(2)[0], source_id="s", fetched_at=AT, status=0, body=b""
    )
    made = read(part(1, 3), gone, part(3, 3))
    assert (made.text, made.parts, made.missing) == (lines_of(1, 3), addresses(3), addresses(2))


def test_only_next_is_named_page_after_page() -> None:
    def chained(number: int, last: int) -> Page:
        after = f'<a href="a1_{number + 1}.html">下一页</a>' if number < last else ""
        before = (
            f'<a href="a1{"" if number == 2 else f"_{number - 1}"}.html">上一页</a>' if number > 1 else ""
        )
        return part(number, last, below=f"<div>{before} {after}</div>")

    made = read(chained(1, 4), chained(2, 4))
    assert (made.missing, made.text) == (addresses(3), lines_of(1, 2))
    assert read(chained(1, 4), chained(2, 4), chained(3, 4)).missing == addresses(4)
    assert read(chained(1, 4), chained(2, 4), chained(3, 4), chained(4, 4)).missing == ()
    assert (read(chained(3, 4)).url, read(chained(3, 4)).missing) == (
        addresses(3)[0],
        (),
    )  # its first is not named


def test_what_pages_repeat_stands_once() -> None:
    lead = "编者按：本文分上下两篇，上篇写仓库，下篇写港口，两篇都根据记者在当地半个月的走访写成。"
    made = read(
        part(1, 2, [lead, *zh_lines("a1", 1)]),
        part(2, 2, [lead, zh_lines("a1", 1)[-1], *zh_lines("a1", 2)]),
    )
    assert made.text == lead + "\n" + lines_of(1, 2)


def test_short_lines_may_return_but_not_at_the_top_of_a_part() -> None:
    made = read(
        part(1, 2, [zh_lines("a1", 1)[0], "结论", *zh_lines("a1", 1)[1:]]),
        part(2, 2, ["结论", *zh_lines("a1", 2), "结论", zh_lines("a1", 3)[0]]),
    )
    assert made.text.split("\n").count("结论") == 2


def test_a_server_that_ignores_the_number_gives_no_second_page() -> None:
    made = read(part(1, 3), fetched("a1_2.html", page(TITLE, zh_lines("a1", 1), dede("a1", 1, 3))))
    assert (made.text, made.parts, made.missing) == (lines_of(1), (), ())


def test_another_article_at_the_next_address_is_none_of_its_pages() -> None:
    made = read(part(1, 3), part(2, 3, title="海关总署：十一月出口增长一成"))
    assert (made.text, made.parts, made.missing) == (lines_of(1), (), ())


def test_a_part_that_was_sent_on_to_a_login_is_missing() -> None:
    login = fetched("a1_2.html", page("用户登录", ["请登录后阅读。"]), final="login.html")
    made = read(part(1, 3), login, part(3, 3))
    assert (made.parts, made.missing) == (addresses(3), addresses(2))


@pytest.mark.parametrize("mark", ["(2)", " 第2页", "_2/3", "【2】", " - 第 2 页", "（2）"])
def test_titles_that_number_the_page_are_the_articles(mark: str) -> None:
    assert read(part(1, 2), part(2, 2, title=TITLE + mark)).parts == addresses(2)


def test_a_part_whose_headline_is_its_own_chapter_is_known_by_its_document() -> None:
    markup = page(TITLE, zh_lines("a1", 2), dede("a1", 2, 2)).replace(
        f"<h1>{TITLE}</h1>", "<h1>二、港口</h1>"
    )
    assert read(part(1, 2), fetched("a1_2.html", markup)).parts == addresses(2)


def test_the_whole_on_one_page_takes_the_place_of_the_first() -> None:
    below = '<div class="more"><a href="a1_all.html">余下全文</a></div>'
    first, whole = ROOT + "a1.html", ROOT + "a1_all.html"
    assert read(part(1, 1, below=below)).missing == (whole,)
    lines = [*zh_lines("a1", 1), *zh_lines("a1", 2)]
    made = read(part(1, 1, below=below), fetched("a1_all.html", page(TITLE, lines)))
    assert (made.text, made.parts, made.missing, made.url) == (lines_of(1, 2), (whole,), (), first)


def test_when_the_whole_does_not_come_the_numbers_do() -> None:
    below = '<div class="more"><a href="a1_all.html">阅读全文</a></div>' + dede("a1", 1, 2)
    gone = fetched("a1_all.html", "", status=404)
    assert read(part(1, 2, below=below)).missing == (ROOT + "a1_all.html",)
    assert read(part(1, 2, below=below), gone).missing == addresses(2)
    assert read(part(1, 2, below=below), gone, part(2, 2)).text == lines_of(1, 2)


def test_a_later_page_is_known_as_one() -> None:
    made = read(part(2, 3))
    assert made.url == ROOT + "a1.html"
    assert made.missing == (ROOT + "a1.html", *addresses(3))


def test_the_pager_itself_is_no_line() -> None:
    for below in (
        "<p>[1] [2] [下一页]</p>", "<p>上一页 1 2 3 下一页 尾页 共3页</p>", "<p>第1页 第2页</p>", "<p>1 | 2 | 3 | Next</p>",
    ):  # fmt: skip
        assert read(part(1, 2, below=below + dede("a1", 1, 2)), part(2, 2)).text == lines_of(1, 2)


def test_rows_of_a_table_go_on_on_the_next_page() -> None:
    def table(*rows: tuple[str, str]) -> str:
        return "<table><tr><th>口岸</th><th>件数</th></tr>" + "".join(
            f"<tr><td>{port}</td><td>{number}</td></tr>" for port, number in rows
        ) + "</table>"  # fmt: skip

    first = part(1, 2, [*zh_lines("a1", 1), table(("宁波", "120"), ("义乌", "95"), ("深圳", "80"))])
    second = part(2, 2, [table(("广州", "80"), ("宁波", "120"), ("杭州", "61")), *zh_lines("a1", 2)])
    made = read(first, second)
    rows = [made.text[line.start : line.end] for line in made.paragraphs if line.kind is LineKind.ROW]
    assert rows == ["宁波 | 120", "义乌 | 95", "深圳 | 80", "广州 | 80", "宁波 | 120", "杭州 | 61"]


def test_english_parts() -> None:
    title = "Parcel depots hire for the winter"
    first = fetched(
        "depots", page(title, en_lines("d", 1), '<a href="depots?page=2">Next page</a>', lang="en")
    )
    second = fetched(
        "depots?page=2", page(f"{title} - Page 2 of 2", en_lines("d", 2), '<a href="depots">1</a>', lang="en")
    )
    assert read(first, second).text == "\n".join(en_lines("d", 1) + en_lines("d", 2))


def test_parts_that_are_no_pages() -> None:
    odd = [b"", b"\x00" * 50, b"%PDF-1.4", b"\x1f\x8b broken", b"x" * 6_000_000, b"<a>" * 150_000]
    parts = [
        replace(part(2, 9), url=url, body=body)
        for url, body in zip(addresses(*range(2, 8)), odd, strict=True)
    ]
    assert read(part(1, 9), *parts).text.startswith(lines_of(1))
    packed = replace(part(2, 2), body=gzip.compress(part(2, 2).body))
    assert read(part(1, 2), packed).text == lines_of(1, 2)


@pytest.mark.parametrize("wrap", ['{{"html": {}}}', "<?xml version='1.0'?><rss><item>{}</item></rss>"])
def test_a_part_that_is_data_is_no_part(wrap: str) -> None:
    """What would be refused as a page of its own is not read as a further page either."""
    said = json.dumps(lines_of(2), ensure_ascii=False)
    other = replace(part(2, 2), body=wrap.format(said).encode())
    assert read(part(1, 2), other).text == lines_of(1)


def test_not_more_parts_than_the_limit_are_read() -> None:
    parts = [part(number, 20) for number in range(2, 20)]
    assert read(part(1, 20), *parts).parts == addresses(*range(2, MAX_PARTS + 2))


def test_lines_of_many_numbers_are_read_in_no_time() -> None:
    """A pattern that may cut a run of digits in many ways would never end on these."""
    odd = ["1" * 150, "页" * 150 + "x", " ".join("12" * 60), "prevpage" * 20 + "!", "第1页" * 40 + "了"]
    made = read(part(1, 2, [*zh_lines("a1", 1), *odd]), part(2, 2))
    assert made.text.startswith(lines_of(1))
    assert made.text.endswith(lines_of(2))
