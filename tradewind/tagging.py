"""What of the configuration the tagger is given: the user's own things, and models of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tradewind.config import Settings

if TYPE_CHECKING:
    from nlp.annotate import TagOptions


def tag_options(settings: Settings, *, watchlist: Path | None = None) -> TagOptions:
    """The options of ``nlp.annotate``: the watchlist given, else the configured one if there is such a file.

    Raises InputError, before any work starts, for a model that is not there or cannot be used.
    """
    from nlp.annotate import TagOptions
    from tradewind.models import models_of

    configured = settings.entities_path
    return TagOptions(
        watchlist=watchlist or (configured if configured.exists() else None), models=models_of(settings)
    )
