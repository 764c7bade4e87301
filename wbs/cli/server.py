"""Runs one web application under granian, by the name of its factory: the command line imports neither application.

`python -m wbs.cli.server portal` starts a server without asking whether the data directory is a demonstration's; people
use `wbs serve`.
"""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from wbs.cli.metrics.meter import Meter
from wbs.cli.metrics.serving import expose, metered
from wbs.clock import SystemClock
from wbs.config import Bind, InvestigatorConfig, PortalConfig, WebConfig
from wbs.errors import ConfigError, WbsError
from wbs.store.store import Store, open_store
from wbs.web.connections import ConnectionWarden
from wbs.web.process import give_back_memory, harden_process, spare_memory, take_short_turns

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]

_PR_SET_PDEATHSIG = 1
LOCALHOST = "localhost"
IPV4_LOOPBACK = "127.0.0.1"
IPV6_LOOPBACK = "::1"


@dataclass(frozen=True, slots=True)
class Application:
    """One web application: how it is configured, made, and run."""

    configure: Callable[..., WebConfig]
    factory: str
    """Module and function that make it."""
    processes: int


APPLICATIONS = {
    "portal": Application(PortalConfig.from_environment, "wbs.portal.app:create_app", 2),
    "investigator": Application(InvestigatorConfig.from_environment, "wbs.investigator.app:create_app", 1),
}
BACKLOG = 8192
BACKPRESSURE = 4096
"""Connections that may be inside at once, per process. With less, a thousand slow senders stop the service."""
THREADS = 2048
"""Threads are made when needed and end when idle; a slow body keeps one."""
HEADER_MILLISECONDS = 5000
HEADER_BYTES = 64 * 1024
STOP_SECONDS = 10


def serve(name: str, config: WebConfig) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        ConfigError: the port is taken, or the application cannot be made.
        StoreUnavailableError: the database cannot be reached.
    """
    application = APPLICATIONS[name]
    require_free(config.bind)
    harden_process()
    spare_memory()
    rehearse(config, application.factory)
    give_back_memory()
    os.register_at_fork(after_in_child=forget_handlers)
    server = Server(
        application.factory,
        address=address_of(config.bind),
        port=config.bind.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=application.processes,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
        log_access=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=partial(load, config))


def rehearse(config: WebConfig, factory: str) -> None:
    """Make the application once and let it go: what is wrong is said once, and imports are shared by all processes."""
    store = open_store(config.database_url)
    try:
        make(config, factory, store)
    finally:
        store.close()


def load(config: WebConfig, factory: str) -> Wsgi:
    """Make the application inside a server's process."""
    end_with_parent()
    harden_process()
    take_short_turns()
    ConnectionWarden(config.bind.port, SystemClock()).start()
    app = discreet(make(config, factory, open_store(config.database_url)))
    give_back_memory()
    return app if config.metrics is None else observed(app, config.metrics, factory)


def observed(app: Wsgi, folder: Path, factory: str) -> Wsgi:
    """Count what the application answers, and tell it at a socket in the folder."""
    meter = Meter(SystemClock())
    expose(folder, factory.split(".")[1], meter)
    return metered(app, meter)


def make(config: WebConfig, factory: str, store: Store) -> Wsgi:
    """Make the application by the name of its factory."""
    module, _, function = factory.partition(":")
    app: Wsgi = getattr(import_module(module), function)(config, store)
    return app


def forget_handlers() -> None:
    """Let SIGTERM end a process that was just forked: the handler it inherits would only tell the one it came from."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def end_with_parent() -> None:
    """Let the kernel stop this process when its parent is gone, even if that was killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def discreet(app: Wsgi) -> Wsgi:
    """Keep who asks from the application, and what answers from whoever asks."""

    def wrapped(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        for name in ("REMOTE_ADDR", "REMOTE_PORT"):  # nosemgrep: no-addresses - they are thrown away
            environ.pop(name, None)

        def start_without_name(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            # granian names itself unless the header is there.
            return start(status, [*headers, ("Server", "")], exc_info)

        return app(environ, start_without_name)

    return wrapped


def address_of(bind: Bind) -> str:
    """Give the address to listen on: `localhost` is IPv4's loopback, which every browser tries."""
    return IPV4_LOOPBACK if bind.host == LOCALHOST else bind.host


def require_free(bind: Bind) -> None:
    """Refuse a port on which something else listens; for `localhost`, on either loopback, as browsers try both.

    Raises:
        ConfigError: it is taken, or the address is not this machine's.
    """
    _require_free(address_of(bind), bind)
    if bind.host == LOCALHOST and socket.has_ipv6:
        _require_nobody(IPV6_LOOPBACK, bind)


def _require_free(address: str, bind: Bind) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, bind.port))
        except OSError:
            raise ConfigError(f"cannot listen on {bind}: the port is in use, or the address is not ours") from None


def _require_nobody(address: str, bind: Bind) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        if probe.connect_ex((address, bind.port)) == 0:
            raise ConfigError(f"cannot listen on {bind}: another program answers there over IPv6")


if __name__ == "__main__":
    end_with_parent()
    chosen = sys.argv[1]
    try:
        serve(chosen, APPLICATIONS[chosen].configure(os.environ))
    except WbsError as error:
        sys.exit(f"wbs: error: {error}")
