"""The knowledge file and the search for its aliases: nlp.lexicon."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import grows_evenly

from nlp.catalogue import find_problems, merge_rows
from nlp.entity_files import TYPES, WATCHLIST, parse_rows, read_rows, shipped_rows
from nlp.lexicon import Lexicon, load_lexicon, stands_alone
from nlp.script import fold
from store.errors import InputError

COLUMNS = ("id", "type", "en", "zh_hans", "zh_hant", "parent", "cues", "not")
HEADER = ",".join(COLUMNS) + "\n"
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)


def lexicon_of(tmp_path: Path, *rows: str) -> Lexicon:
    path = tmp_path / "extra.csv"
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return load_lexicon(path)


def found(text: str, lexicon: Lexicon | None = None) -> set[tuple[str, str]]:
    """(surface, id) of every hit, overlapping ones too."""
    hits = (lexicon or load_lexicon()).find(text, fold(text))
    return {(text[hit.start : hit.end], alias.entity_id) for hit in hits for alias in hit.aliases}


# --- the shipped file ---------------------------------------------------------------------------------------


def test_the_shipped_file_loads_and_is_large() -> None:
    assert len(load_lexicon().entities) >= 9000


def test_every_type_is_there_in_number() -> None:
    types = [entity.type for entity in load_lexicon().entities.values()]
    assert set(types) == TYPES
    assert all(types.count(kind) >= 30 for kind in TYPES)


@pytest.mark.parametrize(
    ("names", "entity_id"),
    [
        (("Amazon", "亚马逊", "亞馬遜", "AMAZON"), "amazon"),
        (("SHEIN", "Shein", "希音"), "shein"),
        (("Temu", "拼多多跨境"), "temu"),
        (("Pinduoduo", "拼多多", "PDD Holdings"), "pdd"),
        (("Alibaba", "阿里巴巴"), "alibaba"),
        (("Shopee", "虾皮", "蝦皮購物"), "shopee"),
        (("Nvidia", "英伟达", "輝達"), "nvidia"),
        (("Whole Foods Market", "全食超市"), "whole-foods"),
        (("European Commission", "欧盟委员会", "歐盟執委會"), "european-commission"),
        (("Section 301", "301条款", "301關稅"), "us-section-301"),
        (("de minimis", "小额免税", "小額豁免"), "us-de-minimis"),
        (("General Data Protection Regulation", "通用数据保护条例", "GDPR"), "eu-gdpr"),
        (("Donald Trump", "特朗普", "川普"), "donald-trump"),
        (("Mark Zuckerberg", "扎克伯格", "祖克柏"), "mark-zuckerberg"),
        (("New Zealand", "新西兰", "紐西蘭"), "new-zealand"),
        (("Silicon Valley", "硅谷", "矽谷"), "silicon-valley"),
        (("Singles' Day", "双11", "雙十一"), "singles-day"),
        (("Black Friday", "黑五", "黑色星期五"), "black-friday"),
    ],
)
def test_names_in_three_scripts_are_one_thing(names: tuple[str, ...], entity_id: str) -> None:
    for name in names:
        assert (name, entity_id) in found(name), name


@pytest.mark.parametrize(
    ("child", "ancestors"),
    [
        ("temu", ("pdd",)),
        ("tiktok-shop", ("tiktok", "bytedance")),
        ("aws-trainium3", ("aws", "amazon")),
        ("microsoft-azure", ("microsoft",)),
        ("amazon", ()),
        ("no-such-id", ()),
    ],
)
def test_ancestors(child: str, ancestors: tuple[str, ...]) -> None:
    assert load_lexicon().ancestors(child) == ancestors


def test_ids_are_slugs_and_no_alias_is_left_blank() -> None:
    for entity in load_lexicon().entities.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entity.id)
        assert entity.aliases
        assert all(alias.surface == alias.surface.strip() for alias in entity.aliases)
        assert all(alias.entity_id == entity.id for alias in entity.aliases)


def test_weak_aliases_can_be_supported_at_all() -> None:
    """A weak alias without parent, cue or other alias would never count."""
    for entity in load_lexicon().entities.values():
        weak = [alias for alias in entity.aliases if alias.weak and not alias.series]
        if weak:
            assert entity.cues or entity.parent or any(not alias.weak for alias in entity.aliases), entity.id


def test_confusables_contain_an_alias_of_their_thing() -> None:
    for entity in load_lexicon().entities.values():
        for confusable in entity.confusables:
            assert any(alias.folded in confusable for alias in entity.aliases), (entity.id, confusable)


# --- boundaries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "surface", "there"),
    [
        ("在Amazon上", "Amazon", True),
        ("Amazon's", "Amazon", True),
        ("Amazon-owned", "Amazon", True),
        ("Amazon.", "Amazon", True),
        ("Amazonia", "Amazon", False),
        ("myAmazon", "Amazon", False),
        ("amazon.example", "amazon", False),
        ("@amazon", "amazon", False),
        ("amazon_ads", "amazon", False),
        ("US$5", "US", False),
        ("the US.", "US", True),
        ("USA", "US", False),
        ("U.S.-based", "U.S.", True),
        ("in the U.S., a", "U.S.", True),
        ("618大促", "618", True),
        ("1618大促", "618", False),
        ("618.5元", "618", False),
        ("3.618元", "618", False),
        ("618%", "618", False),
        ("6,618元", "618", False),
        ("Temu和Shein", "Temu", True),
        ("アTemuカ", "Temu", True),
        ("the iPhone17.", "iPhone", True),
        ("华为Mate70发布", "华为Mate", True),
        ("iPhone17e", "iPhone", True),
        ("myiPhone17", "iPhone", False),
        ("iPhone25%", "iPhone", False),
        ("iPhone2.5", "iPhone", False),
        ("iPhone20266", "iPhone", False),
        ("Temu2", "Temu", False),
    ],
)
def test_boundaries(text: str, surface: str, there: bool) -> None:
    assert any(text[hit.start : hit.end] == surface for hit in load_lexicon().find(text, fold(text))) is there


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("shares of Target fell", True),
        ("sales target fell", False),
        ("TARGET raises prices", True),
        ("to meta-analyse", False),
        ("Best Buy said", True),
        ("the best buy of all", False),
        ("BEST BUY SAID", True),
        ("apple pie", False),
        ("temu sellers", True),
        ("tell us more", False),
    ],
)
def test_case_counts_for_names_that_are_words(text: str, hit: bool) -> None:
    ids = {entity_id for _, entity_id in found(text)} & {
        "target",
        "meta",
        "best-buy",
        "apple",
        "temu",
        "united-states",
    }
    assert bool(ids) is hit


def test_apostrophes_of_every_kind() -> None:
    assert ("Kohl’s", "kohls") in found("at Kohl’s today")
    assert ("Kohl's", "kohls") in found("at Kohl's today")


def test_overlapping_names_are_all_given() -> None:
    assert {
        ("Amazon", "amazon"),
        ("Amazon Prime Video", "amazon-prime-video"),
        ("Prime Video", "amazon-prime-video"),
    } <= found("Amazon Prime Video")


def test_confusables_come_as_hits_without_alias() -> None:
    text = "一杯苹果汁"
    assert [
        (text[hit.start : hit.end], hit.aliases)
        for hit in load_lexicon().find(text, fold(text))
        if not hit.aliases
    ] == [("苹果汁", ())]


@given(ANY_TEXT)
def test_hits_lie_in_the_text_and_are_aliases(text: str) -> None:
    folded = fold(text)
    for hit in load_lexicon().find(text, folded):
        assert 0 <= hit.start < hit.end <= len(text)
        assert all(alias.folded == folded[hit.start : hit.end] for alias in hit.aliases)


@given(ANY_TEXT, st.sampled_from(["Temu", "亚马逊", "European Union", "双11"]), ANY_TEXT)
def test_a_name_between_spaces_is_always_found(left: str, name: str, right: str) -> None:
    text = f"{left} {name} {right}"
    spans = {(hit.start, hit.end) for hit in load_lexicon().find(text, fold(text))}
    assert (len(left) + 1, len(left) + 1 + len(name)) in spans


def test_stands_alone_at_the_edges() -> None:
    assert stands_alone("temu", 0, 4)
    assert not stands_alone("temus", 0, 4)
    assert stands_alone("用temu买", 1, 5)


@pytest.mark.parametrize("unit", ["Amazon ", "亚马逊", "a", "苹果汁", "\ud800", "Amazon", ". ", "U.S."])
@pytest.mark.slow
def test_time_is_linear(unit: str) -> None:
    lexicon = load_lexicon()

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        folded = fold(text)
        began = time.process_time()
        lexicon.find(text, folded)
        return time.process_time() - began

    seconds(1_000)
    assert grows_evenly(seconds, 20_000, 160_000, factor=24, free=0.5)


# --- files of the user --------------------------------------------------------------------------------------


def test_rows_are_added_and_replaced(tmp_path: Path) -> None:
    lexicon = lexicon_of(
        tmp_path,
        "acme-toys,ORG,Acme Toys,阿克米玩具,,,,",
        "acme-bear,PRODUCT,~Bruno,,,acme-toys,,",
        "temu,ORG,Temu|Teemu,特慕,,pdd,,",
    )
    assert ("阿克米玩具", "acme-toys") in found("阿克米玩具", lexicon)
    assert ("Teemu", "temu") in found("Teemu", lexicon)
    assert ("拼多多跨境", "temu") not in found("拼多多跨境", lexicon)
    assert lexicon.ancestors("acme-bear") == ("acme-toys",)
    assert "acme-toys" not in load_lexicon().entities


def test_a_file_with_byte_order_mark_remarks_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "extra.csv"
    path.write_bytes(
        b'\xef\xbb\xbf# what we sell, "by shelf\r\n' + HEADER.encode() + b'\r\n# toys,"unclosed\r\n'
        b"acme-toys,ORG,Acme Toys,,,,,\r\n\r\n  # acme-bear,PRODUCT,Bruno,,,,,\r\n"
    )
    lexicon = load_lexicon(path)
    assert lexicon.entities["acme-toys"].line == 5
    assert "acme-bear" not in lexicon.entities


# --- the user's rows win ------------------------------------------------------------------------------------


def owners(lexicon: Lexicon, name: str) -> set[str]:
    return {owner for surface, owner in found(name, lexicon) if surface == name}


def test_a_claimed_name_is_taken_from_its_shipped_owner(tmp_path: Path) -> None:
    lexicon = lexicon_of(tmp_path, "teemu,PERSON,Temu,,,,,")
    assert owners(lexicon, "Temu") == {"teemu"}
    assert owners(load_lexicon(), "Temu") == {"temu"}


def test_a_name_claimed_in_one_script_is_taken_in_both(tmp_path: Path) -> None:
    lexicon = lexicon_of(tmp_path, "jungle,GPE,,,亞馬遜,,,")
    assert owners(lexicon, "亚马逊") == owners(lexicon, "亞馬遜") == {"jungle"}
    assert "amazon" in owners(lexicon, "Amazon")


def test_a_weak_claim_shares_the_name_and_is_looked_at_first(tmp_path: Path) -> None:
    lexicon = lexicon_of(tmp_path, "teemu,PERSON,~Temu|Teemu Ranta,,,,hockey,")
    hit = next(hit for hit in lexicon.find("Temu", "temu") if hit.end == 4)
    assert [alias.entity_id for alias in hit.aliases] == ["teemu", "temu"]


def test_a_strong_claim_beats_weak_shipped_ones(tmp_path: Path) -> None:
    weak = next(
        (alias, entity)
        for entity in load_lexicon().entities.values()
        for alias in entity.aliases
        if alias.weak and not alias.exact and not alias.series and alias.han and len(alias.surface) > 2
    )
    lexicon = lexicon_of(tmp_path, f"own-thing,ORG,,{weak[0].surface},,,,")
    assert owners(lexicon, weak[0].surface) == {"own-thing"}


def test_a_row_that_keeps_a_shipped_name_takes_it_from_nobody(tmp_path: Path) -> None:
    """A name added to the company's row does not make the rainforest the company."""
    lexicon = lexicon_of(tmp_path, "amazon,ORG,Amazon|Amazonas Handel,亚马逊,,,,")
    assert owners(lexicon, "亚马逊") == owners(load_lexicon(), "亚马逊") >= {"amazon", "amazon-rainforest"}
    assert owners(lexicon, "Amazonas Handel") == {"amazon"}
    own = tuple(parse_rows(HEADER + "amazon,ORG,Amazon|Shein,,,,,\n", "own.csv", WATCHLIST))
    assert [each.surface for each in merge_rows(shipped_rows(), own).taken] == ["Shein"]


def test_letter_case_tells_names_apart(tmp_path: Path) -> None:
    lexicon = lexicon_of(tmp_path, "oracle-dbs,PRODUCT,=aDoBe,,,,,")
    assert owners(lexicon, "aDoBe") == {"oracle-dbs"}
    assert owners(lexicon, "Adobe") == {"adobe"}


def test_a_thing_that_lost_every_name_may_still_be_a_parent(tmp_path: Path) -> None:
    names = "|".join(alias.surface for alias in load_lexicon().entities["temu"].aliases)
    lexicon = lexicon_of(tmp_path, f"own-temu,ORG,{names},,,,,", "own-shop,PRODUCT,Own Shop X,,,temu,,")
    assert lexicon.ancestors("own-shop")[0] == "temu"
    assert not lexicon.entities["temu"].aliases


def test_what_the_users_rows_changed_is_told(tmp_path: Path) -> None:
    own = tuple(parse_rows(HEADER + "temu,ORG,Teemu,,,,,\nacme,ORG,Acme|Shein,,,,,\n", "own.csv", WATCHLIST))
    merged = merge_rows(shipped_rows(), own)
    assert merged.replaced == ("temu",)
    assert [(each.surface, each.by, each.owner, each.line) for each in merged.taken] == [
        ("Shein", "acme", "shein", 3)
    ]
    assert merge_rows(shipped_rows()).taken == ()


def test_every_problem_is_found_and_named_with_its_line() -> None:
    content = HEADER + "Acme,ORG,Acme,,,,,\nb-two,ORG,Btwo,,\n\nc-tri,ORG,Ctri,,,,,\nc-tri,ORG,Cttt,,,,,\n"
    problems = [row for row in read_rows(content, "own.csv", WATCHLIST) if isinstance(row, InputError)]
    assert [(each.line, each.key) for each in problems] == [(2, "id"), (3, None), (6, "id")]
    assert all(each.path == "own.csv" and each.remedy for each in problems)


def test_circles_and_missing_parents_are_told_once() -> None:
    rows = [
        "a,ORG,Aaaa,,,b,,",
        "b,ORG,Bbbb,,,c,,",
        "c,ORG,Cccc,,,b,,",
        "d,ORG,Dddd,,,c,,",
        "e,ORG,Eeee,,,f,,",
    ]
    own = tuple(parse_rows(HEADER + "\n".join(rows), "own.csv", WATCHLIST))
    problems = list(find_problems(merge_rows((), own).entities))
    assert [(each.line, "b > c > b" in str(each)) for each in problems] == [(3, True), (6, False)]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    first = lexicon_of(tmp_path, "acme,ORG,Acme Toys,,,,,")
    assert lexicon_of(tmp_path, "acme,ORG,Acme Toys,,,,,") is first
    second = lexicon_of(tmp_path, "acme,ORG,Acme Tops,,,,,")
    assert owners(second, "Acme Tops") == {"acme"}
    assert owners(second, "Acme Toys") == set()
    assert first.own != second.own


def test_remarks_and_order_do_not_make_another_tagger(tmp_path: Path) -> None:
    one = lexicon_of(tmp_path, "acme,ORG,Acme Toys,,,,,", "brio,ORG,Brio Toys,,,,,")
    other = lexicon_of(tmp_path, "# toys", "brio,ORG,Brio Toys,,,,,", "", "acme,ORG,Acme Toys,,,,,")
    assert one.own == other.own != ""
    assert lexicon_of(tmp_path, "# nothing yet").own == load_lexicon().own == ""


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (("Acme,ORG,Acme Toys,,,,,",), 2, ("slug", "id")),
        (("acme,ORGANISATION,Acme Toys,,,,,",), 2, ("type", "ORG")),
        (("acme,ORG,,,,,,",), 2, ("no alias",)),
        (("acme,ORG,A,,,,,",), 2, ("short",)),
        (("acme,ORG,Acme Toys,,,",), 2, ("cells",)),
        (("acme,ORG,Acme Toys,,,,,", "acme,ORG,Acme Games,,,,,"), 3, ("already", "line 2")),
        (("acme,ORG,Acme Toys,,,nobody,,",), 2, ("nobody", "parent")),
        (("acme,ORG,Acme Toys,,,acme,,",), 2, ("circle",)),
        (
            ("a-one,ORG,Aone Toys,,,b-two,,", "b-two,ORG,Btwo Toys,,,a-one,,"),
            2,
            ("circle", "a-one > b-two > a-one"),
        ),
        (("acme,ORG,Acme Toys,,,,,", "acne,ORG,ACME TOYS,,,,,"), 3, ("already belongs to acme", "weak")),
        (("acme,ORG,,亚克米,,,,", "acne,ORG,,,亞克米,,,"), 3, ("already belongs to acme",)),
        (("acme,ORG,Acme Toys,,,,,", "amazon,ORG,Amazon,,,aws,,"), 3, ("amazon > aws > amazon",)),
        (('acme,ORG,"Acme" Toys,,,,,',), 2, ("CSV",)),
    ],
)
def test_a_wrong_file_is_named_with_line(
    tmp_path: Path, rows: tuple[str, ...], line: int, words: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        lexicon_of(tmp_path, *rows)
    message = str(caught.value)
    assert caught.value.path == str(tmp_path / "extra.csv")
    assert caught.value.line == line
    assert all(word in message for word in words), message


def test_wrong_header_missing_file_and_wrong_encoding(tmp_path: Path) -> None:
    path = tmp_path / "extra.csv"
    path.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(InputError, match="first line"):
        load_lexicon(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="first line"):
        load_lexicon(path)
    path.write_bytes(HEADER.encode() + "acme,ORG,,亚克米,,,,\n".encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        load_lexicon(path)
    with pytest.raises(InputError, match="cannot be read"):
        load_lexicon(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        load_lexicon(tmp_path)


def test_weak_and_exact_aliases_may_share_a_spelling(tmp_path: Path) -> None:
    lexicon = lexicon_of(
        tmp_path, "acme,ORG,Acme Toys|~Temu,,,,toys,", "orange,ORG,=Orange Co|=AMAZON X,,,,,"
    )
    assert {entity_id for surface, entity_id in found("Temu", lexicon) if surface == "Temu"} == {
        "temu",
        "acme",
    }


@given(st.text(max_size=200))
def test_any_text_as_a_file_loads_or_is_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = tmp_path_factory.mktemp("lexicon") / "extra.csv"
    path.write_text(HEADER + content.encode("utf-8", "ignore").decode(), encoding="utf-8")
    try:
        load_lexicon(path)
    except InputError as error:
        assert error.path == str(path)
