"""What of the configuration the tagger is given: the user's own things, and models of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import InputError
from tradewind.config import Settings, TagConfig

if TYPE_CHECKING:
    from nlp.annotate import TagOptions


def own_things(settings: Settings) -> Path | None:
    """The user's file of things, if there is one."""
    return settings.entities_path if settings.entities_path.exists() else None


def own_topics(settings: Settings) -> Path | None:
    """The user's file of topics, if there is one."""
    return settings.topics_path if settings.topics_path.exists() else None


def printed_names(settings: Settings) -> Mapping[str, Mapping[str, str]]:
    """What things and the user's own topics are called, for those who print: by id, and by ``topic:SLUG``.

    A topic without a label is not in it. Raises InputError where a file of theirs is wrong.
    """
    from nlp.topic_files import topic_labels
    from nlp.usual_names import usual_names

    labels = topic_labels(own_topics(settings))
    own = {f"topic:{slug}": names for slug, names in labels.items() if names}
    return {**usual_names(own_things(settings)), **own}


def absent_things(settings: Settings) -> Path | None:
    """The file that ``tag.entities`` names otherwise than by default and that is not there: a slip, or not yet made."""
    chosen = settings.config.tag.entities != TagConfig().entities
    return settings.entities_path if chosen and not settings.entities_path.exists() else None


def absent_topics(settings: Settings) -> Path | None:
    """The file that ``tag.topics`` names otherwise than by default and that is not there."""
    chosen = settings.config.tag.topics != TagConfig().topics
    return settings.topics_path if chosen and not settings.topics_path.exists() else None


def tag_options(
    settings: Settings, *, watchlist: Path | None = None, topics: Path | None = None
) -> TagOptions:
    """The options of ``nlp.annotate``: the watchlist and topics given, else the configured one if there is such a file.

    Its models may not be there: ``ready_options`` looks.
    """
    from nlp.annotate import TagOptions
    from tradewind.models import models_of

    return TagOptions(
        watchlist=watchlist or own_things(settings),
        topics=topics or own_topics(settings),
        models=models_of(settings),
    )


def ready_options(settings: Settings, *, watchlist: Path | None = None) -> TagOptions:
    """``tag_options`` whose models are there and loaded. Raises InputError, with what to do, before any work starts."""
    from tradewind.models import require_models

    options = tag_options(settings, watchlist=watchlist)
    require_models(options.models)
    return options


def wrong_options(settings: Settings) -> InputError | None:
    """What would end ``tag`` before it began, without loading a model; None: nothing that can be seen by now."""
    options = tag_options(settings)
    try:
        if options.watchlist is not None:
            from nlp.lexicon import load_lexicon

            load_lexicon(options.watchlist)
        if options.topics is not None:
            from nlp.topic_files import load_topic_terms

            load_topic_terms(options.topics)
        for code, model in options.models:
            from nlp.model_files import check_model

            check_model(model, code)
    except InputError as error:
        return error
    return None
