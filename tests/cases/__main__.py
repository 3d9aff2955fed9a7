"""`python -m tests.cases FILE`: run any file of worked cases against the product's rules."""

import argparse
import sys
from pathlib import Path

from tests.cases.runner import UnreadableCases, read_cases, run


def main() -> int:
    """Run the file named on the command line; exit code 1 where a case fails, 2 where the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=__doc__)
    parser.add_argument("file", type=Path, help="cases in the form of worked-cases.json")
    try:
        cases = read_cases(parser.parse_args().file)
    except UnreadableCases as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0 if run(cases, sys.stdout) else 1


if __name__ == "__main__":
    sys.exit(main())
