"""The words that govern a day of a policy text: of opening, closing, acting, postponing, and of other things.

Patterns for nlp/policy_roles.py, on folded text. A pattern for what stands before a day ends with ``$``, one for
what stands behind it begins with ``^``. Their alternatives are word families of both languages, none a sentence.
"""

from __future__ import annotations

import re

CLAUSE = re.compile(r"[,，;；:：()（）、]|\s-\s|\b(?:and|but|while|after|because)\s")

ENTERS_ZH = (
    r"生效|施行|实施|执行|适用|上路|开征|课征|启用|启动|实行|落地|推行|开始|运行|取消"
    r"|废止|停止|终止|恢复|征收|加征"
)
ENTERS_EN = (
    r"(?:takes?|taking|took|taken|coming|comes?|came|enter(?:s|ed|ing)?|entry|go(?:es)?"
    r"|went|puts?|be)\s(?:in)?to\s(?:force|effect"
    r"|operation|law)|(?:takes?|taking|took|taken)\s(?:full\s)?effect|effective|in\s(?:force"
    r"|effect)|appl(?:y|ies|ied|icable|ication)"
    r"|start(?:s|ed|ing)?|begin(?:s|ning)?|began|commenc(?:e[sd]?|ing|ement)|kick(?:s"
    r"|ed)?\sin|go(?:es)?\slive|went\slive"
    r"|implement(?:ed|ation)?|abolish(?:ed)?|scrapp?(?:ed)?|end(?:s|ed)?|remov(?:ed?"
    r"|es)|introduc(?:ed?|es)|impos(?:ed?|es)"
    r"|phased?\s(?:in|out)|rais(?:ed?|es)|increas(?:ed?|es)|ris(?:es?|en)|required?"
    r"|must|mandatory|collect(?:ed)?|charged?|levied"
)
ACTS_ZH = (
    r"表示|宣布|发布|公布|公告|通告|通过|裁定|说|称|认定|启动|发起|提出|提交|表决"
    r"|批准|核准|决定|签署|签发|判决|作出|判处|判令"
    r"|刊登|刊载|印发|通报|开出|裁罚|核定|预告|拍板|修正|修订|三读|立案|出台|颁布"
    r"|下发|颁发|确认|指出|透露|证实|披露|发文|处以|罚|下令|驳回"
    r"|同意|致函|起诉|约谈|要求|推出|制定|废止|议决|延长|更新|上线|挂网|发函|发出"
    r"|重申|开庭宣判|宣判|敲定|达成|责令|展开|举行发布会"
)
ACTS_EN = (
    r"sa(?:id|ys)|announc\w+|issu(?:ed|es)|publish\w*|unveil\w*|adopt(?:ed|s)|approv(?:ed"
    r"|es)|pass(?:ed|es)|sign(?:ed|s)"
    r"|ruled?|fin(?:ed|es)|order(?:ed|s)|propos(?:ed|es)|open(?:ed|s)|launch(?:ed"
    r"|es)|vot(?:ed|es)|decid(?:ed|es)|decision"
    r"|dismiss\w*|upheld|struck|found|confirm(?:ed|s)|agreed?|revis(?:ed|es)|amend(?:ed"
    r"|s)|extend(?:ed|s)|suspend(?:ed|s)"
    r"|postpon(?:ed|es)|repeal(?:ed|s)|releas(?:ed|es)|told|initiat\w+|institut\w+"
    r"|back(?:ed|s)|clear(?:ed|s)|enact\w+|assent"
    r"|laid|made|dated|done\sat|notified|designated?|imposed|rejected|granted|blocked"
    r"|annulled|overturned|set\sout|tabled|present(?:ed|s)"
    r"|finali[sz]ed|gazetted|promulgated|asked|sent|lifted|raised|cut|withdrew|delayed"
    r"|went\sonline|gave|began|started|requested"
)
OTHER = re.compile(
    r"听证|公听|座谈|说明会|研讨|开庭(?!宣判)|庭审|会议将|召开|峰会|选举|出席|财年"
    r"|财报|双\d|促销|交货|交付|到港|航班"
    r"|\b(?:hearings?|meetings?|sessions?|summit|conference|court\sdate|workshop|webinar"
    r"|election|born|fiscal|delivered|arrived?)\b"
)
STATISTICS = re.compile(
    r"同比|环比|增长|下降|累计|统计|出口额|进口额|销售额达|\b(?:compared\swith|year\son\syear"
    r"|statistics|figures\sfor|data\sfor|exports\s(?:rose|fell))\b"
)
OLDER = re.compile(
    r"曾(?!经?被?认定)|此前|先前|早前|上一次|上次|前次|当时|现行|前一版|原告|申请人"
    r"|申诉人|投诉于|申请于|始于|起于|源于|立案于|检察官"
    r"|成立于|\b(?:conduct|practices?|violations?|infringements?|investigation|probe"
    r"|inquiry|case|dispute|talks)\b[^.;]{0,40}\b(?:began|started|opened)\b"
    r"|\b(?:previous(?:ly)?|earlier|formerly|the\slast\s(?:comparable|such|time|change"
    r"|increase|update)|had\s(?!until|by|to|sought)\w+|used\sto"
    r"|in\splace\ssince|dates?\s(?:from|back)|complaint|petition|lawsuit|filed|opinion"
    r"|reference|reminder|(?:partial|last)\srevision"
    r"|(?:under|amending|repealing|replacing|pursuant\sto|implementing|by|of)\s(?:the\s"
    r"|an?\s)?(?:\w+\s){0,3}(?:adopted|decision|regulation|"
    r"directive|act|order|rule|notice|proclamation)\s(?:of|adopted|dated|signed|on))\b"
)
CITED = re.compile(r"(?:根据|依据|按照|依照|废止|替代|取代|修改|修订)(?:了)?[^,，。]{0,20}$")
LASTS = re.compile(r"\b(?:suspen|paus|appl|exten|in force|valid|exempt|waiv|duty|measure)")
COUNTED = re.compile(
    r"\b(?:days|months|years|weeks|period|counted|calculated|running|starting)\s(?:counted\s"
    r"|running\s)?from\s$"
)
BACKGROUND = re.compile(
    r"^\W*(?:背景|此前|先前|据了解|回顾|资料显示|相关背景|历史|业内|分析|专家|上一次"
    r"|上次|现行|早在|值得一提|a\sreminder|background|by\sway\sof\sreminder"
    r"|previously|earlier\sthis|last\syear|the\slast|analysts|the\scurrent|separately"
    r"|meanwhile|in\san\searlier)"
    r"|曾[在于经]?(?!被)|(?:现行|前一版|上一版|此前)|的一份报告|记者会上才|\bhad\s(?:been"
    r"|promised|said|asked|already|filed|proposed|planned|set|opened)\b"
)
OLD_PLAN = re.compile(
    r"(?:原[订定本先计]?[划于定自拟在]{0,2}|本应|本来|原计划(?:于|在|自)?|而非|而不是"
    r"|不再是|(?:由|从)(?:原[定订来先]的?)?)[\s]?$"
    r"|\b(?:originally|previously|initially|was\sdue|were\sdue|had\sbeen\sdue|was\sto"
    r"|instead\sof|rather\sthan|not)\b"
    r"(?:\s[\w'-]+){0,5}\s?(?:on|from|for|until|in|of)?\s?$"
)
LAPSES = re.compile(r"\b(?:scheduled|set|due|was|were)\sto\s(?:expire|end|lapse|close)(?:\son)?\s$")
LAPSED_AFTER = re.compile(r"^(?:到期|届满|截止|结束)的?[^。]{0,40}(?:延长|展延|延期|延至|续期)")
EXTENDED = re.compile(r"\b(?:exten[ds]|prolong|renew|postpon|delay|push)")
BACK_TO = re.compile(
    r"(?:追溯|回溯)(?:适用|执行|生效)?(?:至|到|自)$|\bretroactive(?:ly)?\s(?:to|from"
    r"|as\sof)\s$|\bback-?dated\sto\s$"
)
ON_OR_AFTER = re.compile(
    r"\bon\s(?:or|and)\safter(?:\s12:01\sa\.m\.[^;]{0,40}?(?:\son|,))?\s$|\b(?:entered"
    r"|imported|shipped)\s(?:on|from|after)\s$"
)
WILL_ACT = re.compile(
    r"\b(?:will|would|to|may|could|might)\s(?:rule|vote|publish|decide|announce|meet"
    r"|discuss|consider|hear|present|unveil|issue|release|propose|debate|sign|deliver"
    r"|hold|review)\b[^.;]{0,60}$"
)
VOTED_AFTER = re.compile(
    r"^\s?(?:再)?(?:投票|表决|审议|讨论|开会|审理|宣判|举行|公布(?:结果|裁决)|裁决"
    r"|作出)"
)
TO_PASS = re.compile(r"^\sto\s(?:pass|vote|decide|approve|adopt|agree|rule|sign|veto)\b")
RECEIVED_AFTER = re.compile(r"^\s?(?:正式)?(?:收到|接到|接获|受理)|^提交的?(?:申请|申诉|投诉)")
MOVED_AFTER = re.compile(
    r"^\s?(?:起|的)?[^,，。;；]{0,8}(?:推迟|顺延|延后|延期|延至|延迟|延到|押后|改为"
    r"|改至|改到|调整为|提前|暂缓|延长)"
    r"|^\s(?:start\s|deadline\s|launch\s)?to\s"
)
MOVES = re.compile(
    r"(?:推迟|顺延|延后|延期|延迟|展延|押后|推后|改期|改|缓|延|提前|调整|后延|展期)(?:生效"
    r"|施行|实施|执行|适用|上路|开征)?(?:时间|日期|日|期)?(?:至|到|为|自|於|于|由)?[\s]?$"
    r"|\b(?:postpon|delay|defer|push|mov|put|brought?|shift)(?:e|es|ed|ing|s)?\b[^.;]{0,70}\b(?:until"
    r"|till|to|by)\s(?:the\send\sof\s)?$"
)
CLOSES = re.compile(
    r"截止|征求|征询|意见|评论|反馈|申报期|期限|有效期|豁免|优惠|提交期|宽限|过渡期|回复|答复"
    r"|\b(?:deadline|comments?|feedback|consultation|submissions?|responses?|exemptions?"
    r"|exclusions?|window|grace|expir\w+|suspension|truce|moratorium)\b"
)
DEADLINE_AFTER = re.compile(
    r"^\s?(?:\d{1,2}[时点:]\d{0,2}分?)?(?:\([^)]{0,8}\))?\s?(?:以前|之前|前(?!瞻|后"
    r"|述|任)|截止|为止|止|届满|到期|期满|结束|失效|24[时点]|午夜|收盘前)"
    r"|^\s(?:deadline|cut-?off|expiry)\b"
)
DEADLINE_BEFORE = re.compile(
    r"(?:截[至止](?:日期|日|时间|期限|期)?(?:为|是|到|至|:|：|定为|定在|在|于)?|至"
    r"|到|迄|不晚于|不迟于|最[迟晚][于在]?|限期|限于|限|期限为"
    r"|延长(?:执行|适用|实施)?(?:期限|有效期)?[至到]|延[至期]|展延至|届满日为|到期日为|有效期至|赶在"
    r"|\b(?:until|till|through|by|before|due|due\s(?:on|by)|no\slater\sthan|not\slater\sthan"
    r"|on\sor\sbefore|prior\sto|up\sto|deadline"
    r"(?:\s(?:is|of|for\s[\w ]{1,30}|on))?|closing\sdate(?:\sis)?|clos(?:es?|ing)(?:\son)?"
    r"|clos(?:es?|ing|ed)\sat|closed\son|ends?\son|ending(?:\son)?|laps(?:es?|ing)(?:\son)?"
    r"|expir(?:es?|ing|y)(?:\son)?|expiry\sdate(?:\sof)?|sunset(?:s)?(?:\son)?|to))"
    r"(?:\s(?:the|the\send\sof(?:\s(?:business|the\sday)\son)?|midnight\s(?:on|at\sthe\send\sof)"
    r"|close\sof\sbusiness\son|cob\son|at\sleast|and\sincluding"
    r"|5\s?p\.?m\.?\s(?:on|et\son)?|(?:at\s)?\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|p\.m\."
    r"|a\.m\.)?\s?(?:\w{2,4}\s)?on))?[\s:：,，]{0,2}$"
)
EVERY_YEAR = re.compile(
    r"每(?:逢)?年|历年|歷年|\b(?:each|every)\s(?:year|autumn|fall|spring|winter|summer)\b"
)
# A report that is to come out by then closes nothing.
STUDY_DUE = re.compile(
    r"(?:评估|研究|分析|调查|影响)报告[^,，。]{0,12}(?:公布|发布|出炉|完成)"
    r"|\b(?:assessment|study|report|review|analysis)\b[^.;]{0,40}\b(?:publish\w*|released?|completed?|due|ready)\b"
)
VOTES_BEFORE = re.compile(r"\b\d{1,3}(?:\sto\s|-)\d{1,3}\s(?:on\s)?$")  # backed by 16 to 8 on Friday
ASKS = re.compile(
    r"提交|报送|上报|反馈|意见|评论|答复|回复|回应|完成|申报|登记|备案|注册|整改|补交"
    r"|缴纳|缴清|陈述|征求|征询|公示|申请|说明|提供|应诉|上诉|复议|接受|开放|补正"
    r"|书面|报名|截止|结束|有效|到期|失效"
    r"|\b(?:comments?|submi\w+|repl(?:y|ies)|respon\w+|feedback|answers?|complet\w+"
    r"|regist\w+|fil(?:e|ed|ing)|appl(?:y|ications?)|requests?|provid\w+|hand|contributions?"
    r"|views|pay|compl(?:y|iance)|objections?|appeal\w*|consult\w*|open|clos\w+|explain"
    r"|notify|report|appear|due|deadline|expir\w*|last\sday|lapse\w*)\b"
)
EFFECTIVE_AFTER = re.compile(
    rf"^\s?(?:凌晨|零时|零点|0时|0点|上午)?\s?(?:起(?![诉草源点因到])|(?:正式|全面"
    rf"|开始|分阶段|同步|付诸)?\s?(?:{ENTERS_ZH})|后(?!续)|之后)"
    r"|^\s(?:effective|start|entry\sinto\sforce|implementation)\b"
)
EFFECTIVE_BEFORE = re.compile(
    rf"(?:自|从|起自|改自|改于|自从|改从|生效日(?:期)?(?:为|是|:|：)?|施行日(?:期)?(?:为"
    rf"|是|:|：)?|实施日(?:期)?(?:为|是|:|：)?"
    rf"|(?:生效|实施|施行)(?:时间|日期)(?:为|是|:|：|定为|在|于)?)\s?$"
    rf"|\b(?:from|with\seffect\sfrom|starting(?:\sfrom|\son|\sin)?|beginning(?:\son"
    rf"|\sin)?|as\sof|as\sfrom|since|effective\sdate(?:\s(?:of|is|:))?"
    rf"|coming\sinto\sforce|entry\sinto\sforce(?:\sdate)?|commencement|(?:{ENTERS_EN}))(?:\s(?:from"
    rf"|on|as\sof|as\sfrom|in|is|at|early\sin|late\sin"
    rf"|the\sstart\sof))?[\s:：,，]{{0,2}}$"
)
ENTERS_FAR = re.compile(
    rf"\b(?:{ENTERS_EN})\b[^.;]{{0,60}}\b(?:on|in|from)\s$|(?:{ENTERS_ZH})[^,，。]{{0,12}}(?:于|在|为)$"
)
ENTERS_VERB = re.compile(rf"\b(?:{ENTERS_EN})\b|(?:{ENTERS_ZH})")
SAYS_VERB = re.compile(rf"\b(?:{ACTS_EN})\b")
ENTERS_LATER = re.compile(
    rf"{ENTERS_ZH}|须|必须|应当?|需|不得|改为|降|升|调|缴|免|征|纳入|禁|\b(?:{ENTERS_EN}"
    rf"|will|shall|must|would)\b"
)
TO_COME = re.compile(
    r"(?:将|拟|预计|预定|计划|有望|可望|准备|打算|或)[^,，。]{0,8}$|\b(?:will|would"
    r"|shall|to|expected|scheduled|plans?|due|set|aims?)\b[^,.;]{0,60}$"
)
PAST = re.compile(
    r"已(?!经?定)|业已|了|\b(?:since|took|entered|came|went|has\s(?:been|applied|started)"
    r"|have\s(?:been|applied)|was|were|began|started|applied)\b"
)
SAID_AFTER = re.compile(
    rf"^(?:\([^)]{{0,6}}\))?[\s,，]?[^,，。;；]{{0,24}}?(?:{ACTS_ZH})|^\s?(?:对|就|在|以|向|拟|将)"
    rf"|^\s?(?:,\s)?(?:[\w'-]+\s){{0,5}}?(?:{ACTS_EN})\b"
)
SAID_NEXT = re.compile(
    rf"^[\s,，]?(?:[联正]?[合式]?|再次|首次|凌晨|上午|下午|晚间?|深夜|傍晚|中午)?(?:{ACTS_ZH})"
    rf"|^\s(?:{ACTS_EN})\b"
)
SAID_BEFORE = re.compile(
    rf"\b(?:{ACTS_EN})\b[^.;]{{0,90}}$|\b(?:gazette|journal|bulletin|register)(?:\sof|,|\son|\sdated)?\s$"
    rf"|(?:{ACTS_ZH})(?:日期|时间|日)?(?:于|在|为|是|:|：)?$|(?:发文日期|发布日期"
    rf"|公布日期|发布时间|成文日期|日期|令|字|于)[:：]?\s?$"
)
ASKS_FROM = re.compile(
    r"^\s?起(?:就|对|向|公开|面向|开始)?[^,，。]{0,30}?(?:征求|征询|调查|公示|听取|接受[^,，。]{0,6}意见)"
)
DECIDES_BY = re.compile(
    r"^\s?(?:之|以)?前(?:将|会)?(?:作出|做出|公布|发布|决定|出台|敲定|公告|宣布|结束"
    r"|完成(?:调查|审查|评估|审议|立法))"
)
RELIEF_ENDS = re.compile(
    r"\b(?:relief|exemption|de minimis|threshold|allowance|treatment)\b[^.;]{0,30}\bends?\s(?:on\s)?$"
)
AT_THE_LATEST = re.compile(r"(?:不晚于|不迟于|最[迟晚][于在]?)\s?$")
NUMBERED = re.compile(
    r"^\s?[\u4e00-\u9fff]{1,8}字第"
)  # 115年6月29日台財稅字第…號: the day of this very document
LABEL = re.compile(
    r"(?:发文日期|发布日期|公布日期|发布时间|公布时间|成文日期|印发日期|日期|date"
    r"|date\sof\s(?:issue|publication)|published|issued|posted|dated|adopted|signed"
    r"|made)\s?(?:on\s)?[:：]?\s?$"
)
