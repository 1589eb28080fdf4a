from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds.turns import Turns
from crackwatch.model import Feed

SITES = st.sampled_from(["paper.example", "www.paper.example", "gazette.example", "127.0.0.1:81", "127.0.0.1:82"])
PER_SITE, SPACING = 2, 1.0


def feeds_of(hosts: list[str]) -> list[Feed]:
    return [Feed(number, f"http://{host}/{number}", str(number)) for number, host in enumerate(hosts)]


def site(feed: Feed) -> str:
    return feed.url.split("/")[2].removeprefix("www.")


@given(st.lists(SITES, max_size=30), st.integers(1, 5), st.data())
def test_every_feed_has_one_turn_and_no_site_more_than_its_share(hosts, jobs, data):
    feeds = feeds_of(hosts)
    turns = Turns(feeds, spacing=SPACING, per_site=PER_SITE)
    busy: list[Feed] = []
    asked: list[Feed] = []
    last: dict[str, float] = defaultdict(lambda: -SPACING)
    now = 0.0
    while len(asked) < len(feeds):
        turn = turns.next(now) if len(busy) < jobs else float("inf")
        assert turn is not None
        if isinstance(turn, Feed):
            busy.append(turn)
            asked.append(turn)
            assert now - last[site(turn)] >= SPACING or site(turn).startswith("127.")
            last[site(turn)] = now
            assert max(Counter(map(site, busy)).values()) <= PER_SITE
        elif turn == float("inf") or (busy and data.draw(st.booleans())):
            turns.done(busy.pop(0))
        else:
            now += turn

    assert turns.next(now) is None
    assert sorted(feed.id for feed in asked) == [feed.id for feed in feeds]


def test_a_site_with_many_feeds_holds_up_nobody():
    feeds = feeds_of(["paper.example"] * 9 + ["gazette.example", "post.example"])
    turns = Turns(feeds, spacing=SPACING, per_site=PER_SITE)

    first = [turns.next(0.0) for _ in range(4)]

    assert [turn.id for turn in first if isinstance(turn, Feed)] == [0, 9, 10]
    assert first[3] == SPACING


def test_where_no_spacing_is_needed_a_site_goes_on_while_its_connection_is_open():
    turns = Turns(feeds_of(["127.0.0.1:81", "127.0.0.1:81", "127.0.0.1:82"]), spacing=SPACING, per_site=1)
    first = turns.next(0.0)
    assert isinstance(first, Feed)
    turns.done(first)

    following = turns.next(0.0)

    assert isinstance(following, Feed)
    assert following.id == 1


def test_a_site_that_keeps_two_requests_waiting_is_left_alone():
    turns = Turns(feeds_of(["paper.example"] * 5), spacing=0.0, per_site=PER_SITE)
    first, second = turns.next(0.0), turns.next(0.0)
    assert isinstance(first, Feed)
    assert isinstance(second, Feed)

    assert turns.done(first, late=True) == ()
    assert [feed.id for feed in turns.done(second, late=True)] == [2, 3, 4]
    assert turns.next(0.0) is None
