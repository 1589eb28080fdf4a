"""What is noted of an article beside its hits, when it comes in: the days that it talks about, and whom it quotes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crackwatch.archive.connection import Archive
from crackwatch.archive.mentions import texts, write_mentions
from crackwatch.archive.quotes import write_quotes
from crackwatch.reports.mentioned import mentioned
from crackwatch.reports.voices import said


def annotate(archive: Archive, ids: Iterable[int]) -> None:
    """Read these articles, as they stand now, for days and quotes; inside the caller's transaction."""
    read = list(texts(archive, ids))
    zone = archive.zone
    write_mentions(archive, ((i, mentioned(title, lead, text, datetime.fromtimestamp(at, zone))) for i, title, lead, text, _, at in read))
    write_quotes(archive, ((i, said(title, lead, text, lang)) for i, title, lead, text, lang, _ in read))
