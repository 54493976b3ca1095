"""Alerts end to end: rules in the file, a real store, mail and a webhook that really listens."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from store import outbox
from tests.newsdesk import Done, inside, write_texts
from tradewind import alerting
from tradewind.config import load_settings
from tradewind.hooks import notify, post_json

MAIL = '[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nfrom_address = "desk@example.com"\n'
RULES = """
[[alerts.rules]]
name = "temu-sales"
on = "figure"
entities = ["temu"]
metrics = ["sales"]
at_least = 1_000_000_000
unit = "USD"
to = ["anna@example.com", "ops"]
cooldown_hours = 6

[[alerts.rules]]
name = "customs"
on = "story"
entities = ["gacc"]
language = "zh"
to = ["ops"]

[[alerts.rules]]
name = "dates"
on = "policy"
jurisdictions = ["CN"]
within_days = 60
to = ["ops"]

[[alerts.targets]]
name = "ops"
url_env = "OPS_HOOK"
"""
NOON = datetime(2026, 11, 6, 4, 0, tzinfo=UTC)


class Hook(ThreadingHTTPServer):
    """Listens, keeps what it is told, answers as bidden: a status, or "hang up" after having heard."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.heard: list[tuple[dict[str, str], Any]] = []
        self.answers: list[int | str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?key=1"


class _Ear(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers.items()), json.loads(body)))
        answer = self.server.answers.pop(0) if self.server.answers else 204
        if isinstance(answer, str):
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Clock:
    """The time of day, as the test sets it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(alerting, "now", found)
    monkeypatch.setattr("tradewind.pipeline.now", found)  # when the texts are fetched
    return found


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Path:
    (tmp_path / "tradewind.toml").write_text(MAIL + RULES, encoding="utf-8")
    write_texts(tmp_path)
    for command in (("import", "texts"), ("tag",), ("link",)):
        assert inside(tmp_path, *command).code == 0
    return tmp_path


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "tradewind.db")) as conn:
        return conn.execute(sql).fetchall()


def test_what_rules_find_is_told_once(desk: Path) -> None:
    first = inside(desk, "alerts", "check", "--json")
    assert first.code == 0
    found = {(row["rule"], row["fact"].split(" · ")[0]) for row in first.rows()}
    assert ("temu-sales", "temu") in found
    assert ("dates", "effective_on") in found
    assert "customs" in {rule for rule, _ in found}
    told = rows(desk, "SELECT about, channel, recipient FROM outbox ORDER BY about, channel")
    assert told == [
        ("alert:customs", "webhook", "ops"),
        ("alert:dates", "webhook", "ops"),
        ("alert:temu-sales", "mail", "anna@example.com"),
        ("alert:temu-sales", "webhook", "ops"),
    ]
    again = inside(desk, "alerts", "check", "--json")
    assert (again.code, again.rows()) == (4, [])
    assert len(rows(desk, "SELECT 1 FROM outbox")) == 4


def test_every_quote_stands_in_its_article(desk: Path) -> None:
    assert inside(desk, "alerts", "check").code == 0
    checked = rows(
        desk,
        'SELECT substr(a.text, l.start + 1, l."end" - l.start) = l.quote FROM alerts AS l'
        " JOIN articles AS a ON a.id = l.article_id WHERE l.quote <> ''",
    )
    assert len(checked) >= 3
    assert all(right for (right,) in checked)


def test_a_look_that_writes_nothing(desk: Path) -> None:
    assert len(inside(desk, "alerts", "check", "--dry-run", "--json").rows()) >= 3
    assert rows(desk, "SELECT count(*) FROM alerts") == [(0,)]
    assert rows(desk, "SELECT count(*) FROM outbox") == [(0,)]


def _another(desk: Path, clock: Clock) -> Done:
    (desk / "more.txt").write_text(
        "Temu sells more in Spain\n\n2026-11-06 10:00\n\nTemu's sales in Spain will reach $1.2 billion in 2026, a "
        "trade group in Madrid said on Friday. Parcels from its depots near Zaragoza and Valencia arrive within two "
        "days, the group said, and more shops than before have closed in small towns this year.\n",
        encoding="utf-8",
    )
    for command in (("import", "more.txt"), ("tag",), ("link",)):
        assert inside(desk, *command).code == 0
    return inside(desk, "alerts", "check")


def test_a_quiet_rule_keeps_what_it_finds_and_tells_it_later(desk: Path, clock: Clock) -> None:
    assert inside(desk, "alerts", "check").code == 0
    clock.at = NOON + timedelta(hours=2)
    quiet = _another(desk, clock)
    assert "temu-sales is quiet: 1 found" in quiet.err
    sent = "SELECT count(*) FROM outbox WHERE about = 'alert:temu-sales' AND channel = 'mail'"
    assert rows(desk, sent) == [(1,)]
    clock.at = NOON + timedelta(hours=6)
    assert inside(desk, "alerts", "check").code == 0
    assert rows(desk, sent) == [(2,)]
    assert rows(desk, "SELECT count(*) FROM alerts WHERE told_at IS NULL") == [(0,)]


def test_a_webhook_gets_json_with_the_proof(desk: Path, hook: Hook) -> None:
    assert inside(desk, "alerts", "check").code == 0
    assert alerting.tell_targets(load_settings(folder=desk), environment={"OPS_HOOK": hook.url}) == {
        "sent": 3
    }
    by_rule = {body["rule"]: (head, body) for head, body in hook.heard}
    head, body = by_rule["temu-sales"]
    assert head["Idempotency-Key"] == body["id"]
    assert body["schema"] == "tradewind.alert/1"
    assert body["alerts"][0]["quote"]
    assert by_rule["customs"][1]["alerts"][0]["lang"] == "zh-Hans"
    assert rows(desk, "SELECT state, body FROM outbox WHERE channel = 'webhook'") == [("sent", None)] * 3
    assert alerting.tell_targets(load_settings(folder=desk), environment={"OPS_HOOK": hook.url}) == {}
    assert len(hook.heard) == 3


@pytest.mark.parametrize(
    ("answer", "state"),
    [(503, "pending"), (429, "pending"), (404, "failed"), (302, "failed"), ("hang up", "unknown")],
)
def test_an_answer_decides_what_becomes_of_a_message(
    desk: Path, hook: Hook, answer: int | str, state: str
) -> None:
    assert inside(desk, "alerts", "check").code == 0
    hook.answers = [answer] * 3
    done = alerting.tell_targets(load_settings(folder=desk), environment={"OPS_HOOK": hook.url})
    assert done == {state: 3}
    # What is unknown, failed or put off is not offered again at once.
    assert alerting.tell_targets(load_settings(folder=desk), environment={"OPS_HOOK": hook.url}) == {}


def test_nobody_listens_and_the_message_waits(desk: Path) -> None:
    assert inside(desk, "alerts", "check").code == 0
    for environment in ({"OPS_HOOK": "http://127.0.0.1:9/"}, {}):
        done = alerting.tell_targets(load_settings(folder=desk), environment=environment)
        assert set(done) <= {"pending"}
    assert {state for (state,) in rows(desk, "SELECT state FROM outbox")} == {outbox.PENDING}


def test_the_mail_says_what_was_found_and_where(desk: Path) -> None:
    from email import message_from_bytes, policy

    assert inside(desk, "alerts", "check").code == 0
    with closing(sqlite3.connect(desk / "tradewind.db")) as conn:
        (identity,) = conn.execute("SELECT message_id FROM outbox WHERE channel = 'mail'").fetchone()
        _, body = outbox.find(conn, identity)
    assert body is not None
    message = message_from_bytes(body, policy=policy.SMTP)
    assert message["Subject"].startswith("Tradewind alert temu-sales: Temu")
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Temu's European sales to reach $9.5 billion in 2027" in " ".join(text.replace("> ", "").split())
    assert "next 6 hours" in " ".join(text.split())
    assert "<script" not in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('on = "figure"\nentities = ["temuu"]\nto = ["ops"]', "Did you mean temu?"),
        ('on = "figure"\nmetrics = ["fees"]\nto = ["ops"]', "Did you mean fee?"),
        ('on = "story"\ntopics = ["taxes"]\nto = ["ops"]', "nothing is called 'taxes'"),
        ('on = "story"\nto = ["ops"]', "every article would raise it"),
        ('on = "story"\nentities = ["temu"]\nmetrics = ["fee"]\nto = ["ops"]', "a rule on story does not look at metrics"),
        ('on = "figure"\nentities = ["temu"]\nat_least = 3\nto = ["ops"]', "a number of what?"),
        ('on = "figure"\nentities = ["temu"]\nat_least = nan\nunit = "EUR"\nto = ["ops"]', "is no number"),
        ('on = "figure"\nentities = ["temu"]\nat_least = 3\nat_most = 2\nunit = "EUR"\nto = ["ops"]', "as large and as small"),
        ('on = "shift"\nto = []', "nobody is told"),
        ('on = "shift"\nto = ["opps"]', "Did you mean ops?"),
        ('on = "shift"\nto = ["a b@example.com"]', "'a b@example.com'"),
        ('on = "shift"\nto = ["ops"]\nlanguage = "fr"', "no alert in 'fr'"),
        ('on = "news"\nto = ["ops"]', "alerts.rules"),
        ('on = "shift"\nto = ["ops"]\ncooldown = 3', "Did you mean cooldown_hours?"),
        ('to = ["ops"]', "on"),
    ],
)  # fmt: skip
def test_a_rule_that_could_never_be_told_is_an_error_with_its_place(
    tmp_path: Path, wrong: str, told: str
) -> None:
    rule = f'[[alerts.rules]]\nname = "r"\n{wrong}\n\n[[alerts.targets]]\nname = "ops"\nurl = "http://127.0.0.1:1/"\n'
    (tmp_path / "tradewind.toml").write_text(MAIL + rule, encoding="utf-8")
    write_texts(tmp_path)
    done = inside(tmp_path, "import", "texts")
    done = done if done.code == 2 else inside(tmp_path, "alerts", "check")
    assert done.code == 2
    assert told in done.err
    assert "tradewind.toml" in done.err


# Apprise imports what Python has deprecated; warnings are errors in this suite.
BY_APPRISE = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@BY_APPRISE
def test_apprise_says_no_to_what_it_does_not_know() -> None:
    pytest.importorskip("apprise")
    assert notify("nonsense:///", "T", "x").state == outbox.FAILED


@BY_APPRISE
def test_apprise_hands_on_to_a_service(hook: Hook) -> None:
    pytest.importorskip("apprise")
    assert notify(hook.url.replace("http://", "json://"), "Title", "Text").state == outbox.SENT
    assert hook.heard[0][1]["message"] == "Text"


def test_an_address_that_hangs_is_unknown_one_that_is_closed_waits() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as mute:
        told = post_json(f"http://127.0.0.1:{mute.getsockname()[1]}/", b"{}", "<1@x>", timeout=0.3)
    assert told.state == outbox.UNKNOWN
    assert post_json("http://127.0.0.1:9/", b"{}", "<1@x>", timeout=1).state == outbox.PENDING


def test_a_claim_leads_to_the_page_of_its_evidence(desk: Path) -> None:
    """The demo's claims are many weeks of news; here the rows of an issue are written as an issue writes them."""
    with (desk / "tradewind.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[digest]\nsite_url = "https://news.example.com/weekly/"\n')
        stream.write('\n[[alerts.rules]]\nname = "claims"\non = "shift"\nto = ["ops"]\n')
    with closing(sqlite3.connect(desk / "tradewind.db")) as conn:
        conn.execute(
            "INSERT INTO issues (week, lang, revision, sha256, at, body_json) VALUES ('2026-W45', '*', 1, '', ?, '{}')",
            ("2026-11-09T00:00:00Z",),
        )
        given = {
            "week": "2026-W45", "revision": 1, "measure": "attention", "series": "entity:temu", "name": "Temu",
            "status": "claim", "weeks": 1, "observed": 12, "expected": 4, "range_low": 2, "range_high": 6, "effect": 3,
            "low": 2, "high": 4, "p": 0.001, "q": 0.01, "n": 12, "witnesses": 5, "baseline": 12, "panel": "[]",
        }  # fmt: skip
        marks = ", ".join(f":{name}" for name in given)
        conn.execute(f"INSERT INTO shifts ({', '.join(given)}) VALUES ({marks})", given)
        conn.commit()
    found = [row for row in inside(desk, "alerts", "check", "--json").rows() if row["rule"] == "claims"]
    assert [row["fact"] for row in found] == ["Temu · up · 12 · 4.0 · 2026-W45 · attention"]
    with closing(sqlite3.connect(desk / "tradewind.db")) as conn:
        (identity,) = conn.execute("SELECT message_id FROM outbox WHERE about = 'alert:claims'").fetchone()
        body = json.loads(outbox.find(conn, identity)[1] or b"")
    assert body["alerts"][0]["page"] == "https://news.example.com/weekly/2026-W45/entity-temu.en.html"


def test_what_an_article_no_longer_says_is_not_quoted_when_it_is_told(desk: Path, clock: Clock) -> None:
    assert inside(desk, "alerts", "check").code == 0
    clock.at = NOON + timedelta(hours=2)
    assert "temu-sales is quiet: 1 found" in _another(desk, clock).err
    with closing(sqlite3.connect(desk / "tradewind.db")) as conn, conn:
        conn.execute("UPDATE articles SET text = 'Withdrawn by the paper.' WHERE title LIKE '%Spain%'")
    clock.at = NOON + timedelta(hours=6)
    assert inside(desk, "alerts", "check").code == 0
    with closing(sqlite3.connect(desk / "tradewind.db")) as conn:
        ids = conn.execute(
            "SELECT message_id FROM outbox WHERE about = 'alert:temu-sales' AND channel = 'webhook' ORDER BY created_at"
        ).fetchall()
        alerts = [json.loads(outbox.find(conn, row[0])[1] or b"")["alerts"] for row in ids]
    assert [bool(found[0]["quote"]) for found in alerts] == [True, False]
