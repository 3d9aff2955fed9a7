"""Documents: what the office prints. Facts in, PDF bytes out; nothing is looked up while printing.

One folder per printed document; `press` turns pages into PDF, `registry` knows every kind, `mails` holds the letters
that are not printed. The fonts are fixed here, before anything loads Pango: only the folder `fonts` is known.
"""

import os
from pathlib import Path

os.environ["FONTCONFIG_FILE"] = str(Path(__file__).parent / "fonts" / "fonts.conf")
