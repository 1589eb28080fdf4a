"""Who said what in an affair: one quote once, however many articles carry it, and who is cited how often. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from crackwatch.answers import CitedLine, Names, Occurrence, QuoteLine, Said
from crackwatch.reports.mentioned import spoken
from crackwatch.reports.quotes import quotes_in, same_quote_key

TELLING = 5  # words from which on a quote is known by them alone

Voice = tuple[Occurrence, Said]  # a quote in one article


def said(title: str, summary: str, text: str, lang: str) -> list[Said]:
    """What a text quotes, as the archive keeps it."""
    return [
        Said(q.start, q.end, q.words, q.speaker, q.role, int(q.anonymous), int(q.reported))
        for q in quotes_in(spoken(title, summary, text), lang)
    ]


def together(
    rows: Iterable[Occurrence], quotes: Mapping[int, Sequence[Said]], translated: Mapping[int, int]
) -> list[list[Voice]]:
    """Each quote with the articles that carry it, the earliest first; quotes in order of their first article.

    Two are the same when they begin with the same words: copies cut the end. What is short may be said by anybody, so
    there it must be the same person too. ``translated`` names the original of each translation: there a quote is the
    one that it translates.
    """
    same: defaultdict[tuple[str, str], list[Voice]] = defaultdict(list)
    for row in rows:
        originals = quotes.get(translated.get(row.id, 0), ())
        for quote in _as_first_said(quotes.get(row.id, ()), originals):
            words = same_quote_key(quote.words)
            same[words, _surname(quote) if words.count(" ") + 1 < TELLING else ""].append((row, quote))
    return list(same.values())


def _as_first_said(quotes: Sequence[Said], originals: Sequence[Said]) -> Sequence[Said]:
    """The quotes of a translation in the words of the original, where both quote somebody equally often: in that order."""
    if not originals:
        return quotes
    theirs, ours = _by_speaker(originals), _by_speaker(quotes)
    first = {
        quote: original
        for name, own in ours.items()
        if len(own) == len(theirs[name])
        for quote, original in zip(own, theirs[name], strict=True)
    }
    return [first.get(quote, quote) for quote in quotes]


def _by_speaker(quotes: Iterable[Said]) -> defaultdict[str, list[Said]]:
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for quote in quotes:
        if quote.speaker:
            found[_surname(quote)].append(quote)
    return found


def _surname(quote: Said) -> str:
    return folded(quote.speaker or quote.role).rpartition(" ")[2]


def is_by(speaker: str, voices: Sequence[Voice]) -> bool:
    """Whether the name or the role of who speaks holds every word of ``speaker``."""
    wanted = set(folded(speaker).split())
    return any(wanted <= set(folded(f"{quote.speaker} {quote.role}").split()) for _, quote in voices)


def line(told: Sequence[Voice], names: Names) -> QuoteLine:
    """A quote as a line: told by its first article, by the speaker and in the words of the one that says most."""
    first = told[0][0]
    fullest = max((quote for _, quote in told), key=lambda q: (bool(q.speaker), bool(q.role), len(q.words)))
    head = names.heads[first.id]
    outlets = tuple(dict.fromkeys(names.outlets[row.outlet] for row, _ in told))
    return QuoteLine(
        fullest.speaker, fullest.role, max((quote.words for _, quote in told), key=len), bool(fullest.anonymous),
        all(quote.reported for _, quote in told), first.id, outlets[0], head.url, head.lang, first.at, first.day,
        len({row.id for row, _ in told}), outlets,
    )  # fmt: skip


def cited(told: Iterable[Sequence[Voice]], names: Mapping[int, str]) -> tuple[CitedLine, ...]:
    """Who is cited, those with most quotes first. A surname alone is the one full name that ends with it."""
    quotes = [(max((q for _, q in voices), key=lambda q: len(q.speaker)), voices) for voices in told]
    full = _full_names({quote.speaker for quote, _ in quotes})
    of: defaultdict[tuple[str, str], list[tuple[Said, Sequence[Voice]]]] = defaultdict(list)
    for quote, voices in quotes:
        speaker = full.get(quote.speaker, quote.speaker)
        of[folded(speaker), "" if speaker else folded(quote.role)].append((quote, voices))
    lines = [_cited(full, found, names) for found in of.values()]
    return tuple(sorted(lines, key=lambda c: (-c.quotes, -c.articles, c.first)))


def _cited(
    full: Mapping[str, str], found: Sequence[tuple[Said, Sequence[Voice]]], names: Mapping[int, str]
) -> CitedLine:
    rows = sorted({row for _, voices in found for row, _ in voices}, key=lambda row: (row.at, row.id))
    roles = Counter(quote.role for quote, _ in found if quote.role)
    speakers = Counter(full.get(quote.speaker, quote.speaker) for quote, _ in found)
    return CitedLine(
        speakers.most_common(1)[0][0],
        roles.most_common(1)[0][0] if roles else "",
        all(quote.anonymous for quote, _ in found),
        len(found),
        len(rows),
        tuple(dict.fromkeys(names[row.outlet] for row in rows)),
        rows[0].at,
        rows[-1].at,
    )


def _full_names(speakers: Iterable[str]) -> dict[str, str]:
    """The full name that each bare surname stands for, where only one can be meant."""
    known = sorted(speakers)
    ends: defaultdict[str, list[str]] = defaultdict(list)
    for speaker in known:
        first, _, last = folded(speaker).rpartition(" ")
        if first:
            ends[last].append(speaker)
    return {s: ends[folded(s)][0] for s in known if len({folded(full) for full in ends.get(folded(s), ())}) == 1}


def folded(name: str) -> str:
    """A name without case, accents and marks."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())
