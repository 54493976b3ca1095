"""crawler.local: files on disk become articles."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webpages import EN, HANS, HANT, NOW, TITLES, article_html, source

from crawler.extract import MAX_BYTES
from crawler.local import HTML_SUFFIXES, TEXT_SUFFIXES, read_local
from store.errors import InputError
from store.records import Article, DateSource, Lang, LineKind, Reason, Rejection, Source


def put(folder: Path, body: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def read(
    path: Path, *, url: str | None = None, published: datetime | None = None, of: Source | None = None
) -> Article | Rejection:
    return read_local(path, url=url, published=published, source=of or source(), now=NOW)


def article(path: Path, **options: object) -> Article:
    result = read(path, **options)  # type: ignore[arg-type]  # passed on as given
    assert isinstance(result, Article), result
    return result


@pytest.mark.parametrize(("texts", "title", "charset"), [(HANS, TITLES["hans"], "gbk"), (HANS, TITLES["hans"], "utf-8-sig"), (HANT, TITLES["hant"], "big5"), (HANT, TITLES["hant"], "utf-16"), (EN, TITLES["en"], "cp1252"), (EN, TITLES["en"], "utf-8")])  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\n\n", "\r"])
def test_a_text_file_in_any_encoding(
    tmp_path: Path, texts: tuple[str, ...], title: str, charset: str, newline: str
) -> None:
    found = article(put(tmp_path, newline.join((title, "2026-11-05 09:30", *texts)).encode(charset)))
    assert found.title == title
    assert found.text == "\n".join(texts)
    assert found.published_at == datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
    assert (found.date_source, found.date_only, found.lang) == (DateSource.BODY, False, Lang.UNKNOWN)
    assert found.source_id == "s"


def test_without_a_url_the_content_is_the_name(tmp_path: Path) -> None:
    body = "\n".join((TITLES["hans"], *HANS)).encode()
    one = article(put(tmp_path, body, "one.txt"))
    two = article(put(tmp_path, body, "two.txt"))
    assert one.url == two.url == "local:" + hashlib.sha256(body).hexdigest()[:16]
    assert article(put(tmp_path, body + "。".encode(), "three.txt")).url != one.url
    assert (
        article(put(tmp_path, body), url="https://www.chuhai.example/a").url == "https://www.chuhai.example/a"
    )


def test_what_the_user_says_of_the_date_wins(tmp_path: Path) -> None:
    path = put(tmp_path, "\n".join((TITLES["hans"], "2026-11-05", *HANS)))
    said = datetime(2026, 11, 2, 7, 0, tzinfo=timezone(timedelta(hours=8)))
    found = article(path, published=said)
    assert found.published_at == datetime(2026, 11, 1, 23, 0, tzinfo=UTC)
    assert (found.date_source, found.published_raw, found.date_only) == (
        DateSource.GIVEN,
        said.isoformat(),
        False,
    )


@pytest.mark.parametrize(
    ("dateline", "expected"),
    [
        ("发布时间：2026年11月5日", datetime(2026, 11, 5, 4, 0, tzinfo=UTC)),
        ("2026/11/05 09:30 来源：出海观察网", datetime(2026, 11, 5, 1, 30, tzinfo=UTC)),
        ("Published: 5 November 2026", datetime(2026, 11, 5, 4, 0, tzinfo=UTC)),
        ("中華民國115年11月5日", datetime(2026, 11, 5, 4, 0, tzinfo=UTC)),
        ("2036-11-05", None),
        ("昨天", None),
    ],
)
def test_the_date_near_the_top(tmp_path: Path, dateline: str, expected: datetime | None) -> None:
    found = article(put(tmp_path, "\n".join((TITLES["hans"], dateline, *HANS))))
    assert found.published_at == expected
    assert found.text.endswith(HANS[-1])
    if expected:
        assert dateline not in found.text


@pytest.mark.parametrize(
    ("texts", "title", "hours"),
    [(HANS, TITLES["hans"], -8), (HANT, TITLES["hant"], -8), (EN, TITLES["en"], 0)],
)
@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_a_source_without_a_zone_leaves_it_to_the_script(
    tmp_path: Path, texts: tuple[str, ...], title: str, hours: int, suffix: str
) -> None:
    body = "\n".join((title, "2026-11-05 09:30", *texts))
    if suffix == "html":
        lines = "".join(f"<p>{line}</p>" for line in texts)
        body = f"<html><title>{title}</title><h1>{title}</h1><p>2026-11-05 09:30</p><div>{lines}</div></html>"
    found = article(put(tmp_path, body, f"a.{suffix}"), of=replace(source(), timezone=""))
    assert found.published_at == datetime(2026, 11, 5, 9, 30, tzinfo=UTC) + timedelta(hours=hours)
    told = article(put(tmp_path, body, f"a.{suffix}"), of=replace(source(), timezone="Asia/Tokyo"))
    assert told.published_at == datetime(2026, 11, 5, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "title", "line", "last", "author", "editor"),
    [
        (
            HANS,
            TITLES["hans"],
            "2026-11-05 09:30　来源：蓝湾日报　作者：沈一鸣",
            "编辑：何文",
            "沈一鸣",
            "何文",
        ),
        (HANS, TITLES["hans"], "文/周航", "（责任编辑：陆远）", "周航", "陆远"),
        (HANT, TITLES["hant"], "【記者許雅筑／台北報導】", "責任編輯：王思涵", "許雅筑", "王思涵"),
        (EN, TITLES["en"], "By Ana Ruiz | 5 November 2026", "Edited by Tom Reyes", "Ana Ruiz", "Tom Reyes"),
        (EN, TITLES["en"], "*By Ana Ruiz, 5 November 2026*", EN[0], "Ana Ruiz", None),
        (HANS, TITLES["hans"], "2026-11-05 09:30", HANS[0], None, None),
    ],
)
def test_who_made_a_text_is_read_at_its_edges(
    tmp_path: Path, texts: tuple[str, ...], title: str, line: str, last: str, author: str, editor: str
) -> None:
    found = article(put(tmp_path, "\n".join((title, line, *texts, last))))
    assert (found.author, found.editor) == (author, editor)


def test_a_name_amid_the_text_is_not_its_writers(tmp_path: Path) -> None:
    middle = ("作者：沈一鸣", *HANS)
    found = article(put(tmp_path, "\n".join((TITLES["hans"], *HANS * 3, *middle, *HANS * 3))))
    assert found.author is None


def test_a_date_far_down_is_not_the_articles(tmp_path: Path) -> None:
    found = article(put(tmp_path, "\n".join((TITLES["hans"], *HANS, *HANT, *HANS, "2026-11-05"))))
    assert (found.published_at, found.date_source) == (None, DateSource.NONE)


def test_a_sentence_with_a_date_stays_in_the_text(tmp_path: Path) -> None:
    sentence = "规定于2026年10月1日起执行。"
    found = article(put(tmp_path, "\n".join((TITLES["hans"], sentence, *HANS))))
    assert sentence in found.text


def test_a_long_first_line_is_both_the_title_and_text(tmp_path: Path) -> None:
    first = "".join(HANS) * 2
    found = article(put(tmp_path, f"{first}\n{HANS[0]}"))
    assert found.title == first[:200]
    assert found.text.startswith(first)


def test_residue_is_cut_from_text_too(tmp_path: Path) -> None:
    lines = (TITLES["hans"], *HANS, "责任编辑：何一", "相关阅读", "另一家平台的消息", "京ICP备12345678号")
    assert article(put(tmp_path, "\n".join(lines))).text == "\n".join(HANS)


MARKDOWN = f"""# {TITLES["en"]}

5 November 2026

{EN[0]}

## What **sellers** say

> {EN[2]}

- a list item with a [link](https://elsewhere.example/a "title")
- another, `with code`

| Category | Old | New |
|----------|----:|----:|
| Clothing | 8% | 6% |

---

![photo](p.png) {EN[3]}
"""


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("*Fees* fall by _eight_ cents, and (*so far*) nobody minds.", "Fees fall by eight cents, and (so far) nobody minds."),
        ("A box of 3*4*5 inches in the file fee_of_2026_old is 5 * 6 * 7.", "A box of 3*4*5 inches in the file fee_of_2026_old is 5 * 6 * 7."),
        ("***Both*** and **one** of them, and * a star alone.", "Both and one of them, and * a star alone."),
    ],
)  # fmt: skip
def test_one_star_marks_words_and_no_products(tmp_path: Path, line: str, text: str) -> None:
    found = article(put(tmp_path, "\n".join((TITLES["en"], *EN, line, EN[0])), "a.md"))
    assert text in found.text.split("\n")


def test_markdown_loses_its_marks_and_keeps_its_words(tmp_path: Path) -> None:
    found = article(put(tmp_path, MARKDOWN, "a.md"), of=source("UTC"))
    assert found.title == TITLES["en"]
    assert found.published_at == datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
    lines = found.text.split("\n")
    assert lines[0] == EN[0]
    assert "What sellers say" in lines
    assert EN[2] in lines
    assert "a list item with a link" in lines
    assert "another, with code" in lines
    assert "Clothing | 8% | 6%" in lines
    assert not any(set(line) <= set("-|: ") for line in lines)
    assert lines[-1] == f"photo {EN[3]}"


def test_the_lines_of_a_text_have_their_kinds(tmp_path: Path) -> None:
    found = article(put(tmp_path, MARKDOWN, "a.md"), of=source("UTC"))
    kinds = {found.text[line.start : line.end]: line.kind for line in found.paragraphs}
    assert list(kinds) == found.text.split("\n")
    assert kinds[EN[0]] is LineKind.PARAGRAPH
    assert kinds["What sellers say"] is LineKind.HEADING
    assert kinds[EN[2]] is LineKind.QUOTE
    assert kinds["a list item with a link"] is LineKind.ITEM
    assert kinds["Category | Old | New"] is LineKind.HEADER
    assert kinds["Clothing | 8% | 6%"] is LineKind.ROW


def test_a_row_is_never_residue(tmp_path: Path) -> None:
    table = "| Views | Shares |\n|---|---|\n| Comments | 12 |\n"
    found = article(put(tmp_path, "\n\n".join((TITLES["en"], *EN, table)), "a.md"))
    assert found.text.endswith("\nViews | Shares\nComments | 12")


def test_a_text_ends_where_its_article_ends(tmp_path: Path) -> None:
    below = (
        "图片描述",
        "喜欢本文就点个在看，分享给做外贸的朋友",
        "声明：内容由作者自行上传，观点仅供参考，不代表平台立场；如有侵权请联系平台处理。",
        "下一篇",
        "义乌商会组团赴墨西哥考察",
    )
    assert article(put(tmp_path, "\n\n".join((TITLES["hans"], *HANS, *below)))).text == "\n".join(HANS)


def test_front_matter_gives_title_and_date(tmp_path: Path) -> None:
    text = (
        f'---\ntitle: "{TITLES["hant"]}"\ndate: 2026-11-05T09:30:00+08:00\ntags: [a, b]\n---\n\n# {TITLES["hant"]}\n\n'
        + "\n\n".join(HANT)
    )
    found = article(put(tmp_path, text, "a.md"))
    assert found.title == TITLES["hant"]
    assert found.published_at == datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
    assert found.text == "\n".join(HANT)


@pytest.mark.parametrize("suffix", sorted(HTML_SUFFIXES))
def test_an_html_file_is_read_like_a_page(tmp_path: Path, suffix: str) -> None:
    html = article_html("hans", head='<link rel="canonical" href="https://www.chuhai.example/z">')
    found = article(put(tmp_path, html.encode("gbk"), "a" + suffix))
    assert found.text == "\n".join(HANS)
    assert found.author == "周航"
    assert found.url.startswith("local:")  # the file was given, not its address
    given_url = article(put(tmp_path, html, "b" + suffix), url="https://www.chuhai.example/a")
    assert given_url.url == "https://www.chuhai.example/a"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"\n \n\t\n", Reason.EMPTY),
        (b"\x00" * 900, Reason.EMPTY),
        (bytes((n * 37 + 11) % 251 for n in range(9000)), Reason.NOT_HTML),
        ("好".encode() * 5, Reason.TOO_SHORT),
        (b"A title\nand a line", Reason.TOO_SHORT),
        (("标题\n" + "\ufffd佣金" * 90).encode(), Reason.BAD_ENCODING),
        (b"x" * (MAX_BYTES + 1), Reason.TOO_LARGE),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, body: bytes, reason: Reason, suffix: str) -> None:
    result = read(put(tmp_path, body, "a" + suffix))
    assert isinstance(result, Rejection)
    assert result.reason is reason
    assert result.detail
    assert (result.source_id, result.at) == ("s", NOW)


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "sparse.html"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # holes: no disk, but reading it all would end the machine
    result = read(path)
    assert isinstance(result, Rejection)
    assert result.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a", "a.json", "a.html.exe", ".txt"])
def test_other_kinds_of_file_are_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"\.html.*\.txt") as caught:
        read(put(tmp_path, "x", name))
    assert caught.value.path == str(tmp_path / name)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "missing.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "folder.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, "x")
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=1500), st.sampled_from(sorted(HTML_SUFFIXES | TEXT_SUFFIXES)))
def test_no_content_raises(tmp_path: Path, body: bytes, suffix: str) -> None:
    assert isinstance(read(put(tmp_path, body, "h" + suffix)), (Article, Rejection))


@pytest.mark.parametrize(
    "body",
    [
        "*" * 90_000,
        "[" * 90_000,
        "|" * 90_000,
        "`a" * 40_000,
        "![" * 40_000,
        "---\n" * 20_000,
        "# " * 40_000,
        "[a](" * 20_000,
    ],
)
def test_hostile_markdown_has_an_outcome(tmp_path: Path, body: str) -> None:
    assert isinstance(read(put(tmp_path, body, "a.md")), (Article, Rejection))
