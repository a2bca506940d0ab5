"""Tests of deciders in three steps: given events, when a command comes, then events or a refusal.

closing = deciding(CLOSING)
closing.given(opened).when(CloseCase(...)).then(closed)
closing.given(opened, closed).when(CloseCase(...)).refused("not-allowed-in-state")
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

import pytest

from events.command_runner import Decider
from events.event import Event
from events.refusal import Refusal

State = TypeVar("State")
Command = TypeVar("Command")


@dataclass(frozen=True, slots=True)
class When(Generic[State]):
    """A command that waits for a decision, which `then` and `refused` ask for."""

    decide: Callable[[], Sequence[Event]]
    before: State
    evolve: Callable[[State, Event], State]

    def then(self, *events: Event) -> State:
        """Expect exactly these events (none: nothing to do); return the state they lead to."""
        decided = list(self.decide())
        assert decided == list(events)
        return reduce(self.evolve, decided, self.before)

    def refused(self, code: str) -> Refusal[str]:
        """Expect a refusal with this code, and return it."""
        with pytest.raises(Refusal) as raised:
            self.decide()
        assert raised.value.code == code
        return raised.value

    def refused_with(self, kind: type[Exception]) -> Exception:
        """Expect an error of this class, and return it; for what has no code."""
        with pytest.raises(kind) as raised:
            self.decide()
        return raised.value


@dataclass(frozen=True, slots=True)
class Given(Generic[Command, State]):
    """A decider, and the state that it decides on."""

    decider: Decider[Command, State]
    state: State

    def when(self, command: Command) -> When[State]:
        """Let the decider have a command."""
        return When(
            lambda: self.decider.decide(command, self.state), self.state, self.decider.evolve
        )


@dataclass(frozen=True, slots=True)
class Deciding(Generic[Command, State]):
    """A decider under test."""

    decider: Decider[Command, State]

    def given(self, *events: Event) -> Given[Command, State]:
        """Begin with the state that these events lead to."""
        return Given(self.decider, reduce(self.decider.evolve, events, self.decider.initial))


def deciding(decider: Decider[Command, State]) -> Deciding[Command, State]:
    """Return a decider as the subject of tests."""
    return Deciding(decider)
