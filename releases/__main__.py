"""Makes what a release consists of: the wheel, its bill of materials, the lock of what it needs, and the list to sign.

`python -m releases FOLDER` writes all of it, `--only-wheel` the wheel alone. The same commit gives the same bytes,
wherever, whenever and by whomever it is built; maintainers sign the list offline (`wbs release sign`).
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from releases.bill import write_bill
from wbs import __version__
from wbs.cli.site.released import PREFIX, digests_of
from wbs.crypto.primitives import sha256
from wbs.crypto.release import list_release

ROOT = Path(__file__).resolve().parent.parent
LIST = "wbs-release.json"
LOCK = "run.txt"
_UMASK = 0o022
_BUILT = ("/static/build/", "/LC_MESSAGES/")
_KEPT = ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV")


def main() -> None:
    """Make everything, or stop and say why."""
    folder = Path(next((one for one in sys.argv[1:] if not one.startswith("-")), str(ROOT / "dist"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    commit, moment = _git("rev-parse", "HEAD"), _git("log", "-1", "--format=%ct")
    wheel = build_wheel(ROOT, folder, moment)
    refuse_strangers(wheel, set(_git("ls-files", "wbs").splitlines()))
    print(f"{sha256(wheel.read_bytes()).hex()}  {wheel.name}")
    if "--only-wheel" in sys.argv:
        return
    bill = folder / f"wbs-{__version__}.cdx.json"
    bill.write_bytes(write_bill(ROOT))
    shutil.copyfile(ROOT / "requirements" / LOCK, folder / LOCK)
    (folder / LIST).write_bytes(list_of(wheel, [wheel, bill, folder / LOCK], commit))
    print(f"{sha256((folder / LIST).read_bytes()).hex()}  {LIST}, to be signed: wbs release sign")


def build_wheel(root: Path, folder: Path, moment: str) -> Path:
    """Build the wheel of a checkout whose browser's half and translations are built; give its path.

    Args:
        root: the checkout.
        folder: where the wheel goes.
        moment: seconds since 1970 that its files carry.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment = {**kept, "SOURCE_DATE_EPOCH": moment, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(
        command, cwd=root, env=environment, umask=_UMASK, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.exit(f"the wheel cannot be built: {done.stdout.decode(errors='replace')}")
    return folder / f"wbs-{__version__}-py3-none-any.whl"


def refuse_strangers(wheel: Path, tracked: set[str]) -> None:
    """Stop if the wheel holds a file that is neither in the commit nor built from it."""
    with zipfile.ZipFile(wheel) as packed:
        own = [name for name in packed.namelist() if name.startswith(PREFIX)]
    strangers = [name for name in own if name not in tracked and not any(part in name for part in _BUILT)]
    if strangers:
        sys.exit(f"the wheel would hold files that are not in the commit: {', '.join(strangers)}")


def list_of(wheel: Path, files: list[Path], commit: str) -> bytes:
    """Write the list: published files by their names, and the files of the program as the wheel installs them."""
    digests = {path.name: sha256(path.read_bytes()).hex() for path in files}
    with zipfile.ZipFile(wheel) as packed:
        digests |= {name: sha256(packed.read(name)).hex() for name in packed.namelist() if name.startswith(PREFIX)}
    here = digests_of(ROOT / "wbs")
    other = sorted(name for name, digest in digests.items() if name.startswith(PREFIX) and here.get(name) != digest)
    if other:
        sys.exit(f"the wheel is not what lies here: {', '.join(other)}")
    return list_release(__version__, commit, digests)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit("a release is made from a commit: this is no git checkout")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
