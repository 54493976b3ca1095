"""What feeds also announce: pages that are gone, forbidden, empty, broken, unsafe or simply no article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from store.records import Reason
from tradewind.sample.pages import render_index, render_plain
from tradewind.sample.publishers import Publisher

_AT = datetime(2026, 11, 5, 6, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class OddPage:
    """One such page, and the name under which it has to be counted."""

    url: str
    title: str
    reason: Reason
    body: bytes = b""
    content_type: str = "text/html"
    status: int = 200
    location: str = ""
    cut_short: bool = False
    at: datetime = _AT


def odd_pages(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    """The odd pages of this house; most have one."""
    build = {
        "northline": _gone,
        "harbour-trade": _behind_robots,
        "parcel-desk": _german,
        "market-square": _gone,
        "kuahai": _document,
        "chuhai-daily": _empty,
        "maijiagang": _tag_and_login,
        "guanwu": _index,
        "zaoshi": _noise,
        "haixia": _flash,
        "gangwan": _redirect_inside,
        "toushi": _cut,
    }[house.id]
    return build(house, content_type)


def _gone(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    body = render_plain(house, title="404", lines=("The page you asked for is no longer here.",))
    return (
        OddPage(
            url=house.origin + "/2026/11/05/withdrawn-880001",
            title="Withdrawn: port productivity table",
            reason=Reason.HTTP_STATUS,
            body=body,
            content_type=content_type,
            status=410,
        ),
    )


def _behind_robots(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    body = render_plain(house, title="Data room", lines=("Subscribers only.",))
    return (
        OddPage(
            url=house.origin + "/private/data-room",
            title="Data room: container spot rates",
            reason=Reason.ROBOTS,
            body=body,
            content_type=content_type,
        ),
    )


def _german(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    lines = (
        "Ab dem Frühjahr wollen die Paketdienste ihre Annahmezeiten in den Innenstädten verlängern, damit Kunden "
        "ihre Rücksendungen auch nach der Arbeit noch abgeben können.",
        "Händler begrüßen den Schritt, fordern aber zugleich niedrigere Gebühren für Retouren aus dem Ausland und "
        "eine einheitliche Kennzeichnung der Annahmestellen.",
        "Ein Sprecher des Verbandes sagte, die Gespräche mit den Zustellern seien noch nicht abgeschlossen, ein "
        "Ergebnis werde aber noch vor Weihnachten erwartet. Die Verbraucherzentrale mahnte, dass die Kosten am Ende "
        "nicht bei den Käufern landen dürften.",
    )
    return (
        OddPage(
            url=house.origin + "/posts/880003-paketdienste.html",
            title="Paketdienste verlängern Annahmezeiten",
            reason=Reason.LANGUAGE,
            body=render_plain(house, title="Paketdienste verlängern Annahmezeiten", lines=lines),
            content_type=content_type,
        ),
    )


def _document(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    body = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    return (
        OddPage(
            url=house.origin + "/files/2026/annex-3.pdf",
            title="附件3：商品编码对照表",
            reason=Reason.NOT_HTML,
            body=body,
            content_type="application/pdf",
        ),
    )


def _empty(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    return (
        OddPage(
            url=house.origin + "/p/880011.html",
            title="今日数据图",
            reason=Reason.EMPTY,
            body=b"",
            content_type=content_type,
        ),
    )


def _tag_and_login(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    items = [
        (f"Temu观察第{n}期", f"{house.origin}/tag/temu/{n}.html", _AT - timedelta(days=n))
        for n in range(1, 25)
    ]
    login = render_plain(house, title="登录", lines=("手机号", "验证码", "登录即代表同意用户协议和隐私政策"))
    return (
        OddPage(
            url=house.origin + "/kuaixun/tag/temu.html",
            title="Temu专题",
            reason=Reason.NOT_ARTICLE,
            body=render_index(house, title="Temu专题", items=items),
            content_type=content_type,
        ),
        OddPage(
            url=house.origin + "/kuaixun/member/login.html",
            title="会员内参：本周利润表",
            reason=Reason.TOO_SHORT,
            body=login,
            content_type=content_type,
        ),
    )


def _index(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    items = [(f"关务问答{n}", f"{house.origin}/qa/{n}", _AT - timedelta(days=n)) for n in range(1, 31)]
    return (
        OddPage(
            url=house.origin + "/list/qa",
            title="关务问答列表",
            reason=Reason.NOT_ARTICLE,
            body=render_index(house, title="关务问答列表", items=items),
            content_type=content_type,
        ),
    )


def _noise(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    """Bytes no encoding reads: what is left of a page after a broken transfer."""
    body = (
        b"<html><body><p>"
        + bytes((n * 37 + 129) % 127 + 128 for n in range(3000))
        + b"\xff\x80\xff</p></body></html>"
    )
    return (
        OddPage(
            url=house.origin + "/a/880017",
            title="行情图表",
            reason=Reason.BAD_ENCODING,
            body=body,
            content_type=content_type,
        ),
    )


def _flash(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    body = render_plain(house, title="快訊", lines=("詳情稍後補上。",))
    return (
        OddPage(
            url=house.origin + "/ec/880019.htm",
            title="快訊：詳情稍後",
            reason=Reason.TOO_SHORT,
            body=body,
            content_type=content_type,
        ),
    )


def _redirect_inside(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    return (
        OddPage(
            url=house.origin + "/finance/go/partner",
            title="合作夥伴專頁",
            reason=Reason.UNSAFE_ADDRESS,
            status=302,
            location="http://169.254.169.254/latest/meta-data/",
            content_type=content_type,
        ),
    )


def _cut(house: Publisher, content_type: str) -> tuple[OddPage, ...]:
    line = "這一頁在傳到一半的時候斷線，後面的段落沒有送達，讀者只看得到開頭。"
    return (
        OddPage(
            url=house.origin + "/insight/cut-880023/",
            title="倉儲成本試算表",
            reason=Reason.TRUNCATED,
            body=render_plain(house, title="倉儲成本試算表", lines=(line,) * 12),
            content_type=content_type,
            cut_short=True,
        ),
    )
