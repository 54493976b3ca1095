"""Which addresses a crawl may connect to. Links come from strangers; private networks are not theirs to name.

Checked twice: the host written in the URL of every request and redirect (refused_address), and every address that
its name resolves to, at the moment of connecting and on the very addresses connected to (GuardedResolver), so that a
name which resolves differently the second time gains nothing.

Behind a proxy only the first check is ours: literal addresses and reserved names are refused all the same, but names
are resolved by the proxy, and what it lets them resolve to is its own policy.
"""

from __future__ import annotations

import ipaddress
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # zope ships no types

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# RFC 6761 and 6762, RFC 8375, ICANN's .internal, RFC 7686: names that public DNS does not or must not answer.
RESERVED_SUFFIXES = (
    "example", "test", "invalid", "localhost", "local", "internal", "home.arpa", "onion", "localdomain", "lan",
    "intranet", "corp", "home",
)  # fmt: skip
# Written out, because what the standard library calls global differs by its patch level, and a few addresses that
# are global by the registries lead inside all the same.
_REFUSED_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's own services, seen from every machine there
        "64:ff9b:1::/48",  # NAT64 of a local network: what it stands for is not to be known
        "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "3fff::/20",
    )
)  # fmt: skip
_GLOBAL_UNICAST = ipaddress.ip_network(
    "2000::/3"
)  # all of IPv6 that is given out: not fec0::/10, 100::/64, 5f00::/16
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_FULL_STOPS = str.maketrans("\u3002\uff0e\uff61", "...")  # what IDNA takes for a dot
_INVISIBLE = re.compile("[\u00ad\u034f\u180b-\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)


def refused_address(host: str, allow: Sequence[str] = ()) -> str | None:
    """Why this host name or IP address must not be fetched, or None when it may be.

    ``allow`` holds glob patterns of hosts and addresses that are let through ("127.0.0.1", "*.example").
    """
    name = _plain(host).strip("[]").rstrip(".").lower()
    if allowed_by_name(name, allow):
        return None
    if not name:
        return "no host"
    address = _literal(name)
    if address is not None:
        return refused_ip(address)
    last = name.rsplit(".", 1)[-1]
    if _NUMERIC.fullmatch(last):
        return f"{name} is an address in disguise"
    if "." not in name:
        return f"{name} is a name of a local network"
    if any(name.endswith(f".{suffix}") for suffix in RESERVED_SUFFIXES):
        return f".{last} names are reserved"
    return None


def allowed_by_name(host: str, allow: Sequence[str]) -> bool:
    """Whether the user's own patterns let a host or address through."""
    return any(fnmatchcase(host.lower(), pattern.lower()) for pattern in allow)


def refused_ip(address: IPAddress) -> str | None:
    """Why an address is not one of the public internet, or None when it is."""
    inner = _embedded(address)
    if inner is not None:
        reason = refused_ip(inner)
        return f"{address} stands for {reason}" if reason else None
    if address.is_loopback:
        return f"{address} is this machine"
    if address.is_link_local:
        return f"{address} is link-local"  # 169.254.169.254 is where clouds keep their secrets
    if address.is_multicast:
        return f"{address} is multicast"
    if address.is_private:
        return f"{address} is private"
    if address.is_unspecified or address.is_reserved or not address.is_global:
        return f"{address} is reserved"
    if any(address in network for network in _REFUSED_NETWORKS):
        return f"{address} is reserved"
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return f"{address} is reserved"
    return None


def refused_url(url: str, allow: Sequence[str] = ()) -> str | None:
    """The same for the host of a URL; other schemes than http and https are refused too."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "not a URL"
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme or 'no scheme'} is not http or https"
    if parts.username is not None or parts.password is not None:
        return "the address carries a user name or password"
    if port == 0:
        return "port 0"
    return refused_address(host, allow)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Twisted's resolver with the guard behind it: refused addresses are not passed on.

    Scrapy builds it from TWISTED_DNS_RESOLVER. Settings: GUARD_ALLOW_HOSTS (patterns) and GUARD_PROXY_HOSTS (names of
    the configured proxies, which the user chose and which may be anywhere).
    """

    def __init__(self, reactor: Any, *, allow: Iterable[str] = (), proxies: Iterable[str] = ()) -> None:
        self._reactor = reactor
        self._inner = reactor.nameResolver
        self._allow = tuple(allow)
        self._proxies = frozenset(proxies)
        self.refused: dict[str, str] = {}  # host name to reason, for the error message

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """As Scrapy makes it; ``crawler`` only lends its settings."""
        settings = crawler.settings
        return cls(
            reactor,
            allow=settings.getlist("GUARD_ALLOW_HOSTS"),
            proxies=settings.getlist("GUARD_PROXY_HOSTS"),
        )

    def install_on_reactor(self) -> None:
        """Put this resolver in the place of the one it asks."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve, and let through what may be connected to. Nothing left looks like a name without addresses."""
        receiver: Any = resolutionReceiver
        if hostName not in self._proxies:
            receiver = _Sieve(resolutionReceiver, hostName, self._allow, self.refused)
        found: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return found


class _Sieve:
    """An IResolutionReceiver that drops refused addresses on their way to another."""

    def __init__(self, receiver: Any, host: str, allow: tuple[str, ...], refused: dict[str, str]) -> None:
        self._receiver, self._host, self._allow, self._refused = receiver, host, allow, refused
        self._named = allowed_by_name(host, allow)

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - the interface's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - the interface's name
        reason = None if self._named else refused_address(str(address.host), self._allow)
        if reason is None:
            self._receiver.addressResolved(address)
        else:
            self._refused[self._host] = reason

    def resolutionComplete(self) -> None:  # noqa: N802 - the interface's name
        self._receiver.resolutionComplete()


def resolver_refusal(host: str) -> str | None:
    """Why the installed resolver gave no address for this name, if it was the guard that kept it back."""
    # Not imported: importing the reactor installs one, and choosing which is not ours to do.
    resolver = getattr(sys.modules.get("twisted.internet.reactor"), "nameResolver", None)
    return resolver.refused.get(host) if isinstance(resolver, GuardedResolver) else None


def _plain(host: str) -> str:
    """A host as whoever connects will read it: full-width, circled and raised characters are their plain ones."""
    if host.isascii():
        return host
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", host).translate(_FULL_STOPS))


def _literal(name: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None


def _embedded(address: IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    return address.teredo[1] if address.teredo is not None else None
