"""What of the configuration the tagger is given: the user's own things, and models of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tradewind.config import Settings

if TYPE_CHECKING:
    from nlp.annotate import TagOptions


def own_things(settings: Settings) -> Path | None:
    """The user's file of things, if there is one."""
    return settings.entities_path if settings.entities_path.exists() else None


def tag_options(settings: Settings, *, watchlist: Path | None = None) -> TagOptions:
    """The options of ``nlp.annotate``: the watchlist given, else the configured one if there is such a file.

    Its models may not be there: ``ready_options`` looks.
    """
    from nlp.annotate import TagOptions
    from tradewind.models import models_of

    return TagOptions(watchlist=watchlist or own_things(settings), models=models_of(settings))


def ready_options(settings: Settings, *, watchlist: Path | None = None) -> TagOptions:
    """``tag_options`` whose models are there and loaded. Raises InputError, with what to do, before any work starts."""
    from tradewind.models import require_models

    options = tag_options(settings, watchlist=watchlist)
    require_models(options.models)
    return options
