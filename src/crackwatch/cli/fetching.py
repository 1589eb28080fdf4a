"""``fetch``: a progress bar for a person, silence for cron, an envelope for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crackwatch.cli import TERMINATED
from crackwatch.cli.failures import INTERRUPTED
from crackwatch.cli.options import Grouping
from crackwatch.cli.output import deliver
from crackwatch.cli.progress import Reached, accompanied
from crackwatch.cli.session import Session, on_terminal, session
from crackwatch.errors import AllFailed, CrackwatchError
from crackwatch.render.plain import counted
from crackwatch.render.signs import clean

if TYPE_CHECKING:
    from crackwatch.fulltext import PageFailure, Reading
    from crackwatch.polled import FeedProblem, PollOptions, PollReport

SCHEMA = "crackwatch/fetch/1"
UNHEARD = ("dns", "network", "refused", "timeout")  # failures after which no server has said anything


def fetch(
    ctx: typer.Context,
    feeds: Annotated[list[str] | None, typer.Argument(metavar="[FEED]...", help="Ids, addresses or names, due or not; else all that are due.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Also feeds that are not due yet, or that back off after failures.")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, max=500, metavar="N", help="Feeds at a time.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also from addresses of a private network.")] = False,
    full_text: Annotated[
        Literal["matched", "never"] | None,
        typer.Option("--full-text", help="matched: also read the pages of articles that match, or almost do; else as the settings say."),
    ] = None,
    stories: Grouping = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask the feeds, keep nothing.")] = False,
    fail_after: Annotated[int, typer.Option("--fail-after", min=1, metavar="N", help="Failures in a row before a feed is told of.")] = 3,
    strict: Annotated[bool, typer.Option("--strict", help="Tell of every failure at once.")] = False,
    wait: Annotated[float, typer.Option("--wait", min=0, show_default=False, metavar="SECONDS", help="Wait for another run to end.")] = 0.0,
    max_time: Annotated[float | None, typer.Option("--max-time", min=1, metavar="SECONDS", help="Stop asking after this long.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Poll the feeds that are due, and keep what is new.

    Exit codes for cron: 0 done, 3 a feed keeps failing, 4 every feed failed, 75 another run is at work.
    """
    from crackwatch.polled import PollOptions

    run = session(ctx)
    run.prefer(stories)
    options = PollOptions(
        names=tuple(feeds or ()), force=force, jobs=jobs, allow_private=allow_private, dry_run=dry_run,
        fail_after=fail_after, strict=strict, quiet=run.quiet, wait=wait, max_time=max_time, full_text=full_text,
    )  # fmt: skip
    watched = on_terminal(sys.stderr) and not run.quiet and not as_json
    report = _answered(run, options) if as_json else polled(run, options, watched=watched)
    _talk(run, report, every=watched or run.verbose, each=strict or run.verbose)
    raise typer.Exit(report.exit_code)


def polled(
    run: Session, options: PollOptions, *, watched: bool, reached: Callable[[PollReport], Reached] | None = None
) -> PollReport:
    """Poll, with a line that says how far it is where somebody watches."""
    from crackwatch import poll

    return accompanied(run, lambda tell: poll.fetch(run.config, options, progress=tell), reached or _reached, watched=watched)


def _answered(run: Session, options: PollOptions) -> PollReport:
    """Poll, and print as JSON what was done, however the run ends."""
    from crackwatch.polled import PollReport

    latest = PollReport()

    def reached(report: PollReport) -> Reached:
        nonlocal latest
        latest = report
        return _reached(report)

    try:
        polled(run, options, watched=False, reached=reached)
    except CrackwatchError as error:
        deliver(_envelope("error", error.exit_code, None, [{"code": type(error).__name__, "feed": None, "message": error.message}]))
        raise
    except (KeyboardInterrupt, SystemExit) as end:
        latest.interrupted = True
        latest.exit_code = INTERRUPTED if isinstance(end, KeyboardInterrupt) else TERMINATED
        deliver(_told(latest))
        raise
    deliver(_told(latest))
    return latest


def _reached(report: PollReport) -> Reached:
    words = f"{report.done} of {counted(report.asked, 'feed')} done, {counted(report.new, 'new article')}"
    return Reached(words, report.done, report.asked)


# --- what is said -------------------------------------------------------------------------------------------------------


def _talk(run: Session, report: PollReport, *, every: bool, each: bool) -> None:
    """The problems that a person should hear of, and one line of summary where somebody listens or something is wrong.

    Where all feeds failed that is one problem, unless ``each`` is asked for.
    """
    for warning in report.warnings:
        run.complain(warning)
    if report.problems and len(report.problems) == report.asked and report.asked > 1:
        if report.exit_code or not run.quiet:
            _complain_of_all(run, report.problems, each=each)
        return
    due = [problem for problem in report.problems if every or problem.due or report.exit_code == AllFailed.exit_code]
    for problem in due:
        run.complain(_line(problem))
    details = (*report.details, *map(_unread, report.texts.failures)) if run.verbose else ()
    for note in (*report.notes, *details):
        run.talk(note)
    if every or due or report.done < report.asked:
        run.talk(_summary(report))


def _complain_of_all(run: Session, problems: Sequence[FeedProblem], *, each: bool) -> None:
    for problem in problems if each else ():
        run.complain(_line(problem))
    first = "" if each else f", the first of them: {problems[0].failure.message}"
    run.complain(f"crackwatch: every feed failed ({len(problems)}){first}")
    unheard = all(problem.failure.kind in UNHEARD for problem in problems)
    run.complain("  hint: is this machine online? see crackwatch feeds list" if unheard else "  hint: see what is wrong with each: crackwatch feeds check")


def _line(problem: FeedProblem) -> str:
    times = f" ({problem.failures} times in a row)" if problem.failures > 1 else ""
    hint = f"; {problem.failure.hint}" if problem.failure.hint else ""
    return f"{problem.feed.slug}: {problem.failure.message}{times}{hint}"


def _unread(page: PageFailure) -> str:
    again = f"it is tried again after {page.due:%Y-%m-%d %H:%M}" if page.due else "it is not tried again"
    return f"article {page.article}, {clean(page.url)}: {clean(page.reason)}; {again}"


def _summary(report: PollReport) -> str:
    if not report.asked:
        none_due = f"no feed is due ({report.followed} followed); --force asks them all the same"
        return "; ".join(part for part in (none_due, _texts(report.texts)) if part)
    counts = [(report.changed, "changed"), (report.unchanged, "unchanged"), (len(report.problems), "failed")]
    revised = f", {report.revised} revised" if report.revised else ""
    parts = [
        f"following {report.starters} starter feeds" if report.starters else "",
        f"stopped; {report.done} of {report.asked} done" if report.done < report.asked else "",
        ", ".join(f"{n} {word}" for n, word in counts if n),
        f"{counted(report.new, 'new article')}{revised}, {counted(report.hits, 'hit')} ({report.seconds:.1f} s)",
        _texts(report.texts),
    ]
    return "; ".join(part for part in parts if part)


def _texts(texts: Reading) -> str:
    """What came of the pages that were asked for, where some were."""
    if not (texts.read or texts.failures or texts.left):
        return ""
    failed = f", {len(texts.failures)} could not be" if texts.failures else ""
    left = f", {texts.left} left" if texts.left else ""
    return f"{counted(texts.read, 'page')} read{failed}{left}: {counted(texts.hits, 'more hit')}"


def _told(report: PollReport) -> str:
    failed, of = len(report.problems), report.done if report.interrupted else report.asked
    status = "success" if not (failed or report.interrupted) else "partial" if failed < of else "error"
    errors = [
        {
            "code": problem.failure.kind.value, "feed": problem.feed.slug, "url": problem.feed.url, "status": problem.failure.status,
            "message": problem.failure.message, "hint": problem.failure.hint, "failures": problem.failures,
        }
        for problem in report.problems
    ]  # fmt: skip
    counts = ("interrupted", "followed", "asked", "done", "changed", "unchanged", "entries", "new", "revised", "hits", "starters")
    data = {name: getattr(report, name) for name in counts} | {"seconds": round(report.seconds, 3), "notes": [*report.warnings, *report.notes]}
    data["full_text"] = _pages(report.texts)
    return _envelope(status, report.exit_code, data, errors)


def _pages(texts: Reading) -> Mapping[str, object]:
    failures = [
        {"article": page.article, "url": page.url, "reason": page.reason, "due": page.due and page.due.isoformat()}
        for page in texts.failures
    ]
    return {"read": texts.read, "failed": len(failures), "hits": texts.hits, "left": texts.left, "failures": failures}


def _envelope(status: str, exit_code: int, data: object, errors: Sequence[Mapping[str, object]]) -> str:
    said = {"schema": SCHEMA, "command": "fetch", "status": status, "exit_code": exit_code, "data": data, "errors": errors}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
