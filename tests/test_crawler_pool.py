"""crawler.pool: a page that hangs, crashes or eats memory costs itself only."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psutil
import pytest

from crawler.pool import ExtractPool
from store.records import Article, Candidate, Lang, Page, Reason, Rejection, Source

pytestmark = pytest.mark.slow  # worker processes are started and killed

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def page(word: str = "plain") -> Page:
    url = f"https://news.example/{word}"
    body = f"<html><title>{word}</title><body>{word}</body></html>".encode()
    return Page(url=url, final_url=url, source_id="s", fetched_at=NOW, status=200, body=body)


def trouble(
    page: Page, *, source: Source | None, candidate: Candidate | None, now: datetime
) -> Article | Rejection:
    """A stand-in for the extractor that does what the page's URL says."""
    word = page.url.rsplit("/", 1)[-1]
    if word == "hang":
        time.sleep(600)
    if word == "spin":
        while True:
            pass
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "exit":
        os._exit(7)
    if word == "raise":
        raise KeyError("nobody expected this")
    if word == "odd":
        return "not a record"  # type: ignore[return-value]  # a wrong answer must not pass as a result
    if word == "memory":
        bytearray(8 * 1024**3)
    text = f"{word} read by {os.getpid()}"
    return Article(
        url=page.url, source_id=page.source_id, title=word, text=text, lang=Lang.UNKNOWN, fetched_at=now
    )


@pytest.fixture
def pool() -> Iterator[ExtractPool]:
    with ExtractPool(1, 1.0, task=trouble) as one:
        yield one


def test_a_page_is_extracted_in_another_process(pool: ExtractPool) -> None:
    result = pool.extract_here(page(), None, None, NOW)
    assert isinstance(result, Article)
    assert result.title == "plain"
    assert str(os.getpid()) not in result.text


def test_the_same_worker_serves_page_after_page(pool: ExtractPool) -> None:
    texts = {pool.extract_here(page(), None, None, NOW).text.split()[-1] for _ in range(5)}  # type: ignore[union-attr]
    assert len(texts) == 1


@pytest.mark.parametrize("word", ["hang", "spin"])
def test_a_page_over_its_deadline_is_given_up_and_the_next_one_works(pool: ExtractPool, word: str) -> None:
    pool.extract_here(page(), None, None, NOW)  # started and warm
    began = time.monotonic()
    result = pool.extract_here(page(word), None, None, NOW)
    took = time.monotonic() - began
    assert isinstance(result, Rejection)
    assert result.reason is Reason.EXTRACT_TIMEOUT
    assert result.url.endswith(word)
    assert result.at == NOW
    assert "1 s" in result.detail
    assert 0.9 < took < 10
    assert isinstance(pool.extract_here(page(), None, None, NOW), Article)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("crash", "-11"),
        ("exit", "7"),
        ("raise", "nobody expected this"),
        ("odd", "not a record"),
        ("memory", "MemoryError"),
    ],
)
def test_a_failing_page_is_named_and_the_next_one_works(pool: ExtractPool, word: str, told: str) -> None:
    result = pool.extract_here(page(word), None, None, NOW)
    assert isinstance(result, Rejection)
    assert result.reason is Reason.EXTRACT_FAILED
    assert told in result.detail
    assert isinstance(pool.extract_here(page(), None, None, NOW), Article)


def test_a_killed_worker_is_not_left_behind(pool: ExtractPool) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    for _ in range(2):
        assert isinstance(pool.extract_here(page("hang"), None, None, NOW), Rejection)
    after = [
        child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE
    ]
    assert len(after) <= len(before) + 1


def test_others_are_served_while_one_hangs() -> None:
    async def run() -> tuple[list[Article | Rejection], Article | Rejection, float]:
        hanging = asyncio.ensure_future(pool.extract(page("hang"), None, None, NOW))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        others = [await pool.extract(page(f"n{number}"), None, None, NOW) for number in range(20)]
        return others, await hanging, time.monotonic() - began

    with ExtractPool(2, 1.5, task=trouble) as pool:
        asyncio.run(_warm(pool, 2))
        others, hung, _ = asyncio.run(run())
    assert [item.title for item in others if isinstance(item, Article)] == [
        f"n{number}" for number in range(20)
    ]
    assert isinstance(hung, Rejection)


async def _warm(pool: ExtractPool, workers: int) -> None:
    await asyncio.gather(*(pool.extract(page(), None, None, NOW) for _ in range(workers)))


def test_the_event_loop_goes_on_while_a_page_is_read() -> None:
    async def run() -> int:
        ticks = 0
        waiting = asyncio.ensure_future(pool.extract(page("hang"), None, None, NOW))
        while not waiting.done():
            await asyncio.sleep(0.02)
            ticks += 1
        return ticks

    with ExtractPool(1, 1.0, task=trouble) as pool:
        assert asyncio.run(run()) > 20


def test_many_at_once_on_few_workers() -> None:
    async def run() -> list[Article | Rejection]:
        words = ["plain", "raise", "crash", "plain"] * 5
        return await asyncio.gather(*(pool.extract(page(word), None, None, NOW) for word in words))

    with ExtractPool(2, 5.0, task=trouble) as pool:
        results = asyncio.run(run())
    assert [type(item).__name__ for item in results] == ["Article", "Rejection", "Rejection", "Article"] * 5


def test_close_ends_a_worker_that_hangs() -> None:
    async def run() -> Article | Rejection:
        waiting = asyncio.ensure_future(pool.extract(page("hang"), None, None, NOW))
        await asyncio.sleep(1.0)
        await asyncio.get_running_loop().run_in_executor(None, pool.close)
        return await waiting

    pool = ExtractPool(1, 120.0, task=trouble)
    began = time.monotonic()
    result = asyncio.run(run())
    assert isinstance(result, Rejection)
    assert time.monotonic() - began < 30
    pool.close()
    with pytest.raises(RuntimeError, match="closed"):
        pool.extract_here(page(), None, None, NOW)


def refuse(*_: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def test_a_process_that_the_system_refuses_is_named_and_asked_for_again(
    pool: ExtractPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.extract_here(page(), None, None, NOW)
    monkeypatch.setattr("crawler.pool.START_PAUSES", (0.0,))
    with monkeypatch.context() as patch:
        patch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
        assert isinstance(pool.extract_here(page("crash"), None, None, NOW), Rejection)
        for _ in range(2):
            result = pool.extract_here(page(), None, None, NOW)
            assert isinstance(result, Rejection)
            assert result.reason is Reason.EXTRACT_FAILED
            assert "no worker can be started: BlockingIOError" in result.detail
    assert isinstance(pool.extract_here(page(), None, None, NOW), Article)


def test_a_pool_without_workers_can_be_closed(pool: ExtractPool, monkeypatch: pytest.MonkeyPatch) -> None:
    pool.extract_here(page(), None, None, NOW)
    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    pool.extract_here(page("exit"), None, None, NOW)
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 5
    with pytest.raises(BlockingIOError):
        ExtractPool(2, 1.0, task=trouble)


@pytest.mark.parametrize(("workers", "deadline"), [(0, 1.0), (1, 0.0), (1, -3.0)])
def test_a_pool_that_could_do_nothing_is_refused(workers: int, deadline: float) -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        ExtractPool(workers, deadline)


def test_the_real_extractor_runs_in_it() -> None:
    paragraphs = "".join(
        f"<p>The parcel fee of lane {n} rose by {n} percent in the third quarter, the carrier said.</p>"
        for n in range(9)
    )
    html = f"<html lang='en'><head><title>Carrier raises parcel fees</title></head><body><h1>Carrier raises parcel fees</h1><div class='date'>5 November 2026</div><article>{paragraphs}</article></body></html>"
    given = Page(
        url="https://news.example/a",
        final_url="https://news.example/a",
        source_id="s",
        fetched_at=NOW,
        status=200,
        body=html.encode(),
    )
    with ExtractPool(1, 20.0) as pool:
        result = pool.extract_here(given, None, None, NOW)
    assert isinstance(result, Article)
    assert result.title == "Carrier raises parcel fees"
    assert "lane 8 rose by 8 percent" in result.text
    assert result.published_at == datetime(2026, 11, 5, 12, tzinfo=UTC)
