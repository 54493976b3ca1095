"""One spelling for one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import MAX_URL_LENGTH, UnusableURL, canonical_host, canonical_url, host_of, site_of

SAME = [
    ("HTTP://News.Example.COM/A", "http://news.example.com/A"),
    ("http://news.example.com:80/a", "http://news.example.com/a"),
    ("https://news.example.com:443/a", "https://news.example.com/a"),
    ("https://news.example.com:8443/a", "https://news.example.com:8443/a"),
    ("http://news.example.com", "http://news.example.com/"),
    ("http://news.example.com./a", "http://news.example.com/a"),
    ("http://news.example.com/a#comments", "http://news.example.com/a"),
    ("http://news.example.com/a?", "http://news.example.com/a"),
    ("http://news.example.com/a/../b/./c", "http://news.example.com/b/c"),
    ("http://news.example.com/a/..", "http://news.example.com/"),
    ("http://news.example.com/../../a", "http://news.example.com/a"),
    ("http://news.example.com/a/.", "http://news.example.com/a/"),
    ("http://news.example.com//a//b", "http://news.example.com//a//b"),
    ("  http://news.example.com/a\r\n", "http://news.example.com/a"),
    ("http://news.exam\nple.com/a\tb", "http://news.example.com/ab"),
    ("http://news.example.com/a b", "http://news.example.com/a%20b"),
    ("http://news.example.com/%e4%b8%ad", "http://news.example.com/%E4%B8%AD"),
    ("http://news.example.com/中", "http://news.example.com/%E4%B8%AD"),
    ("http://news.example.com/100%", "http://news.example.com/100%25"),
    ("http://news.example.com/?q=中文&p=1", "http://news.example.com/?q=%E4%B8%AD%E6%96%87&p=1"),
    ("http://news.example.com/?conditions[agencies][]=x", "http://news.example.com/?conditions[agencies][]=x"),
    ("http://bücher.example.com/", "http://xn--bcher-kva.example.com/"),
    ("http://例え.テスト/a", "http://xn--r8jz45g.xn--zckzah/a"),
    ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ("http://news.example.com/a?utm_source=x&utm_medium=y", "http://news.example.com/a"),
    ("http://news.example.com/a?id=7&utm_campaign=x&p=2", "http://news.example.com/a?id=7&p=2"),
    ("http://news.example.com/a?id=7&fbclid=abc&gclid=d", "http://news.example.com/a?id=7"),
    ("http://news.example.com/a?spm=a2.1&scm=1", "http://news.example.com/a"),
    ("http://news.example.com/a?from=timeline&isappinstalled=0", "http://news.example.com/a"),
    ("http://news.example.com/a?from=2026-01-01&to=2026-02-01", "http://news.example.com/a?from=2026-01-01&to=2026-02-01"),
    ("http://news.example.com/a?b=2&a=1", "http://news.example.com/a?b=2&a=1"),
    ("http://news.example.com/a?a=1&&b=2", "http://news.example.com/a?a=1&b=2"),
]  # fmt: skip


@pytest.mark.parametrize("given_url, wanted", SAME)
def test_spellings_of_one_page(given_url: str, wanted: str) -> None:
    assert canonical_url(given_url) == wanted


@pytest.mark.parametrize("wanted", [wanted for _, wanted in SAME])
def test_a_canonical_url_is_its_own(wanted: str) -> None:
    assert canonical_url(wanted) == wanted


RELATIVE = [
    ("/b", "https://news.example.com/b"),
    ("b", "https://news.example.com/x/b"),
    ("../b", "https://news.example.com/b"),
    ("?p=2", "https://news.example.com/x/y?p=2"),
    ("//cdn.example.com/b", "https://cdn.example.com/b"),
    ("http://other.example.com/b", "http://other.example.com/b"),
]


@pytest.mark.parametrize("link, wanted", RELATIVE)
def test_relative_links(link: str, wanted: str) -> None:
    assert canonical_url(link, "https://news.example.com/x/y") == wanted


REFUSED = [
    ("", "empty"),
    (" \n ", "empty"),
    ("javascript:alert(1)", "javascript is not http"),
    ("mailto:a@example.com", "mailto is not http"),
    ("data:text/html,x", "data is not http"),
    ("file:///etc/passwd", "file is not http"),
    ("ftp://example.com/a", "ftp is not http"),
    ("JaVaScRiPt:alert(1)", "javascript is not http"),
    ("java\nscript:alert(1)", "javascript is not http"),
    ("tel:+8612345", "tel is not http"),
    ("http://user:secret@example.com/", "user name"),
    ("http://user@example.com/", "user name"),
    ("http://example.com:0/", "port 0"),
    ("http://example.com:99999/", "not a URL"),
    ("http://example.com:x/", "not a URL"),
    ("http://[::1", "not a URL"),
    ("http:///a", "no host"),
    ("http://exa mple.com/", "no valid host"),
    ("http://exa%6dple.com/", "no valid host"),
    ("http://" + "a" * 64 + ".com/", "no valid host"),
    ("http://example.com/" + "a" * MAX_URL_LENGTH, "longer than"),
    ("x" * 100_000, "longer than"),
]


@pytest.mark.parametrize("link, why", REFUSED)
def test_refusals_have_a_reason(link: str, why: str) -> None:
    with pytest.raises(UnusableURL, match=why):
        canonical_url(link, "https://news.example.com/")


def test_without_a_base_a_scheme_is_needed() -> None:
    for link in ("news.example.com/a", "/a", "news.example.com:8080/a"):
        with pytest.raises(UnusableURL, match="no http or https"):
            canonical_url(link)


@given(st.text(max_size=300))
def test_any_text_gives_a_url_or_a_reason(text: str) -> None:
    try:
        url = canonical_url(text, "https://news.example.com/x/")
    except UnusableURL as refusal:
        assert str(refusal)
        return
    assert url.startswith(("http://", "https://"))
    assert url.isascii()
    assert len(url) <= MAX_URL_LENGTH
    assert not any(character.isspace() for character in url)
    assert canonical_url(url) == url


@given(st.text(alphabet="ab/.%?#&=:@[]中 ", max_size=60))
def test_canonical_urls_stay_put_on_awkward_paths(text: str) -> None:
    try:
        url = canonical_url("http://news.example.com/" + text)
    except UnusableURL:
        return
    assert canonical_url(url) == url


SITES = [
    ("http://www.example.com/a", "example.com"),
    ("http://news.example.com/", "example.com"),
    ("https://example.com", "example.com"),
    ("http://m.shop.example.co.uk/", "example.co.uk"),
    ("http://finance.sina.com.cn/", "sina.com.cn"),
    ("http://www.mofcom.gov.cn/", "mofcom.gov.cn"),
    ("http://money.udn.com/", "udn.com"),
    ("http://www.cna.com.tw/", "cna.com.tw"),
    ("http://127.0.0.1:8000/", "127.0.0.1"),
    ("http://[::1]/", "::1"),
    ("http://localhost/", "localhost"),
]


@pytest.mark.parametrize("url, site", SITES)
def test_the_site_of_a_url(url: str, site: str) -> None:
    assert site_of(url) == site


def test_hosts() -> None:
    assert host_of("http://News.Example.com:8080/") == "news.example.com"
    assert host_of("http://[::1]:80/") == "::1"
    assert host_of("http://[::1/") == ""
    assert host_of("not a url") == ""
    assert canonical_host("EXAMPLE.com.") == "example.com"
    assert canonical_host("::1") == "[::1]"
    with pytest.raises(UnusableURL):
        canonical_host("a..b")
