"""Hold the strict parser against feedparser, on every file of a folder of feeds.

    python bench/parsing.py [FOLDER] [--list 20]

Without FOLDER it takes data/feeds of the shared data where those are (CRACKWATCH_SHARED), else the sample feeds. Prints the files, the entries that both ways find, every entry that differs, the share of files that needed feedparser and
the files per second of both ways. feedparser runs in this process, as its child runs it for the user.

One difference is meant. In feedparser, a channel that has both itunes:summary and description (podcasts) changes how its
first item is read: that item's itunes:summary replaces its description. We read the first item as all the others.
"""

from __future__ import annotations

import argparse
import collections
import io
import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from crackwatch import dates
from crackwatch.feeds import parse_slow, parse_xml
from crackwatch.feeds.parse import Parser, unsafe
from crackwatch.model import Entry, FeedDocument

FIELDS = ("title", "url", "guid", "summary", "text", "author", "lang", "outlet", "outlet_url", "enclosures")
URL = "https://feeds.example/news/feed.xml"
PARIS = ZoneInfo("Europe/Paris")
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CRACKWATCH_SHARED", ROOT.parent / "shared")) / "data" / "feeds"
SAMPLES = ROOT / "examples" / "feeds"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, nargs="?", default=SHARED if SHARED.is_dir() else SAMPLES)
    options.add_argument("--list", type=int, default=20, help="how many differences to show (default 20)")
    given = options.parse_args()
    paths = sorted(p for p in given.folder.rglob("*") if p.is_file() and p.suffix not in (".json", ".html", ".opml"))
    bodies = [(path.relative_to(given.folder), path.read_bytes()) for path in paths]
    both, differences = compared(bodies)
    speeds("those files", both)
    speeds("a feed of 30 items", [typical()] * 100)
    doors(bodies)
    print(f"{len(differences)} differences")
    for line in differences[: given.list]:
        print(" ", line)


def compared(bodies):
    """The bodies that both ways read, and a line for every difference."""
    both, differences, entries, equal, refused = [], [], 0, 0, 0
    for name, body in bodies:
        if unsafe(body) or not body.strip():
            continue
        fast = parse_xml.document(body, URL, "")
        if fast is None:
            refused += 1
            continue
        if fast.kind == "sitemap":
            continue
        slow = parse_slow.document(body, URL, "") or FeedDocument("unknown", "", "", "", ())
        both.append(body)
        found = list(unequal(fast, slow))
        entries += len(slow.entries)
        equal += len(slow.entries) - len({place for place, _ in found})
        differences += [f"{name}[{place}] {what}" for place, what in found]
    print(f"{len(bodies)} files; {len(both)} read by both ways, {refused} refused by the strict one")
    print(f"{entries} entries in those, {equal} equal ({100 * equal / max(entries, 1):.3f} %)")
    return both, differences


def unequal(fast: FeedDocument, slow: FeedDocument):
    if len(fast.entries) != len(slow.entries):
        yield 0, f"{len(fast.entries)} entries, feedparser {len(slow.entries)}"
    for place, (ours, theirs) in enumerate(zip(fast.entries, slow.entries, strict=False)):
        for field in FIELDS:
            if getattr(ours, field) != getattr(theirs, field):
                yield place, f"{field}: {getattr(ours, field)!r:.300} feedparser {getattr(theirs, field)!r:.300}"
        if instants(ours) != instants(theirs):
            yield (
                place,
                f"dates: {ours.published!r} {ours.updated!r} feedparser {theirs.published!r} {theirs.updated!r}",
            )


def instants(entry: Entry):
    return [dates.parse_published(raw, PARIS) if raw else None for raw in (entry.published, entry.updated)]


def typical() -> bytes:
    """A feed as newsrooms serve it, of 30 items and 32 KB."""
    sentence = (
        "Les riverains de la rue du Canal réclament l’évacuation du camp, la mairie promet une réunion avant l’été. "
    )
    item = (
        "<item><title>Rue du Canal : les riverains « à bout », épisode {n}</title>"
        "<link>https://courier.example/quartiers/{n}-rue-du-canal-les-riverains-a-bout</link>"
        '<guid isPermaLink="false">courier-2021-{n}</guid><pubDate>Thu, 20 May 2021 18:{n:02}:00 +0200</pubDate>'
        "<dc:creator>Ana Prévert</dc:creator><category>Société</category><category>Quartiers</category>"
        '<media:content url="https://courier.example/{n}.jpg" type="image/jpeg" width="960" height="614"/>'
        "<description><![CDATA[<p>{text}</p><p><a href='https://courier.example/{n}'>Lire la suite</a></p>]]></description></item>"
    )
    items = "".join(item.format(n=n, text=sentence * 4) for n in range(30))
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
    return f"{head} {names}><channel><title>Le Courrier</title><language>fr</language>{items}</channel></rss>".encode()


def speeds(what: str, bodies) -> None:
    for name, way in (("strict", parse_xml.document), ("feedparser", parse_slow.document)):
        began = time.process_time()
        for body in bodies:
            way(body, URL, "")
        spent = time.process_time() - began
        size = sum(map(len, bodies))
        print(
            f"{what}, {name}: {len(bodies) / spent:.0f} files/s, {size / spent / 1e6:.1f} MB/s ({len(bodies)} files in {spent:.2f} CPU s)"
        )


def doors(bodies) -> None:
    """All of it through the door, as a poll does it, against what plain feedparser finds."""
    ways, slowest, lost = collections.Counter(), (0.0, ""), []
    with Parser() as parser:
        for name, body in bodies:
            began = time.perf_counter()
            answer = parser.parse(body, url=URL)
            slowest = max(slowest, (time.perf_counter() - began, str(name)))
            read = isinstance(answer, FeedDocument)
            ways[answer.via if read else f"failed: {answer.kind}"] += 1
            missing = found(body) - (len(answer.entries) if read else 0)
            if missing > 0:
                lost.append(f"{name}: {missing} ({answer.note if read else answer.message})")
    print("through the door:", ", ".join(f"{n} {way}" for way, n in ways.most_common()))
    print(
        f"slowest {slowest[0]:.2f} s ({slowest[1]}); entries that feedparser finds and we do not:",
        *lost or ["none"],
        sep="\n  ",
    )


def found(body: bytes) -> int:
    import feedparser

    return len(feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries)


if __name__ == "__main__":
    main()
