"""Search against a plain reading of the texts: nothing is missed, nothing is found that is not there."""

from __future__ import annotations

import random
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store.articles import save_fetched, save_sources
from store.db import Database, check, open_store
from store.pages import open_pages
from store.search import bigrams, ensure_current, is_current, match_expression, rebuild, search
from tests.storeroom import DAY, NOW, fetched, fold, one, source

# Sentences with what trips an index of pairs: two-character words across any cut, both scripts, full width,
# Latin words inside Chinese, figures, signs, names in capitals, rare characters, kana and hangul.
SAID = (
    "跨境电商卖家表示，关税上调后物流成本增加了12%。",
    "歐盟取消小額包裹免稅門檻，賣家須繳納關稅。",
    "Temu在德国的佣金从8%上调至12%，亚马逊维持15%不变。",
    "ＳＨＥＩＮ擬赴港上市，估值約４５０億美元",
    "The European Union ends the de minimis exemption; parcels under €150 pay duty.",
    "Amazon.com's FBA fees rise by US$0.08 a unit, H&M said.",
    "海关总署公告2026年第88号：对价值不超过800元的包裹加征处理费",
    "税、费、税费；关税壁垒与税率（税率表）见附件",
    "アマゾンの手数料が上がる。쿠팡은 수수료를 올렸다.",
    "𠮷野家与𬭚公司签约，㐂字号物流",
    "仓储/物流/清关一站式，FBA头程运费降至每公斤5.8元",
    "No change was announced; sellers' margins—thin already—shrink.",
)
TRADITIONAL = str.maketrans("跨境电商卖关税与业务货额数万国际", "跨境電商賣關稅與業務貨額數萬國際")


def article_texts(count: int, seed: int = 11) -> list[str]:
    dice = random.Random(seed)
    texts = []
    for number in range(count):
        text = "\n".join(dice.choice(SAID) for _ in range(dice.randint(1, 3)))
        texts.append(text.translate(TRADITIONAL) if number % 3 == 0 else text)
    return texts


TEXTS = article_texts(60)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("search")
    opened = open_store(folder / "news.db")
    with open_pages(folder / "news.pages.db") as archive:
        save_sources(opened, [source()])
        batch = [
            fetched(
                f"p{i}", text, title=f"Zq{chr(97 + i // 26)}{chr(97 + i % 26)}", published_at=NOW - i * DAY
            )
            for i, text in enumerate(TEXTS)
        ]
        save_fetched(opened, archive, batch, fold=fold)
    yield opened
    opened.close()


def found(db: Database, query: str) -> set[int]:
    return {
        int(hit["url"].rsplit("/p", 1)[1]) for hit in search(db.conn, fold(query), limit=10_000, fold=fold)
    }


def is_cjk(char: str) -> bool:
    name = unicodedata.name(char, "")
    return (
        name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "BOPOMOFO"))
        and char.isalnum()
    )


def reads(text: str, term: str) -> bool:
    """The oracle: a plain substring; where a term begins or ends in a Latin word, that word must be whole."""
    text, term = fold(text), fold(term)
    for match in re.finditer(re.escape(term), text):
        left = text[match.start() - 1] if match.start() else " "
        right = text[match.end()] if match.end() < len(text) else " "
        whole_left = is_cjk(term[0]) or is_cjk(left) or not left.isalnum()
        whole_right = is_cjk(term[-1]) or is_cjk(right) or not right.isalnum()
        if whole_left and whole_right:
            return True
    return False


def expected(term: str) -> set[int]:
    return {i for i, text in enumerate(TEXTS) if reads(text, term)}


def cuts_of_cjk() -> list[str]:
    """Every run of 1 to 6 neighbouring CJK characters of the texts, and of the same in the other script."""
    cuts = set()
    for text in TEXTS:
        for run in re.findall(r"[^\W\d_a-zA-Z]+", text):
            cuts |= {run[a : a + n] for n in range(1, 7) for a in range(len(run) - n + 1)}
    return sorted(cuts)


def test_every_chinese_string_of_one_to_six_characters_is_found_and_nothing_else(db: Database) -> None:
    cuts = cuts_of_cjk()
    assert len(cuts) > 600
    wrong = [cut for cut in cuts if found(db, cut) != expected(cut)]
    assert wrong == []


def test_strings_that_do_not_occur_are_not_found(db: Database) -> None:
    """Characters of the texts in an order of our own: mostly absent, sometimes there; always as the oracle says."""
    dice = random.Random(5)
    characters = sorted({char for text in TEXTS for char in fold(text) if is_cjk(char)})
    made = ["".join(dice.choices(characters, k=dice.randint(2, 4))) for _ in range(500)]
    # And strings that would exist if a sign between two runs were not there.
    made += ["税费税", "费税费", "示关税", "税率税率", "元美", "率税", "馬遜維"]
    wrong = [term for term in made if found(db, term) != expected(term)]
    assert wrong == []


def test_latin_words_are_found_whole_in_any_case(db: Database) -> None:
    words = sorted({word for text in TEXTS for word in re.findall(r"[A-Za-z]+|\d+", text)})
    assert len(words) > 40
    for word in words:
        assert found(db, word) == expected(word), word
        assert found(db, word.upper()) == expected(word), word
    assert found(db, "minim") == set()
    assert found(db, "minim*") == expected("minimis")
    assert found(db, "5 8") == {i for i, text in enumerate(TEXTS) if reads(text, "5") and reads(text, "8")}


@pytest.mark.parametrize(
    "query",
    [
        "Temu在德国",
        "FBA头程",
        "头程运费降至每公斤5",
        "在德国的佣金从8",
        "年第88号",
        "约450亿",
        "８００元",
        "US$0.08",
        "Amazon.com",
        "h&m",
        "12%",
    ],
)
def test_terms_of_mixed_script(db: Database, query: str) -> None:
    assert expected(query) or query == "约450亿"
    assert found(db, query) >= expected(query)
    # Signs and spaces inside a term count for nothing, and nothing else may differ.
    squeezed = re.sub(r"[\W_]+", "", fold(query))
    assert found(db, query) == {
        i for i, text in enumerate(TEXTS) if squeezed in re.sub(r"[\W_]+", "", fold(text))
    }


def test_both_scripts_and_both_widths_find_the_same(db: Database) -> None:
    for one_way, other_way in (
        ("关税", "關稅"),
        ("跨境电商", "跨境電商"),
        ("SHEIN", "ｓｈｅｉｎ"),
        ("800元", "８００元"),
    ):
        assert found(db, one_way) == found(db, other_way) != set()


def test_all_terms_must_occur(db: Database) -> None:
    both = found(db, "关税 卖家")
    assert both == expected("关税") & expected("卖家") != set()
    assert found(db, "关税　卖家") == both
    assert found(db, "de minimis") == expected("de") & expected("minimis")
    assert found(db, '"ends the de minimis"') == expected("ends the de minimis") != set()
    assert found(db, '"minimis de"') == set()


HOSTILE = [
    "",
    "   ",
    '"',
    '""',
    '"""',
    "*",
    "'",
    "-",
    "NEAR(",
    "NEAR(关税 卖家, 2)",
    "title:关税",
    "{title body}: x",
    "关税*",
    "AND",
    "OR OR",
    "NOT 关税",
    "关税 AND",
    "^关税",
    "a + b",
    "(((((",
    ")",
    "\\",
    ";DROP TABLE articles;--",
    "%",
    "\x00",
    "关\x00税",
    "\ud800",
    "𠮷",
    "👩‍👩‍👧",
    "\u202e\u200b",
    "、、、",
    "—",
    "a" * 100_000,
    "关" * 100_000,
    " ".join(f"w{i}" for i in range(5000)),
    '"' * 999,
    "关 " * 999,
    "*关税",
    "关税 *",
    "x*y*",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_a_user_types_is_an_error(db: Database, query: str) -> None:
    assert isinstance(search(db.conn, fold(query), limit=5, fold=fold), list)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text('关税卖家ab1"*()^:+-{} ANDORT', max_size=25))
@example("\ud800")
def test_any_text_makes_a_valid_expression(text: str) -> None:
    expression = match_expression(text)
    assert "\x00" not in expression
    if expression:
        conn = sqlite3.connect(":memory:")
        conn.execute("CREATE VIRTUAL TABLE g USING fts5(t, content='', tokenize='ascii')")
        conn.execute("SELECT rowid FROM g WHERE g MATCH ?", (expression,)).fetchall()
        conn.close()


@settings(max_examples=300, deadline=None)
@given(st.text("关税卖家国Temu5 ，.é한カ", max_size=14), st.text("关税卖家国Temu5", min_size=1, max_size=5))
def test_an_index_of_one_text_agrees_with_the_plain_reading(text: str, term: str) -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE g USING fts5(t, content='', tokenize='ascii')")
    conn.execute("INSERT INTO g (rowid, t) VALUES (1, ?)", (bigrams(fold(text)),))
    hit = bool(
        conn.execute("SELECT rowid FROM g WHERE g MATCH ?", (match_expression(fold(term)),)).fetchall()
    )
    conn.close()
    kinds = {is_cjk(char) for char in term}
    if len(kinds) == 1:
        assert hit == reads(text, term)
    else:
        # Between Chinese and Latin a sign or space may stand.
        assert hit or not reads(text, term)


def test_grams_are_what_the_rules_say() -> None:
    assert bigrams("关税战") == "关税 税战 战"
    assert bigrams("税") == "税"
    assert bigrams("关税，税率") == "关税 税 税率 率"
    assert bigrams("temu在德国8%") == "temu 在德 德国 国 8"
    assert bigrams("a_b-c d") == "a b c d"
    assert bigrams("アマ 쿠팡") == "アマ マ 쿠팡 팡"
    assert bigrams("  ,.;!  ") == ""
    assert bigrams("") == ""
    assert [len(word) for word in bigrams("x" * 150).split()] == [64, 64, 22]


def test_expressions_are_what_the_rules_say() -> None:
    assert match_expression("关税战") == '"关税 税战"'
    assert match_expression("税") == '"税" *'
    assert match_expression("a股") == '"a 股" *'
    assert match_expression("平台temu") == '"平台 台 temu"'
    assert match_expression('关税 "de minimis" 关税') == '"关税" AND "de minimis"'
    assert match_expression("logist*") == '"logist" *'
    assert match_expression("!?*") == ""
    assert match_expression(" ".join(f"w{i}" for i in range(99))).count(" AND ") == 31


def test_long_words_are_found_by_all_of_them(tmp_path: Path) -> None:
    blob = "".join(random.Random(3).choices("abcdefghij0123456789", k=500))
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        save_fetched(db, archive, [fetched("p0", f"key {blob} end")], fold=fold)
    assert found(db, blob) == {0}
    assert found(db, blob[:-1] + "!") == set()
    db.close()


def test_hits_are_ranked_and_counted(db: Database) -> None:
    hits = search(db.conn, "关税", limit=5)
    assert len(hits) == 5
    assert search(db.conn, "关税", limit=0) == []
    assert search(db.conn, "关税", limit=-1) == []
    again = search(db.conn, "关税", limit=5)
    assert hits == again
    assert set(hits[0]) == {"article_id", "url", "title", "published_at", "source_id", "snippet"}


def test_a_headline_counts_more_than_a_text(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        batch = [
            fetched("body", "Quiet week. The tariff stays.", title="A quiet week in Hamburg"),
            fetched("head", "Quiet week in Hamburg. It stays.", title="The tariff stays"),
            fetched("none", "Nothing here.", title="Nothing"),
        ]
        save_fetched(db, archive, batch, fold=fold)
    assert [hit["url"].rsplit("/", 1)[1] for hit in search(db.conn, "tariff", limit=9)] == ["head", "body"]
    db.close()


def test_since_leaves_out_what_is_older_or_undated(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        batch = [
            fetched("old", "Tariff one.", published_at=NOW - 2 * DAY),
            fetched("new", "Tariff two.", published_at=NOW),
            fetched("undated", "Tariff three.", published_at=None),
        ]
        save_fetched(db, archive, batch, fold=fold)
    assert len(search(db.conn, "tariff", limit=9)) == 3
    hits = search(db.conn, "tariff", limit=9, since=NOW)
    assert [(hit["title"], hit["published_at"]) for hit in hits] == [
        ("Headline of new", "2026-11-09T08:00:00Z")
    ]
    assert [hit["published_at"] for hit in search(db.conn, "three", limit=9)] == [None]
    db.close()


def test_snippets_show_the_match_on_one_line(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        long = "前言。" * 100 + "賣家說，\n關稅上調。" + "後記。" * 100
        save_fetched(
            db, archive, [fetched("a", long, title="Tide"), fetched("b", "Short.", title="關稅")], fold=fold
        )
    hits = {hit["url"][-1]: hit["snippet"] for hit in search(db.conn, "关税", limit=9, fold=fold)}
    assert "賣家說， 關稅上調。" in hits["a"]
    assert hits["a"].startswith("…")
    assert hits["a"].endswith("…")
    assert len(hits["a"]) < 140
    assert "\n" not in hits["a"]
    assert hits["b"] == "Short."
    # Without the folding the match cannot be placed in the other script: the text begins at its beginning.
    plain = {hit["url"][-1]: hit["snippet"] for hit in search(db.conn, "关税", limit=9)}
    assert plain["a"].startswith("前言")
    db.close()


def test_the_index_knows_its_rules(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    assert is_current(db.conn, fold)
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        save_fetched(db, archive, [fetched("p0", "賣家說關稅上調"), fetched("p1", "Tariffs")], fold=fold)
        assert is_current(db.conn, fold)
        assert not is_current(db.conn, str.lower)
        assert found(db, "关税") == {0}
        # Another folding from now on: the next save indexes everything by it.
        save_fetched(db, archive, [fetched("p2", "關稅")], fold=str.lower)
    assert is_current(db.conn, str.lower)
    assert [hit["url"][-1] for hit in search(db.conn, "關稅", limit=9)] == ["2", "0"]
    assert search(db.conn, "关税", limit=9) == []
    ensure_current(db, fold)
    assert found(db, "關稅") == {0, 2}
    assert check(db) == []
    db.close()


def test_rebuilding_drops_what_revisions_left_behind(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        for number in range(5):
            save_fetched(
                db, archive, [fetched("p0", f"Version v{number}.", at=NOW + number * DAY)], fold=fold
            )
        save_fetched(db, archive, [fetched("p1", "Another text.")], fold=fold)
    assert one(db.conn, "SELECT count(*) FROM article_grams_docsize") == 6
    assert found(db, "v3") == set()
    before = [found(db, query) for query in ("v4", "another", "version")]
    assert rebuild(db, fold) == 2
    assert one(db.conn, "SELECT count(*) FROM article_grams_docsize") == 2
    assert [found(db, query) for query in ("v4", "another", "version")] == before == [{0}, {1}, {0}]
    # A store whose search numbers were lost gets new ones.
    db.conn.execute("UPDATE articles SET search_id = NULL")
    assert rebuild(db, fold) == 2
    assert found(db, "another") == {1}
    assert check(db) == []
    db.close()


def test_a_failed_rebuild_leaves_the_old_index(tmp_path: Path) -> None:
    db = open_store(tmp_path / "news.db")
    with open_pages(tmp_path / "news.pages.db") as archive:
        save_sources(db, [source()])
        save_fetched(db, archive, [fetched("p0", "关税"), fetched("p1", "Tariffs")], fold=fold)

    def broken(text: str) -> str:
        if text == "Tariffs":
            raise RuntimeError("no folding today")
        return text

    with pytest.raises(RuntimeError):
        rebuild(db, broken)
    assert found(db, "关税") == {0}
    assert is_current(db.conn, fold)
    db.close()


SEEDS = Path(__file__).resolve().parents[2] / "shared" / "gold" / "seeds"


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not here")
def test_strings_of_real_texts_are_all_found_and_nothing_else() -> None:
    sentences = [
        fold(sentence)
        for file in sorted(SEEDS.iterdir())
        for sentence in re.split(r"(?<=[。！？.!?\n])", file.read_text(encoding="utf-8"))
        if sentence.strip()
    ]
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE g USING fts5(t, content='', tokenize='ascii')")
    conn.executemany("INSERT INTO g (rowid, t) VALUES (?, ?)", list(enumerate(map(bigrams, sentences))))
    runs = [run for sentence in sentences for run in re.findall(r"[\u3400-\u9fff]+", sentence)]
    cuts = {run[a : a + n] for run in runs for n in (1, 2, 3, 4, 6) for a in range(len(run) - n + 1)}
    assert len(sentences) > 100
    for cut in random.Random(2).sample(sorted(cuts), 1500):
        hits = {
            row[0] for row in conn.execute("SELECT rowid FROM g WHERE g MATCH ?", (match_expression(cut),))
        }
        assert hits == {number for number, sentence in enumerate(sentences) if cut in sentence}, cut
    conn.close()


@pytest.mark.slow
def test_the_index_is_no_bigger_than_planned(tmp_path: Path) -> None:
    """Grams of 2,000 articles: at most 1.3 times the bytes of their texts."""
    texts = ["".join(random.Random(i).choices(SAID, k=20)) for i in range(2000)]
    conn = sqlite3.connect(tmp_path / "grams.db")
    conn.execute("CREATE VIRTUAL TABLE g USING fts5(t, content='', tokenize='ascii')")
    conn.executemany(
        "INSERT INTO g (rowid, t) VALUES (?, ?)", [(i, bigrams(fold(t))) for i, t in enumerate(texts)]
    )
    conn.execute("INSERT INTO g (g) VALUES ('optimize')")
    conn.commit()
    size = conn.execute("SELECT sum(length(block)) FROM g_data").fetchone()[0]
    conn.close()
    assert size < 1.3 * sum(len(text.encode()) for text in texts)
