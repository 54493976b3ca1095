"""What an answer means for the candidate that was asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import HtmlResponse, Response

from crawler.answers import ending_of, gate_of, header_of, permitted
from crawler.outcomes import RETRY_BLOCKED, RETRY_IN, Ending
from store.records import Page, Reason

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
URL = "https://news.shop/a"
ARTICLE = b"<html><head><title>Report</title></head><body><p>Parcels took longer to clear customs.</p></body></html>"


def answer(status: int = 200, body: bytes = ARTICLE, url: str = URL, **headers: str) -> Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse(url, status=status, body=body, headers={"Content-Type": "text/html", **sent})


def page(response: Response) -> Page:
    return Page(url=URL, final_url=response.url, source_id="n", fetched_at=AT, status=200, body=response.body)


def allowed(response: Response, *, obey_tdm: bool = True) -> Page | Ending:
    return permitted(
        page(response), response, user_agent="tradewind/1 (+https://desk.shop)", obey_tdm=obey_tdm
    )


def test_a_page_without_wishes_is_kept_as_it_is() -> None:
    assert allowed(answer()) == page(answer())


def test_a_page_that_wants_no_copy_is_read_and_not_kept() -> None:
    found = allowed(answer(X_Robots_Tag="noarchive"))
    assert isinstance(found, Page)
    assert not found.keep
    assert found.body == ARTICLE


def test_a_reserved_page_is_an_ending() -> None:
    response = answer(TDM_Reservation="1", TDM_Policy="https://news.shop/terms")
    found = allowed(response)
    assert isinstance(found, Ending)
    assert (found.reason, found.retry_at) == (Reason.RESERVED, None)
    assert found.detail == "the page reserves text and data mining; terms: https://news.shop/terms"
    assert isinstance(allowed(response, obey_tdm=False), Page)


@pytest.mark.parametrize("status", [401, 403, 429, 451, 503])
def test_a_refusal_with_a_gate_is_named_for_it(status: int) -> None:
    ending = ending_of(answer(status, cf_mitigated="challenge"), asked=URL, at=AT)
    assert (ending.reason, ending.detail) == (
        Reason.BLOCKED,
        f"{status}: Cloudflare (cf-mitigated: challenge)",
    )
    assert ending.retry_at == AT + RETRY_BLOCKED


@pytest.mark.parametrize("status, retry_at", [(403, None), (404, None), (410, None), (503, AT + RETRY_IN)])
def test_a_refusal_without_one_is_its_status(status: int, retry_at: datetime | None) -> None:
    ending = ending_of(answer(status), asked=URL, at=AT)
    assert (ending.reason, ending.detail, ending.retry_at) == (Reason.HTTP_STATUS, str(status), retry_at)


def test_a_pause_of_a_redirects_target_is_not_its_origins() -> None:
    own = ending_of(answer(429, Retry_After="60"), asked=URL, at=AT)
    assert (own.host_rests, own.retry_at) == (True, AT + timedelta(seconds=60))
    away = ending_of(answer(429, url="https://other.shop/x", Retry_After="60"), asked=URL, at=AT)
    assert (away.host_rests, away.retry_at) == (False, AT + timedelta(seconds=60))


def test_a_gate_where_an_announcement_was_expected() -> None:
    assert gate_of(answer(cf_mitigated="challenge")) == "Cloudflare (cf-mitigated: challenge)"
    assert gate_of(answer()) is None
    assert gate_of(answer(body=b"")) is None


def test_headers_are_one_printable_line() -> None:
    response = answer(ETag="a\tb", Location="x" * 1000)
    assert header_of(response, "ETag") == "a b"
    assert len(header_of(response, "Location")) == 300
    assert header_of(response, "Retry-After") == ""


@pytest.mark.parametrize(
    ("status", "body", "headers", "names"),
    [
        (202, b"", {"x_amzn_waf_action": "challenge"}, "AWS WAF"),
        (412, b"<script>$_ts=window['$_ts'];$_ts.cd='q';</script>", {}, "瑞数"),
        (521, b"<script>document.cookie='a';location.href=location.pathname</script>", {}, "cookie"),
    ],
)
def test_gates_with_statuses_of_their_own(
    status: int, body: bytes, headers: dict[str, str], names: str
) -> None:
    ending = ending_of(answer(status, body, **headers), asked=URL, at=AT)
    assert ending.reason is Reason.BLOCKED
    assert names in ending.detail
    assert ending.retry_at is not None
