"""The sample newsroom: one seed, one newsroom; what was planted is there; the server behaves like the web."""

from __future__ import annotations

import json
import re
import socket
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import feedparser
import httpx
import pytest

from digests.shifts import compare_counts as count_shifts
from nlp.script import detect_lang, fold
from store.records import Lang, Reason, SourceKind
from tradewind.sample.newsroom import DIGEST_WEEK, NOW, Newsroom, Resource, build_newsroom
from tradewind.sample.pages import MARK
from tradewind.sample.publishers import Publisher, load_publishers
from tradewind.sample.reprints import Edit, reprint, simplified
from tradewind.sample.schedule import FIRST_WEEK, LAST_WEEK, OUTAGE_WEEK, PLANTED_TOPIC, YEAR
from tradewind.sample.server import Serving, serve
from tradewind.sample.wording import HouseStyle, amount, day_of, day_words, event_day_words, quarter_words
from tradewind.sample.writing import Event, background, experts, fill, load_families, names

EN = HouseStyle(lang=Lang.EN)
HANS = HouseStyle(lang=Lang.ZH_HANS, grouped=False)
HANT = HouseStyle(lang=Lang.ZH_HANT)
HOUSES = {house.id: house for house in load_publishers()}


@pytest.fixture(scope="module")
def room() -> Newsroom:
    return build_newsroom()


@pytest.fixture(scope="module")
def serving(room: Newsroom) -> Iterator[Serving]:
    with serve(room) as running:
        yield running


@pytest.fixture
def client(serving: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(proxy=serving.proxy_url, trust_env=False, timeout=10) as http:
        yield http


# --- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "form", "english", "hans", "hant"),
    [
        ("1200000000", "usd", "$1.2 billion", "12亿美元", "12億美元"),
        ("34000000", "usd", "$34 million", "3400万美元", "3,400萬美元"),
        ("0.12", "usd", "$0.12", "0.12美元", "0.12美元"),
        ("2.5", "eur", "€2.50", "2.5欧元", "2.5歐元"),
        ("150", "eur", "€150", "150欧元", "150歐元"),
        ("350000000", "twd", "NT$350 million", "3.5亿元新台币", "新台幣3.5億元"),
        ("12", "cny", "12 yuan", "12元", "人民幣12元"),
        ("1320000000000", "cny", "1.32 trillion yuan", "1.32万亿元", "人民幣1.32兆元"),
        ("10000", "jpy", "10,000 yen", "1万日元", "1萬日圓"),
        ("34000", "n", "34,000", "3.4万", "3.4萬"),
        ("1260", "n", "1,260", "1260", "1,260"),
        ("5800000000", "n", "5.8 billion", "58亿", "58億"),
        ("12.50", "pct", "12.5%", "12.5%", "12.5%"),
        ("30", "cheng", "30%", "三成", "三成"),
        ("35", "cheng", "35%", "35%", "三成五"),
        ("1.2", "pp", "1.2 percentage points", "1.2个百分点", "1.2個百分點"),
        ("2.4", "x", "2.4 times", "2.4倍", "2.4倍"),
        ("1432.6", "num", "1,432.6", "1432.6", "1,432.6"),
    ],
)
def test_one_fact_in_three_languages(value: str, form: str, english: str, hans: str, hant: str) -> None:
    assert amount(Decimal(value), form, EN) == english
    assert amount(Decimal(value), form, HANS) == hans
    assert amount(Decimal(value), form, HANT) == hant


def test_house_styles_differ() -> None:
    day = date(2026, 11, 3)
    assert amount(Decimal("4.2"), "pct", HouseStyle(lang=Lang.EN, percent=" percent")) == "4.2 percent"
    assert day_words(day, day, EN) == "Nov. 3"
    assert day_words(day, day, HouseStyle(lang=Lang.EN, day_first=True)) == "3 November"
    assert event_day_words(day, EN) == "Tuesday"
    assert event_day_words(day, HANS) == "11月3日"
    assert event_day_words(day, HANT) == "3日"
    assert event_day_words(day, HouseStyle(lang=Lang.ZH_HANT, weekday=True)) == "週二"


def test_a_day_of_another_year_says_so() -> None:
    event = date(2026, 11, 3)
    day = day_of("year+1", event)
    assert day == date(2027, 1, 1)
    assert day_words(day, event, EN) == "Jan. 1, 2027"
    assert day_words(day, event, HANS) == "2027年1月1日"
    assert day_words(day, event, HANT) == "明年1月1日"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("day+21", date(2026, 12, 6)),
        ("month+1", date(2026, 12, 1)),
        ("month+2", date(2027, 1, 1)),
        ("2028-04-01", date(2028, 4, 1)),
    ],
)
def test_days_are_given_relative_to_the_event(spec: str, expected: date) -> None:
    assert day_of(spec, date(2026, 11, 15)) == expected


def test_quarters() -> None:
    assert quarter_words(date(2026, 10, 1), EN) == "third quarter"
    assert quarter_words(date(2026, 1, 9), HANS) == "四季度"
    assert quarter_words(date(2026, 7, 31), HANT) == "第二季"


# --- data files ----------------------------------------------------------------------------------------------


def test_every_sentence_of_every_case_can_be_filled() -> None:
    """No slot without a fact, none left open, and the facts of a case are in a language's own words."""
    count = 0
    for family in load_families():
        for place in range(len(family.cases)):
            event = Event(id="e", family=family, case=place, day=date(2026, 9, 17))
            for lang, style in ((Lang.EN, EN), (Lang.ZH_HANS, HANS), (Lang.ZH_HANT, HANT)):
                said = family.sentences[lang]
                for line in (*said.titles, *said.leads, *said.body, *said.ends):
                    text = fill(line, event, style, "somebody")
                    assert "{" not in text, (family.id, line)
                    assert "@" not in text, (family.id, line)
                    count += 1
    assert count > 5000


def test_every_fact_of_a_case_is_used() -> None:
    for family in load_families():
        text = json.dumps([[s.titles, s.leads, s.body, s.ends] for s in family.sentences.values()])
        for case in family.cases:
            # A name that no sentence prints still says what the event is about.
            facts = {key for key, value in case.items() if not str(value).startswith("@")} - {"week", "about"}
            unused = {key for key in facts if not re.search(rf"\{{{key}[|}}]", text)}
            assert not unused, (family.id, unused)


def test_families_have_enough_to_say() -> None:
    ids = [family.id for family in load_families()]
    assert len(ids) == len(set(ids)) >= 30
    for family in load_families():
        assert len(family.cases) >= 4
        for lang, said in family.sentences.items():
            assert len(said.titles) >= 2, (family.id, lang)
            assert len(said.leads) >= 2, (family.id, lang)
            assert len(said.body) == 6, (family.id, lang)
            assert len(said.ends) >= 2, (family.id, lang)
            assert len({*said.titles, *said.leads, *said.body, *said.ends}) == len(
                [*said.titles, *said.leads, *said.body, *said.ends]
            )


def test_each_script_keeps_to_its_characters() -> None:
    """No Simplified character strayed into a Traditional sentence, and the other way round."""
    only_simplified = set("们这国关税东车发电费边进还对业务应际产价") - set("应")
    only_traditional = set("們這國關稅東車發電費邊進還對業務應際產價")
    for family in load_families():
        hans, hant = family.sentences[Lang.ZH_HANS], family.sentences[Lang.ZH_HANT]
        for line in (*hant.titles, *hant.leads, *hant.body, *hant.ends):
            assert not only_simplified & set(line), (family.id, line)
        for line in (*hans.titles, *hans.leads, *hans.body, *hans.ends):
            assert not only_traditional & set(line), (family.id, line)
            assert "「" not in line
    for key, row in names().items():
        assert len(row) == 3, key
        assert not only_simplified & set(row[2]), key
    assert {len(row) for rows in background().values() for row in rows} == {3}
    assert all(len(people) >= 6 for people in experts().values())


def test_hong_kong_and_taiwan_words_are_their_own() -> None:
    """The Traditional texts are written, not converted: mainland words do not stand in them."""
    text = "\n".join(
        line
        for family in load_families()
        for line in (*family.sentences[Lang.ZH_HANT].leads, *family.sentences[Lang.ZH_HANT].body)
    )
    for mainland in ("網絡", "信息", "軟件", "視頻", "質量", "數據中心", "屏幕", "打印", "服務器"):
        assert mainland not in text, mainland
    for taiwan in ("網路", "物流", "稅則號別", "報關", "賣家", "影音"):
        assert taiwan in text, taiwan


def test_a_house_in_hong_kong_writes_as_hong_kong_does(room: Newsroom) -> None:
    text = "\n".join(item.title + item.text for item in room.articles if item.source_id == "gangwan")
    for theirs in ("按年升", "平方米", "歐盟委員會", "增值稅"):
        assert theirs in text, theirs
    for ours, _ in HOUSES["gangwan"].words:
        assert ours not in text or any(ours in new for _, new in HOUSES["gangwan"].words), ours


def test_publishers_are_invented_and_complete() -> None:
    assert len(HOUSES) == 12
    for house in HOUSES.values():
        assert house.host.endswith(".example")
        assert house.announce in {"rss", "atom", "json", "sitemap", "listing"}
    assert {house.lang for house in HOUSES.values()} == {Lang.EN, Lang.ZH_HANS, Lang.ZH_HANT}
    assert {house.encoding for house in HOUSES.values()} >= {
        "utf-8",
        "gb18030",
        "gbk",
        "big5hkscs",
        "windows-1252",
    }
    assert Counter(house.announce for house in HOUSES.values())["sitemap"] == 1
    assert Counter(house.announce for house in HOUSES.values())["listing"] == 1
    assert sum(house.outage for house in HOUSES.values()) == 1


def test_sources_are_rows_of_a_catalogue(room: Newsroom) -> None:
    assert [source.id for source in room.sources] == list(HOUSES)
    by_id = {source.id: source for source in room.sources}
    assert by_id["market-square"].witness_family == by_id["northline"].witness_family == "northline"
    assert by_id["guanwu"].kind is SourceKind.SITEMAP
    assert by_id["maijiagang"].kind is SourceKind.LISTING
    assert by_id["maijiagang"].link_css
    assert all("Sample newsroom" in source.note for source in room.sources)
    assert all(source.delay == 0 for source in room.sources)


# --- determinism and shape -----------------------------------------------------------------------------------


def test_one_seed_is_one_newsroom_byte_for_byte(room: Newsroom) -> None:
    again = build_newsroom()
    assert again.articles == room.articles
    assert again.resources == room.resources
    assert again.truth() == room.truth()


def test_another_seed_is_another_newsroom(room: Newsroom) -> None:
    other = build_newsroom(7)
    assert other.articles != room.articles
    assert {article.url for article in other.articles} != {article.url for article in room.articles}
    assert {article.event for article in other.articles} <= {
        f"{family.id}-{place + 1}" for family in load_families() for place in range(len(family.cases))
    }


@pytest.mark.parametrize("seed", [45, 1, 2, 3])
def test_weeks_are_complete(seed: int) -> None:
    room = build_newsroom(seed)
    weeks = Counter(article.week for article in room.articles)
    assert sorted(weeks) == [f"{YEAR}-W{number}" for number in range(FIRST_WEEK, LAST_WEEK + 1)]
    assert len(weeks) == 16
    assert max(weeks) == DIGEST_WEEK == "2026-W45"
    ordinary = [n for week, n in weeks.items() if week not in {DIGEST_WEEK, room.planted.outage_week}]
    assert min(ordinary) >= 25
    assert max(ordinary) - min(ordinary) <= 6
    assert 400 <= len(room.articles) <= 600
    assert all(article.published_at < NOW for article in room.articles)
    assert all(article.published_at.tzinfo is UTC for article in room.articles)


def test_no_article_changes_its_week_with_the_zone_of_the_reader(room: Newsroom) -> None:
    for article in room.articles:
        for hours in (0, 8):
            year, number, _ = (article.published_at + timedelta(hours=hours)).isocalendar()
            assert f"{year}-W{number}" == article.week


@pytest.mark.parametrize("seed", [45, 1, 2])
def test_urls_are_unique_and_every_article_has_its_page(seed: int) -> None:
    room = build_newsroom(seed)
    urls = [article.url for article in room.articles]
    assert len(urls) == len(set(urls))
    assert set(urls) <= set(room.resources)
    assert not set(urls) & set(room.rejections)
    assert set(room.rejections) <= set(room.resources)


def test_articles_are_long_enough_and_in_their_language(room: Newsroom) -> None:
    for article in room.articles:
        assert detect_lang(article.text) is article.lang, article.url
        assert len(article.text) >= (280 if article.lang is Lang.EN else 90), article.url
        assert article.text == article.text.strip()
        assert not re.search(r"\{|\}|  |\n\n|。。|\.\.|None", article.text), article.text
        assert article.title not in article.text.split("\n")
    share = Counter(article.lang for article in room.articles)
    assert min(share.values()) / len(room.articles) > 0.15


def test_english_sentences_begin_with_capitals(room: Newsroom) -> None:
    for article in room.articles:
        if article.lang is Lang.EN:
            for line in (article.title, *article.text.split("\n")):
                assert not re.match(r"[a-z](?!Bay)", line), line


def test_two_houses_do_not_tell_an_event_in_the_same_words(room: Newsroom) -> None:
    told: dict[tuple[str, Lang], list[str]] = defaultdict(list)
    for article in room.articles:
        if article.reprint_of is None:
            told[article.event, article.lang].append(article.title)
    assert all(len(titles) <= 2 for titles in told.values())
    assert all(len(titles) == len(set(titles)) for titles in told.values())
    across = {event for event, lang in told if lang is Lang.EN} & {
        e for e, lang in told if lang is not Lang.EN
    }
    assert len(across) > 60  # events told in English and in Chinese


def test_articles_of_one_event_state_the_same_facts(room: Newsroom) -> None:
    """Percentages of a Chinese report are percentages of its case: nothing was written twice by hand."""
    cases = {
        f"{family.id}-{place + 1}": case
        for family in load_families()
        for place, case in enumerate(family.cases)
    }
    for article in room.articles:
        if article.lang is Lang.ZH_HANS and article.event.startswith("vat-threshold"):
            rate = cases[article.event]["rate"]
            assert f"{rate}%" in article.title + article.text, article.url


# --- what was planted ----------------------------------------------------------------------------------------


def _weekly(room: Newsroom, series: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in room.truth():
        if row.series == series:
            counts[row.week] += row.stories
    return counts


@pytest.mark.parametrize("seed", [45, 1, 2, 3])
def test_the_planted_shift_is_measurable(seed: int) -> None:
    room = build_newsroom(seed)
    everything = _weekly(room, "*")
    assert room.planted.week == DIGEST_WEEK
    for series, least in ((f"topic:{PLANTED_TOPIC}", 2.2), ("entity:temu", 1.8)):
        assert series in room.planted.series
        counts = _weekly(room, series)
        before = [
            counts.get(week, 0) / everything[week] for week in sorted(everything)[-13:-1]
        ]  # the twelve weeks of a baseline
        now = counts[DIGEST_WEEK] / everything[DIGEST_WEEK]
        assert now >= least * statistics.mean(before), series
        assert now > max(before), series
    sources = {
        row.source for row in room.truth() if row.week == DIGEST_WEEK and row.series == room.planted.series[0]
    }
    assert len(sources) >= 6  # a shift that one house alone carries is none


def test_the_weekly_test_would_claim_what_was_planted(room: Newsroom) -> None:
    """The same counts through the test that the digest uses: both shifts, the outage, and nothing else that week."""
    rows = [
        {"week": row.week, "source": row.source, "series": row.series, "stories": row.stories}
        for row in room.truth()
    ]
    said = list(count_shifts(rows))
    claimed = {(row["week"], row["series"]) for row in said if row.get("claim")}
    assert {(DIGEST_WEEK, series) for series in room.planted.series} == {
        c for c in claimed if c[0] == DIGEST_WEEK
    }
    assert {"week": room.planted.outage_week, "outage": [room.planted.outage_source]} in said


@pytest.mark.parametrize("seed", [45, 1, 2, 3])
def test_the_planted_outage_is_measurable(seed: int) -> None:
    room = build_newsroom(seed)
    silent = room.planted.outage_source
    weeks: Counter[str] = Counter()
    for row in room.truth():
        if row.series == "*" and row.source == silent:
            weeks[row.week] += row.stories
    assert room.planted.outage_week == f"{YEAR}-W{OUTAGE_WEEK}"
    assert room.planted.outage_week not in weeks
    assert len(weeks) == 15
    assert min(weeks.values()) >= 3  # so that a silent week stands out


def test_the_truth_counts_a_story_once_for_a_source(room: Newsroom) -> None:
    rows = {(row.week, row.source, row.series): row.stories for row in room.truth()}
    for week, source in {(article.week, article.source_id) for article in room.articles}:
        events = {a.event for a in room.articles if (a.week, a.source_id) == (week, source)}
        assert rows[week, source, "*"] == len(events)


def test_reprints_point_at_an_earlier_article_of_the_same_event(room: Newsroom) -> None:
    by_url = {article.url: article for article in room.articles}
    copies = [article for article in room.articles if article.reprint_of]
    assert {article.edit for article in copies} == set(Edit)
    for copy in copies:
        source = by_url[copy.reprint_of or ""]
        assert source.reprint_of is None
        assert source.event == copy.event
        assert source.published_at < copy.published_at
        assert source.source_id != copy.source_id
        assert (source.lang is Lang.EN) == (copy.lang is Lang.EN)
        if copy.edit in {Edit.EXACT, Edit.HEADLINE}:
            assert copy.text == source.text
        if copy.edit is Edit.HEADLINE:
            assert copy.title != source.title
        if copy.edit is Edit.SCRIPT:
            assert fold(copy.text) == fold(source.text)
            assert copy.lang is Lang.ZH_HANS


def test_simplified_changes_characters_and_nothing_else() -> None:
    assert simplified("Temu關稅ＡＢ，3%「稅」") == "Temu关税ＡＢ，3%「税」"


def test_a_reprint_keeps_the_figures() -> None:
    import random

    text = "平台表示费率为3.5%，目前共有2300家商家。\n此外，预计9月1日生效。\n同时，罚款为500欧元。\n第四段。\n第五段。"
    for seed in range(20):
        copy, edit = reprint("标题", text, Lang.ZH_HANS, Lang.ZH_HANS, random.Random(seed))
        kept = re.findall(r"\d[\d.]*", copy.text)
        assert kept == re.findall(r"\d[\d.]*", text)
        assert (copy.text == text) == (edit in {Edit.EXACT, Edit.HEADLINE})


# --- pages ---------------------------------------------------------------------------------------------------


def _house_of(room: Newsroom, url: str) -> Publisher:
    return next(house for house in HOUSES.values() if url.startswith(house.origin + "/"))


def test_bytes_are_in_the_encoding_of_the_house(room: Newsroom) -> None:
    for article in room.articles[::5]:
        body = room.resources[article.url].body
        text = body.decode(HOUSES[article.source_id].encoding)
        assert (
            article.text.split("\n")[0][:12].replace("&", "&amp;").replace("'", "&#x27;") in text
            or "&#" in text
        )
        assert "\ufffd" not in text


def test_declarations_are_true_false_or_absent() -> None:
    lies = {
        house.id
        for house in HOUSES.values()
        if house.meta and house.encoding != house.meta and {house.encoding, house.meta} == {"gbk", "utf-8"}
    }
    assert lies == {"maijiagang"}  # GBK bytes that claim to be UTF-8
    assert HOUSES["guanwu"].meta == "gb2312"  # UTF-8 bytes that claim to be GB2312
    assert HOUSES["guanwu"].encoding == "utf-8"
    assert HOUSES["kuahai"].header == "gb2312"  # the old name for what is GB18030
    assert HOUSES["market-square"].header == ""
    assert HOUSES["parcel-desk"].meta == ""


def test_a_lying_page_really_lies(room: Newsroom) -> None:
    body = next(room.resources[a.url].body for a in room.articles if a.source_id == "maijiagang")
    assert b'charset="utf-8"' in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    body.decode("gbk")


def test_every_page_and_feed_says_that_it_is_a_sample(room: Newsroom) -> None:
    for url, resource in room.resources.items():
        kind = resource.content_type
        if not resource.body or resource.status >= 300 or "pdf" in kind or resource.cut_short:
            continue
        if room.rejections.get(url) is Reason.BAD_ENCODING:
            continue
        text = resource.body.decode(
            _house_of(room, url).encoding if "json" not in kind else "utf-8", "replace"
        )
        if "atom" in kind or kind == "application/xml":
            text = resource.body.decode("utf-8")
        assert "Sample newsroom: invented events" in text, url


def test_the_mark_is_outside_of_the_article(room: Newsroom) -> None:
    for article in room.articles:
        assert "Sample newsroom" not in article.text + article.title
        assert MARK[article.lang] not in article.text


def test_residue_stands_after_the_article(room: Newsroom) -> None:
    article = next(item for item in room.articles if item.source_id == "haixia")
    text = room.resources[article.url].body.decode("big5hkscs")
    assert text.index(article.title) < text.index("點我看更多電商新聞")
    assert "點我看更多" not in article.text


def test_odd_pages_cover_many_reasons(room: Newsroom) -> None:
    assert set(room.rejections.values()) >= {
        Reason.HTTP_STATUS,
        Reason.ROBOTS,
        Reason.LANGUAGE,
        Reason.NOT_HTML,
        Reason.EMPTY,
        Reason.NOT_ARTICLE,
        Reason.TOO_SHORT,
        Reason.BAD_ENCODING,
        Reason.UNSAFE_ADDRESS,
        Reason.TRUNCATED,
    }


# --- announcements -------------------------------------------------------------------------------------------


def test_feeds_parse_and_hold_every_article(room: Newsroom) -> None:
    for house in HOUSES.values():
        if house.announce not in {"rss", "atom"}:
            continue
        resource = room.resources[house.announcement_url]
        parsed = feedparser.parse(resource.body, response_headers={"content-type": resource.content_type})
        assert not parsed.bozo, (house.id, parsed.get("bozo_exception"))
        own = {article.url: article for article in room.articles if article.source_id == house.id}
        links = {entry.link: entry for entry in parsed.entries}
        assert set(own) <= set(links)
        assert set(links) - set(own) <= set(room.rejections)
        for url, article in own.items():
            assert links[url].title == article.title
        stamps = [entry.published_parsed for entry in parsed.entries]
        assert stamps == sorted(stamps, reverse=True)


def test_a_feed_without_zones_is_in_the_time_of_the_house(room: Newsroom) -> None:
    parsed = feedparser.parse(room.resources[HOUSES["kuahai"].announcement_url].body)
    article = next(item for item in room.articles if item.source_id == "kuahai")
    entry = next(item for item in parsed.entries if item.link == article.url)
    local = article.published_at + timedelta(hours=8)
    assert entry.published == local.strftime("%Y-%m-%d %H:%M:%S")


def test_json_feeds_sitemap_and_listing_hold_every_article(room: Newsroom) -> None:
    for house in HOUSES.values():
        own = {article.url for article in room.articles if article.source_id == house.id}
        body = room.resources[house.announcement_url].body
        if house.announce == "json":
            items = json.loads(body)["items"]
            assert own <= {item["url"] for item in items}
            assert all(datetime.fromisoformat(item["date_published"]).tzinfo for item in items)
        elif house.announce == "sitemap":
            tree = ElementTree.fromstring(body)
            assert own <= {
                node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
            }
        elif house.announce == "listing":
            assert own <= set(re.findall(r'href="([^"]+)"', body.decode(house.encoding)))


# --- server --------------------------------------------------------------------------------------------------


def test_the_proxy_serves_pages_with_validators(room: Newsroom, client: httpx.Client) -> None:
    article = room.articles[0]
    answer = client.get(article.url)
    assert answer.status_code == 200
    assert answer.content == room.resources[article.url].body
    assert answer.headers["content-type"] == room.resources[article.url].content_type
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"].endswith("GMT")


@pytest.mark.parametrize("name", ["If-None-Match", "If-Modified-Since"])
def test_unchanged_is_304_without_a_body(room: Newsroom, client: httpx.Client, name: str) -> None:
    url = room.sources[0].url
    first = client.get(url)
    value = first.headers["etag" if name == "If-None-Match" else "last-modified"]
    again = client.get(url, headers={name: value})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": "Mon, 09 Nov 2026 09:00:00 GMT"},
        {"If-Modified-Since": "Mon, 06 Jan 2020 09:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ],
)
def test_changed_or_nonsense_is_200(room: Newsroom, client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.get(room.sources[0].url, headers=headers).status_code == 200


def test_weak_and_many_etags_match(room: Newsroom, client: httpx.Client) -> None:
    etag = client.get(room.sources[0].url).headers["etag"]
    assert client.get(room.sources[0].url, headers={"If-None-Match": f'"x", W/{etag}'}).status_code == 304


def test_robots_txt_is_served_for_every_host(room: Newsroom, client: httpx.Client) -> None:
    for house in HOUSES.values():
        answer = client.get(house.origin + "/robots.txt")
        assert answer.status_code == 200
        assert "Disallow: /private/" in answer.text


def test_unknown_hosts_and_paths(room: Newsroom, client: httpx.Client) -> None:
    assert client.get("http://elsewhere.example/").status_code == 502
    assert client.get("http://127.0.0.1/").status_code == 502
    assert client.get(room.sources[0].url + "nope").status_code == 404


def test_odd_answers(room: Newsroom, client: httpx.Client) -> None:
    by_reason = {reason: url for url, reason in room.rejections.items()}
    assert client.get(by_reason[Reason.HTTP_STATUS]).status_code == 410
    answer = client.get(by_reason[Reason.UNSAFE_ADDRESS])
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("http://169.254.")
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(by_reason[Reason.TRUNCATED])


def test_head_has_no_body(room: Newsroom, client: httpx.Client) -> None:
    answer = client.head(room.articles[0].url)
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) == len(room.resources[room.articles[0].url].body)


def test_the_request_log_says_what_was_asked(room: Newsroom) -> None:
    with serve(room) as running, httpx.Client(proxy=running.proxy_url, trust_env=False) as http:
        url = room.sources[1].url
        etag = http.get(url, headers={"User-Agent": "probe/1"}).headers["etag"]
        http.get(url, headers={"If-None-Match": etag})
        first, second = running.requests
    assert (first.method, first.url, first.status, first.conditional) == ("GET", url, 200, False)
    assert first.user_agent == "probe/1"
    assert (second.status, second.conditional) == (304, True)


def test_a_page_can_be_replaced_while_serving(room: Newsroom) -> None:
    url = room.articles[0].url
    with serve(room) as running, httpx.Client(proxy=running.proxy_url, trust_env=False) as http:
        etag = http.get(url).headers["etag"]
        running.replace(Resource(url=url, body=b"<p>new</p>", content_type="text/html"))
        answer = http.get(url, headers={"If-None-Match": etag})
        assert answer.status_code == 200
        assert answer.content == b"<p>new</p>"
    assert room.resources[url].body != b"<p>new</p>"  # the newsroom itself is untouched


def test_plain_requests_with_a_host_header_are_answered(room: Newsroom, serving: Serving) -> None:
    house = HOUSES["guanwu"]
    with httpx.Client(trust_env=False) as http:
        answer = http.get(serving.proxy_url + house.path, headers={"Host": house.host})
    assert answer.status_code == 200
    assert answer.content == room.resources[house.announcement_url].body


def test_the_port_is_free_again_afterwards(room: Newsroom) -> None:
    with serve(room) as running:
        port = int(running.proxy_url.rsplit(":", 1)[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_all_pages_come_quickly_over_one_connection(room: Newsroom, client: httpx.Client) -> None:
    begin = datetime.now(UTC)
    for article in room.articles[:200]:
        assert client.get(article.url).status_code == 200
    assert datetime.now(UTC) - begin < timedelta(seconds=6)
