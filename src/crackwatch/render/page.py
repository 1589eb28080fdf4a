"""A report as one HTML file: no script, nothing from the network, printable, and every word of others escaped.

The content policy lets nothing load and nothing run; links lead to the web only and tell nobody where they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from crackwatch.answers import Dossier, Gap, OutletLine, QuoteLine, StoryLine, Timeline
from crackwatch.render.chart import bars
from crackwatch.render.plain import counted, day, lasting, more, spanned, totals, voice, with_gaps
from crackwatch.render.signs import clean

OUTLETS, ALSO = 25, 3  # rows of the table of outlets, names of outlets beside a story
NUMBERS, NUMBER = {"Articles", "Copies", "First", "Alone", "Lag"}, ' class="n"'
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root{color-scheme:light}body{font:16px/1.45 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #767676}h3{font-size:1rem;margin:1rem 0 .25rem}
a{color:#0b4f9e}a:focus{outline:3px solid #0b4f9e;outline-offset:2px}svg{width:100%;height:auto;display:block}
rect{fill:#3b6ea5}.peak{fill:#a33b1f}.silent{fill:#d9d9d9}.axis{stroke:#595959}text{font-size:11px;fill:#404040}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ddd}
.n{text-align:right!important;font-variant-numeric:tabular-nums}time{white-space:nowrap}.also,.gap td{color:#595959}blockquote{margin:.5rem 0;padding-left:.8rem;border-left:3px solid #767676}
@media print{body{margin:0;max-width:none;font-size:11pt}a{color:inherit}tr,blockquote,svg{break-inside:avoid}h2{break-after:avoid}}
"""


def report(value: Dossier) -> str:
    """A dossier as a whole document, in UTF-8."""
    parts = [
        _head(value),
        *_charts(value),
        *_peaks(value.timeline),
        *_key_dates(value.timeline),
        *_stories(value.timeline),
        *_gaps(value.timeline),
        *_sources(value),
        *_quotes(value.quotes),
        *_method(value),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _head(value: Dossier) -> str:
    told = value.timeline
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(value.title)}</title><style>{STYLE}</style></head><body><main>\n"
        f"<h1>{_text(value.title)}</h1><p>{spanned(told.since, told.until, told.zone)} ({_text(str(told.zone))}); {totals(told)}.</p>"
    )


def _charts(value: Dossier) -> Iterator[str]:
    told = value.timeline
    yield f"<h2>By {told.by}</h2><h3>Published</h3>{bars(told.buckets, 'published', f'Articles by {told.by} of publication')}"
    yield "<p>A red bar is a peak, named below; grey is a time in which nothing was polled.</p>"
    if value.happened:
        yield f"<h3>Happened</h3>{bars(value.happened, 'happened', f'Articles by {told.by} of what they tell')}"
        if value.inferred:
            yield f"<p>{counted(value.inferred, 'story names no day and stands', 'stories name no day and stand')} on the day of publication.</p>"


def _peaks(told: Timeline) -> Iterator[str]:
    unit = "" if told.by == "day" else f"{told.by} of "
    peaks = [
        f"<li>{unit}{_time(b.start)} {counted(b.articles, 'article')}: {_link(b.peak)}</li>" for b in told.buckets if b.peak
    ]
    if peaks:
        yield f"<h2>Peaks</h2><ul>{''.join(peaks)}</ul>"


def _key_dates(told: Timeline) -> Iterator[str]:
    days = [f"<li>{_time(key.date)} {'; '.join(map(_link, key.stories))}</li>" for key in sorted(told.key_dates)]
    if days:
        yield f"<h2>Key dates</h2><ul>{''.join(days)}</ul>"


def _stories(told: Timeline) -> Iterator[str]:
    doubtful = " ~ marks a day that is not certain." if any(line.doubtful for line in told.stories) else ""
    left_out = f" The {len(told.stories)} biggest; {told.left_out} more are in the archive." if told.left_out else ""
    yield f"<h2>Stories</h2><p>Each stands once, on its day, under the headline that told it first.{doubtful}{left_out}</p>"
    rows = (_gap_row(row, told.zone) if isinstance(row, Gap) else _story_row(row) for row in with_gaps(told))
    yield _table(("Published", "Happened", "Story", "First told by"), rows)


def _story_row(line: StoryLine) -> str:
    also = line.outlets[1:]
    names = ", ".join(map(_text, also[:ALSO])) + (f" and {len(also) - ALSO} more" if len(also) > ALSO else "")
    outlets = _text(line.outlet) + (f' <span class="also">then {names}</span>' if names else "")
    happened = "" if line.inferred or line.happened in {"", line.day} else _time(line.happened)
    shown = _time(line.day + ("~" if line.doubtful else ""))
    return f'<tr><td>{shown}</td><td>{happened}</td><td>{_link(line)}<span class="also">{more(line)}</span></td><td>{outlets}</td></tr>'


def _gap_row(gap: Gap, zone: ZoneInfo) -> str:
    return f'<tr class="gap"><td colspan="4">{spanned(gap.since, gap.until, zone)}: {gap.kind}</td></tr>'


def _gaps(told: Timeline) -> Iterator[str]:
    if told.gaps:
        items = (f"<li>{spanned(gap.since, gap.until, told.zone)}: {gap.kind}</li>" for gap in told.gaps)
        yield f"<h2>Gaps in the record</h2><p>Silence here says nothing.</p><ul>{''.join(items)}</ul>"


def _sources(value: Dossier) -> Iterator[str]:
    if value.sources:
        yield "<h2>Sources</h2>"
        names = ("Outlet", "Articles", "Copies", "First", "Alone", "Lag", "Last", "Copies most")
        yield _table(names, (_outlet_row(line, value.timeline.zone) for line in value.sources[:OUTLETS]))
        if len(value.sources) > OUTLETS:
            yield f"<p>and {len(value.sources) - OUTLETS} outlets more.</p>"


def _outlet_row(line: OutletLine, zone: ZoneInfo) -> str:
    counts = "".join(f"<td{NUMBER}>{n}</td>" for n in (line.articles, line.copies, line.first_reports, line.exclusives))
    copied = _text(line.copied[0][0]) if line.copied else ""
    return f'<tr><th scope="row">{_text(line.outlet)}</th>{counts}<td{NUMBER}>{lasting(line.median_lag)}</td><td>{_time(day(line.last, zone))}</td><td>{copied}</td></tr>'


def _quotes(quotes: Iterable[QuoteLine]) -> Iterator[str]:
    told = "".join(map(_quote, quotes))
    if told:
        yield f"<h2>Quotes</h2>{told}"


def _quote(quote: QuoteLine) -> str:
    who = ", ".join(_text(part) for part in (voice(quote), quote.role if quote.speaker else "") if part)
    words = _text(quote.words) if quote.reported else f"« {_text(quote.words)} »"
    where = _anchor(quote.url, _text(quote.outlet), quote.lang)
    count = f", in {quote.articles} articles" if quote.articles > 1 else ""
    return f"<blockquote>{words}<br>{who}, {where}, {_time(quote.day)}{count}</blockquote>"


def _method(value: Dossier) -> Iterator[str]:
    told = value.timeline
    yield "<h2>How this was made</h2><ul>"
    for name, query in value.asked:
        yield f"<li>{_text(name)}: <code>{_text(query)}</code></li>"
    begins = (
        "Nothing is recorded"
        if told.record_begins is None
        else f"The record begins {day(told.record_begins, told.zone)}"
    )
    yield f"<li>{begins}; {counted(value.feeds, 'feed')} followed; days are those of {_text(str(told.zone))}.</li>"
    if told.hidden:
        yield f"<li>{counted(told.hidden, 'article')} that learning found unlikely are left out.</li>"
    yield (
        "<li>An article's time is the one that it was published at where that can be trusted, else when it was first seen. "
        "Articles count on their own day. Copies are articles with the text of an earlier one; a story is what several "
        "articles tell of one event; first is who published first, which only live polls can prove.</li>"
        "<li>Lag is the median time behind the first outlet, over the stories that another outlet told first.</li>"
    )
    made = datetime.fromtimestamp(value.made_at, told.zone)
    yield f"<li>Made by crackwatch on {made:%Y-%m-%d %H:%M %Z}.</li></ul>"


def _table(names: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col"{NUMBER if name in NUMBERS else ""}>{name}</th>' for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{chr(10).join(rows)}\n</tbody></table>"


def _link(line: StoryLine) -> str:
    shown = _text(line.headline) or "untitled"
    return _anchor(line.url, shown, line.lang)


def _anchor(url: str, shown: str, lang: str = "") -> str:
    """A link, where the address is one of the web; else what would be its text. ``shown`` is HTML already."""
    if not url.startswith(("http://", "https://")):
        return shown
    spoken = f' lang="{escape(clean(lang))}"' if lang else ""
    return f'<a href="{escape(clean(url))}" rel="noopener noreferrer"{spoken}>{shown}</a>'


def _time(text: str) -> str:
    return f"<time>{text}</time>"


def _text(s: str) -> str:
    return escape(clean(s))
