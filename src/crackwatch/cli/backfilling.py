"""``backfill``: what it will cost before anything is asked, a bar while it runs, and what it brought."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from crackwatch.cli.options import Grouping, Since, Until
from crackwatch.cli.output import deliver
from crackwatch.cli.progress import Reached, accompanied
from crackwatch.cli.session import Session, on_terminal, session
from crackwatch.render.plain import counted

if TYPE_CHECKING:
    from crackwatch.backfill import Options, Report, Standing

SCHEMA = "crackwatch/backfill/1"
GOES_ON = "; the same command goes on from here"
NAMES = {
    "index": "index of captures", "capture": "captures of feeds", "replay": "archived pages", "sitemap": "sitemaps",
    "page": "pages", "list": "lists of crawls", "warc": "crawl files",
}  # fmt: skip


Feeds = Annotated[
    list[str] | None, typer.Argument(metavar="[FEED]...", help="Ids, addresses or names; else all. The word status alone: how far it is.")
]
Way = Annotated[str, typer.Option("--via", metavar="WAY,WAY", help="wayback, captures, sitemap, warc; else the first two.")]
WebArchive = Annotated[
    str, typer.Option("--archive", metavar="NAME", help="The web archive: wayback, arquivo, or a pywb collection's address.")
]
Words = Annotated[
    str | None, typer.Option("--words", metavar="WORD,WORD", help="Words of which one must stand in an address; '' for any address.")
]
Crawls = Annotated[
    list[str] | None,
    typer.Option("--warc", metavar="FILE", help="Crawl files: paths, patterns, addresses, cc-news or a mirror of it; may be repeated."),
]
Most = Annotated[int | None, typer.Option("--max-requests", min=1, metavar="N", help="Stop after so many; go on the next time.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, max=256, metavar="N", help="Processes that read crawl files.")]
Cluster = Annotated[str, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers read them: tcp://host:8786.")]


def backfill(
    ctx: typer.Context,
    feeds: Feeds = None,
    since: Since = None,
    until: Until = None,
    watch: Annotated[str, typer.Option("--watch", metavar="WATCH", help="Only what this watch looks for.")] = "",
    via: Way = "",
    archive: WebArchive = "wayback",
    words: Words = None,
    warc: Crawls = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it will cost; ask nobody.")] = False,
    stories: Grouping = None,
    max_requests: Most = None,
    jobs: Jobs = None,
    cluster: Cluster = "",
    retry: Annotated[bool, typer.Option("--retry", help="Also what could not be done before.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also from addresses of a private network.")] = False,
    wait: Annotated[float, typer.Option("--wait", min=0, metavar="SECONDS", help="Wait for another run to end.")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Fill in the past. What is interrupted goes on the next time, what is complete asks nobody again."""
    run = session(ctx)
    if feeds == ["status"]:
        _status(run, as_json=as_json)
        return
    from crackwatch.backfill import Options
    from crackwatch.dates import period

    run.prefer(stories)
    zone = ZoneInfo(run.config.home_zone())
    options = Options(
        period=period(since, until, run.config.clock(), zone), names=tuple(feeds or ()), watch=watch, vias=_listed(via), archive=archive,
        words=None if words is None else _listed(words.lower()), warcs=tuple(warc or ()), dry_run=dry_run, retry=retry,
        max_requests=max_requests, jobs=jobs, cluster=cluster, allow_private=allow_private, wait=wait,
    )  # fmt: skip
    report = _filled(run, options, watched=on_terminal(sys.stderr) and not run.quiet and not as_json)
    if as_json or dry_run:
        deliver(_told(report) if as_json else _estimate(report))
    _talk(run, report)
    raise typer.Exit(report.exit_code)


def _listed(said: str) -> tuple[str, ...]:
    return tuple(word for part in said.split(",") if (word := part.strip()))


def _filled(run: Session, options: Options, *, watched: bool) -> Report:
    """Backfill, with a line that says how far it is where somebody watches."""
    from crackwatch import backfill as conductor

    return accompanied(
        run, lambda tell: conductor.backfill(run.config, options, progress=tell), _reached, watched=watched, cure=GOES_ON
    )


def _reached(report: Report) -> Reached:
    ended = report.done + report.bad
    return Reached(f"{report.done} done, {report.left} left, {counted(report.new, 'new article')}", ended, ended + report.left)


# --- what is said -------------------------------------------------------------------------------------------------------


def _estimate(report: Report) -> str:
    standing = report.standing
    assert standing is not None
    lines = [f"{tally.todo:>8}  {NAMES[tally.source]}" for tally in standing.tallies if tally.todo]
    if not lines:
        return "nothing is left to do\n"
    words = f"addresses that hold one of: {', '.join(report.words)}" if report.words else "every address"
    cost = f"at least {counted(standing.requests, 'request')}, {_minutes(standing.seconds)}, {_megabytes(standing.bytes)}"
    more = "each 1000 captures or pages that an index or a sitemap names add 1000 requests, 17 minutes and some 30 MB"
    return "\n".join([*lines, words, cost, more]) + "\n"


def _status(run: Session, *, as_json: bool) -> None:
    from crackwatch.backfill import standing

    with run.reading() as archive:
        found = standing(archive)
    if as_json:
        deliver(json.dumps({"schema": SCHEMA, **_standing(found)}, ensure_ascii=False, indent=2) + "\n")
        return
    if not found.tallies:
        deliver("no backfill was asked for yet; begin with: crackwatch backfill --since 2021-05 --dry-run\n")
        return
    lines = [f"{'':18}{'to do':>9}{'done':>9}{'bad':>7}{'articles':>10}{'damaged':>9}{'MB':>9}"]
    lines += [
        f"{NAMES[t.source]:18}{t.todo:>9}{t.done:>9}{t.bad:>7}{t.articles:>10}{t.damaged:>9}{t.bytes / 1e6:>9.1f}" for t in found.tallies
    ]
    lines += [f"{count:>6} × {reason}" for reason, count in found.reasons]
    lines.append(f"left: {_minutes(found.seconds)}, {_megabytes(found.bytes)}" if found.todo else "nothing is left to do")
    deliver("\n".join(lines) + "\n")


def _talk(run: Session, report: Report) -> None:
    for warning in report.warnings:
        run.complain(warning)
    for place, why in report.stopped.items():
        run.complain(f"crackwatch: {place} is not asked any more in this run: {why}")
    if report.stopped:
        run.complain("  hint: nothing is lost; run the same command again later")
    if report.standing is not None and report.seconds:
        run.talk(_summary(report))


def _summary(report: Report) -> str:
    bad = f", {report.bad} bad (see: crackwatch backfill status)" if report.bad else ""
    damaged = f", {counted(report.damaged, 'damaged record')}" if report.damaged else ""
    left = f"; {report.left} left" if report.left else ""
    return (
        f"{report.done} done{bad}{damaged}{left}: {counted(report.requests, 'request')}, {_megabytes(report.bytes)}, "
        f"{counted(report.new, 'new article')}, {counted(report.hits, 'hit')} ({report.seconds:.1f} s)"
    )


def _told(report: Report) -> str:
    names = ("planned", "done", "bad", "put_off", "requests", "bytes", "new", "revised", "hits", "damaged")
    counts = {name: getattr(report, name) for name in names}
    status = "success" if not report.exit_code else "partial" if report.exit_code == 3 else "error"
    data = counts | {"words": report.words, "stopped": report.stopped, "notes": report.warnings, "seconds": round(report.seconds, 3)}
    data |= _standing(report.standing) if report.standing else {}
    return json.dumps({"schema": SCHEMA, "status": status, "exit_code": report.exit_code, **data}, ensure_ascii=False, indent=2) + "\n"


def _standing(standing: Standing) -> dict[str, object]:
    return {
        "units": [asdict(tally) for tally in standing.tallies],
        "reasons": [{"reason": reason, "units": count} for reason, count in standing.reasons],
        "left": {"units": standing.todo, "requests": standing.requests, "seconds": standing.seconds, "bytes": standing.bytes},
    }


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"
