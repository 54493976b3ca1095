"""Pages that say they are not accessible for free, and whether they show the whole article all the same.

The declaration is believed (schema.org's ``isAccessibleForFree``, ``article:content_tier``). Where nothing is declared,
words like "subscribe" are no sign; what says, right below a text of a few sentences, that the rest of *this* text is
closed, is one. Many sites declare a paywall and send the whole text, so a declared page is refused only when signs of
a beginning meet: https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from crawler.reading.markup import Head, is_article
from crawler.reading.sights import look, units
from store.records import Access

ENOUGH = 3  # signs of a beginning, one of them that it is cut
FEW = 800  # units: what stands above a wall that nothing declares
ENOUGH_UNCUT = 4  # a short article that ends as articles end may be whole, whatever stands behind it
LONG = 7_000  # units; a beginning is shorter
_SELECTOR = re.compile(r"([.#])([A-Za-z_][\w-]{0,100})")
_LOCKED = frozenset({"false", "no", "0", "http://schema.org/false", "https://schema.org/false"})
_OPEN = frozenset({"true", "yes", "1", "http://schema.org/true", "https://schema.org/true"})
_ELLIPSIS = re.compile(r"(?:…|\.{3}|\[(?:…|\.{3})\])\W{0,3}$")
_END = re.compile(r"[。.!?！？”」』\"’)）\]】]")
_GATE = re.compile(
    r"paywall|pay-wall|regwall|subscriber?-?(?:wall|only|gate)|premium-?(?:wall|gate|box)|tp-(?:modal|"
    r"backdrop)|piano-|metered|"
    r"content-?gate|article-?(?:gate|lock)|locked-?content|unlock|vip-?(?:lock|tip)|pay-?(?:tips?|read|box)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?:subscribe|sign up|register|log in|become a member|start (?:your|a) (?:free )?trial)[^.\n]{0,40}"
    r"(?:to (?:continue|read|keep|unlock|access|finish)|full (?:article|story|access))|"
    r"(?:this (?:article|story|content)|full (?:article|story)) is "
    r"(?:for|only|reserved|available)[^.\n]{0,40}(?:subscribers|members)|already a subscriber|"
    r"(?:订阅|訂閱|付费|付費|开通|開通|购买|購買|加入|成为|成為)[^。\n]{0,14}(?:阅读全文|閱讀全文|"
    r"继续阅读|繼續閱讀|查看全文|看全文|解锁|解鎖|后可|後可)|"
    r"(?:剩余|剩餘|还有|還有)[^。\n]{0,8}(?:%|％|字)[^。\n]{0,16}(?:付费|付費|订阅|訂閱|解锁|解鎖|未读|"
    r"未讀)|(?:本文|全文)(?:为|為|仅限|僅限|限)[^。\n]{0,10}(?:会员|會員|订户|訂戶|付费|付費)",
    re.IGNORECASE,
)
_CLOSED = re.compile(  # of a line as a whole: said of this text, not of the house
    r"(?:please |to continue reading,? |want to read (?:more|on)\? )?"
    r"(?:subscribe|upgrade|become a (?:subscriber|member)|join|start (?:your|a) (?:free )?trial)(?: now| today)? to "
    r"(?:continue reading|keep reading|read on|"
    r"(?:read|unlock|access|see|view) (?:the (?:rest|full|whole)|this (?:article|story|report|piece|analysis|content)"
    r"|full)\b[^.\n]{0,40})[.!]?|"
    r"(?:this|the (?:rest of this|full)) (?:article|story|report|content|analysis) is (?:only |reserved |exclusively )?"
    r"(?:for|available (?:only )?(?:to|for))[^.\n]{0,24}(?:subscribers|members)(?: only)?\b.{0,120}|"
    r"to (?:continue|keep|go on) reading[^.\n]{0,30}\b(?:subscribe|log ?in|sign ?in|register|join)\b[^.\n]{0,30}[.!]?|"
    r"(?:this is )?an? (?:premium|subscribers?.only|members?.only|paid) (?:article|story|report)\b.{0,60}|"
    r".{0,16}(?:以下|余下|餘下|后续|後續|其余|其餘)(?:的)?(?:内容|內容|部分|文字|正文)[^。\n]{0,8}(?:付费|付費|订阅|訂閱|会员|會員|"
    r"购买|購買|訂戶|订户).{0,16}|(?:试读|試讀|免费部分|免費部分)(?:已)?(?:结束|結束|到此).{0,30}|"
    r"(?:此|本)[^。\n]{0,4}(?:会员|會員|订户|訂戶|付费|付費)(?:限定|专属|專屬|专享|專享|独享|獨享)(?:文章|内容|內容|报道|報導)?.{0,16}|"
    r"you(?:.ve| have) (?:reached|used)[^.\n]{0,24}free (?:articles|stories)[^\n]{0,60}|"
    r".{0,16}(?:剩余|剩餘|余下|餘下|后面还有|還有)[^。\n]{0,8}(?:内容|內容|[%％字])[^。\n]{0,12}(?:付费|付費|订阅|訂閱|解锁|"
    r"解鎖|购买|購買|会员|會員).{0,16}|"
    r"(?:此|本)(?:文|篇|内容|內容|篇文章)(?:章)?(?:为|為|是|属于|屬於|仅限|僅限|限)[^。\n]{0,8}(?:会员|會員|订户|訂戶|订阅|訂閱|"
    r"付费|付費).{0,30}|"
    r"(?:请|請)?(?:立即)?(?:订阅|訂閱|付费|付費|开通会员|開通會員|成为会员|成為會員|加入会员|加入會員|购买|購買)[^。\n]{0,8}?"
    r"(?:阅读|閱讀|查看|看|解锁|解鎖|继续阅读|繼續閱讀)(?:全文|完整|剩余|剩餘|其余|其餘|本文).{0,12}|"
    r"(?:订阅|訂閱|付费|付費|购买|購買)(?:后|後)?(?:可|即可|才能)?(?:继续|繼續)(?:阅读|閱讀|查看).{0,12}|"
    r"(?:您|你).{0,6}(?:免费|免費)(?:阅读|閱讀|文章|篇)[^。\n]{0,10}(?:已用完|已用尽|用罄|已達|已达|上限).{0,16}",
    re.IGNORECASE,
)


def paywall_of(tree: HtmlElement, head: Head, text: str) -> str | None:
    """The signs that only the beginning of a page's article is there; None when it is free, or whole.

    ``text``: the article's paragraphs as extracted.
    """
    if text and not declared_closed(head):
        return _wall_below(tree, head, text)
    if not text or not declared_closed(head):
        return "nothing of it is shown" if declared_closed(head) and not text else None
    length = units(text)
    if length > LONG:
        return None
    told = _told_length(head)
    guarded = _guarded(tree, head)
    signs = {
        "shorter than its own word count": 3 * (told is not None and length < 0.5 * told),
        "the closed part is empty": int(guarded is not None and guarded < 200),
        "short": 1 + (length < 600) if length < 1500 else 0,
        "breaks off": int(_breaks_off(text)),
        "no more than its description": int(_is_description(text, head)),
        "a gate behind it": int(_has_gate(tree)),
        "asks to subscribe": 2 * _asks(tree),
    }
    whole = (told is not None and length >= 0.8 * told) or (guarded is not None and guarded >= 0.5 * length)
    cut = any(
        signs[name]
        for name in ("shorter than its own word count", "breaks off", "no more than its description")
    )
    if whole or sum(signs.values()) < (ENOUGH if cut else ENOUGH_UNCUT):
        return None
    return ", ".join(name for name, points in signs.items() if points)


def declared_closed(head: Head) -> bool:
    """Whether the page's metadata says that its article is not accessible for free. "metered" is not closed."""
    if head.meta("article:content_tier").lower() == "locked":
        return True
    values = [
        item["isAccessibleForFree"]
        for item in head.linked
        if is_article(item) and "isAccessibleForFree" in item
    ]
    itemprop = head.meta("isaccessibleforfree")
    return any(_is_false(value) for value in values) or (not values and _is_false(itemprop))


def access_of(head: Head) -> tuple[Access, str]:
    """What the page's metadata says about who may read its article whole, and which part of it says so."""
    tier = head.meta("article:content_tier").strip().lower()
    if declared_closed(head):
        return Access.PAID, "article:content_tier" if tier == "locked" else "isAccessibleForFree"
    if any(_is_true(item.get("isAccessibleForFree")) for item in head.linked if is_article(item)):
        return Access.FREE, "isAccessibleForFree"
    if _is_true(head.meta("isaccessibleforfree")):
        return Access.FREE, "isAccessibleForFree"
    return (Access.FREE, "article:content_tier") if tier == "free" else (Access.UNKNOWN, "")


def _wall_below(tree: HtmlElement, head: Head, text: str) -> str | None:
    """What says, within four lines below a text of a few sentences, that the rest of it is closed."""
    free = any(_is_true(item.get("isAccessibleForFree")) for item in head.linked if is_article(item))
    if free or units(text) >= FEW:
        return None
    lines = look(tree).lines[:2000]
    last = max(
        (
            n
            for n, line in enumerate(lines)
            if units(line) >= 60 and line in text and not _CLOSED.fullmatch(line)
        ),
        default=len(lines),
    )
    said = next((line for line in lines[last : last + 5] if _CLOSED.fullmatch(line[:200])), None)
    if said is None:  # behind the last sentences of the same paragraph
        ends = (
            [part.strip() for part in re.split(r"(?<=[.。!！])", lines[last][-400:])]
            if last < len(lines)
            else []
        )
        said = next((end for end in ends if _CLOSED.fullmatch(end)), None)
    return None if said is None else f"little text, and below it {said[:60]!r}"


def _is_false(value: Any) -> bool:
    return value is False or value == 0 or (isinstance(value, str) and value.strip().lower() in _LOCKED)


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in _OPEN)


def _told_length(head: Head) -> float | None:
    """Units the article has by its own ``wordCount``, a word being five letters and a space; None: not told."""
    for item in head.linked:
        count = item.get("wordCount")
        if is_article(item) and isinstance(count, (int, str)) and re.fullmatch(r"\d{2,6}", str(count)):
            per_word = 3 if head.lang.lower().startswith("zh") else 6
            return float(count) * per_word
    return None


def _guarded(tree: HtmlElement, head: Head) -> int | None:
    """Units of visible text in the parts declared closed; None when no part is named by one class or id."""
    found: int | None = None
    for part in _parts(head):
        selector = part.get("cssSelector")
        match = _SELECTOR.fullmatch(selector.strip()) if isinstance(selector, str) else None
        if match is None or not _is_false(part.get("isAccessibleForFree")):
            continue
        name = match.group(2)
        test = (
            "@id = $name"
            if match.group(1) == "#"
            else "contains(concat(' ', normalize-space(@class), ' '), concat(' ', $name, ' '))"
        )
        elements = tree.xpath(f"//*[{test}]", name=name)
        text = max((" ".join(item.text_content().split()) for item in elements[:20]), key=len, default="")
        found = max(found or 0, units(text))
    return found


def _parts(head: Head) -> Iterator[Mapping[str, Any]]:
    for item in head.linked:
        parts = item.get("hasPart")
        for part in parts[:20] if isinstance(parts, list) else [parts]:
            if isinstance(part, dict):
                yield part


def _breaks_off(text: str) -> bool:
    """Whether the last paragraph ends in the middle of a sentence. A short line after it is a sign-off."""
    lines = [line for line in text.splitlines() if units(line) >= 60]
    last = (lines or [text])[-1].strip()
    return _ELLIPSIS.search(last[-12:]) is not None or _END.search(last[-30:]) is None


def _is_description(text: str, head: Head) -> bool:
    said = re.sub(r"\W", "", head.meta("og:description", "description"))[:2000]
    shown = re.sub(r"\W", "", text)[:4000]
    return (
        len(said) >= 20
        and (shown.startswith(said[:-5]) or said.startswith(shown))
        and len(shown) < 2 * len(said)
    )


def _has_gate(tree: HtmlElement) -> bool:
    for number, element in enumerate(tree.iter("div", "section", "aside", "p")):
        if number >= 5000:
            break
        if _GATE.search(f"{element.get('id') or ''} {element.get('class') or ''}"[:300]):
            return True
    return False


def _asks(tree: HtmlElement) -> bool:
    for number, element in enumerate(
        tree.iter("p", "h2", "h3", "h4", "div", "aside", "section", "span", "button", "a")
    ):
        if number >= 8000:
            break
        if len(element) <= 3 and _SAYS.search(" ".join(element.text_content().split())[:300]):
            return True
    return False
