"""Routing rules over REST."""

from typing import TypeVar

from fastapi import APIRouter, Response

from events.catalogue.on_call_events import RoutingRuleDefined
from events.command_runner import CommandRequest
from notifier.adapters.change_rule_in_turn import RuleChange, change_rule_in_turn
from notifier.adapters.deciders import DEFINING_RULE, REMOVING_RULE
from notifier.api.notifier_api import NotifierApi, Planner, Reader
from notifier.api.on_call_answers import RuleAnswer, rule_answer
from notifier.api.on_call_bodies import NewRule, RuleBody
from notifier.domain.define_rule import DefineRule, RemoveRule
from notifier.domain.on_call_directory import OnCallDirectory
from webapi.commands import Call, CallOf, store_response, stored_response, versioned
from webapi.correlation import meta_for
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf
from webapi.problems import not_found

Command = TypeVar("Command")


def rule_routes(api: NotifierApi) -> APIRouter:
    """Return the routes of routing rules."""
    routes = APIRouter(prefix="/v1/routing-rules", tags=["routing rules"])
    _add_rule_writing(routes, api)

    @routes.get("")
    async def list_rules(_reader: Reader, paging: PagingOf) -> Page[RuleAnswer]:
        """List all rules, in the order in which they are tried."""
        directory, versions = await api.with_versions("rule")
        rules = sorted(directory.rules, key=lambda rule: (rule.rank, rule.rule_id))
        if paging.after:
            rank, rule_id = int(paging.after[0] or 0), str(paging.after[1])
            rules = [rule for rule in rules if (rule.rank, rule.rule_id) > (rank, rule_id)]
        answers = [rule_answer(rule, versions[rule.rule_id]) for rule in rules[: paging.fetch]]
        return paging.page(answers, lambda answer: (answer.rank, answer.rule_id))

    @routes.get("/{rule_id}", response_model=RuleAnswer)
    async def get_rule(rule_id: Id, _reader: Reader) -> Response:
        """Return one rule."""
        directory, versions = await api.with_versions("rule")
        rule = directory.rule(rule_id)
        if rule is None:
            raise not_found()
        return versioned(versions[rule_id], rule_answer(rule, versions[rule_id]))

    return routes


def _add_rule_writing(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("", status_code=201, response_model=RuleAnswer)
    async def post_rule(body: NewRule, _planner: Planner, call: CallOf) -> Response:
        """Define a rule; one with the same id is replaced."""
        return await _define_rule(api, body.defined(body.rule_id), call, 201)

    @routes.put("/{rule_id}", response_model=RuleAnswer)
    async def put_rule(rule_id: Id, body: RuleBody, _planner: Planner, call: CallOf) -> Response:
        """Define or replace a rule."""
        return await _define_rule(api, body.defined(rule_id), call, 200)

    @routes.delete("/{rule_id}", response_model=RuleAnswer)
    async def delete_rule(rule_id: Id, _planner: Planner, call: CallOf) -> Response:
        """Remove the rule and return what it was; the last one that pages for a P1 stays (409)."""

        def remove(directory: OnCallDirectory) -> RemoveRule:
            if directory.rule(rule_id) is None:
                raise not_found()
            return RemoveRule(rule_id=rule_id, directory=directory)

        request = await _request(api, rule_id, call, 200)
        change = RuleChange(decider=REMOVING_RULE, make_command=remove, request=request)
        return await _change(api, change)


async def _define_rule(
    api: NotifierApi, wanted: RoutingRuleDefined, call: Call, status: int
) -> Response:
    def define(directory: OnCallDirectory) -> DefineRule:
        return DefineRule(rule=wanted, directory=directory)

    request = await _request(api, wanted.rule_id, call, status)
    return await _change(
        api, RuleChange(decider=DEFINING_RULE, make_command=define, request=request)
    )


async def _request(
    api: NotifierApi, rule_id: str, call: Call, status: int
) -> CommandRequest[RoutingRuleDefined | None]:
    def respond(rule: RoutingRuleDefined | None, version: int) -> bytes:
        assert rule is not None, "a change of a rule that is not there is refused"
        location = f"/v1/routing-rules/{rule_id}" if status == 201 else None
        return store_response(status, version, rule_answer(rule, version), location)

    return CommandRequest(
        stream=f"rule-{rule_id}",
        routing_key=rule_id,
        meta=meta_for(call.identity),
        occurred_at=await api.store.now(),
        respond=respond,
        key=call.key,
        expected_version=call.expected_version,
    )


async def _change(api: NotifierApi, change: RuleChange[Command]) -> Response:
    answer, replayed = await change_rule_in_turn(api.store, api.schema, change)
    return stored_response(answer, replayed=replayed)
