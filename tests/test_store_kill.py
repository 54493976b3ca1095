"""kill -9 at every statement of a scripted run: after the next run the store is that of an undisturbed one.

A child process plays the script and kills itself at its n-th statement, for every n. What it had acknowledged
before must be there; then the script is played again to its end, and the content must be the same, to the byte
of every column, as that of a store that was never disturbed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from store.db import check, open_existing
from store.pages import open_pages
from store.records import Page
from tests.storeroom import contents, rows

ROOT = Path(__file__).resolve().parents[1]

# The child forks for each n, so that the libraries are loaded once. It prints a line for every trial:
# the statement it was killed at and what had been acknowledged by then.
CHILD = textwrap.dedent(
    """
    import json, os, signal, sys
    from pathlib import Path
    from nlp.instrument_ids import RULES, build_instruments
    from store.annotations import replace_annotations
    from store.articles import pending, save_discovery, save_fetched, save_sources, untagged
    from store.db import open_store
    from store.instruments import join_jurisdiction, pending_jurisdictions, save_rules
    from store.links import save_links, unlinked
    from store.pages import open_pages, pages_path
    from store.records import Annotations, Fingerprint, Mention, Policy, Reason, StoryLink
    from store.sightings import learn_repeats
    from tests.storeroom import DAY, HOUR, NOW, candidate, discovery, fetched, fold, refused, source, unchanged

    class Steps:
        def __init__(self, last):
            self.left = last
        def __call__(self, statement):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def results(at):
        # p0 changes with every pass, p1 repeats p2's text, p3 is no article, p4 is put off first.
        day = (at - NOW).days
        return {
            "p0": fetched("p0", f"Temu text of day {day}, of which nobody has written anything before.\\nFollow us", at=at),
            "p1": fetched("p1", "Temu sells more.", title="Same", at=at),
            "p2": fetched("p2", "Temu sells more.", title="Same", at=at),
            "p3": refused("p3", Reason.TOO_SHORT, at=at),
            "p4": refused("p4", Reason.TIMEOUT, at=at, retry_at=at + HOUR),
            "p5": fetched("p5", "Temu " + "grows. " * 300 + "\\nFollow us", at=at),
            "p6": fetched("p6", "Temu has a third text, and what stands below it stands below two others.\\nFollow us", at=at),
        }

    def read_all(db, said):
        for article in untagged(db, "v1", after_id=0, limit=99):
            name = Mention(start=0, end=4, quote="Temu", type="ORG", id="temu")
            told = Policy(jurisdiction="CN", authority="gacc", action="adopted", effective_on="2026-12-13", scope=("express",), start=0, end=4, quote="Temu")
            made = Annotations(article_id=article.id, version="v1", mentions=(name,), policies=(told,))
            assert replace_annotations(db, [made]) == []
            said(f"tagged {article.url}")
        for article in unlinked(db, "f1"):
            prints = [Fingerprint(article_id=article.id, version="f1", bands=(len(article.text), -1), shingles=3)]
            root = article.id
            save_links(db, prints, [StoryLink(article_id=root, story_id="s-" + article.title, root_id=root, reprint_of=None, reason="alone")])
            said(f"linked {article.url}")
        for code in pending_jurisdictions(db, RULES):
            join_jurisdiction(db, code, lambda events, held: build_instruments(events, {}, held))
        save_rules(db, RULES)

    def play(folder, said, steps=None):
        path = Path(folder) / "news.db"
        db = open_store(path)
        with open_pages(pages_path(path)) as archive:
            if steps is not None:
                db.conn.set_trace_callback(steps)
                archive.conn.set_trace_callback(steps)
            save_sources(db, [source()])
            # Time does not run backwards: a run after a kill begins on the day it was killed.
            seen = db.conn.execute("SELECT max(at) FROM announcements").fetchone()[0]
            for day in range(int(seen is not None and seen > "2026-11-10"), 2):
                at = NOW + day * DAY
                found = [candidate(f"p{i}", updated_at=at if i in (0, 3) else None) for i in (range(6) if day == 0 else (0, 3, 6))]
                said("anew")  # what was said of an article is forgotten when its text changes, or a line of it is cut
                save_discovery(db, discovery(*found, at=at))
                waiting = [item.url.rsplit("/", 1)[1] for item in pending(db, source_ids=None, now=at)]
                for start in range(0, len(waiting), 2):
                    batch = [results(at)[name] for name in waiting[start:start + 2]]
                    save_fetched(db, archive, batch, fold=fold)
                    said(f"fetched {day} {' '.join(waiting[start:start + 2])}")
                learn_repeats(db, fold=fold, now=at)
                read_all(db, said)
            db.conn.set_trace_callback(None)
        db.close()

    base = Path(sys.argv[1])
    first, last, stride = map(int, sys.argv[2:5])
    counter = Steps(-1)
    (base / "whole").mkdir(parents=True)
    play(base / "whole", lambda line: None, counter)
    print(json.dumps({"statements": -1 - counter.left}), flush=True)
    n = first
    while n <= min(last, -1 - counter.left):
        folder = base / f"n{n}"
        folder.mkdir()
        log = folder / "said"
        child = os.fork()
        if child == 0:
            with log.open("w") as file:
                def say(line):
                    file.write(line + "\\n")
                    file.flush()
                play(folder, say, Steps(n))
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        print(json.dumps({"n": n, "killed": os.WIFSIGNALED(status)}), flush=True)
        n += stride
    """
)
AGAIN = CHILD.split("base = Path")[0] + textwrap.dedent(
    """
        for folder in sys.argv[1:]:
            play(folder, lambda line: None)
        """
)


def acknowledged_is_there(folder: Path) -> None:
    """Every line the child wrote before it was killed names something that is in the store."""
    said = (folder / "said").read_text().splitlines()
    if not (folder / "news.db").exists():
        assert said == []
        return
    try:
        db = open_existing(folder / "news.db")
    except Exception as error:
        raise AssertionError(f"{folder.name}: {error!r} after {said}") from error
    try:
        assert check(db) == [], folder.name
        tried = {row["url"].rsplit("/", 1)[1]: row for row in rows(db.conn, "SELECT * FROM candidates")}
        tagged = {row["url"] for row in rows(db.conn, "SELECT url FROM v_article WHERE tagged_by = 'v1'")}
        linked = {row["url"] for row in rows(db.conn, "SELECT url FROM v_article WHERE story_id IS NOT NULL")}
        with open_pages(folder / "news.pages.db") as archive:
            pages = {(page.url.rsplit("/", 1)[1], page.fetched_at.day) for page in archive.each()}
        anew = max((n for n, line in enumerate(said) if line == "anew"), default=-1)
        for number, line in enumerate(said):
            verb, *what = line.split()
            if verb == "anew":
                continue
            if verb == "fetched":
                for name in what[1:]:
                    assert tried[name]["tried_at"] is not None, (folder.name, line)
                    if name in ("p0", "p1", "p2", "p5", "p6"):
                        assert (name, 9 + int(what[0])) in pages, (folder.name, line)
            elif number > anew:
                assert what[0] in (tagged if verb == "tagged" else linked), (folder.name, line)
    finally:
        db.close()


def killed_at(base: Path, first: int, last: int, stride: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(base), str(first), str(last), str(stride)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    trials = [line for line in lines if "n" in line]
    assert all(trial["killed"] for trial in trials)
    folders = [base / f"n{trial['n']}" for trial in trials]
    for folder in folders:
        acknowledged_is_there(folder)
    again = subprocess.run(
        [sys.executable, "-c", AGAIN, *map(str, folders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr
    whole = dump(base / "whole")
    assert whole[0]["repeated_lines"]  # else the script does not try what is learned of a site
    assert {row["cause"] for row in whole[0]["article_revisions"]} == {"page", "extraction"}
    for folder in folders:
        assert dump(folder) == whole, folder.name
    return int(lines[0]["statements"])


def dump(folder: Path) -> tuple[dict[str, list[dict[str, Any]]], list[Page]]:
    db = open_existing(folder / "news.db")
    try:
        assert check(db) == []
        found = contents(db.conn)
    finally:
        db.close()
    with open_pages(folder / "news.pages.db") as archive:
        return found, list(archive.each())


@pytest.mark.slow
def test_killed_at_some_statements(tmp_path: Path) -> None:
    assert killed_at(tmp_path, 3, 200, 37) > 150


@pytest.mark.slow
def test_killed_at_every_statement(tmp_path: Path) -> None:
    assert killed_at(tmp_path, 1, 10_000, 1) > 150
