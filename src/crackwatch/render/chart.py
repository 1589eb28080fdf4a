"""Bars over time as inline SVG, without a script: readable in print and by a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from crackwatch.answers import Bucket
from crackwatch.render.plain import counted
from crackwatch.render.signs import clean

WIDTH, HEIGHT, FOOT = 960, 110, 16  # of the picture; FOOT is room for the labels
LABELS = 8


def bars(buckets: Sequence[Bucket], name: str, title: str) -> str:
    """Buckets as bars, each with its figures as a tooltip; a silent bucket is grey over its whole height. ``name`` is unique in its page."""
    high = max((bucket.articles for bucket in buckets), default=0)
    step = WIDTH / max(len(buckets), 1)
    drawn = "".join(_bar(bucket, n * step, step, high) for n, bucket in enumerate(buckets))
    labels = "".join(_labels(buckets, step))
    return (
        f'<svg role="img" aria-labelledby="{name}" viewBox="0 0 {WIDTH} {HEIGHT + FOOT}">'
        f'<title id="{name}">{escape(title)}: {escape(_said(buckets, high))}</title>'
        f'<path class="axis" d="M0 {HEIGHT}H{WIDTH}"/>{drawn}<text y="10">{high or ""}</text>{labels}</svg>'
    )


def _said(buckets: Sequence[Bucket], high: int) -> str:
    """What a person who does not see the bars is told of them."""
    if not high:
        return "no article"
    peak = max(buckets, key=lambda bucket: bucket.articles)
    total = sum(bucket.articles for bucket in buckets)
    return f"{counted(total, 'article')} from {buckets[0].start} to {buckets[-1].end}, most in {peak.start} ({high})"


def _bar(bucket: Bucket, left: float, step: float, high: int) -> str:
    wide = max(step - 1, 0.5)
    if bucket.silent:
        return f'<rect class="silent" x="{left:.1f}" y="0" width="{step:.1f}" height="{HEIGHT}"><title>{bucket.start}: not polled</title></rect>'
    if not bucket.articles:
        return ""
    tall = max(bucket.articles / high * (HEIGHT - 14), 1)
    said = f"{bucket.start}: {bucket.articles}" + (f", {clean(bucket.peak.headline)}" if bucket.peak else "")
    kind = ' class="peak"' if bucket.peak else ""
    return f'<rect{kind} x="{left:.1f}" y="{HEIGHT - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"><title>{escape(said)}</title></rect>'


def _labels(buckets: Sequence[Bucket], step: float) -> Iterator[str]:
    every = max(-(-len(buckets) // LABELS), 1)
    long = len(buckets) > 1 and buckets[0].start[:4] != buckets[-1].start[:4]
    for n in range(0, len(buckets), every):
        day = buckets[n].start
        yield f'<text x="{n * step:.1f}" y="{HEIGHT + 12}">{day[:7] if long else day[5:]}</text>'
