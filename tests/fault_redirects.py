"""Redirects that lead nowhere, in circles, or to where a stranger must not send us."""

from __future__ import annotations

from fault_table import PageFault
from faultserver import Serve, Wire, goes_to, says, story, writes

UNSAFE = {"reason": "unsafe-address"}
STATUS = {"reason": "http-status"}

# Where a redirect must not lead, whatever it is written like. {port} is the server's own: asking it is a breach.
FORBIDDEN = {
    "loopback": "http://127.0.0.1:{port}/secret",
    "loopback-short": "http://127.1:{port}/secret",
    "loopback-octal": "http://0177.0.0.1:{port}/secret",
    "loopback-octal-short": "http://0177.1:{port}/secret",
    "loopback-hex": "http://0x7f.0.0.1:{port}/secret",
    "loopback-one-hex": "http://0x7f000001:{port}/secret",
    "loopback-number": "http://2130706433:{port}/secret",
    "loopback-wide": "http://１２７.０.０.１:{port}/secret",
    "loopback-escaped": "http://%31%32%37.0.0.1:{port}/secret",
    "loopback-dot": "http://127.0.0.1.:{port}/secret",
    "loopback-six": "http://[::1]:{port}/secret",
    "loopback-mapped": "http://[::ffff:127.0.0.1]:{port}/secret",
    "loopback-mapped-hex": "http://[::ffff:7f00:1]:{port}/secret",
    "loopback-nat64": "http://[64:ff9b::7f00:1]:{port}/secret",
    "loopback-6to4": "http://[2002:7f00:1::]:{port}/secret",
    "loopback-other": "http://127.8.9.10:{port}/secret",
    "localhost": "http://localhost:{port}/secret",
    "localhost-dot": "http://localhost.:{port}/secret",
    "sub-localhost": "http://a.localhost:{port}/secret",
    "zero": "http://0.0.0.0:{port}/secret",
    "zero-short": "http://0:{port}/secret",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata-mapped": "http://[::ffff:169.254.169.254]/latest/",
    "private-ten": "http://10.1.2.3/admin",
    "private-172": "http://172.16.0.1/admin",
    "private-192": "http://192.168.0.1/admin",
    "carrier": "http://100.64.0.1/",
    "unique-local": "http://[fd00::1]/",
    "link-local-six": "http://[fe80::1%25lo]/",
    "no-scheme-private": "//10.0.0.1/",
    "intranet": "http://intranet/",
    "dot-local": "http://printer.local/",
    "file": "file:///etc/passwd",
    "file-host": "file://localhost/etc/passwd",
    "data": "data:text/html,<h1>Inline</h1>",
    "ftp": "ftp://ftp.example/file",
    "javascript": "javascript:alert(1)",
    "gopher": "gopher://127.0.0.1:{port}/_GET",
    "resolves-inside": "http://within.shop:{port}/secret",
}


def hops(many: int) -> Serve:
    """So many redirects, each to another address, then a page."""

    def serve(wire: Wire) -> None:
        done = int(wire.asked.path.partition("?hop=")[2] or 0)
        if done >= many:
            wire.answer(story(f"after {many} hops"))
        else:
            wire.answer("", "302 Found", Location=f"/a?hop={done + 1}")

    return serve


def _hop_paths(many: int) -> dict[str, Serve]:
    return {f"/a?hop={number}": hops(many) for number in range(1, 40)}


def wants_cookie(wire: Wire) -> None:
    """The page for who brings the cookie; who does not is sent to fetch it, again and again."""
    if "cookie" in wire.asked.headers:
        wire.answer(story("behind the cookie"))
    else:
        wire.answer("", "302 Found", Location=wire.asked.path, Set_Cookie="seen=1; Path=/")


def refresh(to: str) -> Serve:
    """A page that sends on by a meta element."""
    return lambda wire: wire.answer(
        f'<html><head><meta http-equiv="refresh" content="0; url={to.replace("{port}", str(wire.port))}"></head></html>'
    )


def goes_to_utf8(location: str) -> Serve:
    """A redirect whose address is written in UTF-8, as no header should be."""
    lines = "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
    return lambda wire: wire.send((lines % location.replace("{port}", str(wire.port))).encode())


LANDED = {"/there": says(story("arrived there"))}

FAULTS = [
    *(PageFault(name=f"to-{name}", does=f"redirects to {to}", serve=goes_to(to), **UNSAFE, beside="none") for name, to in FORBIDDEN.items() if to.isascii()),
    PageFault(name="to-loopback-wide", does="redirects to full-width digits", serve=writes("HTTP/1.1 302 Found\r\nLocation: http://１２７.０.０.１:80/secret\r\nContent-Length: 0\r\n\r\n".encode(), then="keep"), **UNSAFE),
    PageFault(name="inside", does="a name that resolves to this machine", serve=says(story("inside")), **UNSAFE, host="inside.shop", detail="127.0.0.1 is this machine", beside="waits"),
    PageFault(name="second-hop-inside", does="a good redirect, then one inside", serve=goes_to("/hop"), **UNSAFE, also={"/hop": goes_to(FORBIDDEN["loopback"])}),
    PageFault(name="refresh-inside", does="a meta refresh inside", serve=refresh(FORBIDDEN["loopback"]), **UNSAFE),
    PageFault(name="refresh-loop", does="a meta refresh to itself", serve=refresh("/a"), **STATUS, detail="too many redirects", asks=11),
    PageFault(name="refresh-on", does="a meta refresh to the page", serve=refresh("/there"), also=LANDED, text="of arrived there"),
    PageFault(name="loop", does="redirects to itself", serve=goes_to("/a"), **STATUS, detail="too many redirects", asks=11),
    PageFault(name="loop-two", does="redirects in a circle of two", serve=goes_to("/b"), also={"/b": goes_to("/a")}, **STATUS, detail="too many redirects", asks=6),
    PageFault(name="hops-nine", does="nine redirects, then a page", serve=hops(9), also=_hop_paths(9)),
    PageFault(name="hops-thirty", does="thirty redirects", serve=hops(30), also=_hop_paths(30), **STATUS, detail="too many redirects"),
    PageFault(name="cookie-wall", does="sends to itself for a cookie", serve=wants_cookie, **STATUS, detail="too many redirects", asks=11),
    PageFault(name="nowhere", does="302 without Location", serve=says("", "302 Found"), **STATUS),
    PageFault(name="empty-location", does="302 with an empty Location", serve=goes_to(""), **STATUS, asks=11),
    PageFault(name="bad-location", does="302 to no address at all", serve=goes_to("http://[::zz]/"), **STATUS),
    PageFault(name="port-zero", does="302 to port 0", serve=goes_to("http://port-zero.example:0/"), reason="unsafe-address"),
    PageFault(name="port-high", does="302 to port 99999", serve=goes_to("http://port-high.example:99999/"), **STATUS),
    PageFault(name="with-password", does="302 to user:password@", serve=goes_to("http://me:secret@with-password.example:{port}/there"), also=LANDED, **UNSAFE),
    PageFault(name="spaces", does="302 with spaces in the address", serve=goes_to("/over there"), also={"/over%20there": says(story("over there"))}),
    PageFault(name="raw-utf8", does="302 with UTF-8 bytes in the address", serve=writes("HTTP/1.1 302 Found\r\nLocation: /报道\r\nContent-Length: 0\r\n\r\n".encode(), then="keep"), also={"/%E6%8A%A5%E9%81%93": says(story("raw utf8"))}),
    PageFault(name="split", does="302 with an escaped CR LF", serve=goes_to("/there%0d%0aX-Evil:%201"), also={"/there%0D%0AX-Evil:%201": says(story("split")), "/there%0d%0aX-Evil:%201": says(story("split"))}),
    PageFault(name="permanent", does="308 to the page", serve=goes_to("/there", "308 Permanent Redirect"), also={"/there": says(story("permanent"))}),
    PageFault(name="long-location", does="302 to an address of 9 kB", serve=goes_to("/" + "x" * 9_000), **STATUS),
    PageFault(name="unicode-host", does="a host in letters of its own", serve=says(story("unicode host")), host="xn--mnchen-3ya.example", written="MÜNCHEN.example", also={"/there": says(story("from elsewhere"))}),
    PageFault(name="wide-host", does="a host in full-width letters and dots", serve=says(story("wide host")), written="ｗｉｄｅ－ｈｏｓｔ．ｅｘａｍｐｌｅ"),
    PageFault(name="to-unicode", does="302 to a host in letters of its own", serve=goes_to_utf8("http://münchen.example:{port}/there")),
    PageFault(name="moved-host", does="301 to another host", serve=goes_to("http://new-home.example:{port}/there", "301 Moved")),
    PageFault(name="to-resting", does="302 to a host that wants a rest", serve=goes_to("http://weary.example:{port}/there"), **STATUS, detail="429", retry=3_600),
]  # fmt: skip
