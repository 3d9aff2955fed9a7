"""Runs the measurements named on the command line, or all."""

import sys

from tests.bench import certificate, exports, imports, ledger, names, pages, sizes, voting

ALL = {
    "certificate": certificate.run, "pages": pages.run, "import": imports.run, "ledger": ledger.run,
    "names": names.run, "sizes": sizes.run, "export": exports.run, "voting": voting.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        for report in ALL[name]():
            print(report, flush=True)
