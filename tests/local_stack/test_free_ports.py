"""Two systems that start at the same time must not share a port."""

import subprocess
import sys

from local_stack.free_ports import free_port

CHOOSE = (
    "import sys; from local_stack.free_ports import free_port; "
    "print(free_port(*map(int, sys.argv[1:])), flush=True); input()"
)


def chooser(*preferred: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHOOSE, *map(str, preferred)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def test_processes_that_prefer_the_same_port_get_different_ones() -> None:
    preferred = free_port()
    with chooser(preferred) as here, chooser(preferred) as there:
        ports = {preferred, port_of(here), port_of(there)}
        here.communicate("")
        there.communicate("")
    assert len(ports) == 3


def test_a_port_is_free_again_when_the_process_that_had_it_is_gone() -> None:
    with chooser() as first:
        port = port_of(first)
        first.communicate("")
    with chooser(port) as second:
        again = port_of(second)
        second.communicate("")
    assert again == port > 0


def test_a_process_never_gets_a_port_twice() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
