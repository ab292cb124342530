"""Entry point of ``python -m matching.engine``."""

import os
import sys

# Memory that polars is done with goes back at once; it reads this when it is first imported.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")

from .cli import main

sys.exit(main())
