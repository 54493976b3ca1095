"""Lines that return on a site, in invented sites whose truth is known: what goes, what is lost, and what it costs.

    python benchmarks/repeats.py [--sites 40] [--articles 10000]

Promise: of the lines a site puts around its texts nearly all go once it has shown a few articles, and nearly nothing
of the texts. The sites have two templates, related headlines between their own lines, sentences that newspapers repeat
(what a company is, that it gave no comment, last year's figure), formulas of official papers, and texts put up
several times. Peer: "cut each line at an edge that stands on three articles", counted on the same texts. Then the share
that counting and cutting have in the time of saving articles.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nlp.script import fold
from store import settle
from store.articles import save_fetched, save_sources
from store.db import open_store
from store.pages import open_pages
from store.records import Article, Fetched, Lang, Source, SourceKind
from store.repeats import LEAST, cut_text, edges_of
from store.sightings import learn_repeats
from tradewind.commands.repeated import without_repeats

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
SIZES = (5, 20, 100, 500)
_HAN = (
    "跨境电商卖家平台关税物流仓储费用佣金港口海运欧盟海关新规政策调整上涨下降季度营收包裹清关退货补贴工厂订单"
)
_WORDS = tuple(
    "carrier parcel quay tariff customs seller platform quarter refund warehouse pallet notice margin port order"  # noqa: SIM905 - words
    " freight office week town price delay form grant rule market trader vessel lorry broker depot levy".split()
)


@dataclass(frozen=True, slots=True)
class Text:
    """An article as a page has it: each line, and whether it is the site's."""

    name: str
    lines: tuple[tuple[str, bool], ...]


class Site:
    """One invented house: what it prints around its texts, and what its reporters repeat in them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.chinese = dice.random() < 0.5
        self.templates = [self._template() for _ in range(2)]
        self.background = [self._sentence(figure=n % 2 == 0) for n in range(6)]
        self.comment = self._sentence()
        self.formula = "特此公告。" if self.chinese else "ACTION: Notice."

    def texts(self, count: int) -> list[Text]:
        """So many articles, one in eight of them a further version of the one before."""
        found: list[Text] = []
        said: list[str] = []
        for number in range(count):
            if not said or self.dice.random() > 1 / 8:
                said = self._said()
            else:
                said = [*said[:-2], self._sentence(), self._sentence()]
            above, below = self.templates[self.dice.random() < 0.25]
            related = [self._words(8) for _ in range(self.dice.choice((0, 0, 4)))]
            house = [*below[:2], *related, *below[2:]]
            lines = [
                *((line, True) for line in above),
                *((line, False) for line in said),
                *((line, True) for line in house),
            ]
            found.append(Text(f"a{number}", tuple(lines)))
        return found

    def _said(self) -> list[str]:
        said = [self._sentence(figure=self.dice.random() < 0.3) for _ in range(self.dice.randint(3, 18))]
        for line in self.background:
            if self.dice.random() < 0.05:
                said.insert(self.dice.randrange(len(said)) + 1, line)
        if self.dice.random() < 0.08:
            said.insert(-1, self.comment)
        if self.dice.random() < 0.3:
            said.append(self.formula)
        return said

    def _template(self) -> tuple[list[str], list[str]]:
        above = [self._words(3) for _ in range(self.dice.randint(0, 2))]
        below = [self._words(self.dice.randint(2, 6)) for _ in range(self.dice.randint(2, 5))]
        return above, [*below, self._sentence(), self._sentence()]

    def _words(self, count: int) -> str:
        if self.chinese:
            return "".join(self.dice.choice(_HAN) for _ in range(count * 2))
        return " ".join(self.dice.choice(_WORDS) for _ in range(count)).capitalize()

    def _sentence(self, *, figure: bool = False) -> str:
        words = self._words(self.dice.randint(9, 26))
        if figure:
            words += (
                f"，达{self.dice.randint(2, 99)}%" if self.chinese else f" by {self.dice.randint(2, 99)}%"
            )
        return words + ("。" if self.chinese else ".")


def ours(texts: list[Text]) -> list[set[str]]:
    """The lines that each text keeps."""
    rows = ((text, _article(text, "site.example")) for text in texts)
    return [set(made.text.split("\n")) for _, made in without_repeats(rows) if isinstance(made, Article)]


def naive(texts: list[Text]) -> list[set[str]]:
    """The same by the simple rule."""
    whole = ["\n".join(line for line, _ in text.lines) for text in texts]
    counts = Counter(mark for text in whole for mark in {line.mark for line in edges_of(text, ())})
    often = {mark for mark, count in counts.items() if count >= LEAST}
    return [
        set(cut_text(text, (), often.intersection(line.mark for line in edges_of(text, ())))[0].split("\n"))
        for text in whole
    ]


def measure(rule: Callable[[list[Text]], list[set[str]]], count: int, sites: int) -> tuple[float, float]:
    """Shares of the characters: of the sites' own lines that returned and went, and of the texts that was lost."""
    own = gone = said = lost = 0
    for seed in range(sites):
        texts = Site(random.Random(seed)).texts(count)
        times = Counter(line for text in texts for line, _ in text.lines)
        for text, kept in zip(texts, rule(texts), strict=True):
            for line, of_site in text.lines:
                size = len(line) * (line not in kept)
                if not of_site:
                    said, lost = said + len(line), lost + size
                elif times[line] >= LEAST:
                    own, gone = own + len(line), gone + size
    return gone / own, lost / said


def _article(text: Text, host: str) -> Article:
    return Article(
        url=f"https://{host}/{text.name}", source_id="s", title=text.name, lang=Lang.EN, fetched_at=NOW,
        text="\n".join(line for line, _ in text.lines),
    )  # fmt: skip


def cost(count: int, sites: int = 20) -> tuple[float, float, float, float]:
    """Seconds of saving, of them for what returns, of judging the first and the second time."""
    spent = 0.0

    def timed(function: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object) -> object:
            nonlocal spent
            began = time.process_time()
            found = function(*given)
            spent += time.process_time() - began
            return found

        return run

    kept = {name: getattr(settle, name) for name in ("cut_known", "note_lines", "same_but_repeats")}
    for name, function in kept.items():
        setattr(settle, name, timed(function))
    try:
        with tempfile.TemporaryDirectory() as folder:
            saved, judged = _fill(Path(folder), count, sites)
    finally:
        for name, function in kept.items():
            setattr(settle, name, function)
    return saved, spent, judged[0], judged[1]


def _fill(folder: Path, count: int, sites: int) -> tuple[float, list[float]]:
    db = open_store(folder / "news.db")
    save_sources(db, [Source(id="s", name="S", kind=SourceKind.FEED, url="https://site.example/feed")])
    saved, judged = 0.0, []
    with open_pages(folder / "news.pages.db") as archive:
        for number, batch in enumerate(_batches(count, sites)):
            began = time.process_time()
            save_fetched(db, archive, batch, fold=fold)
            saved += time.process_time() - began
            if number in (count // 64, count // 32):
                judged.append(_seconds(lambda: learn_repeats(db, fold=fold, now=NOW)))
    judged.append(_seconds(lambda: learn_repeats(db, fold=fold, now=NOW)))
    db.close()
    return saved, judged


def _batches(count: int, sites: int) -> Iterator[list[Fetched]]:
    batch: list[Fetched] = []
    for site in range(sites):
        for text in Site(random.Random(site)).texts(count // sites):
            article = _article(text, f"site{site}.example")
            batch.append(
                Fetched(
                    candidate_url=article.url,
                    source_id="s",
                    at=NOW + timedelta(seconds=1),
                    page=None,
                    result=article,
                )
            )
            if len(batch) == 32:
                yield batch
                batch = []
    if batch:
        yield batch


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Print both tables; exit 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=10_000)
    given = parser.parse_args()
    broken = False
    print(f"{'articles a site':<16}{'own lines cut':>16}{'text lost':>12}   simple rule: cut, lost")
    for size in SIZES:
        (cut, lost), (cut_by_peer, lost_by_peer) = (
            measure(rule, size, given.sites) for rule in (ours, naive)
        )
        print(f"{size:<16}{cut:>16.3f}{lost:>12.4f}   {cut_by_peer:>16.3f}{lost_by_peer:>8.4f}")
        broken |= lost > 0.001 or (size >= 20 and cut < 0.95)
    saved, spent, first, later = cost(given.articles)
    print(
        f"saving {given.articles} articles {saved:.1f} s, of them {spent:.1f} s for what returns"
        f" ({spent / saved:.0%}, {1000 * spent / given.articles:.2f} ms each);"
        f" judging and cutting {first:.2f} s after half of them, {later:.2f} s after all"
    )
    raise SystemExit(int(broken))


if __name__ == "__main__":
    main()
