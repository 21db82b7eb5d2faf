"""Create the environment of the report and install the lock into it, unless that has been done already.

Called by make with whatever Python there is, or by hand where there is no make (`python tools/install.py .venv`): it
must be read by an old one too, and needs nothing but the standard library. An environment counts as done for one lock,
one pyproject.toml and one Python; otherwise it is made anew, so that nothing of an older lock stays behind.
"""

from __future__ import print_function

import hashlib
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements.txt")
PROJECT = os.path.join(ROOT, "pyproject.toml")
NO_NETWORK = (
    "no network: the packages of the lock could not be downloaded; behind a proxy set HTTPS_PROXY, "
    "for a mirror of the package index set PIP_INDEX_URL"
)
# What pip says, and what it means; the first that fits is told, a cause before what follows from it.
REASONS = (
    (
        "ensurepip",
        "this Python cannot make environments: install its venv package (on Debian: apt install python3-venv)",
    ),
    ("DO NOT MATCH THE HASHES", "a downloaded package is not the one in the lock (requirements.txt): do not use it"),
    ("require-hashes", "the lock (requirements.txt) is damaged: a package has no hash; restore it or run `make lock`"),
    ("Invalid requirement", "the lock (requirements.txt) is damaged: restore it"),
    (
        "ProxyError",
        "no network: the proxy did not let the packages of the lock through: check its address, user and password "
        "in HTTPS_PROXY",
    ),
    ("NewConnectionError", NO_NETWORK),
    ("NameResolutionError", NO_NETWORK),
    ("ConnectTimeoutError", NO_NETWORK),
    ("ReadTimeout", "the network is too slow: the download of a package of the lock broke off; try again"),
    ("ConnectionReset", "the download of a package of the lock broke off; try again"),
    ("SSLError", "the package index could not be trusted (TLS): check the clock, the proxy and pip's settings"),
    (
        "not a trusted or secure host",
        "pip trusts no package index without https: give its https address in PIP_INDEX_URL",
    ),
    ("No space left", "the disk is full"),
    (
        "No matching distribution",
        "a package of the lock (requirements.txt) is not offered for this system or this Python, or the package "
        "index in use (a mirror?) does not have it yet: try another one with PIP_INDEX_URL",
    ),
)


def main(folder):
    """Make the environment in a folder. Returns the exit code."""
    if sys.version_info[:2] < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(
            "Python 3.11 or newer is needed, this is {}: name another one: "
            "make PYTHON=python3.12 (without make: py -3.12 tools\\install.py .venv)".format(found)
        )
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
        text = read(log).decode("utf-8", "replace")
        sign, meaning = reason(text)
        for line in last_words(text, sign):
            print("said: " + line)
        print("the environment could not be installed: {}; all that was said stands in {}".format(meaning, log))
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
    python = os.path.join(folder, "Scripts", "python.exe") if os.name == "nt" else os.path.join(folder, "bin", "python")
    return [python, "-m", "pip", "--disable-pip-version-check"] + list(arguments)


def reason(text):
    """By which words of a log one knows why the installation failed, and what they mean."""
    for sign, meaning in REASONS:
        if sign in text:
            return sign, meaning
    return "", "the reason is not known"


def last_words(text, sign):
    """The last line of a log with some words in it, and the last error, both without the names of objects."""
    lines = [
        re.sub(r"<[\w.]+ object at 0x[0-9a-f]+>: ", "", line.strip()) for line in text.splitlines() if line.strip()
    ]
    with_sign = [line for line in lines if sign in line][-1:]
    errors = [line for line in lines if line.startswith("ERROR")][-1:]
    return with_sign + [line for line in errors if line not in with_sign]


def read(path):
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, ".venv"))))
