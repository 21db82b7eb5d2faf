"""Create the environment of the report and install the lock into it, unless that has been done already.

Called by make with whatever Python there is: it must be read by an old one too, and needs nothing but the standard
library. An environment counts as done for one lock, one pyproject.toml and one Python; otherwise it is made anew, so
that nothing of an older lock stays behind.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements.txt")
PROJECT = os.path.join(ROOT, "pyproject.toml")
# What pip says, and what it means; the first that fits is told.
REASONS = (
    ("DO NOT MATCH THE HASHES", "a downloaded package is not the one in the lock (requirements.txt): do not use it"),
    ("require-hashes", "the lock (requirements.txt) is damaged: a package has no hash; restore it or run `make lock`"),
    ("Invalid requirement", "the lock (requirements.txt) is damaged: restore it"),
    ("NewConnectionError", "no network: the packages of the lock could not be downloaded"),
    ("NameResolutionError", "no network: the packages of the lock could not be downloaded"),
    ("ConnectTimeoutError", "no network: the packages of the lock could not be downloaded"),
    ("ReadTimeout", "the network is too slow: the download of a package of the lock broke off; try again"),
    ("ConnectionReset", "the download of a package of the lock broke off; try again"),
    ("SSLError", "the package index could not be trusted (TLS): check the clock, the proxy and pip's settings"),
    ("ProxyError", "no network: the proxy refused to download the packages of the lock"),
    ("No space left", "the disk is full"),
    (
        "No matching distribution",
        "a package of the lock (requirements.txt) is not offered for this system, or the package index in use (a "
        "mirror?) does not have it yet: try another one with PIP_INDEX_URL",
    ),
)


def main(folder):
    """Make the environment in a folder. Returns the exit code."""
    if sys.version_info[:2] < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        print("Python 3.11 or newer is needed, this is {}: name another one: make PYTHON=python3.12".format(found))
        return 1
    stamp = os.path.join(folder, "installed.sha256")
    wanted = fingerprint()
    if os.path.exists(stamp) and read(stamp).decode() == wanted:
        return 0
    print("installing the environment from requirements.txt, a minute or two", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    log = folder + ".log"
    # A setting that installs for the user, outside of any environment, would break this one.
    environment = dict(os.environ, PIP_USER="0")
    with open(log, "wb") as output:
        steps = (
            [sys.executable, "-m", "venv", folder],
            pip(folder, "install", "--require-hashes", "-r", LOCK),
            pip(folder, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT),
        )
        for step in steps:
            if subprocess.call(step, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=environment):
                break
        else:
            with open(stamp, "w") as done:
                done.write(wanted)
    if not os.path.exists(stamp):
        print("the environment could not be installed: " + reason(log))
        shutil.rmtree(folder, ignore_errors=True)
        return 1
    os.remove(log)
    return 0


def fingerprint():
    """What an environment is made from: the lock, the project's own description, the Python and the place."""
    digest = hashlib.sha256()
    for path in (LOCK, PROJECT):
        digest.update(read(path) + b"\0")
    digest.update((sys.version + ROOT).encode())
    return digest.hexdigest()


def pip(folder, *arguments):
    """A pip command of the new environment."""
    return [os.path.join(folder, "bin", "python"), "-m", "pip", "--disable-pip-version-check"] + list(arguments)


def reason(log):
    """One line that says why the installation failed."""
    text = read(log).decode("utf-8", "replace")
    if "ensurepip" in text:
        return "this Python cannot make environments: install its venv package (on Debian: apt install python3-venv)"
    for sign, meaning in REASONS:
        if sign in text:
            return meaning
    return "see " + os.path.relpath(log)


def read(path):
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
