"""What a newcomer sees when the system is up: where everything is, and what to try first."""

from datetime import datetime

from local_stack.demo_vendor import CUSTOMERS, DemoCustomer
from local_stack.stack import Addresses
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token
from webapi.tokens import Role


class Welcome:
    """Prints addresses, tokens and ready commands."""

    def __init__(self, addresses: Addresses, folder: StateFolder, now: datetime) -> None:
        self._addresses = addresses
        self._folder = folder
        self._quarter = f"{now.year}-Q{(now.month + 2) // 3}"

    def lines(self) -> list[str]:
        """Return the text, a line each; it is plain, so that a terminal copies it as it is."""
        gold, intake, clock = (
            CUSTOMERS[1],
            self._addresses.of("intake"),
            self._addresses.of("sla_clock"),
        )
        return [
            "",
            "Tocsin is up. In another terminal:",
            "",
            *self._tokens(gold),
            "",
            "# 1. A P1: it pages at once. Watch it arrive (and acknowledge it) on the page below.",
            *self._open(
                gold, "ADA", gold.contact[0], "P1", "The line stands: no orders reach the plant"
            ),
            "",
            "# 2. A P3: its clock leaves out weekends and holidays; "
            "the answer says when it is due.",
            *self._open(gold, "ADA", gold.contact[0], "P3", "Report totals are off by a cent"),
            "",
            "# 3. What is promised, and why then (put in the case_id you got); then answer it:",
            f'curl -s -H "Authorization: Bearer $ADA" {clock}/v1/cases/CASE_ID/deadlines',
            f'curl -s -H "Authorization: Bearer $AGENT" -H "Content-Type: application/json" '
            f'-d \'{{"text": "We are on it."}}\' {intake}/v1/cases/CASE_ID/respond',
            "",
            *self._sandbox(),
            *self._pages(gold),
            "",
            f"Other people's tokens: make token{self._choice} ROLE=tam  ·  "
            "ROLE=contact CUSTOMER=lakeside-health USER=mei",
            "Ctrl-C stops everything; the data stay in .tocsin/ for the next "
            f"`make run{self._choice}`.",
        ]

    @property
    def _choice(self) -> str:
        return " CLOCK=movable" if self._addresses.clock == "movable" else ""

    def _sandbox(self) -> list[str]:
        if self._addresses.clock == "real":
            return []
        clock = f"{self._addresses.of('intake')}/v1/sandbox/clock"
        return [
            "# 4. Time is yours: a day goes by at once, with all that falls due in it (forward "
            "only).",
            f"export ADMIN={self._token('admin', 'you')}",
            f'curl -s -H "Authorization: Bearer $ADMIN" -H "Content-Type: application/json" '
            f"-d '{{\"advance_s\": 86400}}' {clock}",
            f'curl -s -H "Authorization: Bearer $ADMIN" {clock}   # until all have caught up',
            "",
        ]

    def _tokens(self, customer: DemoCustomer) -> list[str]:
        contact = self._token("contact", customer.contact[0], customer.customer_id)
        return [f"export ADA={contact}", f"export AGENT={self._token('agent', 'rivera')}"]

    def _open(
        self, customer: DemoCustomer, token: str, reporter: str, priority: str, subject: str
    ) -> list[str]:
        body = (
            f'{{"customer_id": "{customer.customer_id}", "reporter_id": "{reporter}", '
            f'"priority": "{priority}", "subject": "{subject}", '
            f'"description": "Since this morning."}}'
        )
        return [
            f'curl -s -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" \\',
            f"  -d '{body}' \\",
            f"  {self._addresses.of('intake')}/v1/cases",
        ]

    def _pages(self, customer: DemoCustomer) -> list[str]:
        tam = self._token("tam", "demo-tam")
        review = f"/v1/customers/{customer.customer_id}/reviews/{self._quarter}.html"
        reporting = self._addresses.of("reporting")
        return [
            "Pages and mail:    " + self._addresses.caught,
            f"Live board:        {reporting}/?token={tam}",
            f"Quarterly review:  {reporting}{review}?token={tam}",
            "API docs:          "
            + "  ".join(f"{self._addresses.of(name)}/docs" for name in self._addresses.ports),
        ]

    def _token(self, role: Role, subject: str, customer_id: str | None = None) -> str:
        user_id = subject if customer_id else None
        return local_token(
            self._folder, role, customer_id=customer_id, user_id=user_id, subject=subject
        )
