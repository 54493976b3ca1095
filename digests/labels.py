"""What things are called in each language, and how numbers, days and lists are written in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from digests.parts import Name
from digests.weeks import Week
from store.errors import InputError

LANGUAGES = {"en": "en", "zh": "zh-Hans", "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant"}
_COLUMN = {"en": 0, "zh-Hans": 1, "zh-Hant": 2}
_SCALES = {
    "en": ((12, " tn"), (9, " bn"), (6, " m")),
    "zh-Hans": ((12, "万亿"), (8, "亿"), (4, "万")),
    "zh-Hant": ((12, "兆"), (8, "億"), (4, "萬")),
}
_PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:-?Q(?P<quarter>[1-4])|-?H(?P<half>[12])|-?W(?P<week>\d\d?)"
    r"|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
)
_PARTS = (("Q", "quarter"), ("H", "half"), ("week ", "week"))
_LONGEST_SLUG = 40
_CENTS_BELOW = 1000  # US$1.90, but US$1.9 bn
_CURRENCIES = {
    "USD": ("US$", "美元", "美元"),
    "CNY": ("CN¥", "元人民币", "元人民幣"),
    "EUR": ("€", "欧元", "歐元"),
    "GBP": ("£", "英镑", "英鎊"),
    "JPY": ("JP¥", "日元", "日圓"),
    "TWD": ("NT$", "新台币", "元新台幣"),
    "HKD": ("HK$", "港元", "港元"),
    "KRW": ("₩", "韩元", "韓元"),
    "INR": ("₹", "卢比", "盧比"),
}


@cache
def _file(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("digests").joinpath("labels", name).read_text(encoding="utf-8"))


@cache
def term(kind: str, slug: str, lang: str) -> str:
    """What a slug of a closed list is called; itself, with spaces, when the list does not have it."""
    row = _file("terms.toml").get(kind, {}).get(slug)
    return str(row[_COLUMN[lang]]) if row else _printable(slug.replace("_", " ").replace("-", " "))


def _printable(slug: str) -> str:
    """A word that no list has, without what cannot be seen: rows may come from another hand than the tagger's."""
    return "".join(letter for letter in slug[:_LONGEST_SLUG] if letter.isprintable())


def is_topic(slug: str) -> bool:
    """Whether a slug is a topic of the closed list."""
    return slug in _file("terms.toml")["topic"]


def topic_slugs() -> tuple[str, ...]:
    """The slugs of the closed list of topics."""
    return tuple(_file("terms.toml")["topic"])


def topic_name(slug: str, told: Mapping[str, str] | None = None) -> Name:
    """A topic as a Name: of the closed list; as its owner calls it (``told``: language to label); its slug in words.

    A label in one Chinese script stands for both, one in English for all.
    """
    known = term_name("topic", slug)
    if not told:
        return known
    en = told.get("en") or known.en
    hans = told.get("zh-Hans") or told.get("zh-Hant") or en
    return Name(id=known.id, en=en, zh_hans=hans, zh_hant=told.get("zh-Hant") or hans)


def term_name(kind: str, slug: str) -> Name:
    """A word of a closed list as a Name."""
    en, hans, hant = (term(kind, slug, lang) for lang in _COLUMN)
    return Name(id=f"{kind}:{slug}", en=en, zh_hans=hans, zh_hant=hant)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language: "en", "zh-Hans" or "zh-Hant"."""

    lang: str
    sentences: Mapping[str, Mapping[str, Any]]

    @property
    def comma(self) -> str:
        """Between items of a list that has no "and"."""
        return str(self.sentences["format"]["list_comma"])

    @property
    def clause_comma(self) -> str:
        """Between clauses."""
        return str(self.sentences["format"]["clause_comma"])

    @property
    def stop(self) -> str:
        """Between two sentences."""
        return str(self.sentences["format"]["stop"])

    def say(self, section: str, key: str, **parts: object) -> str:
        """The sentence of this key with its parts filled in."""
        return str(self.sentences[section][key]).format(**parts)

    def count(self, noun: str, n: int) -> str:
        """``1 story``, ``1,038 articles``; 1038篇文章. A third form is for none: ``no story``."""
        singular, plural, *none = self.sentences["count"][noun]
        form = none[0] if none and n == 0 else singular if n == 1 else plural
        return str(form).format(n=self.integer(n))

    def integer(self, n: int) -> str:
        """Thousands are set apart in English only."""
        return f"{n:,}" if self.lang == "en" else str(n)

    def name(self, name: Name) -> str:
        """What this thing is called here."""
        return {"en": name.en, "zh-Hans": name.zh_hans, "zh-Hant": name.zh_hant}[self.lang]

    def term(self, kind: str, slug: str) -> str:
        """A word of a closed list."""
        return term(kind, slug, self.lang)

    def day(self, day: date, *, year: bool = False) -> str:
        """``9 November`` or 11月9日, with the year when asked."""
        month = self.sentences["format"]["months"][day.month - 1]
        return self.say("format", "day" if year else "month_day", day=day.day, month=month, year=day.year)

    def span(self, first: date, last: date) -> str:
        """``9–15 November 2026``, 2026年11月9日至15日."""
        months = self.sentences["format"]["months"]
        key = "span_same_month" if (first.year, first.month) == (last.year, last.month) else "span"
        key = "span_years" if first.year != last.year else key
        return self.say(
            "format",
            key,
            day=first.day,
            month=months[first.month - 1],
            year=first.year,
            day2=last.day,
            month2=months[last.month - 1],
            year2=last.year,
        )

    def week(self, week: Week) -> str:
        """2026-W46; in Chinese sentences 2026年第46周."""
        return self.say("format", "week", year=week.year, number=week.number)

    def period(self, period: str) -> str:
        """The period of a figure: Q3 2026, November 2026; in Chinese 2026年第三季度, 2026年11月."""
        found = _PERIOD.fullmatch(period)
        if found is None or (found["month"] and not 1 <= int(found["month"]) <= 12):
            return period
        if self.lang == "en":
            return self._english_period(found)
        year, part = f"{found['year']}年", ""
        if quarter := found["quarter"]:
            part = f"第{'一二三四'[int(quarter) - 1]}季" + ("度" if self.lang == "zh-Hans" else "")
        elif half := found["half"]:
            part = "上半年" if half == "1" else "下半年"
        elif week := found["week"]:
            part = f"第{int(week)}" + ("周" if self.lang == "zh-Hans" else "週")
        elif month := found["month"]:
            part = f"{int(month)}月" + (f"{int(found['day'])}日" if found["day"] else "")
        return year + part

    def _english_period(self, found: re.Match[str]) -> str:
        if found["month"]:
            month = f"{self.sentences['format']['months'][int(found['month']) - 1]} {found['year']}"
            return f"{int(found['day'])} {month}" if found["day"] else month
        part = next((f"{mark}{found[name]} " for mark, name in _PARTS if found[name]), "")
        return f"{part}{found['year']}"

    def join(self, items: Sequence[str], last: str = "list_and") -> str:
        """``a, b and c``; a、b和c. ``last`` names the word before the last one."""
        if len(items) < 2:
            return "".join(items)
        comma = self.comma if last == "list_and" else str(self.sentences["format"]["clause_comma"])
        word = str(self.sentences["format"][last])
        if self.lang == "en" and any(word in item for item in items):  # research and development, and Japan
            word = comma.rstrip() + word
        return comma.join(items[:-1]) + word + items[-1]

    def clauses(self, items: Sequence[str]) -> str:
        """``a; b``: what is too long for a list with commas."""
        return str(self.sentences["format"]["semicolon"]).join(items)

    def percent(self, share: float) -> str:
        """``48%``."""
        return f"{share * 100:.0f}%"

    def ratio(self, effect: float) -> str:
        """``3.1×``; 3.1倍."""
        number = f"{effect:.0f}" if effect >= 10 else f"{effect:.1f}"
        return f"{number}×" if self.lang == "en" else f"{number}倍"

    def level(self, effect: float) -> str:
        """The same in a sentence: 2.7 times, 40%; 2.7倍, 40%."""
        if effect < 1:
            return self.percent(effect)
        return self.ratio(effect).replace("×", " times")

    def amount(self, value: Decimal, *, currency: str | None, unit: str | None, kind: str) -> str:
        """A value in the units a reader of this language thinks in, cut to four digits (≈ when that changed it)."""
        if kind == "percent":
            return f"{_plain(value)}%"
        if kind == "pp":
            word = {"en": " percentage points", "zh-Hans": "个百分点", "zh-Hant": "個百分點"}[self.lang]
            return _plain(value) + word
        if kind == "multiple":
            return _plain(value) + ("×" if self.lang == "en" else "倍")
        number, changed = self._scaled(value)
        unit = _printable(unit) if unit else unit
        if currency is not None:
            cents = value.quantize(Decimal("0.01")) if abs(value) < _CENTS_BELOW else value
            number = f"{cents:f}" if cents == value != value.to_integral_value() else number
            number = self._money(number, _printable(currency))
        elif unit and unit != "count" and unit.isascii():
            number = f"{number} {unit}"
        elif unit and not unit.isascii() and self.lang != "en":  # a measure word: 30万家
            number = f"{number}{unit}"
        return f"≈{number}" if changed else number

    def _money(self, number: str, currency: str) -> str:
        names = _CURRENCIES.get(currency)
        if names is None:
            return f"{currency} {number}" if self.lang == "en" else f"{number} {currency}"
        word = names[_COLUMN[self.lang]]
        return f"{word}{number}" if self.lang == "en" else f"{number}{word}"

    def _scaled(self, value: Decimal) -> tuple[str, bool]:
        magnitude = value.copy_abs()
        for power, word in _SCALES[self.lang]:
            if magnitude >= Decimal(10) ** power:
                scaled = value.scaleb(-power)
                places = max(0, 3 - max(scaled.adjusted(), 0))
                rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
                return _plain(rounded) + word, rounded != scaled
        return _plain(value), False


def _plain(value: Decimal) -> str:
    """Without exponent or trailing zeros, thousands set apart."""
    return format(value.normalize(), ",f") if value else "0"


def labels_of(lang: str) -> Labels:
    """The labels of "en", "zh" (Simplified), "zh-Hans" or "zh-Hant"; InputError for another language."""
    chosen = LANGUAGES.get(lang)
    if chosen is None:
        raise InputError(f"there is no digest in {lang!r}", key="lang", remedy="Use en, zh or zh-Hant")
    return Labels(chosen, _file(f"{chosen}.toml"))
