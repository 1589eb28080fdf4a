"""``feeds add``, ``discover``, ``import`` and ``export``: how feeds come and go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crackwatch.cli import options
from crackwatch.cli.listing import Listing, show_list
from crackwatch.cli.output import deliver, read_bytes
from crackwatch.cli.session import Session, session
from crackwatch.errors import CrackwatchError, PartlyFailed, UsageError
from crackwatch.render.plain import counted

if TYPE_CHECKING:
    from crackwatch.feeds.fetch import Courier
    from crackwatch.model import NewFeed

_TOKEN = re.compile(r"[?&;](key|token|api_?key|access_token|auth|password|secret|sig)=(?!\{secret:|[&;#]|$)", re.IGNORECASE)
Private = Annotated[bool, typer.Option("--allow-private", help="Also at addresses of a private network.")]
Engine = Literal["google-news", "bing-news", "reddit", "youtube", "mastodon"]


def add(
    ctx: typer.Context,
    addresses: Annotated[list[str] | None, typer.Argument(metavar="ADDRESS...", help="Of feeds, or of sites; or what to search for.")] = None,
    search: Annotated[Engine | None, typer.Option("--search", help="Follow what a search engine finds for the words.")] = None,
    watch: Annotated[str | None, typer.Option("--watch", metavar="WATCH", help="Search for what this watch looks for.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every feed that a site names, not only its first.")] = False,
    unasked: Annotated[bool, typer.Option("--unasked", help="Take the addresses for feeds as they are; feeds edit says what they need.")] = False,
    outlet: Annotated[str, typer.Option("--outlet", metavar="NAME", help="Who publishes it; else the name in its title that is its domain's, too; else its domain.")] = "",
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="Its language: fr, en …")] = "",
    allow_private: Private = False,
) -> None:
    """Follow feeds. A site's address is asked for the feeds that it names."""
    run, lang = session(ctx), language(lang)
    failed: list[CrackwatchError] = []
    if search:
        found = _searches(run, search, addresses or [], watch, lang)
    elif addresses and unasked and not watch:
        found = [_as_it_is(address) for address in addresses]
    elif addresses and not watch:
        found, failed = _discovered(run, addresses, every=every, allow_private=allow_private)
    elif watch:
        raise UsageError("--watch goes with --search: a watch is searched for", f"run: {ctx.command_path} --search google-news --watch {watch}")
    else:
        examples = f"{ctx.command_path} https://www.example.org/, or: {ctx.command_path} --search google-news 'crack Stalingrad'"
        raise UsageError("there is no address to add", f"run: {examples}")
    named = [replace(new, outlet=outlet or new.outlet, lang=lang or new.lang) for new in found]
    deliver("".join(_follow(run, named, allow_private=allow_private, by_title=not outlet)))
    for new in found:
        warn_of_token(run, new.url)
    if failed:
        run.complain_of([_in_one_line(error) for error in failed])
        raise PartlyFailed(f"{len(failed)} of {len(addresses or ())} addresses brought no feed; the others are followed", "mend what is named above and add it again")


def _discovered(
    run: Session, addresses: Sequence[str], *, every: bool, allow_private: bool
) -> tuple[list[NewFeed], list[CrackwatchError]]:
    """The feeds at addresses, and what was wrong with others; of feeds that a site names beside its first, a person is told.

    Raises what was wrong where no address brought a feed.
    """
    from crackwatch import urls
    from crackwatch.feeds import discover

    chosen: list[NewFeed] = []
    failed: list[CrackwatchError] = []
    for address in addresses:
        refuse_password(address)
    with _courier(run, allow_private=allow_private) as courier:
        for address in addresses:
            try:
                found = discover.find(urls.feed_address(address), courier)
            except CrackwatchError as error:
                failed.append(error)
                continue
            chosen += found if every else found[:1]
            for other in () if every else found[1:]:
                run.talk(f"{address} also names {other.url}{f' ({other.title})' if other.title else ''}")
    if not chosen:
        run.complain_of([_in_one_line(error) for error in failed[1:]])
        raise failed[0]
    return chosen, failed


def _in_one_line(error: CrackwatchError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _as_it_is(address: str) -> NewFeed:
    from crackwatch import urls
    from crackwatch.model import NewFeed

    refuse_password(address)
    address = urls.feed_address(address)
    if not urls.is_web(address):
        raise UsageError(f"{address!r} is not the address of a feed", "write it as https://host/path")
    return NewFeed(address)


def _searches(run: Session, engine: Engine, words: Sequence[str], watch: str | None, lang: str) -> list[NewFeed]:
    """The feeds that a search engine makes of words, else of what a watch looks for, in plain words."""
    from crackwatch.feeds.catalogue import search_feed

    queries = [" ".join(words)] if words or not watch else _plain_words(run, watch)
    return [search_feed(engine, query, lang) if lang else search_feed(engine, query) for query in queries]


def _plain_words(run: Session, name: str) -> Sequence[str]:
    from crackwatch import founding
    from crackwatch.archive import watches as kept
    from crackwatch.watches.plainly import plainly

    with run.archive() as archive:
        found = plainly(founding.parsed(kept.find(archive, name), run.config))
    if not found:
        raise UsageError(f"watch {name} asks for no word that one could search for", "name the words: crackwatch feeds add --search … 'crack Stalingrad'")
    return found


def discover(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of a site.")],
    allow_private: Private = False,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Print the feeds of a site, without following them."""
    from crackwatch.feeds import discover as look

    with _courier(session(ctx), allow_private=allow_private) as courier:
        found = look.find(address, courier)
    show_list(Listing("feeds", ("url", "title", "lang"), [(new.url, new.title, new.lang) for new in found]), form, output)


def take_in(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, or newsboat's urls; - is stdin.", readable=False)],
    allow_private: Private = False,
) -> None:
    """Follow the feeds of a list."""
    from crackwatch.feeds import opml

    run = session(ctx)
    feeds, problems = opml.read(read_bytes(file))
    kept = [new for new in feeds if not _password(new.url)]
    if len(kept) < len(feeds):
        problems.append(f"{counted(len(feeds) - len(kept), 'address', 'addresses')} with a password left out; type them: crackwatch feeds add --unasked 'https://user:{{secret:NAME}}@…'")
    run.complain_of([f"{file}, {problem}" for problem in problems])
    if not kept:
        raise UsageError(f"{file} names no feed that can be followed", "export a list as OPML from another reader, or: crackwatch feeds add ADDRESS")
    lines = _follow(run, kept, allow_private=allow_private)
    new = sum(line.startswith("following") for line in lines)
    deliver(f"{counted(new, 'feed')} added, {len(kept) - new} followed already\n")
    if problems:
        raise PartlyFailed(f"{counted(len(problems), 'line')} of {file} could not be used", "mend what is named above and import it again")


def give_out(ctx: typer.Context, output: options.Output = None) -> None:
    """Print the feeds as OPML, for other readers."""
    from crackwatch.archive import feeds as kept
    from crackwatch.feeds import opml

    with session(ctx).archive() as archive:
        feeds = kept.all_feeds(archive)
    deliver(opml.write(feeds).decode(), output)


def _follow(run: Session, feeds: Sequence[NewFeed], *, allow_private: bool, by_title: bool = False) -> list[str]:
    """Follow feeds, all or none; a line for each. An outlet found in a title names what is stored under its domain, too."""
    from crackwatch import identity, urls
    from crackwatch.archive import feeds as kept
    from crackwatch.archive import outlets

    lines = []
    with run.writing() as archive, archive.transaction():
        for new in feeds:
            if allow_private:
                new = replace(new, options=replace(new.options, allow_private=True))  # noqa: PLW2901 - the same feed, with leave
            feed, is_new = kept.add(archive, new, run.now())
            if is_new and by_title and new.outlet:
                outlets.call(archive, urls.site(new.site or new.url), identity.folded(new.outlet), new.outlet)
            lines.append(f"{'following' if is_new else 'already followed:'} {feed.slug}  {feed.url}\n")
    return lines


def _courier(run: Session, *, allow_private: bool) -> Courier:
    from crackwatch.feeds.fetch import Courier

    settings = run.config
    return Courier(
        allow_private=allow_private,
        deadline=settings.fetch.deadline,
        max_bytes=settings.fetch.max_bytes,
        secrets=lambda name: settings.secret(name).reveal(),
        spacing=settings.fetch.spacing,
    )


def refuse_password(address: str) -> None:
    """Raise UsageError for an address that holds a password as it is."""
    if _password(address):
        raise UsageError(
            "the address holds a password, which is not kept",
            "write https://user:{secret:NAME}@… and set CRACKWATCH_SECRET_NAME, or secrets_file in the configuration",
        )


def warn_of_token(run: Session, address: str) -> None:
    """Propose to name what stands in an address and is plainly a secret."""
    if found := _TOKEN.search(address):
        name = found[1].upper()
        run.complain(f"{found[1]}=… in the address looks like a secret, and is kept as it is: feeds edit --address with {found[1]}={{secret:{name}}}, and set CRACKWATCH_SECRET_{name}")


def language(said: str) -> str:
    """The primary subtag of a language. Raises UsageError for what is none."""
    from crackwatch.feeds.entries import language as subtag

    if said and not subtag(said):
        raise UsageError(f"{said!r} is no language", "write it as fr, en, de …")
    return subtag(said)


def _password(address: str) -> bool:
    """Whether an address holds a password as it is, not the name of one."""
    found = re.match(r"[a-z+]+://[^/?#@:]*:([^/?#@]+)@", address, re.IGNORECASE)
    return found is not None and "{secret:" not in found[1]
