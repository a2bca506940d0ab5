"""Escalation policies over REST."""

from datetime import datetime

from fastapi import APIRouter, Response

from events.catalogue.on_call_events import EscalationPolicyDefined
from notifier.adapters.deciders import DEFINING_POLICY
from notifier.api.notifier_api import NotifierApi, Planner, Reader
from notifier.api.on_call_answers import PolicyAnswer, policy_answer
from notifier.api.on_call_bodies import NewPolicy, PolicyBody
from notifier.domain.define_policy import DefinePolicy
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
        directory, versions = await api.with_versions("policy")
        after = str(paging.after[0]) if paging.after else ""
        policies = [
            policy for policy_id, policy in sorted(directory.policies.items()) if policy_id > after
        ]
        answers = [
            policy_answer(policy, versions[policy.policy_id]) for policy in policies[: paging.fetch]
        ]
        return paging.page(answers, lambda answer: (answer.policy_id,))

    @routes.get("/{policy_id}", response_model=PolicyAnswer)
    async def get_policy(policy_id: Id, _reader: Reader) -> Response:
        """Return one policy."""
        directory, versions = await api.with_versions("policy")
        if policy_id not in directory.policies:
            raise not_found()
        return versioned(
            versions[policy_id], policy_answer(directory.policies[policy_id], versions[policy_id])
        )

    return routes


async def _define_policy(
    api: NotifierApi, wanted: EscalationPolicyDefined, call: Call, status: int
) -> Response:
    async def make_command(_now: datetime) -> DefinePolicy:
        return DefinePolicy(policy=wanted, directory=await api.directory())

    def answer(policy: EscalationPolicyDefined | None, version: int) -> PolicyAnswer:
        return policy_answer(policy or wanted, version)

    target = Target(
        f"policy-{wanted.policy_id}",
        wanted.policy_id,
        status,
        location=f"/v1/escalation-policies/{wanted.policy_id}" if status == 201 else None,
    )
    work = Work(decider=DEFINING_POLICY, make_command=make_command, answer=answer)
    return await carry_out(api.store, target, call, work)
