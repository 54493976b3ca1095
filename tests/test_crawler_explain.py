"""Why a page was read as it was: every field has its rule, what was cut its reason, a refusal its measures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from webpages import HANS, NOW, article_html, page, source

from crawler.explain import MAX_SHOWN, explanation_lines, explanation_row
from crawler.extract import EXTRACTOR_VERSION, extract_page, extract_row, read_page
from crawler.reading.choices import Choice, Cut, Trace
from store.records import Article, Candidate, DateSource, Reason, Rejection

TOLD = {
    "title",
    "text",
    "published_at",
    "author",
    "modified_at",
    "editor",
    "section",
    "tags",
    "access",
    "origin",
    "url",
}
HEAD = (
    "<meta property=article:section content=平台><meta name=keywords content='佣金,卖家,旅游'>"
    "<meta property=article:modified_time content='2026-11-06T08:00:00+08:00'>"
    '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
)


def read(html: str | bytes, **given: object) -> tuple[Article | Rejection, Trace]:
    trace = Trace()
    options = {"source": source(), "candidate": None, "now": NOW, **given}
    return read_page(page(html), trace, **options), trace  # type: ignore[arg-type]  # passed on as given


@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_every_field_has_a_value_or_says_why_not(script: str) -> None:
    result, trace = read(article_html(script))
    assert isinstance(result, Article)
    assert set(trace.fields) >= TOLD
    assert all(choice.rule for choice in trace.fields.values())
    assert trace.fields["title"].value == result.title
    assert trace.fields["published_at"].value == "2026-11-05T09:30:00" + (
        "-05:00" if script == "en" else "+08:00"
    )
    assert trace.measures["characters"] == len(result.text)
    assert trace.measures["dated"] is True


def test_the_fields_of_the_article_are_those_that_were_explained() -> None:
    html = article_html("hans", head=HEAD, byline="来源：蓝湾日报　2026-11-05 09:30　作者：周航")
    result, trace = read(html)
    assert isinstance(result, Article)
    assert (result.section, result.tags, result.access) == ("平台", ("佣金", "卖家"), "paid")
    assert (result.origin, result.origin_mark, result.translated) == ("蓝湾日报", "来源：蓝湾日报", False)
    assert result.modified_at is not None
    assert trace.fields["section"] == Choice(value="平台", rule="meta article:section")
    assert (trace.fields["tags"].value, trace.fields["tags"].rule) == ("佣金, 卖家", "meta keywords")
    assert (trace.fields["access"].value, trace.fields["access"].rule) == ("paid", "isAccessibleForFree")
    assert (trace.fields["origin"].value, trace.fields["origin"].rule) == (
        "蓝湾日报",
        "line below the headline",
    )
    assert trace.fields["published_at"].value == "2026-11-05T09:30:00+08:00"
    assert trace.fields["modified_at"].value == "2026-11-06T08:00:00+08:00"  # in the zone of the other
    row = extract_row(result)
    told = ("section", "tags", "access", "origin", "origin_url", "origin_mark", "translated", "editor")
    assert {name: row[name] for name in told} == {
        "section": "平台", "tags": ["佣金", "卖家"], "access": "paid", "origin": "蓝湾日报", "origin_url": "",
        "origin_mark": "来源：蓝湾日报", "translated": False, "editor": result.editor,
    }  # fmt: skip
    lines = [result.text[line["start"] : line["end"]] for line in row["paragraphs"]]
    assert "\n".join(lines) == result.text


def test_explaining_changes_nothing() -> None:
    for html in (article_html("en", head=HEAD), article_html("hant"), "", "<p>short</p>"):
        assert read(html)[0] == extract_page(page(html), source=source(), now=NOW)


def test_what_was_cut_is_told_with_its_reason() -> None:
    texts = (*HANS, "扫一扫关注我们的微信公众号")
    result, trace = read(article_html("hans", paragraphs=texts))
    assert isinstance(result, Article)
    gone = [cut for cut in trace.cut if cut.text == "扫一扫关注我们的微信公众号"]
    assert gone
    assert gone[0].rule
    assert gone[0].text not in result.text


def test_an_announced_date_and_title_say_so() -> None:
    announced = Candidate(
        url="https://www.chuhai.example/a/1.html", source_id="s", discovered_at=NOW, title="蓝鲸下调佣金",
        published_at=NOW, date_source=DateSource.FEED,
    )  # fmt: skip
    bare, untitled = read(article_html("hans", title="", document_title=""), candidate=announced)
    assert isinstance(bare, Article)
    assert (bare.title, untitled.fields["title"].rule) == ("蓝鲸下调佣金", "as announced")
    result, trace = read(article_html("hans", byline="2026年11月9日"), candidate=announced)
    assert isinstance(result, Article)
    assert result.date_source is DateSource.FEED
    assert trace.fields["published_at"].rule.startswith("as announced; written")
    assert trace.fields["published_at"].others[0][1].startswith("2026年11月9日")  # what the page says


@pytest.mark.parametrize(
    ("html", "reason", "measures"),
    [
        ("", Reason.EMPTY, set()),
        (b"%PDF-1.7 x", Reason.NOT_HTML, set()),
        ('{"a": 1}', Reason.NOT_HTML, {"bytes", "encoding"}),
        ("<p>" + "<b></b>" * 100_001 + "</p>", Reason.TOO_LARGE, {"bytes", "encoding", "elements"}),
        (
            article_html("en", paragraphs=("Too short.",)),
            Reason.TOO_SHORT,
            {"characters", "least characters", "dated"},
        ),
    ],
)
def test_a_refusal_has_the_measures_that_were_taken(
    html: str | bytes, reason: Reason, measures: set[str]
) -> None:
    result, trace = read(html)
    assert isinstance(result, Rejection)
    assert result.reason is reason
    assert set(trace.measures) >= measures
    lines = list(explanation_lines(result, trace))
    assert lines[0].startswith(f"rejected: {reason.value}")
    row = explanation_row(result, trace)
    assert (row["rejection"], row["detail"]) == (reason.value, result.detail)


def test_rows_and_lines_say_the_same() -> None:
    result, trace = read(article_html("hans", head=HEAD))
    row = explanation_row(result, trace)
    lines = list(explanation_lines(result, trace))
    assert row["extractor"] == EXTRACTOR_VERSION
    assert lines[0] == f"an article, read by version {EXTRACTOR_VERSION} of the extractor"
    for name, told in row["fields"].items():
        assert f"{name}: {told['value'] or '(none)'}" in lines
        place = lines.index(f"{name}: {told['value'] or '(none)'}")
        assert lines[place + 1] == f"  because: {told['rule']}"
    assert lines[-1].startswith("measures: bytes ")
    assert "dated yes" in lines[-1]
    assert len(row["cut"]) == len(trace.cut)


def test_long_values_are_shortened_for_people_and_whole_for_programs() -> None:
    result, _ = read(article_html("en"))
    trace = Trace(cut=(Cut(text="y" * 500, rule="read more"),))
    trace.note("title", "x" * 500, "h1", [(f"rule {n}", "z" * 500) for n in range(9)])
    lines = list(explanation_lines(replace(result, url="http://a.example/"), trace))
    assert max(map(len, lines)) <= MAX_SHOWN + 60
    assert "  passed over: 3 more" in lines
    row = explanation_row(result, trace)
    assert row["fields"]["title"]["value"] == "x" * 500
    assert len(row["fields"]["title"]["passed_over"]) == 9
    assert row["cut"] == [{"rule": "read more", "text": "y" * 500}]
