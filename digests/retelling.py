"""The summary of a story or of what stories say of somebody, for whoever prints one."""

from __future__ import annotations

from collections.abc import Sequence

from digests.choosing import Summary, build_summary
from digests.proofs import Proofs
from digests.summary import LIMIT, Copy, find_candidates


def retell(
    proofs: Proofs, articles: Sequence[int], *, series: str = "", limit: int = LIMIT, fill: bool = False
) -> Summary:
    """Sentences of these articles (the earliest first) on a series, or on what their headlines say.

    Each of its own publisher house, in the order of their articles; with ``fill`` a house may have more than one.
    """
    proofs.load(articles)
    copies = [
        Copy(
            reading=reading,
            title=proofs.title(article),
            kinds=proofs.kinds.get(article, ()),
            focus=tuple(proofs.spans(series, article, reading)) if series else (),
        )
        for article in articles
        if (reading := proofs.reading(article)) is not None
    ]
    return build_summary(
        find_candidates(copies, fold=proofs.retelling.fold),
        headline=copies[0].title if copies else "",
        about=proofs.name(series).en if series else "",
        limit=limit,
        fill=fill,
        chooser=proofs.retelling.chooser,
    )
