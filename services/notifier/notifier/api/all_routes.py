"""All routes of the notifier's API, in one list."""

from fastapi import APIRouter

from notifier.api.drill_routes import drill_routes
from notifier.api.engineer_routes import engineer_routes
from notifier.api.hand_page_routes import hand_page_routes
from notifier.api.notifier_api import NotifierApi
from notifier.api.page_routes import page_routes
from notifier.api.policy_routes import policy_routes
from notifier.api.rule_routes import rule_routes
from notifier.api.schedule_routes import on_call_routes, schedule_routes


def routes_of(api: NotifierApi) -> list[APIRouter]:
    """Return the routers, in the order in which the API's document lists them."""
    return [
        engineer_routes(api),
        schedule_routes(api),
        on_call_routes(api),
        policy_routes(api),
        rule_routes(api),
        page_routes(api),
        hand_page_routes(api),
        drill_routes(api),
    ]
