"""A timeline as TimelineJS reads it (timeline.knightlab.com/docs/json-format.html)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from crackwatch.answers import StoryLine, Timeline
from crackwatch.render.objects import encoded
from crackwatch.render.plain import counted, spanned
from crackwatch.render.shape_article import Object
from crackwatch.render.signs import clean


def document(value: Timeline) -> Iterator[str]:
    """One object: a title slide, an event for each story, an era for each gap in the record."""
    yield (
        encoded(
            {
                "title": {"text": {"headline": f"Timeline, {spanned(value.since, value.until, value.zone)}"}},
                "events": [_event(line) for line in value.stories],
                "eras": [
                    {
                        "start_date": _date(spanned(gap.since, gap.since, value.zone)),
                        "end_date": _date(spanned(gap.until, gap.until, value.zone)),
                        "text": {"headline": gap.kind},
                    }
                    for gap in value.gaps
                ],
            }
        )
        + "\n"
    )


def _event(line: StoryLine) -> Object:
    # TimelineJS sets headline and text as HTML.
    headline = escape(clean(line.headline))
    if line.url.startswith(("http://", "https://")):
        headline = f'<a href="{escape(clean(line.url))}">{headline}</a>'
    outlets = ", ".join(escape(clean(name)) for name in line.outlets)
    return {
        "unique_id": f"story-{line.id}" if line.id else f"article-{line.article}",
        "start_date": _date(line.day),
        "text": {
            "headline": headline,
            "text": f"{outlets}; {counted(line.articles, 'article')}, {counted(line.copies, 'copy', 'copies')}",
        },
    }


def _date(day: str) -> Object:
    year, month, number = day.split("-")
    return {"year": int(year), "month": int(month), "day": int(number)}
