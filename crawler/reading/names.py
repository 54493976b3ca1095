"""Bylines to names: what is a person's, what a house's, and what merely stands where a name does."""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import islice

from lxml.html import HtmlElement

MAX_NAMES = 8
_MAX_NAME = 60  # code points
_MAX_RAW = 300
_MAX_PIECE = 120  # code points of a piece of text that may name somebody; what is longer tells of him

HAN = "\u3400-\u9fff"
# Family names that open nearly every Chinese name, in both scripts.
SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖蕭萧"
    "田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾鐘姜崔谭譚"
    "陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫阎閻段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢"
    "戴严嚴莫孔向常汤湯康易乔喬赖賴文施洪辛柯殷庄莊安温溫颜顏倪牛季俞"
    "章鲁魯葛岳毕畢翟樊聂聶焦左祝包宁寧成詹申纪紀舒梅耿关關卓齐齊凌裴喻路尚时時欧歐管蒲连連涂霍童柴柳鲍鮑冉"
    "费費翁盛屈房窦竇蓝藍苗应應甘阮游解蒙丛叢晏靳褚邢简簡宫宮饶饒车車项項凤"
    "骆駱闻聞芮储儲栾欒厉厲符束阙闕虞昝裘嵇宓郗郜蔺藺屠巩鞏晁敖阚闞訾仝浦茹鄢苑荆荊桓逯竺娄婁刁滑卞谌諶鹿揭"
    "缑郄牟亓"
    "隋芦佘衡贡貢查楼樓帅帥麴寿壽粟匡宦郎苟尤尧堯海鈕钮凃涂蕭籃藍游卓"
    "单單柏鄂谷米卫衛边邊闵閔麦麥司匡冷仇隋明景仲桂初辜官符缪繆佟戚祁邬鄔滕栗臧楚权權练練巫全华華麻古荣榮伍"
    "池郁桑沙冼冀鞠燕茅诸諸幸伊"
)
_COMPOUND = (
    "欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|皇甫|令狐|端木|慕容|尉迟|尉遲|公孙|公孫|夏侯|东方|東方|司徒|張簡|范姜"
)
HAN_PERSON = rf"(?:(?:{_COMPOUND})[{HAN}]{{1,2}}|[{SURNAMES}][{HAN}]{{1,2}})"
_HAN_PERSON = re.compile(
    rf"(?:{HAN_PERSON}|[{SURNAMES}]{{2}}[{HAN}]{{2}}|[{HAN}]{{1,8}}(?:[·•・][{HAN}]{{1,10}}){{1,3}})$"
)
_PARTICLE = r"(?:de|da|del|della|der|den|di|do|dos|du|van|von|bin|binti|ibn|al|el|la|le|los|y|e|ter|ten|zu)"
_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f][\w.'’\-]{0,25}"
_DAY = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?,?\s\d"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|Updated\b|Published\b|Posted\b|Last\b)"
)
FULL_NAME = rf"(?!{_DAY}){_CAPITAL}(?:\s(?!{_DAY})(?:{_PARTICLE}\s){{0,2}}{_CAPITAL}){{1,3}}"
_FULL_NAME = re.compile(rf"(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir)\.?\s)?{FULL_NAME}$")

# What stands in elements named for the author beside names: buttons, accounts, words for the author.
_RUBBISH = re.compile(
    r"https?:|www\.|@|\d{3}|\badmin|[<>{}\\=$]"
    r"|^(?:editor(?:ial)?|by|authors?|written by|posted(?: by)?|team|user|guest|root|test|staff|contributor|"
    r"null|none"
    r"|undefined|n/a|unknown|anonymous|web ?master|(?:the |about the )?author(?: bio)?"
    r"|view (?:more|all) posts|read more|share|more (?:articles|posts|from)"
    r"|watch(?: live)?|live|listen|print|email|save|comments?|contact|home|menu"
    r"|search|sign (?:in|up)|log ?in|follow|subscribe|about|reviewed|updated|published|last|see all)$"
    r"|^(?:about|follow|more|read|view|all|meet) "
    r"|^(?:images?|photos?|picture|getty|text|font|a|an|our|in|on|how|why|what|when|this)\b"
    r"(?!.{0,60}\b(?:team|staff|desk|editors|press|board)\b)",
    re.IGNORECASE,
)
_HAN_RUBBISH = re.compile(
    r"^(?:全部|推荐|推薦|最新|热门|熱門|精华|楼主|樓主)$|作者|关注|關注|订阅|訂閱|追蹤|更多|首页|首頁|登录|登入|粉丝|粉絲|专栏$|專欄$|简介|簡介|文章|收藏|分享|"
    r"评论$|評論$|编辑$|編輯$|匿名|佚名|网友|網友|"
    r"来源|來源|原创|原創|转载|轉載|综合|綜合|发布|發布|主页|主頁|查看|私信|认证|認證|授权|授權|整理|本站|"
    r"管理员|管理員|小编|小編|未知|网络$|網路$|"
    r"互联网$|通讯员$|通訊員$|实习生$|實習生$|责任|責任|点击|點擊|阅读|閱讀|浏览|瀏覽|时间|時間|日期|记者$|"
    r"記者$|报道$|報導$|版权|版權|声明|"
    r"聲明|[，。！？；]|\d日|\d(?:电|電|讯|訊)$"
)
_HOUSE = re.compile(
    r"\b(?:staff|team|desk|press|news|newsroom|editors?|editorial|media|times|post|journal|reuters|afp|ap|"
    r"bloomberg|xinhua|agency|"
    r"university|association|institute|group|inc|llc|ltd|corp|company|contributors?|writers?|board|bureau|"
    r"network|magazine|community|"
    r"association|council|society|foundation|department|ministry|office|service|services|solutions|marketing|"
    r"strategy|blog|online|today|tribune|herald|gazette|chronicle|telegraph|business)\b|"
    r"\b[\w-]{1,40}\.[a-z]{2,10}$|\b(?:reporters?|correspondents?|columnists?)\b",
    re.IGNORECASE,
)
_HAN_HOUSE = re.compile(
    r"(?:网|網|社|报|報|刊|台|臺|部|中心|组|組|局|院|公司|集团|集團|频道|頻道|传媒|傳媒|新闻|新聞|资讯|資訊|"
    r"財經|财经|电台|電台|电视|電視|日报|协会|協會|"
    r"委员会|委員會|办公室|辦公室|研究所|学会|大学|大學|客户端|观察|觀察|在线|線上|杂志|雜誌|编辑部|編輯部|"
    r"平台|号)$"
)
_ROLE = re.compile(
    r"\b(?:writer|editor|reporter|correspondent|contributor|columnist|analyst|anchor|producer|professor|"
    r"officer|manager|director|president|founder|"
    r"ceo|cfo|cto|coo|vp|head|chief|lead|senior|staff|specialist|consultant|strategist|engineer|"
    r"representative|attorney|expert|author|university|"
    r"college|school|institute|associated press|news|press|media|times|post|reuters|bloomberg|business|"
    r"sports|cnn|bbc|ap|afp|usa today|magazine|"
    r"network|published|updated|posted|contributed|follow|guest|special to|for)\b|\.(?:com|net|org)\b",
    re.IGNORECASE,
)
_CREDENTIAL = re.compile(
    r"(?:[A-Z][A-Za-z]{0,3}\.){1,4}[A-Z]?$|(?:[A-Z]{2,7}|Ph\.?D|MSc|BSc|MEng|Jr|Sr|Esq|II|III|Dr)\.?$"
    r"|(?:M\.?D|D\.?O|Ph\.?D|M\.?S|R\.?D|RDN|MBA|CPA|R\.?N|J\.?D|MPH)\.?(?:[ /][A-Z.]{2,9}){1,4}$"
)
_LEAD = re.compile(
    r"^\W{0,3}(?:(?:this|the)\s(?:post|article|story|piece)\s(?:was|is)\s)?"
    r"(?:(?:written|reported|posted|published|words|story|text|analysis|opinion|commentary|review|column|"
    r"article|guest post|contributed|"
    r"perspective|interview)\s){0,2}(?:by(?=[\s:])|(?-i:By(?=[A-Z]))|authors?(?=[\s:]))\s{0,3}:?\s{0,3}",
    re.IGNORECASE,
)
_HAN_LEAD = re.compile(
    rf"^[（(【〔\[]?(?:作\s?者|文字|图文|圖文|文|撰文|撰稿人?|采写|採訪|采访|[{HAN}]{{0,10}}?(?:记者|"
    rf"記者))\s{{0,3}}[:：/／|｜丨]?\s{{0,3}}(?=\S)"
)
_HAN_TRAIL = re.compile(
    r"\s{0,3}[/／|｜].{0,20}(?:報導|报道|報道|電|电|综合|綜合)[）)】\]]?$|[_/]\s?[A-Z]{0,3}\d{2,8}$"
)
_STOP = re.compile(
    rf"\s{{0,3}}[|•·｜]\s|\s[-–—]\s|\s{{0,2}}[(（\[]|\s(?={_DAY})|(?<=[a-z]){_DAY}|\d{{1,2}}[./-]\d|\b(?:19|"
    rf"20)\d\d\b"
)
_PLACE = re.compile(r"\s(?:for|in|at|on|from|of)\s")
_COMMAS = re.compile(r"\s{0,3}[;；、，,/]\s{0,3}|\s(?:and|with|&)\s|\s&amp;\s")


_SET_APART = re.compile(rf"(?<![{HAN}])([{SURNAMES}])[ \u3000]{{1,2}}([{HAN}])(?![{HAN}])")
_AGENCY = re.compile(r"(?<=[a-zA-Z]{2})(?=(?:Associated Press|Reuters)$)")
_CONNECTOR = re.compile(
    r"^(?:[\W_]{1,4}|and|und|with|by:?|written by:?|posted by:?|作者[:：]?|记者|記者|文[/／])$", re.IGNORECASE
)


class Grade(IntEnum):
    """How good a name is: of two stated writers the better is believed."""

    NONE = 0
    HOUSE = 1  # a newsroom, an agency, a department
    PEN = 2  # one word, a handle, a pen name
    PERSON = 3  # a full name


def grade_of(name: str) -> Grade:
    """What a cleaned name is."""
    if not 2 <= len(name) <= _MAX_NAME or sum(char.isalpha() for char in name) < 2:
        return Grade.NONE
    if _RUBBISH.search(name) or re.match(_DAY, name.title()):
        return Grade.NONE
    if re.search(rf"[{HAN}]", name):
        return _han_grade(name)
    words = name.split()
    if name.startswith("The ") or "_" in name or (len(words) == 1 and name.islower() and not name.isalpha()):
        return Grade.HOUSE  # a group, or the name of an account
    if _HOUSE.search(name):
        return Grade.HOUSE if len(words) <= 6 else Grade.NONE
    if _FULL_NAME.match(name):
        return Grade.PERSON
    return Grade.PEN if len(words) <= 4 else Grade.NONE


def _han_grade(name: str) -> Grade:
    if len(name) > 24 or _HAN_RUBBISH.search(name):
        return Grade.NONE
    if (_HAN_PERSON.match(name) and len(name) <= 3) or "·" in name:
        return Grade.PERSON
    if _HAN_HOUSE.search(name) and len(name) >= 3:
        return Grade.HOUSE
    if _HAN_PERSON.match(name):
        return Grade.PERSON
    return Grade.PEN if len(name) <= 12 else Grade.NONE


def read_names(raw: str) -> list[str]:
    """The names in a byline as printed or declared, without roles, credentials, days, handles and persons' houses."""
    text = " ".join(raw[:_MAX_RAW].split()).strip(" ,;:|·-–—")
    if not text or re.match(r"https?:|www\.|//|@|[$/]", text):
        return []
    text = set_close(_HAN_TRAIL.sub("", text)) if not text.isascii() else _AGENCY.sub(", ", text)
    text = _LEAD.sub("", _HAN_LEAD.sub("", text, count=1) if len(text) > 3 else text, count=1)
    stop = _STOP.search(text)
    if stop and stop.start() >= 2:
        text = text[: stop.start()]
    place = _PLACE.search(text)
    if place and _FULL_NAME.match(text[: place.start()]):
        text = text[: place.start()]
    found: list[str] = []
    for part in _parts(text.strip(" ,;:|·-–—（）()【】")):
        name = part.strip(" .,;:|·-–—（）()【】[]").removeprefix("by ").removeprefix("By ")
        if not name or (found and (_CREDENTIAL.match(name) or _ROLE.search(name))):
            continue
        name = _without_extra(name)
        if grade_of(name) is not Grade.NONE and name not in found:
            found.append(name)
    return found[:MAX_NAMES]


def set_close(text: str) -> str:
    """Two-character names are set apart to stand as wide as others: 方　敏 is one name."""
    return _SET_APART.sub(r"\1\2", text)


def _parts(text: str) -> list[str]:
    """A list of names as its names; Chinese ones may be apart by spaces only."""
    parts = _COMMAS.split(text)[: 3 * MAX_NAMES]
    split: list[str] = []
    for part in parts:
        words = part.split()
        if len(words) > 1 and all(re.fullmatch(rf"[{HAN}·]{{2,6}}", word) for word in words):
            split += words
        else:
            split.append(part)
    return split


def _without_extra(name: str) -> str:
    """A name without the house glued before it (晨报张三) or the credential behind it (Jo Lane MD)."""
    glued = re.match(
        rf"[{HAN}]{{2,8}}?(?:新闻|新聞|校园|财经|财讯|日报|晚报|晨报|时报|日報|晚報|時報|網|网|社|讯|訊)({HAN_PERSON})$",
        name,
    )
    if glued and len(name) >= 5:
        return glued[1]
    words = name.split()
    half = len(words) // 2
    if half and len(words) % 2 == 0 and words[:half] == words[half:]:
        return " ".join(words[:half])
    return " ".join(words)


def people_in(element: HtmlElement) -> list[str]:
    """The persons that an element's pieces of text name one after another; what follows them is not read.

    Pieces, because names are often set in elements of their own with nothing between: <a>Jo Lane</a><i>Editor</i>.
    """
    found: list[str] = []
    for piece in islice(
        (text for raw in element.itertext() if (text := " ".join(raw[:_MAX_RAW].split()))), 16
    ):
        if _CONNECTOR.match(piece):
            continue
        if len(piece) > _MAX_PIECE:
            break
        names = [name for name in read_names(piece) if grade_of(name) is Grade.PERSON]
        if not names and found:
            break
        found += [name for name in names if name not in found]
    return found[:MAX_NAMES]
