"""What an administrator runs: `python3 -m app COMMAND`. Each room's `commands.py` lists its commands."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


def _no_arguments(_parser: ArgumentParser) -> None:
    return None


@dataclass(frozen=True)
class Command:
    """A command: its name, one line of help, an example, its arguments, and what it does (gives the exit code)."""

    name: str
    help: str
    example: str
    run: Callable[[Namespace], int]
    add_arguments: Callable[[ArgumentParser], None] = _no_arguments
