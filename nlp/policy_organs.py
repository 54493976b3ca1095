"""Bodies named by a country and a common noun for an organ: 波兰财政部, Chile's competition court.

Bodies of state are too many for a table; what a ministry, a court or an authority is called is a small family of
words in every language, and the country beside it says whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.terms import Hit

Row = tuple[int, int, str, str]
"""Half-open offsets, the name as the text writes it, the code of the country."""

# The organ after the country: qualifiers without a verb among them, then what kind of body it is.
_ORGAN_ZH = re.compile(
    r"(?:联邦|国家|中央|皇家|最高|的)?"
    r"(?:"
    r"[\u4e00-\u9fff、\d]{0,12}?(?:"
    r"(?<![东西南北中全总外内局本乐干俱])部(?![分份落署门长队件位])"
    r"|(?<![当格结布时邮变僵破残赛终大骗饭战日])局(?![势面部限])|(?<![部签])署(?!名)|(?:税务|关税|海关|消费者|国税|金融"
    r"|农业|食药)厅"
    r"|委员会|理事会|执委会|法院|法庭|仲裁庭|议会|国会|参议院|众议院|参院|众院|上议院|下议院|上院|下院"
    r"|国民议会|内阁|央行|办公室"
    r"|(?:财务|经济产业|经产|总务|农林水产|环境|法务|外务|厚生劳动|国土交通)省|检察院|检察长|检察官"
    r"|监管机构|管理机构|主管机关|主管部门|监察机构|保护机构"
    r"|反垄断机构|竞争机构|审裁处|公署)"
    r"|政府|海关|当局|总统|总理|首相|财长|财政大臣|贸易大臣|(?:贸易|财政|经济|商务|工商)部长|税务机关"
    r"|税务部门|海关部门|国会山|州长|总检察长)"
)
_NO_ORGAN = re.compile(  # a verb or a preposition among the qualifiers: another clause has begun
    r"将|拟|已|宣|对|就|从|把|被|由|称|说|表示|等|是|有|各|向|为了|要求|通过|卖家|商家|商品|市场(?!监|管"
    r"|竞)|企业|平台(?!监|管)|出口|进口|包裹|电商(?!管)|消费者(?!保护|事务|权益|厅|委|与|和)"
)
_KIND_EN = (
    r"(?i:ministry|department|bureau|office|agency|authority|commission|council|board|administration"
    r"|inspectorate|tribunal"
    r"|court|parliament|senate|congress|assembly|cabinet|government|treasury|customs|regulator|watchdog"
    r"|police|prosecutors?"
    r"|revenue service|tax service|customs service|service|central bank|house of representatives"
    r"|lower house|upper house"
    r"|ministers|minister|president|prime minister|finance minister|attorney general|governor|judges?|lawmakers"
    r"|legislature|judiciary|ombudsman"
    r"|directorate|secretariat|chamber of deputies|exchequer)"
)
_AFTER_EN = re.compile(
    rf"(?P<own>['’]s\s|s['’]\s)?(?:the\s)?(?P<words>(?:[A-Za-z][\w&.-]*\s){{0,5}}?){_KIND_EN}"
    r"(?P<of>\s(?:of|for|on|against)\s(?:the\s)?[A-Z][\w&-]+(?:(?:,\s|\sand\s|\sof\s|\sfor\s"
    r"|\s)(?:and\s)?[A-Z][\w&-]+){0,5})?\b"
)
_OF_EN = re.compile(
    rf"\b((?:[A-Z][\w&-]*\s){{0,3}}{_KIND_EN}(?:\s(?:of|for|on)\s(?:the\s)?[A-Z][\w&-]+(?:(?:,\s|\sand\s"
    rf"|\s)[A-Z][\w&-]+){{0,4}}?)?)"
    r"\s(?:of|in)\s(?:the\s)?$"
)
_LOWER = (
    "government",
    "parliament",
    "president",
    "senate",
    "cabinet",
    "central",
    "prime",
)  # not "a commission in"
_STOPS_EN = re.compile(
    r"\b(?:without|from|to|or|in|into|at|by|with|under|has|have|is|are|was|were|will|said|says|that|which"
    r"|its?|but|as|than"
    r"|goods|imports|parcels|sellers|buyers|consumers|products|market|for|on|of|new|plans?|own)\b"
)
_GOES_ON = re.compile(
    r"^\s(?!(?:I|The|On|In|A|An)\b)(?:[A-Z][a-z]+)(?=\s[A-Z]|\s?[;,.]|$)|^-|^\s(?:officers?|data|union"
    r"|code|duty|duties|warehouse|clearance|agents?|house)\b"
)
_ADJECTIVE = re.compile(
    r"(?:ese|[iy]sh|[iech]an|ean|man|nch|tch|ech|eek|iss|[aqtn]i|can|ino|^us|^u\.s\.|^eu|^uk|^uae)$"
)


_COMMON = re.compile(
    r"(?:该国|当地)?(?<![\u4e00-\u9fff])(?:该国|当地)?(?:财政部|贸易部|商务部|经济部|工商部|工贸部|产业部"
    r"|税务部门|税务机关|税务局|国税局|海关|海关部门|政府|议会|国会|内阁|法院"
    r"|监管机构|监管部门|主管部门|竞争管理机构|数据保护机构|消费者保护机构|央行|财长)"
    r"|\b(?:(?<=the )(?:[a-z]+ )?(?:ministry|finance ministry|cabinet|government|regulator|watchdog"
    r"|tax authority|tax agency|tax office|customs agency"
    r"|customs authority|central bank|treasury|parliament|senate|legislature|supreme court|high court"
    r"|court|tribunal|competition authority|lower house"
    r"|upper house|national assembly|department|bureau)(?: of [a-z]+(?: and [a-z]+)?)?|lawmakers"
    r"|legislators|mps|customs officials)\b"
)


def common_organs(folded: str) -> list[tuple[int, int]]:
    """Places of bodies that are called by what they are alone: the ministry of trade, lawmakers, 税务部门."""
    return [match.span() for match in _COMMON.finditer(folded)]


def organs_zh(folded: str, original: str, places: Sequence[Hit[str]]) -> Iterator[Row]:
    """越南財政部, 沙特税务海关总局: a country's name with an organ right behind it."""
    for place in places:
        if place.term[0] < "\u3400":
            continue
        found = _ORGAN_ZH.match(folded, place.end, place.end + 24)
        if found is None or _NO_ORGAN.search(found.group()):
            continue
        yield place.start, found.end(), original[place.start : found.end()], place.value


def organs_en(folded: str, original: str, places: Sequence[Hit[str]]) -> Iterator[Row]:
    """Chile's competition court, the Polish Office of Competition, the Ministry of Trade of Indonesia."""
    for place in places:
        if place.term[0] >= "\u3400":
            continue
        row = _behind(folded, original, place) or _before(folded, original, place)
        if row:
            yield row


def _behind(folded: str, original: str, place: Hit[str]) -> Row | None:
    at = place.end
    if not original.startswith(("'", "’", "s'"), at):
        at += 1
        if original[place.end : at] != " ":
            return None
    found = _AFTER_EN.match(original, at, at + 140)
    if found is None:
        return None
    words = found["words"]
    named = bool(words) and all(word[0].isupper() or word == "and" for word in words.split())
    if _STOPS_EN.search(words.lower() if not named else ""):
        return None
    if not named and len(words.split()) > 3:
        return None
    if not (found["own"] or named or _ADJECTIVE.search(place.term) or not words):
        return None
    if _GOES_ON.match(original[found.end() : found.end() + 24]):
        return None
    start = found.start("words") if found["own"] else place.start
    return (place.start, found.end(), original[start : found.end()], place.value)


def _before(folded: str, original: str, place: Hit[str]) -> Row | None:
    ahead = original[max(0, place.start - 90) : place.start]
    found = _OF_EN.search(ahead)
    if found is None or (not found[1][0].isupper() and found[1].split()[0] not in _LOWER):
        return None
    start = place.start - len(ahead) + found.start(1)
    end = place.start + len(place.term)
    return (start, end, original[start:end], place.value)
