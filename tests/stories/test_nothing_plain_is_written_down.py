"""What people write and are called is in nobody's log or topic as it is; once somebody is erased it
is in no table of any service, and the open case of theirs still pages.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue.topics import TOPICS
from events.store.connection import Pool, make_pool
from tests.stories.cast import CONTACT, CUSTOMER, enter, open_case
from tests.stories.world import World, world_at
from tests.support.stored_words import where_sent, where_stored

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
SCHEMAS = ("intake", "sla_clock", "notifier")
MAIL = "ada@meridian.example"
ADAS = ("The furnace is cold", "Ada Moreau", "+1 555 0199", MAIL)
RIVERAS = ("her line was busy", "I was on a plane", "come and help me", "127.0.0.1:9/rivera")
ROSAS = ("the telephone log shows it",)
WORDS = (*ADAS, *RIVERAS, *ROSAS)


async def everybody_writes(world: World) -> str:
    """Ada opens a P1 and says whom to reach; Rivera excuses, answers late, calls by hand; a TAM
    withdraws the breach. Return the case's id.
    """
    await enter(world)
    case_id = str((await open_case(world, "P1", ADAS[0]))["case_id"])
    path = f"/v1/cases/{case_id}"
    reach = {"name": ADAS[1], "phone": ADAS[2], "user_id": "ada"}
    await world.call("intake", "POST", f"{path}/reach", reach, role="contact", **CONTACT)
    opened_at = world.clock.now()
    tried = {"who": "ada", "how": "phone", "at": opened_at.isoformat()}
    excuse = {"reason": RIVERAS[0], "tried": [tried]}
    rivera = {"user_id": "rivera"}
    await world.call("intake", "POST", f"{path}/mark-unreachable", excuse, role="oncall", **rivera)
    await world.call("intake", "POST", f"{path}/mark-reachable", {}, role="oncall", **rivera)
    await world.pass_time(timedelta(hours=2))
    late = {
        "text": "We are on it.",
        "responded_at": (opened_at + timedelta(minutes=5)).isoformat(),
        "reason": RIVERAS[1],
    }
    await world.call("intake", "POST", f"{path}/respond", late, role="oncall", **rivera)
    call = {"targets": ["okafor"], "case_id": case_id, "text": RIVERAS[2]}
    await world.call("notifier", "POST", "/v1/pages", call, role="oncall", **rivera)
    (claim,) = (await world.deadline(case_id))["claims"]
    accept = f"{path}/deadlines/first_response/claims/{claim['claim_id']}/accept"
    body = {"reason": ROSAS[0]}
    await world.call("sla_clock", "POST", accept, body, role="tam", user_id="rosa")
    return case_id


async def stored(pool: Pool, words: Sequence[str], *schemas: str) -> list[str]:
    return [
        f"{schema}.{column}"
        for schema in schemas
        for column in await where_stored(pool, schema, words)
    ]


@pytest.fixture
async def pool(tocsin_dsn: str) -> AsyncIterator[Pool]:
    looking = await make_pool(tocsin_dsn, size=1, application_name="looking")
    yield looking
    await looking.close()


async def test_no_name_address_or_word_is_in_an_event_and_an_erasure_takes_them_from_all_tables(
    tocsin_dsn: str, pool: Pool
) -> None:
    async with world_at(MONDAY, tocsin_dsn) as world:
        case_id = await everybody_writes(world)
        everywhere = await stored(pool, WORDS, *SCHEMAS)
        assert [column for column in everywhere if ".es_event" in column] == []
        assert where_sent(world.broker, TOPICS.values(), WORDS) == []
        # They were there to be found; a mail address is in no table at all.
        assert {column.partition(": ")[2] for column in everywhere} == {*WORDS} - {MAIL}

        await world.pass_time(timedelta(minutes=1))
        why = {"reason": "person-asked"}
        path = f"/v1/customers/{CUSTOMER}/users/ada/personal-data"
        await world.call("intake", "DELETE", path, why)
        assert await stored(pool, ADAS, "intake", "notifier", "sla_clock") == []
        await world.call("notifier", "DELETE", "/v1/engineers/rivera/personal-data", why)
        assert await stored(pool, (*ADAS, *RIVERAS), *SCHEMAS, "reporting") == []
        history = await world.call("intake", "GET", f"/v1/cases/{case_id}/events", role="agent")
        assert not any(word in str(history) for word in (*ADAS, *RIVERAS, "We are on it."))

        # The case is open still: what happens to it pages, and whoever has no method is passed.
        await world.call(
            "intake", "POST", f"/v1/cases/{case_id}/resolve", {"text": "Lit."}, role="agent"
        )
        shown = len(world.provider.shown)
        again = {"text": "Cold again."}
        reopen = f"/v1/cases/{case_id}/reopen"
        await world.call("intake", "POST", reopen, again, role="contact", **CONTACT)
        await world.pass_time(timedelta(minutes=20))
        page = world.provider.shown[shown]
        assert (page["reason"], page["case_id"]) == ("p1-opened", case_id)
        assert not any(word in str(page) for word in WORDS)
