"""What goes and what stays, measured over lists: the furniture of pages in three scripts, and news that sounds like it.

The lists are in ``tests/data/residue``: ``residue.*.txt`` a line of furniture each, ``true.txt`` sentences of news in
the same words, ``headings.txt`` headings in them, ``endings.txt`` whole articles with what stands below them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.reading.residue import cut_lines, cut_residue, late_rule, rule_of, tail_rule

DATA = Path(__file__).resolve().parent / "data" / "residue"
LEAST_GONE = 0.95  # share of the characters of furniture
MOST_LOST = 0.01  # share of the characters of news
ARTICLES = {
    "zh-hans": (
        "广州一家货代周二告诉客户，下周起每柜运费加收三百美元。",
        "港口方面的数据显示，六月吞吐量比去年多出一成半。",
        "受访的卖家大多把货改走中转港。",
        "老板陈立说，今年的利润要看十月。",
        "仓库里还有两千箱玩具没有发出。",
    ),
    "zh-hant": (
        "高雄一家承攬業者週二通知客戶，下週起每櫃加收三百美元。",
        "港務公司統計，六月吞吐量比去年多出一成半。",
        "受訪賣家多半改走轉運港。",
        "老闆陳立說，今年獲利要看十月。",
        "倉庫裡還有兩千箱玩具沒有出貨。",
    ),
    "en": (
        "A forwarder in Norfolk told clients on Tuesday that rates would climb by $300 a box.",
        "The port handled 15% more cargo in June than a year earlier, its figures show.",
        "Most sellers interviewed have moved goods through a transit hub.",
        "Profit this year depends on October, the owner said.",
        "Two thousand cartons of toys are still in the warehouse.",
    ),
}


def listed(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def share(lines: list[str], of: list[str]) -> float:
    return sum(map(len, lines)) / sum(map(len, of))


@pytest.mark.parametrize("script", sorted(ARTICLES))
def test_furniture_below_an_article_goes(script: str) -> None:
    body, lines = list(ARTICLES[script]), listed(f"residue.{script}.txt")
    assert len(set(lines)) >= 150
    stay = [line for line in lines if cut_residue([*body, line]) != body]
    assert share(stay, lines) <= 1 - LEAST_GONE, stay


@pytest.mark.parametrize("script", sorted(ARTICLES))
def test_each_cut_says_which_rule_it_was(script: str) -> None:
    body = list(ARTICLES[script])
    for line in listed(f"residue.{script}.txt"):
        kept, cut = cut_lines([*body, line])
        if len(kept) == len(body):
            assert [item.text for item in cut] == [line]
            assert cut[0].rule in (rule_of(line), tail_rule(line), late_rule(line))


@pytest.mark.parametrize("place", ["in the text", "below it"])
def test_news_in_the_words_of_furniture_stays(place: str) -> None:
    lines = listed("true.txt")
    assert len(set(lines)) >= 300
    lost = []
    for line in lines:
        body = list(ARTICLES["en" if line.isascii() else "zh-hans"])
        article = [*body, line] if place == "below it" else [*body[:3], line, *body[3:]]
        if cut_residue(article) != article:
            lost.append(line)
    assert share(lost, lines) <= MOST_LOST, lost


@pytest.mark.parametrize("script", sorted(ARTICLES))
def test_a_line_of_furniture_in_the_text_takes_nothing_with_it(script: str) -> None:
    body = list(ARTICLES[script])
    long = [*body, *(line.replace("六月", "七月").replace("June", "July") for line in body)]
    for line in listed(f"residue.{script}.txt"):
        kept = cut_residue([*long[:3], line, *long[3:]])
        assert [item for item in kept if item != line] == long, line


@pytest.mark.parametrize("line", listed("headings.txt"))
def test_a_heading_in_the_words_of_furniture_stays(line: str) -> None:
    body = list(ARTICLES["en" if line.isascii() else "zh-hans"])
    article = [*body, line, *(text.replace("六月", "七月").replace("June", "July") for text in body)]
    assert cut_residue(article) == article


@pytest.mark.parametrize(
    "line", ["Step 3: Log in to the seller desk", "第一步：注册账号", "2. 分享链接给买家", "（三）查看更多"]
)
def test_a_last_step_stays(line: str) -> None:
    assert cut_residue([*ARTICLES["en"], line]) == [*ARTICLES["en"], line]


def endings() -> list[tuple[str, list[str], list[str]]]:
    found: list[tuple[str, list[str], list[str]]] = []
    for line in (DATA / "endings.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found.append((line[3:], [], []))
            side = 1
        elif line == "====":
            side = 2
        elif found:
            found[-1][side].append(line)
    return found


@pytest.mark.parametrize(("name", "body", "below"), endings(), ids=[name for name, _, _ in endings()])
def test_a_text_ends_where_its_article_ends(name: str, body: list[str], below: list[str]) -> None:
    kept = cut_residue([*body, *below])
    assert kept[: len(body)] == body
    assert len(kept) <= len(body) + 1, kept[len(body) :]


def test_nearly_all_that_stands_below_articles_goes() -> None:
    left = [line for _, body, below in endings() for line in cut_residue([*body, *below])[len(body) :]]
    assert share(left, [line for _, _, below in endings() for line in below]) <= 1 - LEAST_GONE, left


@pytest.mark.parametrize(("name", "body", "below"), endings(), ids=[name for name, _, _ in endings()])
def test_what_stands_below_one_article_does_not_end_the_next(
    name: str, body: list[str], below: list[str]
) -> None:
    kept = cut_residue([body[0], *below[:1], *body, *body])
    assert kept[-len(body) :] == body
