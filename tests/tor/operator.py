"""The operator, who does what docs/onion.md says on a machine that is a folder, and keeps what the screen showed.

Nothing but places, ports and names of users is put in other words. What systemd and apt would do is done by hand.
"""

import os
import pwd
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.cli.servers import environment, free_port
from tests.engines.process import dying_with_us
from tests.needs import program
from tests.tor.network import Network, Tor, is_open, patience, wait_until_ready

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "onion.md").read_text(encoding="utf-8")
BLOCKS = [block.splitlines() for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)]
SET_UP, INCLUDE, ADD, REVOKE = range(4)
"""The blocks of the guide."""
PLACES = ("/etc/", "/var/lib/")


class Operator:
    """Root on a machine of the test's own."""

    def __init__(self, room: Path, network: Network, settings: dict[str, str]) -> None:
        self.room = room
        self.ports = {"reporters": free_port(), "officers": free_port()}
        self.screens: list[str] = []
        self.tor: Tor
        self._network = network
        self._environment = environment(room / "data", PYTHONPATH=str(ROOT), **settings)
        self._stack = ExitStack()
        for name in ("etc/tor", "etc/haproxy", "etc/default", "var/lib/tor"):
            (room / name).mkdir(parents=True, exist_ok=True)
        (room / "etc/tor/torrc").write_text("# Debian's torrc says nothing that counts here.\n")
        (room / "etc/default/haproxy").write_text("# Debian's says nothing either.\n")

    def close(self) -> None:
        """End the proxy; tor ends with the network."""
        self._stack.close()

    def perform(self, block: int) -> list[str]:
        """Do one block of the guide; give what each command showed."""
        return [self.do(line) for line in BLOCKS[block]]

    def wbs(self, *arguments: str, code: int = 0) -> str:
        """Run one of our commands with the places of this room."""
        usual = self._options(arguments)
        command = [sys.executable, "-m", "wbs.cli", *arguments, *usual, "--en"]
        return self._run(command, code)

    def do(self, line: str) -> str:
        """Do one line of the guide; give what it showed."""
        placed = line
        for place in PLACES:
            placed = placed.replace(place, f"{self.room}{place}")
        match shlex.split(placed):
            case ["wbs", *arguments]:
                return self.wbs(*arguments)
            case ["echo", text, ">>", file]:
                with Path(file).open("a") as target:
                    target.write(f"{text}\n")
            case ["tor", "--defaults-torrc", defaults, "--verify-config", "-f", file]:
                assert defaults == "/usr/share/tor/tor-service-defaults-torrc"  # Debian's, which names its user
                return self._run([program("tor"), "--verify-config", "-f", self._with_network(Path(file))], 0)
            case ["haproxy", "-c", "-f", _]:
                return self._run([program("haproxy"), *shlex.split(placed)[1:]], 0)
            case ["systemctl", "restart", "tor", "haproxy"]:
                self._start()
            case ["systemctl", "reload", "tor"]:
                self.tor.reload()
            case ["apt-get", "install", *packages]:
                continuous = (ROOT / ".ci/run").read_text(encoding="utf-8")
                assert all(f" {package} " in continuous and program(package) for package in packages)
            case _:
                raise AssertionError(f"the guide says what no test performs: {line}")
        return ""

    def _options(self, arguments: tuple[str, ...]) -> list[str]:
        options = {"--tor-data": self.room / "var/lib/tor", "--tor-user": pwd.getpwuid(os.geteuid()).pw_name}
        if arguments[1] == "onion":
            options |= {"--tor-folder": self.room / "etc/tor", "--proxy-folder": self.room / "etc/haproxy"}
            options |= {f"--{name}-port": str(port) for name, port in self.ports.items()}
            if os.geteuid() != 0:
                options["--proxy-user"] = ""
        return [str(word) for option in options.items() for word in option]

    def _run(self, command: list[str], code: int) -> str:
        ended = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=60, check=False, cwd=self.room
        )
        screen = ended.stdout + ended.stderr
        self.screens.append(screen)
        assert ended.returncode == code, screen
        return screen

    def _with_network(self, torrc: Path) -> str:
        """Let tor read a torrc as a member of the private network."""
        path = self.room / "checked.torrc"
        path.write_text(f"{self._network.membership}DataDirectory {self.room}/checked\n%include {torrc}\n")
        return str(path)

    def _start(self) -> None:
        """Do what systemd does: start both from the files that were written."""
        chosen = dict(re.findall(r"^(\w+)=(.*)$", (self.room / "etc/default/haproxy").read_text(), re.MULTILINE))
        assert chosen["EXTRAOPTS"] == ""
        with (self.room / "haproxy.log").open("wb") as log:
            command = [program("haproxy"), "-db", "-f", chosen["CONFIG"]]
            proxy = subprocess.Popen([*dying_with_us(), *command], stdout=log, stderr=log)
        self._stack.callback(_end, proxy)
        for _ in patience("the proxy does not listen"):
            if all(map(is_open, self.ports.values())):
                break
        self.tor = self._network.join("service", f"SocksPort 0\n%include {self.room}/etc/tor/torrc\n")
        wait_until_ready([self.tor])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(20)
