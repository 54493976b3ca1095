"""The whole job: what it tells a watchman and a monitor, what it catches up, and which exit code each end has."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.newsdesk import inside, tradewind
from tests.origin import Origin, origin
from tests.test_tradewind_recrawl import newsroom
from tradewind.lock import only_one
from tradewind.ping import ping_end, ping_start
from tradewind.run_config import is_ping_url


@pytest.fixture
def site() -> Iterator[Origin]:
    with origin() as found:
        yield found


class Watchman(ThreadingHTTPServer):
    """A server that writes down what it is told, and answers as it is bidden."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.heard: list[tuple[str, str]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/u"


class _Ear(BaseHTTPRequestHandler):
    server: Watchman

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append((self.path, body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def watchman() -> Iterator[Watchman]:
    server = Watchman()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def metrics(path: Path) -> dict[str, dict[tuple[str, ...], float]]:
    return {
        family.name: {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for sample in family.samples
        }
        for family in text_string_to_metric_families(path.read_text(encoding="utf-8"))
    }


def set_options(folder: Path, section: str) -> None:
    with (folder / "tradewind.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n[run]\n{section}\n")


@pytest.mark.slow
def test_a_run_tells_the_watchman_and_the_monitor(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", [site.page("/a")]))
    with watchman() as heard:
        set_options(tmp_path, f'ping_url = "{heard.url}?create=1"\nmetrics_file = "metrics/tw.prom"')
        assert tradewind(tmp_path, "run", "hourly").code == 0
        assert [path for path, _ in heard.heard] == ["/u/start?create=1", "/u?create=1"]
        assert heard.heard[1][1].startswith("exit code 0\npages: 1 article")
        seen = metrics(tmp_path / "metrics" / "tw.prom")
        assert seen["tradewind_run_exit_code"] == {
            ("crawl",): 0,
            ("link",): 0,
            ("run hourly",): 0,
            ("tag",): 0,
        }
        assert seen["tradewind_articles"] == {(): 1}
        assert seen["tradewind_source_pages"][("articles", "s0")] == 1
        assert seen["tradewind_source_ok"] == {("s0",): 1}
        assert "tradewind_issue_timestamp_seconds" not in seen
        heard.heard.clear()
        assert tradewind(tmp_path, "run", "hourly").code == 4
        assert heard.heard[1][0] == "/u?create=1"
        assert heard.heard[1][1].startswith("exit code 4\n")
        assert metrics(tmp_path / "metrics" / "tw.prom")["tradewind_run_exit_code"][("run hourly",)] == 4


def test_a_mistake_is_told_with_its_exit_code(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", [site.page("/a")]))
    with watchman() as heard:
        set_options(tmp_path, f'ping_url = "{heard.url}"')
        assert inside(tmp_path, "run", "weekly", "--week", "2999-W01").code == 2
        assert [path for path, _ in heard.heard] == ["/u/start", "/u/2"]
        assert "has not begun" in heard.heard[1][1]
        heard.heard.clear()
        with only_one(tmp_path / "tradewind.db"):
            assert inside(tmp_path, "run", "hourly").code == 75
        assert [path for path, _ in heard.heard] == ["/u/start", "/u/75"]


def test_a_watchman_who_is_not_there_fails_no_run() -> None:
    pauses: list[float] = []
    wrong = ping_end("http://127.0.0.1:9/u", 0, "", sleep=pauses.append)
    assert wrong
    assert pauses == [1.0, 3.0]


def test_a_watchman_in_trouble_is_asked_again_one_who_refuses_is_not() -> None:
    with watchman() as heard:
        heard.answers = [503, 429]
        assert ping_start(heard.url, sleep=lambda _: None) == ""
        assert len(heard.heard) == 3
        heard.answers = [404]
        assert ping_start(heard.url, sleep=lambda _: None) == "it answers 404"
        assert len(heard.heard) == 4


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://hc.example/uuid", True),
        ("http://127.0.0.1:8000/x", True),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://a b/", False),
        ("https://a\n/", False),
        ("https://a:99999/", False),
        ("hc.example/uuid", False),
    ],
)
def test_only_addresses_of_the_web_can_be_told(tmp_path: Path, url: str, fine: bool) -> None:
    assert is_ping_url(url) is fine
    (tmp_path / "tradewind.toml").write_text(f"[run]\nping_url = {json.dumps(url)}\n", encoding="utf-8")
    done = inside(tmp_path, "schedule", "cron")
    assert (done.code == 0) is fine
    assert fine or ("tradewind.toml:2:" in done.err and "key: run.ping_url" in done.err)


def test_a_run_waits_for_another_as_long_as_it_is_told(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", [site.page("/a")]))
    with only_one(tmp_path / "tradewind.db"):
        done = inside(tmp_path, "run", "hourly", "--wait", "0.02")
    assert done.code == 75
    assert "waiting for it" in done.err


NEWS = {
    "2026-10-06": "Temu opened a warehouse near Leipzig on Tuesday. Goods reach buyers in Germany within two days, it said.",
    "2026-10-13": "Poland's customs office found 4,100 toys without a safety mark in September, a fifth more than in August.",
    "2026-10-27": "Shein told suppliers in Guangzhou that invoices will be paid within 20 days instead of 45 from December.",
    "2026-11-03": "Amazon lowers its referral fee for clothing under 15 euros to 5% in Spain, a notice to sellers says.",
}


MORE = {
    "2026-10-06": "The building has 42,000 square metres and 600 workers, its third in Saxony. Rents there rose by 7%.",
    "2026-10-13": "Most came by air from Shenzhen in parcels of less than 2 kilograms. The office wants 90 more inspectors.",
    "2026-10-27": "Some 3,200 workshops are affected, according to a trade group, and banks offer them cheaper credit.",
    "2026-11-03": "Returns stay free of charge. Rivals kept their fees at 8% to 15%, and sellers in Madrid expect more.",
}


def _publish(folder: Path, day: str) -> None:
    told = NEWS[day]
    headline = told.partition(".")[0][:60]
    (folder / f"{day}.txt").write_text(f"{headline}\n\n{day} 09:30\n\n{told} {MORE[day]}\n", encoding="utf-8")


@pytest.mark.slow
def test_weeks_that_nobody_issued_are_issued_by_the_next_run(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", []))
    set_options(tmp_path, "catch_up_weeks = 2")
    texts = tmp_path / "texts"
    texts.mkdir()
    for day in NEWS:
        _publish(texts, day)
    assert inside(tmp_path, "import", "texts").code == 0
    assert tradewind(tmp_path, "run", "weekly", "--week", "2026-W41").code in (0, 3)
    done = tradewind(tmp_path, "run", "weekly", "--week", "2026-W45")
    assert done.code in (0, 3), done.err
    with closing(sqlite3.connect(tmp_path / "tradewind.db")) as conn:
        weeks = [row[0] for row in conn.execute("SELECT week FROM issues WHERE lang = '*' ORDER BY week")]
        runs = conn.execute("SELECT notes FROM runs WHERE command = 'run weekly' ORDER BY id").fetchall()
    # Two weeks are allowed for; W43 has no article, W42 is too long ago.
    assert weeks == ["2026-W41", "2026-W44", "2026-W45"]
    assert json.loads(runs[1][0]) == ["2026-W44: revision 1", "2026-W45: revision 1"]
    assert "no article of 2026-W43" in done.err


@pytest.mark.slow
def test_a_weekly_run_that_was_killed_is_taken_up_within_the_hour(site: Origin, tmp_path: Path) -> None:
    newsroom(tmp_path, site.feed("/feed", []))
    with (tmp_path / "tradewind.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '[mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\nfrom_address = "desk@example.com"\n'
        )
        stream.write('[[mail.recipients]]\naddress = "anna@example.com"\n')
    texts = tmp_path / "texts"
    texts.mkdir()
    _publish(texts, "2026-11-03")
    assert inside(tmp_path, "import", "texts").code == 0
    with closing(sqlite3.connect(tmp_path / "tradewind.db")) as conn, conn:
        conn.execute(
            "INSERT INTO runs (command, version, started_at, counts, notes) VALUES ('run weekly', 'x', ?, '{}', '[]')",
            ("2026-11-09T00:00:00Z",),
        )
    # The server cannot be reached: the letter waits, and the run says that it does.
    assert tradewind(tmp_path, "run", "hourly", "--week", "2026-W45").code == 3
    with closing(sqlite3.connect(tmp_path / "tradewind.db")) as conn:
        assert conn.execute("SELECT week FROM issues WHERE lang = '*'").fetchall() == [("2026-W45",)]
        letters = conn.execute("SELECT recipient, state FROM outbox").fetchall()
        (notes,) = conn.execute("SELECT notes FROM runs WHERE command = 'run weekly'").fetchone()
    assert letters == [("anna@example.com", "pending")]
    assert "took it up" in notes
    assert tradewind(tmp_path, "run", "hourly").code in (3, 4)
    with closing(sqlite3.connect(tmp_path / "tradewind.db")) as conn:
        assert conn.execute("SELECT count(*) FROM issues WHERE lang = '*'").fetchone() == (1,)
