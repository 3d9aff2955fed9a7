"""`python -m tests.cases FILE`: run any file of worked cases against the product's rules."""

import argparse
import sys
from pathlib import Path

from tests.cases.runner import read_cases, run


def main() -> int:
    """Run the file named on the command line; exit code 1 where a case fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=__doc__)
    parser.add_argument("file", type=Path, help="cases in the form of worked-cases.json")
    return 0 if run(read_cases(parser.parse_args().file), sys.stdout) else 1


if __name__ == "__main__":
    sys.exit(main())
