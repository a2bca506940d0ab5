"""Makes an export of Zendesk as its API gives it, from a seed: tickets with their audits, users and
organizations beside them, in pages of an incremental export, with the oddities of a real one.

The shapes are those of Zendesk's reference of tickets, of audits and their events, and of
incremental exports.
"""

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

Json = dict[str, Any]

AGENTS = {7: "Eve Adams", 8: "Jan Novák", 9: "山田 太郎"}
ORGANIZATIONS = {90: "Planet+", 91: "Köln Logistik", 92: "東京倉庫", 93: "A&B", 94: "A B"}
CUSTOMERS = {
    number: f"Caller {number}" if number % 7 else "Ann Muster" for number in range(501, 541)
}
START = datetime(2024, 1, 29, 6, 0, tzinfo=UTC)
PRIORITIES = ("urgent", "high", "normal", "low")


def iso(at: datetime) -> str:
    """A time as the API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Truth:
    """What has to come of a ticket: its first answer, and how often it waits for the customer."""

    answered_at: datetime | None = None
    answered_by: str | None = None
    waits: int = 0


@dataclass
class ZendeskMaker:
    """Makes `tickets` tickets from `seed`; `truths` and `counts` then say what they hold."""

    seed: int = 1
    tickets: int = 300
    truths: dict[str, Truth] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _random: random.Random = field(init=False)
    _ids: int = field(default=10_000)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def documents(self, page: int = 100) -> list[Json]:
        """The pages; each begins with a ticket of the one before it, as it was then."""
        made = [self._ticket(35_000 + index) for index in range(self.tickets)]
        pages = [made[first : first + page] for first in range(0, len(made), page)]
        for before, after in pairwise(pages):
            after.append(before[0])
            before[0] = {**before[0], "updated_at": iso(START), "audits": before[0]["audits"][:1]}
            self.counts["told again"] += 1
        return [
            {
                "tickets": tickets,
                "users": self._users(),
                "organizations": [{"id": it, "name": name} for it, name in ORGANIZATIONS.items()],
                "count": len(tickets),
                "after_cursor": f"MTU3NjYxMzUzOS4w{number}",
                "after_url": "https://acme.example/api/v2/incremental/tickets/cursor.json",
                "before_cursor": None,
                "end_of_stream": number == len(pages),
            }
            for number, tickets in enumerate(pages, start=1)
        ]

    def write(self, file: Path) -> Path:
        """Write the pages, one a line."""
        lines = [json.dumps(it, ensure_ascii=False) for it in self.documents()]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    def _users(self) -> list[Json]:
        # Somebody whose account was deleted is in no list; somebody suspended is.
        people = [
            {"id": it, "name": name, "role": "end-user", "suspended": it == 503, "active": True}
            for it, name in CUSTOMERS.items()
            if it != 505
        ]
        return [*people, *({"id": it, "name": n, "role": "agent"} for it, n in AGENTS.items())]

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def _ticket(self, number: int) -> Json:
        opened = START + timedelta(minutes=self._random.randrange(60 * 24 * 90))
        requester = self._random.choice([*CUSTOMERS])
        truth = self.truths[str(number)] = Truth()
        audits = self._audits(opened, requester, truth)
        ticket: Json = {
            "id": number,
            "url": f"https://acme.example/api/v2/tickets/{number}.json",
            "external_id": None,
            "via": {
                "channel": self._random.choice(["email", "web", "api", "chat", "voice"]),
                "source": {"from": {"address": "a@example.org"}, "to": {}, "rel": None},
            },
            "created_at": iso(opened),
            "updated_at": audits[-1]["created_at"],
            "type": self._random.choice(["incident", "problem", "question", None]),
            "subject": self._random.choice(
                ["Labels &amp; printers", "Étiquettes\nillisibles", "\u202eorder stuck", "", None]
            ),
            "raw_subject": "x",
            "description": "<p>It is <b>down</b></p>",
            "priority": self._random.choice([*PRIORITIES]),
            "status": "closed",
            "recipient": None,
            "requester_id": requester,
            "submitter_id": requester,
            "assignee_id": 7,
            "organization_id": self._random.choice([*ORGANIZATIONS, None]),
            "group_id": 33,
            "collaborator_ids": [8] if self._random.random() < 0.2 else [],
            "follower_ids": [],
            "email_cc_ids": [521] if self._random.random() < 0.2 else [],
            "forum_topic_id": None,
            "problem_id": None,
            "has_incidents": False,
            "is_public": True,
            "due_at": None,
            "tags": self._random.sample(["vip", "labels", "edi"], k=self._random.randrange(3)),
            "custom_fields": [{"id": 1, "value": None}, {"id": 2, "value": "warehouse_3"}],
            "satisfaction_rating": {"score": self._random.choice(["unoffered", "offered", "good"])},
            "sharing_agreement_ids": [],
            "custom_status_id": 44,
            "fields": [{"id": 1, "value": None}],
            "followup_ids": [],
            "allow_channelback": False,
            "generated_timestamp": 1706522400,
            "audits": audits,
        }
        if self._random.random() < 0.04:
            ticket |= {"status": "deleted", "subject": "SCRUBBED"}
            self.counts["deleted"] += 1
        elif self._random.random() < 0.05:
            self._merge(ticket, opened + timedelta(days=60))
        if self._random.random() < 0.1:
            ticket["audits"] = audits[::-1]
            self.counts["newest first"] += ticket["status"] != "deleted" and len(audits) > 1
        return ticket

    def _audits(self, opened: datetime, requester: int, truth: Truth) -> list[Json]:
        audits, at = [self._created(opened, requester)], opened
        for _ in range(self._random.choice([0, 1, 3, 5, 8])):
            at += timedelta(minutes=self._random.choice([1, 9, 45, 600, 3000]), seconds=17)
            audits.append(self._update(at, requester, truth))
        if self._random.random() < 0.7:
            at += timedelta(days=2)
            audits.append(self._audit(at, 7, [self._change("status", "solved", "open")]))
            rule = {"channel": "rule", "source": {"from": {"id": 3}, "rel": "automation"}}
            closing = [self._change("status", "closed", "solved")]
            audits.append(self._audit(at + timedelta(days=4), -1, closing, via=rule))
        return audits

    def _created(self, at: datetime, requester: int) -> Json:
        fields: Json = {
            "subject": "Labels",
            "status": "new",
            "priority": self._random.choice([*PRIORITIES]),
            "type": "incident",
            "tags": ["vip"],
            "requester_id": str(requester),
            "custom_status_id": "1",
            "first_reply_time": {"minutes": 60, "in_business_hours": True},
        }
        events = [
            {"id": self._next(), "type": "Create", "field_name": name, "value": value}
            for name, value in fields.items()
        ]
        question = self._comment(
            requester, public=True, attachments=[{"id": 9, "file_name": "a.png"}]
        )
        sent = {"id": self._next(), "type": "Notification", "recipients": [requester], "via": {}}
        return self._audit(at, requester, [question, *events, sent])

    def _update(self, at: datetime, requester: int, truth: Truth) -> Json:
        what = self._random.randrange(9)
        agent = self._random.choice([*AGENTS])
        if what == 0:
            return self._audit(at, agent, [self._comment(agent, public=False)])
        if what == 1:
            return self._audit(at, -1, [self._comment(-1, public=True)])
        if what == 2:
            return self._audit(at, requester, [self._comment(requester, public=True)])
        if what == 3:
            return self._audit(at, 521, [self._comment(521, public=True)])
        if what == 4:
            return self._audit(at, agent, [self._change("custom_status_id", 3, 1)])
        if what == 5:
            self._answered(truth, at, agent)
            call = self._comment(requester, public=True, kind="VoiceComment")
            call["data"] = {"answered_by_id": agent, "call_duration": 63, "recorded": False}
            return self._audit(at, requester, [call])
        if what == 6:
            return self._audit(at, agent, [self._change("status", "hold", "open")])
        self._answered(truth, at, agent)
        wait = [self._change("status", "pending", "open")] if what == 7 else []
        return self._audit(at, agent, [self._comment(agent, public=True), *wait])

    def _answered(self, truth: Truth, at: datetime, agent: int) -> None:
        if truth.answered_at is None:
            truth.answered_at, truth.answered_by = at, AGENTS[agent]

    def _merge(self, ticket: Json, at: datetime) -> None:
        merge = {"channel": "web", "source": {"from": {"ticket_id": 1}, "to": {}, "rel": "merge"}}
        note = self._comment(7, public=True, body="This request was closed and merged.")
        closed = self._change("status", "closed", "open")
        ticket["audits"].append(self._audit(at, 7, [note, closed], via=merge))
        ticket["tags"] = ["closed_by_merge"]
        ticket["updated_at"] = iso(at)
        self.counts["merged"] += 1

    def _comment(self, author: int, *, public: bool, kind: str = "Comment", **more: object) -> Json:
        return {
            "id": self._next(),
            "type": kind,
            "author_id": author,
            "body": "As text",
            "html_body": '<div class="zd-comment"><p>As <b>HTML</b><br></p></div>',
            "plain_body": "As text",
            "public": public,
            "attachments": [],
            "audit_id": 1,
            **more,
        }

    def _change(self, name: str, value: object, before: object) -> Json:
        return {
            "id": self._next(),
            "type": "Change",
            "field_name": name,
            "value": value,
            "previous_value": before,
        }

    def _audit(
        self, at: datetime, author: int, events: list[Json], via: Json | None = None
    ) -> Json:
        return {
            "id": self._next(),
            "ticket_id": 1,
            "created_at": iso(at),
            "author_id": author,
            "metadata": {"system": {"client": "Mozilla", "ip_address": "192.0.2.1"}, "custom": {}},
            "events": events,
            "via": via or {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}},
        }
