"""crawler.reading.gates: who refused us is named by several signs together; guarded pages and pages about gates pass."""

from __future__ import annotations

import time

import pytest
from gate_pages import ALIYUN, CLOUDFLARE, GATE_PAGES, GatePage
from hypothesis import given, settings
from hypothesis import strategies as st
from webpages import article_html

from crawler.reading.gates import GATES, blocked_by
from crawler.reading.refusals import blocked_by as door

GUARDED = (  # what guarded sites carry on every page they let through
    "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    "<script>window._pxAppId='PXabc'</script><script src='//client.perimeterx.net/PXabc/main.min.js'></script>",
    "<script>window.ddjskey='K'</script><script src='https://js.datadome.co/tags.js'></script>",
    "<script src='/_Incapsula_Resource?SWJIYLWA=719d&ns=1'></script>",
    "<script src='https://a.edge.sdk.awswaf.com/x/challenge.js'></script><script src='//x.token.awswaf.com/c.js'></script>",
    "<script src='/akam/13/1a2b'></script>",
    "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=5;$_ts.cd='q';</script>",
    "<script src='https://www.google.com/recaptcha/api.js'></script><div class='g-recaptcha'></div>",
    "<script src='https://static.geetest.com/v4/gt4.js'></script><div class=geetest_holder></div>",
)


@pytest.mark.parametrize("gate", GATE_PAGES, ids=lambda gate: gate.name)
def test_a_gate_is_named(gate: GatePage) -> None:
    found = blocked_by(gate.status, {"Content-Type": "text/html; charset=utf-8"}, gate.html.encode())
    assert found is not None
    assert gate.says in found


@pytest.mark.parametrize("guard", GUARDED)
@pytest.mark.parametrize("script", ["hans", "hant", "en"])
def test_a_page_that_its_guard_lets_through_is_no_gate(script: str, guard: str) -> None:
    assert blocked_by(200, {}, article_html(script, head=guard).encode()) is None


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"CF-Mitigated": "challenge"}, "Cloudflare"),
        ({"x-amzn-waf-action": "captcha"}, "captcha"),
        ({"X-Amzn-Waf-Action": "challenge"}, "AWS WAF"),
        ({"X-Sucuri-Block": "1"}, "Sucuri"),
    ],
)
def test_a_header_that_says_so_is_enough(headers: dict[str, str], says: str) -> None:
    assert says in (blocked_by(403, headers, b"") or "")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, b""),
        (403, b"<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center>nginx</body>"),
        (403, b"<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1><p>You don't have permission to "
              b"access this resource.</p></body></html>"),
        (401, b"<html><title>401 Authorization Required</title><h1>401 Authorization Required</h1>"),
        (429, b'{"error":"rate limited","retry_after":30}'),
        (451, "<title>Unavailable</title><p>本内容因法律原因在您所在的地区无法提供。</p>".encode()),
        (503, b"<title>Service Unavailable</title><p>The server is down for maintenance.</p>"),
        (403, b"\x00\xff\xfe" * 50),
        (403, b"%PDF-1.7 captcha-delivery.com px-captcha"),
    ],
)  # fmt: skip
def test_a_plain_refusal_names_nobody(status: int, body: bytes) -> None:
    assert blocked_by(status, {"Server": "cloudflare"}, body) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Just a moment: how challenge pages eat the web",
            "Sites put a page with px-captcha or _cf_chl_opt first.",
        ),
        (
            "为什么安全验证越来越难",
            "“请拖动滑块完成拼图”是很多人每天都看到的一句话，卖家抱怨登录一次要验证三回。",
        ),
        (
            "Access denied: the fight over port fees",
            "Truckers said access to the terminal was denied on Monday.",
        ),
        ("滑塊驗證惹民怨", "平台要求買家拖動滑塊完成拼圖，消保官說已接獲兩百件申訴。"),
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_a_short_article_about_gates_is_none(title: str, text: str, status: int) -> None:
    page = f"<html><head><title>{title} | Harbour Times</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    assert blocked_by(status, {}, page.encode()) is None


def test_words_of_a_page_are_no_marks() -> None:
    words = " ".join(mark for gate in GATES for mark in gate.own)
    page = f"<html><title>A list</title><body><p>{words.replace('<', '')}</p></body></html>"
    assert blocked_by(200, {}, page.encode()) is None


def test_the_encoding_of_a_gate_does_not_hide_it() -> None:
    body = ALIYUN.encode("gbk")
    assert "阿里云" in (blocked_by(405, {"content-type": "text/html; charset=gbk"}, body) or "")
    assert "阿里云" in (blocked_by(405, {"Content-Type": "text/html; charset=utf-8"}, body) or "")


def test_the_door_of_refusals_is_the_same() -> None:
    assert "Cloudflare" in (door(403, {}, CLOUDFLARE.encode()) or "")


@given(st.binary(max_size=2000), st.integers(100, 599))
@settings(max_examples=60, deadline=None)
def test_no_answer_raises(body: bytes, status: int) -> None:
    assert blocked_by(status, {"Content-Type": "text/html"}, body) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<a href=x>" * 60_000,
        b"<script>" + b"a" * 4_000_000,
        b"<p>" + "您的".encode() * 200_000,
        b"<p>verify " + b"enable " * 60_000,
    ],
)
def test_hostile_answers_cost_little(body: bytes) -> None:
    begun = time.process_time()
    assert blocked_by(403, {}, body) is None
    assert time.process_time() - begun < 20
