"""config/settings.py as in production, but over plain HTTP and with the bare insert beside it.

Without DATABASE_URL the benchmarks use an SQLite file of their own, never the one in var/.
"""

import atexit
import os
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="fairlead-bench-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ |= {"DEBUG": "0", "HTTPS": "0", "LOG_LEVEL": "WARNING"}
os.environ["API_REQUESTS_PER_MINUTE"] = str(10**9)  # the brake stays in, and never bites
os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-" + "x" * 50)

from config.settings import *

ROOT_URLCONF = "benchmarks.urls"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
