"""Every kind of answer, from the small affair, and one of them made of whatever a test puts in."""

from __future__ import annotations

from datetime import UTC, datetime

from crackwatch import ask
from crackwatch.answers import (
    ArticleDetail,
    Articles,
    Bucket,
    Cited,
    CitedLine,
    Gap,
    KeyDate,
    Latest,
    OutletLine,
    QuoteLine,
    Quotes,
    Said,
    SourcePage,
    Sources,
    SourcesRequest,
    Step,
    Stories,
    StoryDetail,
    StoryLine,
    Timeline,
    TimelineRequest,
    Unread,
)
from crackwatch.archive.mentions import write_mentions
from crackwatch.archive.quotes import write_quotes
from crackwatch.model import Article, ArticleView, Link, Moment, Period, Revision, Selection, Span
from tests.archived import PARIS, affair, at

NOW = at("2021-07-01T12:00")


def archive(folder):
    seed = affair(folder)
    write_mentions(seed.archive, [(n, []) for n in range(1, 9)])
    write_quotes(seed.archive, [(n, []) for n in range(1, 9)])
    mayor = Said(9, 40, "La situation ne peut plus durer ainsi", "Jeanne Morel", "maire de l'arrondissement", 0, 0)
    police = Said(50, 80, "rien n'a été signalé cette nuit-là", "", "une source policière", 1, 1)
    write_quotes(seed.archive, [(1, [mayor]), (2, [mayor._replace(speaker="Morel", role="")]), (5, [police])])
    return seed.reading()


def answers(archive):
    """Each kind of answer by name; articles are read once, so every format asks anew."""
    spring = Selection(period=Period(at("2021-05-01"), at("2021-06-30T23:59:59")))
    return {
        "articles": ask.articles(archive, Selection()),
        "timeline": ask.timeline(archive, TimelineRequest(spring, key_dates=1), now=NOW),
        "timeline by day, oldest first, one story": ask.timeline(
            archive,
            TimelineRequest(Selection(period=Period(at("2021-05-11"), at("2021-05-14")), oldest_first=True, limit=1)),
            now=NOW,
        ),
        "what happened": ask.timeline(archive, TimelineRequest(spring, "month", happened=True), now=NOW),
        "stories": ask.stories(archive, Selection(limit=2), now=NOW),
        "sources": ask.sources(archive, SourcesRequest(Selection()), now=NOW),
        "article": ask.article(archive, 1),
        "story": ask.story(archive, 1),
        "quotes": ask.quotes(archive, Selection(), now=NOW),
        "cited": ask.cited(archive, Selection(), now=NOW),
        "source": ask.source_page(archive, "Le Canal", Selection(), now=NOW),
    }


def made_of(word, url):
    """Answers in which every text of the outside world is ``word`` and every address ``url``."""
    moment = Moment(word, datetime(2021, 5, 12, tzinfo=UTC))
    article = Article(
        1,
        url,
        url,
        0,
        word,
        word,
        word,
        word,
        word,
        "fr",
        moment,
        0,
        1620800000,
        "2021-05-12",
        "live",
        1,
        2,
        "copy",
        url,
    )
    spans = (Span("title", 0, 2, word),)
    view = ArticleView(
        article, (url, url), (word,), 0.7, url, (Revision(word, word, word, 1, 2),), spans, 3, False, (word,)
    )
    line = StoryLine(
        1, 1, word, url, word, "fr", "2021-05-12", 1620800000, 1620800000, 5, 2, (word, word), (word,),
        latest=Latest(2, word, url, word, "2021-05-13"),
    )  # fmt: skip
    outlet = OutletLine(
        word, 5, 3, 2, 1, 1, 60, 1, 1620800000, 1620800000, ("fr",), (word,), word, ((word, 2),), 60, 60
    )
    bucket = Bucket("2021-05-12", "2021-05-12", 5, 2, 1, peak=line)
    gap, key = Gap(1620000000, 1620090000, "not polled"), KeyDate("2021-05-12", 1.5, (line,))
    link = Link(1, 2, "copy", 0.9, word)
    step = Step(1, word, 1620800000, 90, "copy", False, (word, f"{word} again"))
    articles = Articles(PARIS)
    articles.views = iter([view])
    since, until = 1620000000, 1620900000
    return [
        articles,
        ArticleDetail(view, PARIS, (view,), line, (view,), (link,), (step,), Unread(word, 1620900000)),
        Timeline(since, until, PARIS, since, "day", False, (bucket,), (line,), 0, (gap,), (key,), 0),
        Stories(since, until, PARIS, (line,), 0, 0),
        StoryDetail(line, PARIS, (view,), (link,), (step,)),
        Sources(since, until, PARIS, (outlet,), 0),
        SourcePage(since, until, PARIS, outlet, "day", (bucket,), (line,), (line,), ((word, 1),)),
        Quotes(since, until, PARIS, (quoted(word, url),), 0),
        Cited(since, until, PARIS, (CitedLine(word, word, False, 2, 2, (word, word), since, until),)),
    ]


def quoted(word, url):
    return QuoteLine(word, word, word, True, False, 1, word, url, "fr", 1620800000, "2021-05-12", 2, (word, word))
