"""Whether a line is the house speaking to its reader: a command or an address, and a thing of the house it is about.

News tells of others, in the third person. What stands below it asks you to do something with the house's own things:
its channel, its newsletter, its account, its funds. So two signs must meet, and a whole sentence needs more of them
than a button does. Who speaks of readers ("customers may register on the site") addresses nobody. Counts only below
an article (``crawler/reading/residue.py``).
"""

from __future__ import annotations

import re

_MAX_CALL = 160  # code points; a longer line is a paragraph that ends with a call
_MAX_HAN_CALL = 120  # the same in Chinese
_MAX_APPEAL = 500
_MAX_OFFER = 60
_MAX_BUTTON = 60
_HAN = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(r"[。.][”’」』\"')）]?\Z")
_QUOTED = re.compile(r"[“\"「『][^”\"」』]{20,}[”\"」』]")


def _either(*parts: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(parts), flags)


# Chinese: words that turn to the reader.
_ADDRESS = _either(
    r"(?<![申聘邀吁籲提敦恳懇报報央])[请請](?![求假愿願教客柬])",
    r"[欢歡]迎(?![词詞会會])",
    r"[记記]得|[别別]忘|快[来來加]|快[点點](?:我|[击擊]|加|[订訂])|[赶趕][紧緊快]|不妨|[动動]小手",
    r"[帮幫]忙[点點]|[点點]我|小[编編](?![辑輯])|小伙伴|师傅们|您|你(?![说說])",
)
_YOU = re.compile("[您你妳]")
# Verbs that command when they begin a clause, and not when they begin a noun ("downloads", "followers").
_VERBS = (
    r"追[蹤踪](?![碼码者])",
    r"[关關][注](?![度点點者的到于於])",
    r"[订訂][阅閱](?![制者量的模收])",
    r"加入(?![者了]|世[贸貿])",
    r"下[载載](?![量次榜者的速])",
    r"按[讚赞]|[点點][赞讚击擊进進选選](?![率量之])|[锁鎖]定|[长長]按|收藏(?!家|[品者加])",
    r"[扫掃][码碼一描]|搜[索尋寻](?![引结結量])|回[复覆][关關【“「]|私信|投稿(?![人者])|[来來]信",
    r"[转轉][发發贴貼](?![这這])|加(?=[^了强快大入盟工，。]{0,8}(?:微信|好友|\w群))|打[开開]",
    r"登[录錄入](?![页頁后後])|[进進]入(?!了)|[设設][为為]|[码碼]上",
)
_COMMAND = re.compile(
    r"(?:\A|[，,。！!？?：:；;、\s>＞»】》」』”）)])[◎※►▶👉📣🔔]?\s?"
    r"(?:也|还|還|就|可|可以|即可|同步|立即|马上|馬上|快|一起|持[续續]|第一[时時][间間]){0,2}"
    rf"(?:{'|'.join(_VERBS)})"
)
# What a house has of its own to offer.
_HOUSE = _either(
    r"APP|LINE|YouTube|\bYT\b|\bFB\b|Facebook|\bIG\b|Instagram|Threads|Telegram|Twitter|Google ?(?:News|新[闻聞])",
    r"微信|公[众眾][号號]|微博|[视視][频頻][号號]|抖音|小程序|[频頻]道|粉[丝絲][团團专專]|粉[专專]|[专專][页頁]",
    r"社[群團团]|[圈讨討][论論子]|\w群(?![岛島体體众眾])|好友|[电電]子[报報]|投稿|[来來]信|[邮郵信]箱|官[网網]",
    r"[链連鏈][接結结]|直播|[评評][论論][区區]|留言|在看”|[赞讚]”|[点點][赞讚]|按[讚赞]|星[标標]|名片|二[维維][码碼]",
    r"[会會][员員]|[订訂][阅閱]|客[户戶]端|干货|福利|好康|[红紅]包|[礼禮]包|[开開][户戶]|新[闻聞](?:[台臺网網]|APP)",
    r"影音|[节節]目|原文|本文|文章|全文|文末|[关關][键鍵]字|[书書][签籤]|股吧|[专專][题題]|[资資][讯訊]|消息|[动動][态態]",
    r"品牌上[线線]|表[态態]|投票|[应應]用程[序式]|推送|咨[询詢]|[諮谘][询詢]",
)
# What happens, might or did is told; a speaker is cited.
_TOLD = _either(
    r"(?<![社机機])[会會](?!员|員)|[将將]|[后後][，,]|(?<!等)[了过過着著](?=[^吗嗎]{2})|(?<!想)[说說称稱](?:[，,。：:]|\Z)|表示|往往|因此",
    r"但(?!是?您)|[不没沒]少|[越愈][来來]|[」”][的一]|昨[天日]|\A(?:[他她它]|有人|[业業]者|[店商][家户戶]|平台|公司|[卖賣]家)|\d月|用[户戶]的|如果|若",
)
_OTHERS = re.compile(r"民[眾众]|旅客|消[费費]者|[乘顾顧]客|家[长長]|[学學考]生")
# An advertisement shouts and has two things to give.
_OFFER = _either(
    r"福利|[红紅]包|中[奖獎]|抽[奖獎]|[礼禮]包|[专專][属屬]|限[时時]|[优優]惠|免[费費]|好[礼禮]|[开開][户戶]|立[减減]",
    r"[领領]取|送[给給]你",
)

_TOLD_IN_ENGLISH = _either(
    r"\b(?:was|were|had|said|says|told|admitted|asked|fell|rose|according)\b",
    r"\bwould(?! love| like| appreciate)\b|\byou will (?:hear|see|find)\b",
)
_COMMANDED = re.compile(
    r"\A[\s—–•>»*\-]{0,4}"
    r"(?:please |now |why not |plus |but |or |(?:for|to) [^,.]{3,60}, |thank you for [^,.]{3,60}, ){0,2}"
    r"(?:sign|subscribe|join|get|read|follow|download|click|tap|share|support|listen|watch|check|donate|visit|go to|"
    r"write to|set a|stay|register|send|add|continue|open|skip|become|help|contribute|log|tell us|let us|discover|"
    r"submit|e-?mail|create|turn on|manage|learn|have you|want|like what|already|thanks?|welcome|recommended|"
    r"affiliate|look out|use the|enter|sorry|review|receive)\b",
    re.IGNORECASE,
)
_LAST_CLAUSE = re.compile(
    r", (?:please |you can )?(?:sign up|subscribe|visit|follow us|download|e-?mail us|click|tap)\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:you|your|yours|readers like you)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|our|us|we'll|we're)\b", re.IGNORECASE)
# What only a house has, and what it has in common with others: that tells with a command alone.
_OURS = _either(
    r"\bnewsletters?\b|\binbox\b|\bsubscri(?:be[rd]?s?|bing|ption)\b|\bcontributi(?:on|ng)\b|\bcontributed?\b",
    r"\bdonat(?:e|ion)\b",
    r"\bnewsroom\b|\bjournalism\b|\b(?:privacy|cookie) policy\b|\bcookies\b|\bfree account\b|\bgift articles?\b",
    r"\bthis (?:article|story)\b|\bour (?:coverage|readers|stories|website)\b|\beach comment\b|\bpaywalls?\b",
    r"\byour support\b",
)
_COMMON = _either(
    r"\bpodcasts?\b|\bnotifications?\b|\bunlimited access\b|\b(?:the|this) (?:content|discussion|conversation)\b",
    r"\bthe site\b",
    r"\bour (?:site|links|partners|app|terms)\b|\bour (?:weekly|daily|monthly|best) \w+|\bwhatsapp\b",
    r"\bfacebook\b|\bin app\b",
    r"\bterms of service\b|\bsocial networks\b|\bbriefing\b|\bmore (?:here|coverage)\b|\bkey stories\b|\bheadlines\b",
    r"\b(?:www\.)?\w{3,30}\.(?:com|org|net)\b|\bevery morning\b|\be-?mail alerts?\b|\b(?:daily|morning) e-?mail\b",
    r"\bset a reminder\b|\bfree trial\b|\bmore (?:\w+ ){1,4}(?:news|opinion|coverage|originals|stories)\b",
)
_SHOUT = re.compile(r"[^a-z]{12,160}\Z")  # capitals alone
_SHOUTED = re.compile(
    r"\b(?:CLICK(?:ING)?|TAP|SUBSCRIBE|SIGN UP|WATCH MORE|READ MORE|FOLLOW US|GET THE .{1,30}APP|DOWNLOAD)\b"
)
_GIFT = re.compile(
    r"\b(?:contribut(?:e|ed|ing|ions?)|donat(?:e|ing|ions?)|support(?:ing)?|giving)\b", re.IGNORECASE
)
_KEPT = re.compile(
    r"\b(?:free (?:and open )?(?:for|to) (?:all|everyone)|newsroom|journalism|readers like you|"
    r"keep (?:our|the|this) (?:news|stories|coverage|site))\b",
    re.IGNORECASE,
)


def addresses_reader(line: str) -> bool:
    """Whether a line calls its reader to something of the house. ``line`` is trimmed."""
    if not line or len(line) > _MAX_CALL or _QUOTED.search(line):
        return False
    return _calls_in_chinese(line) if _HAN.search(line) else _calls_in_english(line)


def appeals_for_support(line: str) -> bool:
    """Whether a line asks its reader for money to keep the house going: the one call that names an amount."""
    return bool(
        len(line) <= _MAX_APPEAL
        and _GIFT.search(line)
        and _KEPT.search(line)
        and (_READER.search(line) or _WE.search(line))
        and not _TOLD_IN_ENGLISH.search(line)
    )


def _calls_in_chinese(line: str) -> bool:
    """A button needs a command or an address; a whole sentence needs an address, and tells of nothing."""
    if len(line) <= _MAX_OFFER and line[-1] in "！!" and len(set(_OFFER.findall(line))) > 1:
        return True
    if len(line) > _MAX_HAN_CALL or _TOLD.search(line) or not _HOUSE.search(line):
        return False
    if _OTHERS.search(line) and not _YOU.search(line):
        return False
    return bool(_ADDRESS.search(line)) or (not _STOP.search(line[-2:]) and bool(_COMMAND.search(line)))


def _calls_in_english(line: str) -> bool:
    """A sentence without a command must have the house and the reader in it, and what only a house has."""
    if _SHOUT.match(line):
        return bool(_SHOUTED.search(line))
    if _TOLD_IN_ENGLISH.search(line):
        return False
    persons = bool(_READER.search(line)) + bool(_WE.search(line))
    ours = {found.group().lower() for found in _OURS.finditer(line)}
    if not (_COMMANDED.match(line) or _LAST_CLAUSE.search(line)):
        return persons == 2 and bool(ours)
    things = ours | {found.group().lower() for found in _COMMON.finditer(line)}
    if not things:
        return False
    return len(line) <= _MAX_BUTTON or not _STOP.search(line[-2:]) or persons > 0 or len(things) > 1
