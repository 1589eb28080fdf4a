"""``feeds edit``: what a person says of a feed, and how it wants to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crackwatch.cli.feeds import told
from crackwatch.cli.output import deliver
from crackwatch.cli.session import session
from crackwatch.cli.subscribing import language, refuse_password, warn_of_token
from crackwatch.errors import UsageError

if TYPE_CHECKING:
    from crackwatch.model import Feed, FeedOptions

    Headers = tuple[tuple[str, str], ...]

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SECRETIVE = re.compile(r"auth|cookie|key|pass|secret|token", re.IGNORECASE)


def edit(
    ctx: typer.Context,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="Its id, address or name.")],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call it on the command line.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Who publishes it, and what it has brought so far.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="LANG", help="Its language: fr, en …")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="PLACE", help="Where its outlet is.")] = None,
    address: Annotated[str | None, typer.Option("--address", metavar="URL", help="Where it is now.")] = None,
    every: Annotated[str | None, typer.Option("--every", metavar="TIME", help="How often it is asked: 30m, 2h, 1d.")] = None,
    headers: Annotated[list[str] | None, typer.Option("--header", metavar="'NAME: VALUE'", help="A header field; may be repeated. '' takes all back.")] = None,
    auth: Annotated[str | None, typer.Option("--auth", metavar="USER:{secret:NAME}", help="User and password (HTTP basic).")] = None,
    cookies: Annotated[str | None, typer.Option("--cookies", metavar="{secret:NAME}", help="Cookies to send.")] = None,
    proxy: Annotated[str | None, typer.Option("--proxy", metavar="URL", help="Through http://host:port.")] = None,
    user_agent: Annotated[str | None, typer.Option("--user-agent", metavar="TEXT", help="As whom it is asked.")] = None,
    ca: Annotated[str | None, typer.Option("--ca", metavar="FILE", help="Certificates to trust instead (PEM).")] = None,
    allow_private: Annotated[
        bool | None, typer.Option("--allow-private/--no-allow-private", help="Also at addresses of a private network.")
    ] = None,
    allow_downgrade: Annotated[
        bool | None, typer.Option("--allow-downgrade/--no-allow-downgrade", help="Also where it leads from https to http.")
    ] = None,
) -> None:
    """Change what is said of a feed and how it is asked. An empty text takes back what was said.

    A secret is named, not written: {secret:NAME} stands for the variable CRACKWATCH_SECRET_NAME, or for NAME in the
    secrets_file of the settings.
    """
    from crackwatch import rerun
    from crackwatch.archive import feeds as kept
    from crackwatch.archive.watches import all_watches

    said = _given(slug=_slug(name), outlet=_outlet(outlet), lang=lang and language(lang), place=place, url=_address(address))
    asked = _given(
        interval=_seconds(every), auth=_secret("--auth", auth), cookies=_secret("--cookies", cookies), proxy=_address(proxy, "a proxy"),
        user_agent=_one_line("--user-agent", user_agent), ca=_file(ca), allow_private=allow_private, allow_downgrade=allow_downgrade,
    )  # fmt: skip
    fields = [_field(header) for header in headers or () if header]
    if not (said or asked or headers):
        raise UsageError("there is nothing to change", f"see {ctx.command_path} --help; for example: --outlet 'La Gazette'")
    run = session(ctx)
    with run.writing() as archive:
        with archive.transaction():
            before = kept.find(archive, feed)
            options = _with_fields(replace(before.options, **asked), fields, anew="" in (headers or ()))
            rerun.feed(archive, before, replace(before, **said, options=options))
            after = kept.find(archive, str(before.id))
        deliver(told(after, archive.zone))
        if after.url != before.url:
            run.talk(_carried(before, after))
            warn_of_token(run, after.url)
        asking = [watch.name for watch in all_watches(archive) if "source:" in watch.query] if said.get("outlet") else []
    if asking:
        run.talk(f"what these watches find may change with the outlet: crackwatch watch rerun {' '.join(asking)}")


def _carried(before: Feed, after: Feed) -> str:
    """What goes with a feed to another host, and how to take it back; ``""`` where nothing does."""
    from urllib.parse import urlsplit

    from crackwatch.feeds.request import IN_ADDRESS, told_elsewhere

    options = {"login": "--auth ''", "cookies": "--cookies ''", "header fields": "--header ''"}
    going = [name for name in told_elsewhere(after.options, before.url, after.url) if name != IN_ADDRESS]
    back = " ".join(options[name] for name in going)
    return f"its {' and '.join(going)} go to {urlsplit(after.url).hostname} from now on; crackwatch feeds edit {after.slug} {back} takes that back" if going else ""


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _slug(name: str | None) -> str | None:
    from crackwatch.archive.feeds import slug

    made = None if name is None else slug(name)
    if made is not None and (not made or made.isdigit()):
        raise UsageError(f"{name!r} is no feed's name", "it needs a letter from a to z: a number alone is taken for an id")
    return made


def _outlet(name: str | None) -> str | None:
    if name and not any(sign.isalnum() for sign in name):
        raise UsageError(f"{name!r} is no outlet's name", "it needs a letter or a figure")
    return name and " ".join(name.split())


def _address(said: str | None, of: str = "a feed") -> str | None:
    from crackwatch import urls

    if said is None or (not said and of != "a feed"):
        return said
    said = urls.feed_address(said)
    if not urls.is_web(said):
        raise UsageError(f"{said!r} is not the address of {of}", "write it as https://host/path, or http://host:port for a proxy")
    refuse_password(said)
    return said


def _seconds(said: str | None) -> int | None:
    from crackwatch.feeds.schedule import LONGEST, MINUTE

    if not said:
        return None if said is None else 0
    found = re.fullmatch(r"(\d{1,9}) ?([smhd])", said)
    if not found:
        raise UsageError(f"--every {said} is no length of time", "write it as 30m, 2h or 1d")
    seconds = int(found[1]) * UNITS[found[2]]
    if not MINUTE <= seconds <= LONGEST:
        raise UsageError(f"no feed is asked every {said}", "it may be anything from 1m to 1d; crackwatch feeds pause stops asking")
    return seconds


def _secret(option: str, said: str | None) -> str | None:
    """What holds a password; it may only name it."""
    if said and "{secret:" not in said:
        raise UsageError(
            f"{option} holds a password, which is not kept", "write {secret:NAME} in its place and set CRACKWATCH_SECRET_NAME"
        )
    return said


def _file(said: str | None) -> str | None:
    if not said:
        return said
    path = Path(said).expanduser().resolve()
    if not path.is_file():
        raise UsageError(f"there is no file {path}", "name a PEM file with certificates")
    from ssl import PROTOCOL_TLS_CLIENT, SSLContext

    try:
        SSLContext(PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except OSError:  # SSLError is one
        raise UsageError(f"{path} holds no certificates that can be read", "name a PEM file with certificates") from None
    return str(path)


def _one_line(option: str, said: str | None) -> str | None:
    """What is sent as the value of a header field."""
    if said and not said.isprintable():
        raise UsageError(f"{option} holds a line break or another control sign", "write it on one line")
    return said


def _field(header: str) -> tuple[str, str]:
    from crackwatch.feeds.request import yours

    name, colon, value = (part.strip() for part in header.partition(":"))
    if not (name and colon):
        raise UsageError(f"{header!r} is no header", "write it as 'Name: value'; 'Name:' takes it back")
    if value and not yours(name):
        raise UsageError(f"{name!r} is no header field that you may set", "crackwatch sets it itself, or it is no name")
    _one_line(f"--header {name}", value)
    return name, _secret(f"--header {name}", value) or "" if SECRETIVE.search(name) else value


def _with_fields(options: FeedOptions, fields: Sequence[tuple[str, str]], *, anew: bool) -> FeedOptions:
    """Options with header fields put in the place of those of the same name, or of all (``anew``); one without a value goes."""
    named = {name.lower() for name, _ in fields}
    kept = [field for field in options.headers if not anew and field[0].lower() not in named]
    kept += [field for field in fields if field[1]]
    return replace(options, headers=tuple(kept), interval=options.interval or None)
