"""Runs the measurements named on the command line, or all; ends with 1 where a goal was missed."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.bench import certificate, exports, imports, ledger, likeness, names, needs, pages, sizes, voting
from tests.bench.measure import MISSED

ALL: Mapping[str, Callable[[], Iterator[str]]] = {
    "certificate": certificate.run, "pages": pages.run, "import": imports.run, "ledger": ledger.run,
    "likeness": likeness.run, "names": names.run, "needs": needs.run, "sizes": sizes.run, "export": exports.run,
    "voting": voting.run,
}



def main(wanted: Sequence[str]) -> int:
    """Print each line as it comes; 1 where one of them says that its goal was missed."""
    missed = False
    for name in wanted or ALL:
        for report in ALL[name]():
            print(report, flush=True)
            missed = missed or MISSED in report
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
