"""What is tested beside attention, as items to read: composition, changes of share, what became of claims."""

from __future__ import annotations

from digests.items_reported import capital
from digests.labels import Labels
from digests.parts import FollowUp, MixLine, MixNote, Name, VoiceLine
from digests.view import NAME, Item, clean, first_address, quotes_of

_COUNTED = ("attention", "pair")


def mix_text(say: Labels, note: MixNote) -> str:
    """Traditional Chinese: 80% of the stories, usually 25%."""
    return say.say(
        "mix",
        "line",
        value=say.term(note.measure, note.value),
        share=say.percent(note.test.share),
        usual=say.percent(note.test.usual),
    )


def mix_note(say: Labels, note: MixNote) -> str:
    """The same as a sentence about one subject's stories."""
    return say.say("mix", note.measure, what=mix_text(say, note))


def mix_item(say: Labels, line: MixLine) -> Item:
    """A share of all the week's stories that is not the usual one."""
    test = line.note.test
    of = say.integer(test.of)
    body = (
        say.say("mix", "of", hits=say.count("story", test.hits), of=of)
        if test.hits
        else say.say("mix", "none", of=of)
    )
    return Item(lead=capital(mix_text(say, line.note)), body=(body,), quotes=quotes_of(say, line.evidence, 1))


def voice_change(say: Labels, line: VoiceLine) -> str:
    """That a share is outside its normal range; "" unless it is claimed."""
    if line.change is None:
        return ""
    low, high = (f"{end * 100:.0f}" for end in (line.change.range_low, line.change.range_high))
    return say.say("voice", "change", low=low, high=high)


def follow_item(say: Labels, line: FollowUp) -> Item:
    """What became of a claim: a line that is a link, with the newest quote unless the claim stands above."""
    parts = {
        "name": claimed(say, line.name, line.measure, line.value),
        "stories": say.count("story", line.observed),
        "expected": about(line.expected),
    }
    key = line.outcome
    if line.outcome == "unseen":
        pass
    elif line.balance is not None:
        now, usual = (signed(balance) for balance in line.balance)
        key, parts = f"tone_{key}", parts | {"now": now, "usual": usual}
    elif line.measure not in _COUNTED:
        of = max(line.of, 1)
        shares = {"share": say.percent(line.observed / of), "usual": say.percent(line.expected / of)}
        key, parts = f"share_{key}", parts | shares
    text = capital(say.say("follow", key, **parts))
    if not line.evidence and line.measure in _COUNTED:
        text = say.stop.join([text, say.say("follow", "unquoted")])
    return Item(
        lead=text,
        url=first_address(line.evidence),
        quotes=quotes_of(say, line.evidence, 1) if line.outcome != "again" else (),
    )


def claimed(say: Labels, of: Name, measure: str, value: str) -> str:
    """What had been claimed: a subject, or which share or balance of it."""
    name = clean(say.name(of), NAME)
    if measure in _COUNTED:
        return name
    if measure in ("voice", "tone"):
        return say.say("follow", f"of_{measure}", name=name)
    called = say.term(measure, value)
    return called if of.id == "*" else say.say("follow", "of_mix", value=called, name=name)


def about(expected: float) -> str:
    """Expected stories: one decimal where it matters."""
    return f"{expected:.1f}" if expected < 10 and round(expected, 1) != round(expected) else f"{expected:.0f}"


def signed(balance: float) -> str:
    """A balance in hundredths, with its sign."""
    number = round(balance * 100)
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"
