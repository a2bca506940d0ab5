"""Escalation policies and routing rules over REST."""

from datetime import datetime

from fastapi import APIRouter, Response

from events.catalogue.on_call_events import EscalationPolicyDefined, RoutingRuleDefined
from notifier.adapters.deciders import DEFINING_POLICY, DEFINING_RULE, REMOVING_RULE
from notifier.adapters.read_on_call_directory import versions_of
from notifier.api.notifier_api import NotifierApi, Planner, Reader
from notifier.api.on_call_answers import PolicyAnswer, RuleAnswer, policy_answer, rule_answer
from notifier.api.on_call_bodies import NewPolicy, NewRule, PolicyBody, RuleBody
from notifier.domain.define_policy import DefinePolicy
from notifier.domain.define_rule import DefineRule, RemoveRule
from webapi.commands import Call, CallOf, Target, Work, carry_out, versioned
from webapi.invalid_input import Id
from webapi.paging import Page, PagingOf
from webapi.problems import not_found


def policy_routes(api: NotifierApi) -> APIRouter:
    """Return the routes of escalation policies."""
    routes = APIRouter(prefix="/v1/escalation-policies", tags=["escalation policies"])

    @routes.post("", status_code=201, response_model=PolicyAnswer)
    async def post_policy(body: NewPolicy, _planner: Planner, call: CallOf) -> Response:
        """Define a policy; one with the same id is replaced.

        Pages that were raised keep the chain they were raised with.
        """
        return await _define_policy(api, body.defined(body.policy_id), call, 201)

    @routes.put("/{policy_id}", response_model=PolicyAnswer)
    async def put_policy(
        policy_id: Id, body: PolicyBody, _planner: Planner, call: CallOf
    ) -> Response:
        """Define or replace a policy."""
        return await _define_policy(api, body.defined(policy_id), call, 200)

    @routes.get("")
    async def list_policies(_reader: Reader, paging: PagingOf) -> Page[PolicyAnswer]:
        """List all policies, by id."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "policy"),
        )
        after = str(paging.after[0]) if paging.after else ""
        policies = [
            policy for policy_id, policy in sorted(directory.policies.items()) if policy_id > after
        ]
        answers = [
            policy_answer(policy, versions.get(policy.policy_id, 0))
            for policy in policies[: paging.fetch]
        ]
        return paging.page(answers, lambda answer: (answer.policy_id,))

    @routes.get("/{policy_id}", response_model=PolicyAnswer)
    async def get_policy(policy_id: Id, _reader: Reader) -> Response:
        """Return one policy."""
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
    """Return the routes of routing rules."""
    routes = APIRouter(prefix="/v1/routing-rules", tags=["routing rules"])
    _add_rule_writing(routes, api)

    @routes.get("")
    async def list_rules(_reader: Reader, paging: PagingOf) -> Page[RuleAnswer]:
        """List all rules, in the order in which they are tried."""
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
        """Return one rule."""
        directory, versions = (
            await api.directory(),
            await versions_of(api.pool, api.schema, "routing_rule"),
        )
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
        directory = await api.directory()
        # Read before the command: the answer shows the rule as it was, and a removal leaves
        # nothing.
        rule = directory.rule(rule_id)

        async def make_command(_now: datetime) -> RemoveRule:
            if rule is None:
                raise not_found()
            return RemoveRule(rule_id=rule_id, directory=directory)

        def answer(_removed: RoutingRuleDefined | None, version: int) -> RuleAnswer:
            assert rule is not None, "make_command refuses a rule that does not exist"
            return rule_answer(rule, version)

        work = Work(decider=REMOVING_RULE, make_command=make_command, answer=answer)
        return await carry_out(api.store, Target(f"rule-{rule_id}", rule_id), call, work)


async def _define_policy(
    api: NotifierApi, wanted: EscalationPolicyDefined, call: Call, status: int
) -> Response:
    async def make_command(_now: datetime) -> DefinePolicy:
        return DefinePolicy(policy=wanted, directory=await api.directory())

    def answer(policy: EscalationPolicyDefined | None, version: int) -> PolicyAnswer:
        return policy_answer(policy or wanted, version)

    target = Target(f"policy-{wanted.policy_id}", wanted.policy_id, status)
    work = Work(decider=DEFINING_POLICY, make_command=make_command, answer=answer)
    return await carry_out(api.store, target, call, work)


async def _define_rule(
    api: NotifierApi, wanted: RoutingRuleDefined, call: Call, status: int
) -> Response:
    async def make_command(_now: datetime) -> DefineRule:
        return DefineRule(rule=wanted, directory=await api.directory())

    def answer(rule: RoutingRuleDefined | None, version: int) -> RuleAnswer:
        return rule_answer(rule or wanted, version)

    target = Target(f"rule-{wanted.rule_id}", wanted.rule_id, status)
    work = Work(decider=DEFINING_RULE, make_command=make_command, answer=answer)
    return await carry_out(api.store, target, call, work)
