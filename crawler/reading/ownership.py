"""Whose a page is: the names under which a site speaks of itself, to tell its own name from another house's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.reading.markup import Head, text_of
from crawler.reading.places import Places
from crawler.reading.sitenames import key_of, line_of, site_names
from crawler.urls import host_of, site_of

_MAX_NAME = 24  # code points
_NAME_METAS = ("sitename", "site_name", "copyright")
_BARS = re.compile(r"\s{0,3}(?:[|｜_–—丨]|-{1,3}|>>)\s{0,3}")
_HAN = re.compile(r"[\u3400-\u9fff]")
# "X版权所有", "版权所有：X", "© 2026 X"
_RIGHTS = re.compile(
    r"(?:版权所有|版權所有)\s{0,2}[:：©]{0,2}\s{0,2}(?P<after>[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z.]{1,20})|"
    r"(?P<before>[\u3400-\u9fff]{2,14})\s{0,2}(?:版权所有|版權所有)|"
    r"©\s{0,2}(?:\d{4}\s{0,2}(?:[-–]\s{0,2}\d{4}\s{0,2})?)?(?P<sign>[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z. ]{1,30})"
)
_STATE = re.compile(r"^(?:中华人民共和国|中華人民共和國|国家|國家)(?=[\u3400-\u9fff]{2})")
# Channels that stand behind the name of a house: 网易科技, 搜狐政务.
_CHANNEL = re.compile(
    r"(?:新闻|新聞|科技|财经|財經|体育|體育|娱乐|娛樂|汽车|汽車|房产|房產|教育|军事|軍事|订阅|訂閱|资讯|資訊|政务|政務|"
    r"频道|頻道|首页|首頁|号|號|网|網|客户端|客戶端|公益|健康|时尚|旅游|旅遊|国际|國際|社会|文化|APP)$",
    re.IGNORECASE,
)
# First words of many houses: alike in these, two names are not of one house.
_COMMON = frozenset(
    (
        *("中国", "中國", "香港", "台湾", "台灣", "臺灣", "北京", "上海", "广东", "廣東", "深圳", "浙江"),
        *("全球", "国际", "國際", "今日", "每日", "第一", "环球", "環球", "东方", "東方", "南方", "人民"),
        *("新华", "新華", "经济", "經濟", "大众", "中央", "跨境", "电商"),
    )
)
_HOUSE_WORD = re.compile(
    r"(?:[网網报報社台刊]|(?<=.)(?:在线|在線|论坛|論壇|客户端)|\b(?:times|post|daily|journal|magazine|\.com))$",
    re.IGNORECASE,
)
_HOME_WORD = re.compile(r"首页|首頁|主页|主頁|返回|回到|^home\b|^back\b|^menu$|^logo$", re.IGNORECASE)
_LATIN_REST = frozenset(
    {"", "com", "news", "online", "net", "org", "co", "cn", "magazine", "staff", "daily", "media", "inc"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The keys of a site's names, Chinese and other, and where the page stood ("" where that is not known)."""

    names: frozenset[str]
    url: str

    def is_own(self, name: str) -> bool:
        """Whether a name, or a part of "人民网－人民日报" or "Bluefin.com Business", is one of the site's."""
        hosts = [_label(f"https://{word}") for word in name.split()[:1] if "." in word]
        return any(self._is_one(key) for part in (name, *_BARS.split(name), *hosts) if (key := key_of(part)))

    def knows(self, name: str) -> bool:
        """Whether enough is known of the site to say that a name is not its own: one name in the same writing."""
        is_han = bool(_HAN.search(name))
        return any(bool(_HAN.search(own)) == is_han for own in self.names)

    @property
    def is_government(self) -> bool:
        """Whether the page stands under a government's domain: its sources are mostly offices of its own."""
        return {"gov", "gob", "gouv"} & {*host_of(self.url).split(".")[-2:]} != set()

    def is_elsewhere(self, address: str) -> bool:
        """Whether an absolute address is of another house, and of more than its front page."""
        if not self.url or not address.startswith(("http://", "https://")) or "." not in host_of(address):
            return False
        parts = urlsplit(address)
        return (parts.path not in {"", "/"} or bool(parts.query)) and _label(address) != _label(self.url)

    def is_mirrored(self, address: str) -> bool:
        """Whether an address has the path of our own: another host of one site, where both put their pages alike."""
        return urlsplit(address).path.rstrip("/") == urlsplit(self.url).path.rstrip("/")

    def _is_one(self, key: str) -> bool:
        for own in self.names:
            if key == own:
                return True
            if not _HAN.search(own):
                longer, shorter = (key, own) if len(key) > len(own) else (own, key)
                rest = longer.removeprefix(shorter).removeprefix("the")
                if len(shorter) >= 3 and longer.startswith(shorter) and rest in _LATIN_REST:
                    return True
            elif _alike(key, own):
                return True
        return False


def read_owner(head: Head, places: Places, url: str) -> Owner:
    """The names a page gives its site: in its data, behind its headline, on links that lead home, in its rights."""
    known = _reachable(url)
    names = [head.meta(name) for name in _NAME_METAS]
    names += _home_names(places, known)
    for text in places.rights[:6]:
        for found in _RIGHTS.finditer(text):
            names.append(found["after"] or found["before"] or found["sign"] or "")
    keys = _keys(names) | (site_names(head) - _strangers(head, known))
    keys |= _keys(_title_tails(head.title, keys))
    label = key_of(_label(known))
    if len(label) >= 3:
        keys.add(label)
    return Owner(names=frozenset(key for key in keys if len(key) >= 2), url=known)


def _keys(names: Iterable[str]) -> set[str]:
    return {key_of(_STATE.sub("", name.strip())) for name in names if 2 <= len(name.strip()) <= _MAX_NAME}


def _title_tails(title: str, known: set[str]) -> list[str]:
    """The parts behind a document's headline that are the site's name; the others are channels.

    That is the part which is known as the site's; where none is, the last, and what is called like a house.
    """
    tails = _BARS.split(title)[1:][-4:]
    sure = [tail for tail in tails if (key := key_of(tail)) and any(key in name for name in known)]
    return sure or [*tails[-1:], *(tail for tail in tails[:-1] if _HOUSE_WORD.search(tail))]


def _home_names(places: Places, url: str) -> list[str]:
    """What the links to the site's own front page say: their words, and their pictures' for the blind."""
    found: list[str] = []
    for link in places.homes:
        address = (link.get("href") or "").strip()
        if "//" in address and url and _label(urljoin(url, address)) != _label(url):
            continue  # of the house an article was taken from, as often as not
        found += [
            line_of(link),
            link.get("title") or "",
            *(image.get("alt") or "" for image in link.iter("img")),
        ]
    return [name for name in found[:60] if name and not _HOME_WORD.search(name)]


def _strangers(head: Head, url: str) -> set[str]:
    """Keys of publishers that the data of a page declares, and that have their address elsewhere: it is a copy."""
    found = set()
    for item in head.linked[:10]:
        publisher = item.get("publisher")
        address = publisher.get("url") if isinstance(publisher, Mapping) else None
        if url and isinstance(address, str) and host_of(address) and _label(address) != _label(url):
            found.add(key_of(text_of(publisher)))
    return found - {key_of(head.meta("og:site_name"))}


def _alike(key: str, own: str) -> bool:
    """Whether two Chinese names are of one house: one begins with the other, or both with the house's name."""
    for one, other in ((key, own), (own, key)):
        if len(other) >= 3 and one.startswith(other):
            return True
    stem = _CHANNEL.sub("", own)
    return len(stem) >= 2 and stem not in _COMMON and key.startswith(stem)


def _reachable(url: str) -> str:
    """The address, or "" for none and for the names that RFC 2606 reserves for nobody."""
    host = host_of(url)
    return "" if not host or host.endswith(".invalid") else url


def _label(url: str) -> str:
    """The one label that names a house: bbc of www.bbc.co.uk, people of cpc.people.com.cn."""
    return site_of(url).split(".")[0]
