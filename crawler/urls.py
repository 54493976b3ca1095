"""One spelling for one page: canonical URLs, and the site a URL belongs to.

Follows the WHATWG URL standard where it changes what is fetched (host case, IDNA, default ports, dot
segments, percent-encoding) and drops what only says where a reader came from, or which visit this is. Addresses
that lead a crawler round in circles are told by ``trap_reason``.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

MAX_URL_LENGTH = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that never choose a page. Sources: the manuals of Google Analytics (utm_, gclid), Meta (fbclid),
# Microsoft (msclkid), Mailchimp (mc_), Alibaba (spm, scm) and WeChat (isappinstalled, nsukey, from=timeline).
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "at_custom")
TRACKING_NAMES = frozenset((
    "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "fbclid", "msclkid", "yclid", "twclid",
    "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "_ga", "_gl",
    "ref_src", "spm", "scm", "isappinstalled", "nsukey", "share_token", "wt_mc", "cmpid", "ncid",
))  # fmt: skip
# "from" is a date in archives and a place in shops: only its known sharing values are dropped.
SHARE_ORIGINS = frozenset((
    "timeline", "groupmessage", "singlemessage", "message", "weixin", "wechat", "qq", "qzone",
    "weibo", "sina", "rss", "feed", "share", "app", "twitter", "facebook", "linkedin", "email",
    "newsletter",
))  # fmt: skip

# Parameters that number a visit, not a page: the defaults of PHP, ASP, ColdFusion, osCommerce and Zen Cart. A short
# "sid" may be the story's number, so the loose names count only with a value nobody numbers stories with.
SESSION_NAMES = frozenset(
    ("phpsessid", "jsessionid", "cfid", "cftoken", "oscsid", "zenid", "asp.net_sessionid")
)
LOOSE_SESSION_NAMES = frozenset(("sid", "sess", "session", "sessionid", "session_id", "sessid"))

# Under a two-letter country code these labels are registries, not names of publishers (gov.cn, co.uk).
SECOND_LEVEL = frozenset((
    "com", "co", "org", "net", "gov", "edu", "ac", "go", "or", "ne", "gob", "gouv", "idv", "mil",
))  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_SESSION_VALUE = re.compile(r"(?=[0-9a-z]*[0-9])(?=[0-9a-z]*[a-z])[0-9a-z]{20,128}", re.IGNORECASE)
_SESSION_PARAMETER = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]{0,200}", re.IGNORECASE)
_COOKIELESS = re.compile(r"/\([A-Z]\([0-9a-z]{20,40}\)\)(?=/)", re.IGNORECASE)  # ASP.NET: /(S(q1w2...))/page
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}\.?")


class UnusableURL(ValueError):
    """A link that cannot be fetched or must not be; the message is the reason."""


def canonical_url(url: str, base: str | None = None, *, tracking: bool = False) -> str:
    """The one spelling of ``url``, resolved against ``base``. http and https only.

    With ``tracking`` what says where a reader came from, and which visit this is, stays: the address to fetch, not
    the key.

    Raises UnusableURL with a reason: another scheme, credentials, a bad host or port, too long.
    """
    text = url.strip(" \t\r\n\f")
    if len(text) > 4 * MAX_URL_LENGTH:
        raise UnusableURL(f"longer than {MAX_URL_LENGTH} characters")
    text = _CONTROL.sub("", text)
    if not text:
        raise UnusableURL("empty")
    scheme = _SCHEME.match(text)
    if scheme and scheme.group()[:-1].lower() not in DEFAULT_PORTS and not _looks_like_host(text):
        raise UnusableURL(f"{scheme.group()[:-1].lower()} is not http or https")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
    except ValueError as error:
        raise UnusableURL(f"not a URL: {error}") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise UnusableURL("no http or https scheme")
    if parts.username is not None or parts.password is not None:
        raise UnusableURL("carries a user name or password")
    if port == 0:
        raise UnusableURL("port 0")
    host = canonical_host(parts.hostname or "")
    netloc = host if port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    walked = _without_dot_segments(parts.path)
    path = _escape((walked if tracking else _without_session(walked)) or "/", safe="/:@!$&'()*+,;=~-._%")
    asked = parts.query if tracking else _without_tracking(parts.query, parts.path)
    query = _escape(asked, safe="/:@!$&'()*+,;=~-._%?[]|{}^\\`")
    result = urlunsplit((parts.scheme, netloc, path, query, ""))
    if len(result) > MAX_URL_LENGTH:
        raise UnusableURL(f"longer than {MAX_URL_LENGTH} characters")
    return result


def canonical_host(host: str) -> str:
    """Lower-case ASCII form of a host name (IDNA 2008, UTS 46) or IP literal; IPv6 keeps its brackets."""
    if ":" in host:
        return f"[{host.lower()}]"
    name = host.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise UnusableURL(f"host name is not valid: {error}") from None
    name = name.rstrip(".")
    if not name or len(name) > 253 or not _HOST.fullmatch(name):
        raise UnusableURL("no valid host name" if name else "no host name")
    return name


def host_of(url: str) -> str:
    """Lower-case host of a URL without port and brackets; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """The registrable name a URL belongs to: news.example.co.uk and www.example.co.uk are one site.

    Reckoned from the second-level labels that registries use, without the Public Suffix List: hosts of one
    site are never told apart, and blogs on a shared host count as one site. An IP literal is its own site.
    """
    host = host_of(url)
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) < 3:
        return host
    registry = 3 if len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL else 2
    return ".".join(labels[-registry:])


def _looks_like_host(text: str) -> bool:
    """Such as news.example.com:8080/x, whose colon ends no scheme; it is refused for want of one."""
    head = text.partition(":")[0]
    return "." in head and text[len(head) + 1 : len(head) + 2].isdigit()


def _without_dot_segments(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", "..") and (not kept or kept[-1]):
        kept.append("")
    return "/".join(kept)


def _without_tracking(query: str, path: str) -> str:
    """The query without parameters that say where the reader came from or which visit it is; order and spelling kept.

    What may be a visit's number is left out only where a number is left that may be the page's: else all pages of a
    site could become one.
    """
    if not query:
        return ""
    pairs = [pair for pair in query.split("&") if pair and not _is_tracking(pair)]
    left = [pair for pair in pairs if not _may_be_session(pair)]
    if len(left) == len(pairs):
        return "&".join(pairs)
    numbered = any(
        map(str.isdigit, "".join((path.rsplit("/", 1)[-1], *(pair.partition("=")[2] for pair in left))))
    )
    return "&".join(left if numbered else pairs)


def _without_session(path: str) -> str:
    """The path without the number of the visit that some servers write into it."""
    return _COOKIELESS.sub("", _SESSION_PARAMETER.sub("", path))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name == "from":
        return value.lower() in SHARE_ORIGINS
    if name in SESSION_NAMES or name.startswith("aspsessionid"):
        return True
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _may_be_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in LOOSE_SESSION_NAMES and _SESSION_VALUE.fullmatch(value) is not None


def _escape(text: str, *, safe: str) -> str:
    """Percent-encode what may not stand bare; escapes that are there stay, with upper-case digits."""
    bare = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    encoded = quote(bare, safe=safe, encoding="utf-8", errors="replace")
    return _ESCAPE.sub(lambda match: match.group().upper(), encoded)
