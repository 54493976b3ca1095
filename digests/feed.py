"""The issues as an Atom feed (RFC 4287): each with its bottom line and all its sentences, without the charts.

Times are those of the store: when an issue was first built, and when its newest revision was. The feed of the same
store has the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from feedgenerator import Atom1Feed
from markupsafe import escape

from digests.addresses import feed_name, index_name
from digests.evidence import UNSAFE
from digests.labels import labels_of
from digests.site import Issue

Times = Mapping[str, tuple[datetime, datetime]]  # week: when first built, when built as it stands

_NEWEST = 26  # issues in a feed: half a year
_NOBODY = "tradewind.invalid"  # names the tags of an archive that has no address
_CHART = re.compile(r'<figure class="chart">.*?</figure>|<svg class="chart".*?</svg>', re.DOTALL)
# Links of ours into the archive; text cannot look like one, its quotation marks are escaped.
_WITHIN = re.compile(r'href="(\d{4}-W\d\d[/.][A-Za-z0-9./-]+)"')
_NO_XML = re.compile("[\ufffe\uffff]")


def render_feed(issues: Sequence[Issue], times: Times, lang: str, *, site_url: str = "") -> str:
    """The newest 26 issues in one language. ``site_url``: where the folder is served; without it links are relative,
    to where the feed is read from. Issues that ``times`` does not know are left out; "" when none is left.
    """
    labels = labels_of(lang)
    base = site_url.rstrip("/") + "/" if site_url else ""
    owner = urlsplit(site_url).hostname or _NOBODY
    known = sorted((issue for issue in issues if issue.week in times), key=lambda issue: issue.week)
    if not known:
        return ""
    feed = Atom1Feed(
        title=labels.say("head", "name"),
        link=base + index_name(lang),
        description=None,
        subtitle=labels.say("head", "tagline"),
        language=labels.lang,
        author_name=labels.say("head", "name"),
        feed_url=base + feed_name(lang) if base else None,
        feed_guid=f"tag:{owner},2026:{labels.lang}",
    )
    for issue in known[: -_NEWEST - 1 : -1]:
        first, newest = times[issue.week]
        feed.add_item(
            title=_plain(issue.subject or issue.title),
            link=base + issue.url,
            description=_plain(str(escape(issue.bottom))),
            content=_plain(_content(issue.content, base)) if issue.content else None,
            unique_id=f"tag:{owner},2026:{issue.week}:{labels.lang}",
            pubdate=first,
            updateddate=newest,
        )
    return str(feed.writeString("utf-8")) + "\n"


def _content(html: str, base: str) -> str:
    """The page of an issue as a feed reader can show it: no charts, no links that only a browser could follow."""
    return _WITHIN.sub(lambda found: f'href="{escape(base)}{found[1]}"', _CHART.sub("", html))


def _plain(text: str) -> str:
    """Without what XML does not allow."""
    return _NO_XML.sub("", UNSAFE.sub("", text))
