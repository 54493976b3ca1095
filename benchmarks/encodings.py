"""How many pages each reader gets back as they were written: every encoding under every declaration that lies about it.

Pages are generated from sentences of our own in four scripts. Three readers see the same bytes and the same
``Content-Type`` header: ``crawler.reading.encodings.decode``, trafilatura's ``decode_file`` (which never sees the
header), and Scrapy's ``response.text``. A page counts as read when every character of it is what was written. Run
from the checkout:

    python benchmarks/encodings.py
"""

from __future__ import annotations

import codecs
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

HANS = (
    "海关总署周三公布的数据显示，前十个月跨境电商进出口同比增长一成，出口增速快于进口。",
    "一家做宠物用品的卖家说，头程运费从每公斤十二元涨到十九元，利润几乎被吃光。",
    "平台新规要求商家在四十八小时内回传物流单号，逾期将扣减店铺评分。",
    "分析人士认为，小包免税门槛取消之后，低价直邮模式面临最大的压力。",
    "义乌的档口老板把货先发到墨西哥，再由海外仓分批补给，回款慢了两周。",
    "监管部门提醒，儿童玩具必须附有英文警示标识，否则会在入境时被退运。",
)
HANT = (
    "財政部關務署昨天表示，十月份快遞進口件數較去年同期增加三成，其中七成來自中國電商平台。",
    "業者坦言，免稅門檻調降後，消費者收到補稅通知的比例明顯上升，退件也跟著變多。",
    "台北一名經營選物店的老闆娘說，倉租和人事費用一年漲了兩次，只能縮減品項。",
    "立法院預計下週審查修正草案，要求境外平台辦理稅籍登記並揭露賣家資訊。",
    "消基會抽查四十件童裝，有十一件繩帶過長，已要求業者立即下架並通知買家。",
    "學者指出，關稅戰延燒之際，供應鏈移往東南亞的速度恐怕比預期更快。",
)
HKSCS = (
    "網購平台嘅客服話，啲貨卡咗喺深圳口岸，仲未知幾時先送到嚟香港。",
    "佢哋冇諗過運費會加得咁快，唔少細舖已經停咗接單，有啲重改做批發。",
    "深水埗嘅商戶話，買家淨係睇價錢，睇完就走，邊度平就喺邊度落單。",
)
CP950 = (
    "恒豐貿易在墻面貼出公告，銹蝕的貨櫃將於月底退回碁隆港，裏面的嫺粧品全數銷毀。",
    "價格以€計，折合新台幣每箱一千二百元‧重量約五公斤﹑含稅～不另收費。",
)
WESTERN = (
    "The café’s owner in Nîmes paid €12 more per parcel — “absurd”, she said – after the rule changed.",
    "Sellers naïve enough to ignore the façade of “free” returns lost £4,000 on average last year.",
    "Officials in São Paulo and Zürich have asked platforms to name every importer of record.",
)
ENGLISH = (
    "The customs office said on Tuesday that parcels worth less than forty dollars would no longer pass untaxed.",
    "A seller of pet supplies said freight had eaten most of her margin since the spring.",
)
FOUR_BYTES = (*HANS[:3], "街边小店叫𠮷野，招牌上的㐂字写得很大，旁边的䶮记茶楼已经关门。")

LABELS = ("", "utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "shift_jis", "euc-kr", "unheard-of")
PAGES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("hans", HANS, ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16-le", "utf-16-be", "utf-16")),
    ("hant", HANT, ("utf-8", "utf-8-sig", "big5", "gbk", "utf-16-le", "utf-16")),
    ("hkscs", HKSCS, ("utf-8", "big5hkscs")),
    ("cp950", CP950, ("utf-8", "cp950")),
    ("four-byte", FOUR_BYTES, ("utf-8", "gb18030")),
    ("western", WESTERN, ("utf-8", "cp1252")),
    ("english", ENGLISH, ("utf-8", "utf-16-le")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page as sent. ``truth``: what its text is; ``kind``: the line of the table it counts in."""

    kind: str
    header: str
    body: bytes
    truth: str


def build_cases() -> Iterator[Case]:
    """Every text in every encoding that can hold it, long and short, under every pair of declarations."""
    for name, texts, encodings in PAGES:
        for encoding in encodings:
            for length in (1, len(texts)):
                for meta in LABELS:
                    html = _page(texts[:length] if length > 1 else texts[-1:], meta)
                    body, truth = html.encode(encoding, errors="strict"), html
                    size = "short" if length == 1 else "long"
                    for header in LABELS:
                        kind = f"{name} in {encoding}, {size}"
                        yield Case(kind=kind, header=_content_type(header), body=body, truth=truth)
    yield from _mixed()
    yield from _cut()


def _mixed() -> Iterator[Case]:
    """A page of one encoding with a part pasted in from another."""
    pairs = (("utf-8", "gbk", HANS), ("gbk", "utf-8", HANS), ("utf-8", "big5", HANT), ("big5", "utf-8", HANT))
    for outer, inner, texts in pairs:
        for meta in LABELS:
            for places in ((3,), (1, 4)):
                head, _ = _page(texts, meta).split("<body>")
                parts = [f"<p>{text}</p>" for text in texts]
                body = head.encode(outer) + b"<body><h1>1</h1>"
                for place, part in enumerate(parts):
                    body += part.encode(inner if place in places else outer)
                truth = head + "<body><h1>1</h1>" + "".join(parts)
                yield Case(kind=f"{inner} within {outer}", header=_content_type(meta), body=body, truth=truth)


def _cut() -> Iterator[Case]:
    """A page that ends in the middle of a character."""
    for encoding, texts in (("utf-8", HANS), ("gbk", HANS), ("big5", HANT), ("utf-16-le", HANS)):
        for meta in LABELS:
            html = _page(texts, meta).removesuffix("</p></body></html>")
            body = html.encode(encoding)[:-1]
            yield Case(kind=f"cut in {encoding}", header=_content_type(meta), body=body, truth=html[:-1])


def _page(texts: tuple[str, ...], meta: str) -> str:
    declared = f'<meta charset="{meta}">' if meta else ""
    body = "".join(f"<p>{text}</p>" for text in texts)
    return f"<!DOCTYPE html><html><head>{declared}<title>{texts[0][:12]}</title></head><body>{body}</body></html>"


def _content_type(charset: str) -> str:
    return f"text/html; charset={charset}" if charset else "text/html"


def ours(case: Case) -> str:
    """``crawler.reading.encodings``."""
    from crawler.reading.encodings import decode

    return decode(case.body, case.header).text


def trafilatura_reads(case: Case) -> str:
    """What trafilatura makes of bytes that it is given."""
    from trafilatura.utils import decode_file

    return str(decode_file(case.body))


def scrapy_reads(case: Case) -> str:
    """What a Scrapy spider sees as ``response.text``."""
    from scrapy.http import HtmlResponse

    response = HtmlResponse("https://news.example/a", headers={"Content-Type": case.header}, body=case.body)
    return response.text


READERS: dict[str, Callable[[Case], str]] = {
    "tradewind": ours,
    "trafilatura": trafilatura_reads,
    "scrapy": scrapy_reads,
}


def main() -> None:
    """Print, by kind of page and in all, the share that each reader gets back whole, and the time it takes."""
    warnings.simplefilter("ignore")
    cases = list(build_cases())
    read: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    spent: Counter[str] = Counter()
    for name, reader in READERS.items():
        begun = time.process_time()
        for case in cases:
            text = reader(case).lstrip(codecs.BOM_UTF8.decode())
            read[name][case.kind] += text == case.truth
        spent[name] = round(1e6 * (time.process_time() - begun) / len(cases))
    total = Counter(case.kind for case in cases)
    print(f"{'page':34}{'cases':>7}" + "".join(f"{name:>13}" for name in READERS))
    for kind, count in total.items():
        shares = "".join(f"{read[name][kind] / count:13.3f}" for name in READERS)
        print(f"{kind:34}{count:7}{shares}")
    whole = "".join(f"{read[name].total() / len(cases):13.3f}" for name in READERS)
    print(f"{'all':34}{len(cases):7}{whole}")
    print(f"{'microseconds a page':41}" + "".join(f"{spent[name]:13}" for name in READERS))


if __name__ == "__main__":
    main()
