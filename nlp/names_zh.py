"""Chinese names by their form: transcribed persons, persons beside their office, public bodies, laws and papers in
book marks, companies whose name ends in what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.names import Known, Name, bodies, word_list
from nlp.segment import is_dictionary_word

_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8}){1,3}")
_BOOK = re.compile(r"《([^《》\n]{2,60})》")
# Characters that stand between words, not inside the name of a company or body.
_NOT_IN_NAMES = frozenset(
    "的了和与在是等各这那该其一多家个只有将被从到为及或某本所不也都就又还使让把称说走免"
)
_CLAUSE_HEAD = r"(?:(?<=[，。；：、！？“”（）()\n\s])|\A)"


def find_chinese_names(text: str, folded: str, known: Sequence[Known]) -> list[Name]:
    """Chinese names in the text that is given with its fold."""
    names = [*_transcribed(folded), *_book_titles(folded), *_officials(folded), *_companies(folded)]
    names += _public_bodies(folded, known)
    return names


def _transcribed(folded: str) -> Iterator[Name]:
    """安迪·贾西: characters that transcribe, around a dot; what does not transcribe is not part of the name."""
    sounds = _sounds()
    for match in _DOTTED.finditer(folded):
        parts = match.group().split("·")
        head = len(parts[0])
        while head > 0 and parts[0][head - 1] in sounds:
            head -= 1
        tail = 0
        while tail < len(parts[-1]) and parts[-1][tail] in sounds:
            tail += 1
        if parts[-1][: tail + 1].endswith("大学"):
            tail -= 1  # 约翰·霍普金斯大学
        if (
            head == len(parts[0])
            or tail == 0
            or not all(char in sounds for part in parts[1:-1] for char in part)
        ):
            continue
        start = match.start() + head
        end = match.end() - (len(parts[-1]) - tail)
        yield Name(start=start, end=end, type="PERSON", id=None)


@cache
def _sounds() -> frozenset[str]:
    return frozenset("".join(word_list("chinese", "transcription")))


def _book_titles(folded: str) -> Iterator[Name]:
    """《数字服务法》 is a law, 《…日报》 a paper; other titles are no names."""
    laws, media = word_list("chinese", "law_last"), word_list("chinese", "media_last")
    for match in _BOOK.finditer(folded):
        title = re.sub(r"[（(][^（）()]{0,20}[）)]\Z", "", match[1])
        start = match.start(1)
        if any(title.endswith(word) for word in laws):
            yield Name(start=start, end=start + len(title), type="LAW", id=None, absorbs=True)
        elif len(title) <= 8 and any(title.endswith(word) for word in media):
            yield Name(start=start, end=start + len(title), type="ORG", id=None)


@cache
def _official_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def either(key: str) -> str:
        return "|".join(sorted(map(re.escape, word_list("chinese", key)), key=len, reverse=True))

    surname = f"[{''.join(word_list('chinese', 'surnames'))}]"
    says = either("says")
    after_title = re.compile(
        rf"(?:{either('titles')})[ \"“]?({surname}[\u4e00-\u9fff]{{1,2}}?)(?=(?:{says})|[，、。（）(；：:“\s]|\Z)"
    )
    at_head = re.compile(
        rf"(?<=[，。；\n“])({surname}[\u4e00-\u9fff]{{1,2}}?)(?=表示|认为|指出|坦言|透露|强调|说[，：:])"
    )
    return after_title, at_head


def _officials(folded: str) -> Iterator[Name]:
    """发言人何咏前表示: surname and given name between an office and a verb of saying."""
    for pattern in _official_patterns():
        for match in pattern.finditer(folded):
            if not is_dictionary_word(match[1]):
                yield Name(start=match.start(1), end=match.end(1), type="PERSON", id=None)


@cache
def _company_pattern() -> re.Pattern[str]:
    last = "|".join(sorted(map(re.escape, word_list("chinese", "org_last")), key=len, reverse=True))
    return re.compile(
        rf"{_CLAUSE_HEAD}(?:据|由|与|和|向|对|在)?([\u4e00-\u9fff]{{2,4}}(?:{last}))(?![\u4e00-\u9fff]{{0,1}}[人法])"
    )


def _companies(folded: str) -> Iterator[Name]:
    """运达股份, 中信证券: a clause begins with the name, and its first part is no word of the dictionary."""
    for match in _company_pattern().finditer(folded):
        name = match[1]
        last = next(
            word
            for word in sorted(word_list("chinese", "org_last"), key=len, reverse=True)
            if name.endswith(word)
        )
        stem = name[: -len(last)]
        if stem and not (set(stem) & _NOT_IN_NAMES) and not is_dictionary_word(stem):
            yield Name(start=match.start(1), end=match.end(1), type="ORG", id=None)


@cache
def _body_pattern() -> re.Pattern[str]:
    last = "|".join(sorted(map(re.escape, word_list("chinese", "body_last")), key=len, reverse=True))
    return re.compile(rf"[省市州县区]?([\u4e00-\u9fff]{{0,10}}?)(?:{last})")


def _public_bodies(folded: str, known: Sequence[Known]) -> Iterator[Name]:
    """印度财政部, 广东省跨境电商协会: a place the lexicon knows, and a body right after it."""
    table = bodies()
    longest = max(map(len, table))
    for place in known:
        if place.type != "GPE":
            continue
        for length in range(longest, 1, -1):
            part = table.get(folded[place.end : place.end + length])
            if part is not None and len(folded[place.end : place.end + length]) == length:
                yield Name(
                    start=place.start,
                    end=place.end + length,
                    type="ORG",
                    id=f"{place.id}-{part}" if place.id else None,
                    absorbs=True,
                )
                break
        else:
            match = _body_pattern().match(folded, place.end)
            if match and not set(match[1]) & _NOT_IN_NAMES:
                yield Name(start=place.start, end=match.end(), type="ORG", id=None, absorbs=True)
