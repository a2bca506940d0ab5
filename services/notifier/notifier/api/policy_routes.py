"""Escalation policies and routing rules over REST."""

from fastapi import APIRouter, Response

from events.catalogue.on_call_events import EscalationPolicyDefined, RoutingRuleDefined
from events.command_runner import Decider
from notifier.adapters.read_on_call_directory import versions_of
from notifier.api.notifier_api import (
    Call,
    CallOf,
    NotifierApi,
    Planner,
    Reader,
    Target,
    carry_out,
    versioned,
)
from notifier.api.on_call_answers import PolicyAnswer, RuleAnswer, policy_answer, rule_answer
from notifier.api.on_call_bodies import NewPolicy, NewRule, PolicyBody, RuleBody
from notifier.domain.define_on_call import (
    check_policy,
    check_rule,
    define,
    policy_after,
    remove_rule,
    rule_after,
)
from notifier.domain.keep_p1_routed import check_p1_stays_routed
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf
from webapi.problems import not_found

_POLICY: Decider[EscalationPolicyDefined, EscalationPolicyDefined | None] = Decider(
    None, define, policy_after
)
_RULE: Decider[RoutingRuleDefined, RoutingRuleDefined | None] = Decider(None, define, rule_after)
_REMOVAL: Decider[str, RoutingRuleDefined | None] = Decider(None, remove_rule, rule_after)


def policy_routes(api: NotifierApi) -> APIRouter:
    """All about escalation policies, at this api."""
    routes = APIRouter(prefix="/v1/escalation-policies", tags=["escalation policies"])

    @routes.post("", status_code=201, response_model=PolicyAnswer)
    async def post_policy(body: NewPolicy, _planner: Planner, call: CallOf) -> Response:
        """Define a policy; one of the same id is replaced. Pages that were raised keep the chain they were raised with."""
        return await _define_policy(api, body.defined(body.policy_id), call, 201)

    @routes.put("/{policy_id}", response_model=PolicyAnswer)
    async def put_policy(
        policy_id: Id, body: PolicyBody, _planner: Planner, call: CallOf
    ) -> Response:
        """Define a policy, or define it anew."""
        return await _define_policy(api, body.defined(policy_id), call, 200)

    @routes.get("")
    async def list_policies(_reader: Reader, paging: PagingOf) -> Page[PolicyAnswer]:
        """All policies, by id."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "policy"),
        )
        after = str(paging.after[0]) if paging.after else ""
        found = [
            policy for policy_id, policy in sorted(directory.policies.items()) if policy_id > after
        ]
        answers = [
            policy_answer(policy, versions.get(policy.policy_id, 0))
            for policy in found[: paging.fetch]
        ]
        return paging.page(answers, lambda answer: (answer.policy_id,))

    @routes.get("/{policy_id}", response_model=PolicyAnswer)
    async def get_policy(policy_id: Id, _reader: Reader) -> Response:
        """One policy."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "policy"),
        )
        if policy_id not in directory.policies:
            raise not_found()
        return versioned(
            versions[policy_id], policy_answer(directory.policies[policy_id], versions[policy_id])
        )

    return routes


def rule_routes(api: NotifierApi) -> APIRouter:
    """All about routing rules, at this api."""
    routes = APIRouter(prefix="/v1/routing-rules", tags=["routing rules"])
    _add_rule_writing(routes, api)

    @routes.get("")
    async def list_rules(_reader: Reader, paging: PagingOf) -> Page[RuleAnswer]:
        """All rules, in the order in which they are tried."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "routing_rule"),
        )
        rules = sorted(directory.rules, key=lambda rule: (rule.rank, rule.rule_id))
        if paging.after:
            rank, rule_id = int(paging.after[0] or 0), str(paging.after[1])
            rules = [rule for rule in rules if (rule.rank, rule.rule_id) > (rank, rule_id)]
        answers = [
            rule_answer(rule, versions.get(rule.rule_id, 0)) for rule in rules[: paging.fetch]
        ]
        return paging.page(answers, lambda answer: (answer.rank, answer.rule_id))

    @routes.get("/{rule_id}", response_model=RuleAnswer)
    async def get_rule(rule_id: Id, _reader: Reader) -> Response:
        """One rule."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "routing_rule"),
        )
        rule = next((rule for rule in directory.rules if rule.rule_id == rule_id), None)
        if rule is None:
            raise not_found()
        return versioned(versions[rule_id], rule_answer(rule, versions[rule_id]))

    return routes


def _add_rule_writing(routes: APIRouter, api: NotifierApi) -> None:
    @routes.post("", status_code=201, response_model=RuleAnswer)
    async def post_rule(body: NewRule, _planner: Planner, call: CallOf) -> Response:
        """Define a rule; one of the same id is replaced."""
        return await _define_rule(api, body.defined(body.rule_id), call, 201)

    @routes.put("/{rule_id}", response_model=RuleAnswer)
    async def put_rule(rule_id: Id, body: RuleBody, _planner: Planner, call: CallOf) -> Response:
        """Define a rule, or define it anew."""
        return await _define_rule(api, body.defined(rule_id), call, 200)

    @routes.delete("/{rule_id}", response_model=RuleAnswer)
    async def delete_rule(rule_id: Id, _planner: Planner, call: CallOf) -> Response:
        """The rule no longer holds; the answer is what it was. The last rule that pages for a P1 stays (409)."""
        directory = await api.directory()
        rule = next((rule for rule in directory.rules if rule.rule_id == rule_id), None)
        if rule is None:
            raise not_found()
        check_p1_stays_routed(rule_id, None, directory)
        target = Target(f"rule-{rule_id}", rule_id)
        return await carry_out(
            api, _REMOVAL, rule_id, target, call, lambda _, version: rule_answer(rule, version)
        )


async def _define_policy(
    api: NotifierApi, wanted: EscalationPolicyDefined, call: Call, status: int
) -> Response:
    check_policy(wanted, await api.directory())
    target = Target(f"policy-{wanted.policy_id}", wanted.policy_id, status)
    return await carry_out(
        api,
        _POLICY,
        wanted,
        target,
        call,
        lambda state, version: policy_answer(state or wanted, version),
    )


async def _define_rule(
    api: NotifierApi, wanted: RoutingRuleDefined, call: Call, status: int
) -> Response:
    directory = await api.directory()
    check_rule(wanted, directory)
    check_p1_stays_routed(wanted.rule_id, wanted, directory)
    target = Target(f"rule-{wanted.rule_id}", wanted.rule_id, status)
    return await carry_out(
        api,
        _RULE,
        wanted,
        target,
        call,
        lambda state, version: rule_answer(state or wanted, version),
    )
