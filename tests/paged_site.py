"""Articles on several pages, as the sites print them: prose of our own that is different on every page."""

from __future__ import annotations

from collections.abc import Sequence

TOWNS = (
    "宁波",
    "义乌",
    "深圳",
    "广州",
    "杭州",
    "厦门",
    "青岛",
    "天津",
    "成都",
    "重庆",
    "武汉",
    "西安",
    "郑州",
    "合肥",
)
PORTS = (
    "Rotterdam", "Antwerp", "Felixstowe", "Gdansk", "Hamburg", "Le Havre", "Valencia", "Genoa", "Koper", "Piraeus",
    "Gothenburg", "Bremerhaven", "Tilbury", "Zeebrugge",
)  # fmt: skip


def zh_lines(mark: str, page: int, *, lines: int = 4) -> list[str]:
    """Paragraphs of a Chinese report; no two pages have one in common."""
    return [
        f"{mark}第{page}部分的第{number}段写到，{TOWNS[(page * 5 + number) % len(TOWNS)]}的跨境电商仓库在当月处理了"
        f"{page * 137 + number * 11}万件小包，比去年同期多出{page + number}成，当地负责人称人手仍然不足，清关时间平均为{number + 2}天。"
        for number in range(lines)
    ]


def en_lines(mark: str, page: int, *, lines: int = 4) -> list[str]:
    """Paragraphs of an English report; no two pages have one in common."""
    return [
        f"Paragraph {number} on page {page} of {mark}: the depot at {PORTS[(page * 5 + number) % len(PORTS)]} cleared"
        f" {page * 1370 + number * 11} parcels a day in the quarter, its manager said, and it took on"
        f" {page + number + 3} people for a second shift that is to last until the spring."
        for number in range(lines)
    ]


def page(title: str, lines: Sequence[str], below: str = "", *, lang: str = "zh-CN", head: str = "") -> str:
    """A page with a headline, its lines and what stands below them."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<div class="nav"><a href="/">首页</a> <a href="/about.html">关于</a></div><div class="article"><h1>{title}</h1>'
        f'<div class="content">{body}</div>{below}</div><div class="footer">© 2026</div></body></html>'
    )


def dede(name: str, number: int, last: int) -> str:
    """The pager that DedeCMS prints: all numbers, the page itself without a link."""

    def address(n: int) -> str:
        return f"{name}.html" if n == 1 else f"{name}_{n}.html"

    numbers = "".join(
        f"<li class='thisclass'><a href='#'>{n}</a></li>"
        if n == number
        else f"<li><a href='{address(n)}'>{n}</a></li>"
        for n in range(1, last + 1)
    )
    before = (
        f"<li><a href='{address(number - 1)}'>上一页</a></li>" if number > 1 else "<li><a>上一页</a></li>"
    )
    after = (
        f"<li><a href='{address(number + 1)}'>下一页</a></li>" if number < last else "<li><a>下一页</a></li>"
    )
    return f"<div class='dede_pages'><ul class='pagelist'><li><a>共{last}页: </a></li>{before}{numbers}{after}</ul></div>"
