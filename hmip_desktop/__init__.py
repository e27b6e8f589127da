"""HMIP Desktop: offline case assessment for HM Inspectorate of Probation."""

import os

# Set before any library asks: a broken or hostile configuration of OpenSSL would be loaded, program code and all,
# by Python's own hashes, by the cryptography library and by the one inside the database driver.
os.environ["OPENSSL_CONF"] = os.devnull

__version__ = "0.1.0"
