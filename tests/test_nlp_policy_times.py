"""Announced, first day of application, deadline: what a text of policy says and what it only mentions.

Own sentences, every one with the answer of a reader, written before the rules were held against them.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.document import Document
from nlp.policy_dates import find_days, find_durations
from nlp.policy_times import Times, read_times
from nlp.policy_zone import published_day
from nlp.script import fold
from nlp.segment import build_document

WEDNESDAY = datetime(2027, 3, 10, 4, tzinfo=UTC)


def document(text: str, kind: str = "press", at: datetime = WEDNESDAY, region: str = "") -> Document:
    return build_document(text, lang=None, title="", published_at=at, source="", kind=kind, region=region)


def times(text: str, kind: str = "press", at: datetime = WEDNESDAY, region: str = "") -> Times:
    made = document(text, kind, at, region)
    return read_times(made, find_durations(made.folded), published_day(made))


Row = tuple[str, str | None, str | None, str | None]  # text, announced, effective, deadline

SIMPLIFIED: list[Row] = [
    ("商务部8日发布公告，自2027年4月1日起施行。", "2027-03-08", "2027-04-01", None),
    ("海关总署3月9日通报，新规将于下月1日起执行。", "2027-03-09", "2027-04-01", None),
    ("税务总局昨日印发通知，下月起执行新税率。", "2027-03-09", "2027-04", None),
    ("财政部宣布，该政策执行至2027年年底。", None, None, "2027-12-31"),
    ("市场监管总局上周五公布规则，本月15日起施行。", "2027-03-05", "2027-03-15", None),
    ("市场监管总局近日公布规则，自公布之日起施行。", None, None, None),
    ("海关总署今天发布公告，自发布之日起30日后施行。", "2027-03-10", "2027-04-09", None),
    ("工信部就管理办法公开征求意见，意见反馈截止时间为2027年4月10日。", None, None, "2027-04-10"),
    ("网信办3月5日起就办法草案公开征求意见，为期一个月。", "2027-03-05", None, "2027-04-05"),
    (
        "国务院关税税则委员会发布公告，自3月12日零时起加征10%关税，暂停期为90天。",
        None,
        "2027-03-12",
        "2027-06-10",
    ),
    ("欧盟委员会周二宣布，新规将推迟至2028年1月1日实施。", "2027-03-09", "2028-01-01", None),
    ("欧盟委员会周二宣布，将征求意见截止日期延长至4月30日。", "2027-03-09", None, "2027-04-30"),
    ("日本财务省10日表示，消费税新规定于令和10年4月1日施行。", "2027-03-10", "2028-04-01", None),
    ("泰国海关厅发布公告，自佛历2570年5月1日起取消免税。", None, "2027-05-01", None),
    ("英国税务海关总署2月26日起诉一家卖家，听证会定于5月6日举行。", "2027-02-26", None, None),
    ("印尼贸易部周一颁布条例，条例自颁布之日起三个月后生效。", "2027-03-08", "2027-06-08", None),
    ("韩国国会昨日表决通过修正案，公布后六个月施行。", "2027-03-09", None, None),
    ("越南工贸部称，新议定最迟于2027年7月1日生效。", None, None, None),
    ("美国贸易代表办公室周一决定，把关税排除期从3月31日延长至6月30日。", "2027-03-08", None, "2027-06-30"),
    (
        "商务部公告，有关产品的反倾销税自2027年3月15日起继续征收，实施期限5年。",
        None,
        "2027-03-15",
        "2032-03-15",
    ),
    ("墨西哥海关2日起停止接收未预申报的包裹，原定1月15日执行的方案作罢。", None, "2027-03-02", None),
    (
        "海关统计，截至2月底，该省跨境电商进出口增长12%。海关总署将于4月1日起实施新单证。",
        None,
        "2027-04-01",
        None,
    ),
    ("加拿大边境服务局3月3日宣布启动调查，将于6月1日前作出初裁。", "2027-03-03", None, None),
    ("法国竞争机构要求该平台在30日内答复。", None, None, "2027-04-09"),
    ("意大利反垄断局8日对该公司处以罚款，公司须在60个工作日内整改。", "2027-03-08", None, None),
    ("巴西政府周三签署临时措施，措施即日生效，有效期120天。", "2027-03-10", "2027-03-10", "2027-07-08"),
    ("新加坡关税局表示，明年1月1日起实施新清单。", None, "2028-01-01", None),
    ("国家邮政局拟于年内出台新规。", None, None, None),
    ("阿联酋联邦税务局称，第三季度将公布细则。", None, None, None),
    (
        "瑞士联邦议会此前于2026年9月通过该法，联邦委员会3月5日决定于2028年1月1日生效。",
        "2027-03-05",
        "2028-01-01",
        None,
    ),
    (
        "澳大利亚竞争与消费者委员会2月8日立案，被调查企业须于3月31日前提交材料。",
        "2027-02-08",
        None,
        "2027-03-31",
    ),
    ("海关总署公告：本公告自二〇二七年五月一日起实施。", None, "2027-05-01", None),
    ("土耳其贸易部昨起暂停对低值包裹征税。", None, "2027-03-09", None),
    ("南非税务局日前通知，过渡期至5月底结束。", None, None, "2027-05-31"),
    ("印度商工部3月8日发布第12号通告，同日生效。", "2027-03-08", "2027-03-08", None),
]

TRADITIONAL: list[Row] = [
    ("財政部昨(9)日公告，新制自116年4月1日起實施。", "2027-03-09", "2027-04-01", None),
    ("關務署今(10)日表示，預告期間至5月9日止。", "2027-03-10", None, "2027-05-09"),
    ("公平會上週三作成決議，處以罰鍰新臺幣200萬元。", "2027-03-03", None, None),
    ("經濟部預告修正草案，自公告翌日起60日內得陳述意見。", None, None, "2027-05-09"),
    ("行政院8日拍板，修正條文自公布後三個月施行。", "2027-03-08", "2027-06-08", None),
    ("香港海關宣布，先導計劃下月1日起推行，為期兩年。", None, "2027-04-01", "2029-04-01"),
    ("數位發展部表示，辦法自即日起生效。", "2027-03-10", "2027-03-10", None),
    ("立法院9日三讀，業者須於半年內完成登記。", "2027-03-09", None, None),
    ("日本國會週二通過法案，預定2028年10月上路。", "2027-03-09", "2028-10", None),
    ("韓國關稅廳宣布，原訂3月20日上路的新制延後至6月20日實施。", None, "2027-06-20", None),
    ("馬來西亞財政部週一說，低價商品稅自明年1月起調高至12%。", "2027-03-08", "2028-01", None),
    ("歐盟理事會8日通過決議，自2028年第一季起加徵費用。", "2027-03-08", "2028-01", None),
    ("衛福部3月4日公告修正標示規定，中華民國一百一十六年七月一日生效。", "2027-03-04", "2027-07-01", None),
    ("加拿大稅務局5日宣布，申報期限由4月30日展延至5月31日。", "2027-03-05", None, "2027-05-31"),
    ("美國海關與邊境保護局上月28日發布通知，豁免措施至6月1日失效。", "2027-02-28", None, "2027-06-01"),
]

ENGLISH: list[Row] = [
    (
        "The FTC on Monday adopted a rule that takes effect 60 days after publication in the Federal Register.",
        "2027-03-08",
        None,
        None,
    ),
    (
        "CBP published the rule on March 8. It takes effect 30 days after publication.",
        "2027-03-08",
        "2027-04-07",
        None,
    ),
    (
        "The Commission opened a consultation last Thursday. Comments are due by 15 April.",
        "2027-03-04",
        None,
        "2027-04-15",
    ),
    ("HMRC said the charge will apply from next month.", None, "2027-04", None),
    ("HMRC said on Tuesday that the relief ends on 31 March 2028.", "2027-03-09", "2028-03-31", None),
    ("Canada's government said today that the tax starts on July 1.", "2027-03-10", "2027-07-01", None),
    (
        "The Swiss Federal Council on 5 March set the date of entry into force at 1 January 2028.",
        "2027-03-05",
        "2028-01-01",
        None,
    ),
    (
        "Brazil's Senate passed the bill on Tuesday; the fee would apply from the start of 2028.",
        "2027-03-09",
        "2028-01",
        None,
    ),
    (
        "The CMA launched a probe on 3 March and expects to reach a decision by September 2027.",
        "2027-03-03",
        None,
        None,
    ),
    (
        "The agency postponed the compliance date from April 1, 2027 to October 1, 2027.",
        None,
        "2027-10-01",
        None,
    ),
    ("The agency extended the comment period from March 20 to April 19.", None, None, "2027-04-19"),
    (
        "The exclusions, which were due to expire on March 31, were extended until August 31, 2027, USTR said on March 8.",
        "2027-03-08",
        None,
        "2027-08-31",
    ),
    (
        "USTR will hold a hearing on April 28; written comments must be submitted no later than April 21.",
        None,
        None,
        "2027-04-21",
    ),
    (
        "The measure entered into force on 1 March and expires on 28 February 2028.",
        None,
        "2027-03-01",
        "2028-02-28",
    ),
    (
        "Vietnam's government issued the decree last Friday. It has applied since 1 March.",
        "2027-03-05",
        "2027-03-01",
        None,
    ),
    ("The court ruled on Friday in a case filed on 12 January.", "2027-03-05", None, None),
    (
        "The regulation was adopted on 24/02/2027 and applies from 01/07/2027.",
        "2027-02-24",
        "2027-07-01",
        None,
    ),
    ("The rule, published on 3/8/2027, is effective 4/15/2027.", "2027-03-08", "2027-04-15", None),
    (
        "The ministry on Wednesday, 3 March, gave platforms 10 working days to respond.",
        "2027-03-03",
        None,
        None,
    ),
    (
        "Turkey suspended the duty for 90 days, effective immediately, the trade ministry said on Monday.",
        "2027-03-08",
        "2027-03-08",
        "2027-06-06",
    ),
    ("The treasury said the consultation will run until the end of June.", None, None, "2027-06-30"),
    ("The KFTC plans to publish its decision on April 5.", None, None, None),
    (
        "The regulator fined the seller $3 million on Friday for conduct that began on June 3, 2026.",
        "2027-03-05",
        None,
        None,
    ),
    ("Officials said on Sunday the ban would be in force through 2027.", "2027-03-07", None, "2027-12-31"),
    (
        "Mexico's tax office said exports rose in February. From April it will require a new form.",
        None,
        "2027-04",
        None,
    ),
    (
        "A year ago the council proposed the fee; on 9 March 2027 it adopted it, with application as of 1 November 2027.",
        "2027-03-09",
        "2027-11-01",
        None,
    ),
    (
        "India will charge the levy as of the third quarter of 2027, its commerce ministry said yesterday.",
        "2027-03-09",
        "2027-07",
        None,
    ),
    (
        "Poland's parliament approved the bill on March 31, 2026; the president signed it last week.",
        None,
        None,
        None,
    ),
    (
        "Japan will require platforms to collect consumption tax from April 1, 2028, the finance ministry announced on Feb. 26.",
        "2027-02-26",
        "2028-04-01",
        None,
    ),
    ("Feedback on the draft can be given for four weeks from 8 March.", None, None, "2027-04-05"),
    (
        "The rules come into operation on the first day of the month following publication, the gazette of 9 March says.",
        "2027-03-09",
        "2027-04-01",
        None,
    ),
    (
        "The fee comes into force on 1st July, the customs service said on the 5th.",
        "2027-03-05",
        "2027-07-01",
        None,
    ),
]

NOTICES: list[Row] = [
    (
        "现将有关事项公告如下。本公告自2027年4月1日起施行。\n特此公告。\n海关总署\n2027年3月5日",
        "2027-03-05",
        "2027-04-01",
        None,
    ),
    (
        "发布日期：2027-03-02\n经研究，决定废止本部第3号通知，自印发之日起生效。",
        "2027-03-02",
        "2027-03-02",
        None,
    ),
    (
        "Final rule. DATES: This rule is effective on May 10, 2027. Comments must be received on or before April 9, 2027.",
        "2027-03-10",
        "2027-05-10",
        "2027-04-09",
    ),
    (
        "This Regulation shall enter into force on the twentieth day following that of its publication in the Official Journal of the European Union. It shall apply from 1 January 2028.",
        "2027-03-10",
        "2028-01-01",
        None,
    ),
    (
        "This Regulation shall enter into force on the day following that of its publication.",
        "2027-03-10",
        "2027-03-11",
        None,
    ),
    ("訂定「包裹申報作業規定」，自公布後三十日施行。", "2027-03-10", "2027-04-09", None),
    ("主旨：公告展延試辦期間至中華民國116年12月31日。", "2027-03-10", None, "2027-12-31"),
    (
        "We invite comments on the draft guidance. Send them within 45 days of publication of this notice.",
        "2027-03-10",
        None,
        "2027-04-24",
    ),
    (
        "Interim rule. This rule is effective March 15, 2027, through September 15, 2027.",
        "2027-03-10",
        "2027-03-15",
        "2027-09-15",
    ),
    (
        "Done at Brussels, 4 March 2027. The duty applies from 12 March 2027 for a period of six months.",
        "2027-03-04",
        "2027-03-12",
        "2027-09-12",
    ),
]

KNOWN_FAILURES: dict[str, str] = {}
"""First words of a text to why the rules cannot read it. Strict: one that starts to pass must leave this table."""


def _cases(rows: list[Row]) -> list[Any]:
    made = []
    for row in rows:
        why = next((reason for head, reason in KNOWN_FAILURES.items() if row[0].startswith(head)), None)
        made.append(
            pytest.param(
                row, marks=[pytest.mark.xfail(strict=True, reason=why)] if why else [], id=row[0][:24]
            )
        )
    return made


@pytest.mark.parametrize("row", _cases(SIMPLIFIED + TRADITIONAL + ENGLISH))
def test_times_of_reports(row: Row) -> None:
    assert times(row[0]) == Times(*row[1:])


@pytest.mark.parametrize("row", _cases(NOTICES))
def test_times_of_notices(row: Row) -> None:
    assert times(row[0], kind="notice") == Times(*row[1:])


def test_the_day_is_that_of_the_place_of_publication() -> None:
    late = datetime(
        2027, 3, 9, 20, tzinfo=UTC
    )  # the 10th in Shanghai, still the 9th in Washington and London
    assert times("商务部今日宣布启动调查。", at=late).announced == "2027-03-10"
    assert times("The FTC opened a probe today.", at=late).announced == "2027-03-09"
    assert times("The JFTC opened a probe today.", at=late, region="JP").announced == "2027-03-10"
    early = datetime(2027, 3, 10, 2, tzinfo=UTC)
    assert times("The FTC opened a probe today.", at=early, region="US").announced == "2027-03-09"
    assert times("美国贸易代表办公室今天宣布启动调查。", at=early, region="US").announced == "2027-03-09"


def test_a_day_without_a_time_is_that_day_everywhere() -> None:
    midnight = datetime(2027, 3, 10, tzinfo=UTC)
    for region in ("", "US", "CN", "NZ", "BR", "XX"):
        assert times("The FTC opened a probe today.", at=midnight, region=region).announced == "2027-03-10"


def test_without_a_day_of_publication_no_day_is_told() -> None:
    made = build_document("自2027年4月1日起施行。", lang=None, kind="notice")
    assert read_times(made, find_durations(made.folded), None) == Times(None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "自2027年99月99日起施行。",
        "effective 2027-99-99",
        "自2月30日起施行",
        "from 31.02.2027",
        "on June 31",
        "45日公告",
    ],
)
def test_days_that_do_not_exist_are_none(text: str) -> None:
    assert find_days(fold(text), date(2027, 3, 10)) == []


@pytest.mark.parametrize(
    "text",
    [
        "9" * 60_000,
        "自" * 60_000,
        "月日" * 30_000,
        "from " * 12_000,
        "3月" * 20_000,
        "until the end of " * 4_000,
    ],
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    made = document(text)
    assert read_times(made, find_durations(made.folded), published_day(made)).deadline is None


_DATED = re.compile(r"[月年季0-9]|month|year|quarter|January|March|April|June|September|end of")
RELATIVE = [row[0] for row in SIMPLIFIED + TRADITIONAL + ENGLISH if not _DATED.search(row[0])]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(RELATIVE), st.integers(0, 53))
def test_weeks_later_the_same_words_are_as_many_weeks_later(text: str, weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    before, after = times(text), times(text, at=WEDNESDAY + shift)
    for name in ("announced", "effective", "deadline"):
        day = getattr(before, name)
        moved = (date.fromisoformat(day) + shift).isoformat() if day else None
        assert getattr(after, name) == moved


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TRADITIONAL), st.integers(-40, 40))
def test_both_scripts_give_the_same_days(row: Row, shift: int) -> None:
    at = WEDNESDAY + timedelta(days=shift)
    assert times(fold(row[0]), at=at) == times(row[0], at=at)


NO_DAYS_OF_THE_ACT: list[Row] = [
    ("财政部3月9日公布规则，4月1日起施行。超过标准的平台须在60天内完成登记，Temu回应称将按要求执行。", "2027-03-09", "2027-04-01", None),
    ("財政部9日公布規定，4月1日上路。達標平台須在60天內完成登記，蝦皮回應將配合。", "2027-03-09", "2027-04-01", None),
    ("The finance ministry published the rules on Tuesday; they take effect on April 1. Sellers above the mark"
     " must register within 60 days, and Temu said in response that it would comply.", "2027-03-09", "2027-04-01", None),
    ("商务部3月9日公布名单。每年9月到11月，决定了物流商一年的收成。", "2027-03-09", None, None),
    ("The tax panel backed the plan on Tuesday. An impact assessment is to be published before the end of the year.",
     "2027-03-09", None, None),
    ("欧盟委员会周二提出草案。影响评估报告将于6月30日前公布。", "2027-03-09", None, None),
]  # fmt: skip
COUNTED_BACK: list[Row] = [
    ("海关总署3月9日发布通知，自5月1日起执行。通知的意见征集期在生效前15天截止。", "2027-03-09", "2027-05-01", "2027-04-16"),
    ("海關9日公告，5月1日起實施，意見徵詢於實施前兩週截止。", "2027-03-09", "2027-05-01", "2027-04-17"),
    ("Customs issued the notice on Tuesday; it takes effect on May 1. Comments close 15 days before it takes effect.",
     "2027-03-09", "2027-05-01", "2027-04-16"),
    ("财政部3月9日发布通知，意见征集期在生效前15天截止。", "2027-03-09", None, None),
]  # fmt: skip


@pytest.mark.parametrize("row", [*NO_DAYS_OF_THE_ACT, *COUNTED_BACK], ids=lambda row: str(row[0])[:24])
def test_terms_seasons_and_studies_end_nothing_and_what_is_counted_back_is(row: Row) -> None:
    text, announced, effective, deadline = row
    assert times(text) == Times(announced, effective, deadline)
