"""docs/operations.md, performed from nothing on a machine of its own; and what services under its units can do.

The units are Debian's systemd's to enforce: namespaces, filters of system calls and of addresses are the kernel's.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import cast
from tests.cli.deployment.test_https import lay_certificate
from tests.cli.officials import publish, run
from tests.machine.machine import ROOT, Machine
from tests.machine.marks import MARKS
from tests.needs import program
from tests.promises.canaries import files_in

pytestmark = pytest.mark.xdist_group("machine")
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
PROGRAMS, SETTINGS, FOUND, START, BACKUP, HTTPS, LOOK = range(7)
ELSEWHERE = "192.0.2.1"
"""An address of the machine that is not the loopback's: a server of ours answers there whoever is let out."""
PROBE = r"""
import ctypes, mmap, os, pathlib, resource, socket, sys
def tried(name, act):
    try:
        act()
    except (OSError, PermissionError) as error:
        print(name, "refused", error.errno or type(error).__name__)
    else:
        print(name, "done")
def to(host, port=8000, kind=socket.AF_INET):
    with socket.socket(kind, socket.SOCK_STREAM) as one:
        one.settimeout(2)
        one.connect((host, port))
def kernel(number, *arguments):
    if ctypes.CDLL(None, use_errno=True).syscall(number, *arguments) == -1:
        raise OSError(ctypes.get_errno(), "")
def write(path):
    pathlib.Path(path).touch()
tried("database", lambda: write("/var/lib/wbs/store/probe"))
tried("loopback", lambda: to("127.0.0.1"))
tried("elsewhere", lambda: to("192.0.2.1", 9))
tried("mail", lambda: to("192.0.2.1", 25))
tried("resolver", lambda: to("127.0.0.53", 53))
tried("names", lambda: os.listdir("/run/systemd/resolve"))
tried("bus", lambda: os.listdir("/run/dbus"))
tried("tor", lambda: os.listdir("/run/tor"))
tried("shared memory", lambda: write("/dev/shm/probe"))
tried("documents", lambda: write("/var/lib/wbs/keys/probe"))
tried("data", lambda: write("/var/lib/wbs/probe"))
tried("program", lambda: write("/opt/wbs/probe"))
tried("settings", lambda: os.listdir("/etc/wbs"))
tried("secrets", lambda: os.listdir("/etc/wbs/credentials"))
tried("home", lambda: os.listdir("/root"))
tried("logs", lambda: os.listdir("/var/log"))
tried("other processes", lambda: os.stat("/proc/1"))
tried("debugger", lambda: kernel(101, 16, 1, 0, 0))
tried("mount", lambda: kernel(165, b"x", b"/tmp", b"tmpfs", 0, 0))
tried("namespace", lambda: kernel(272, 0x10000000))
tried("keys of the kernel", lambda: kernel(250, 0, 0, 0, 0, 0))
tried("bpf", lambda: kernel(321, 0, 0, 0))
tried("packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close())
tried("writable code", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC))
tried("devices", lambda: open("/dev/vda", "rb"))
print("cores", *resource.getrlimit(resource.RLIMIT_CORE))
print("user", os.getuid() != 0, "groups", len(set(os.getgroups()) | {os.getgid()}))
"""
LEFT = re.compile(
    "receivers of reports: 0|run short of readers"  # nobody is enrolled
    "|no backup that is here was ever restored"  # the drill is at home where the key is
    "|nothing keeps this clock right"  # the clock is the host's
)
REFUSED = (
    "elsewhere", "mail", "resolver", "names", "bus", "tor", "documents", "data", "program", "settings", "secrets",
    "home", "logs", "other processes",
    "debugger", "mount", "namespace", "keys of the kernel", "bpf", "packets", "writable code", "devices",
)  # fmt: skip


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which the guide was followed up to the start of the services."""
    room = tmp_path_factory.mktemp("machine") / "room"
    room.mkdir()
    made = Machine(room)
    try:
        world = cast.found()
        publish(world, room / "media/documents")
        (room / "media/documents/anchor.txt").unlink()
        lay_certificate(room / "media")
        run("backup", "key", room / "media/backup.key", "--no-passphrase", "--en")
        made.run(f"ip addr add {ELSEWHERE}/32 dev lo; mkdir -p /run/tor /run/dbus /run/systemd/resolve")
        for block in (SETTINGS, FOUND, START, BACKUP, HTTPS):
            made.run(BLOCKS[block], FINGERPRINT=world.anchor)
        made.run(answered("http://127.0.0.1:8000/", "http://localhost:8001/"))
        yield made
    finally:
        made.close()


def answered(*addresses: str) -> str:
    """A script that waits until all addresses answer."""
    return (
        "for second in $(seq 60); do /opt/wbs/bin/python -c '"
        + f"import urllib.request as r; [r.urlopen(a, timeout=20) for a in {list(addresses)}]".replace("'", '"')
        + "' 2>/tmp/why && exit 0; sleep 0.5; done; cat /tmp/why; exit 1"
    )


def said_in(machine: Machine, unit: str, program: str) -> dict[str, str]:
    """What a program says that runs once in the place of a service, under everything that its unit says."""
    (machine.room / "opt/wbs/bin/probe.py").write_text(program)
    service = unit.partition("@")[0] + ("@probe" if "@" in unit else "")
    folder = machine.room / f"etc/systemd/system/{service}.service.d"
    folder.mkdir(exist_ok=True)
    (folder / "probe.conf").write_text(
        "[Service]\nType=oneshot\nRestart=no\nExecStart=\nExecStart=/opt/wbs/bin/python /opt/wbs/bin/probe.py\n"
    )
    log = machine.room / f"log/{service}.service"
    before = log.read_text() if log.exists() else ""
    try:
        machine.run(f"systemctl daemon-reload; systemctl start {service}")
    finally:
        (folder / "probe.conf").unlink()
        machine.run("systemctl daemon-reload")
    lines = log.read_text().removeprefix(before).splitlines()
    return {line.removesuffix(" done").split(" refused")[0]: line for line in lines}


def test_the_services_answer_under_their_units(machine: Machine) -> None:
    said = machine.run(
        "systemctl show --property=ActiveState,NRestarts,User 'wbs-portal@onion' 'wbs-investigator@onion'"
    )
    assert said.count("ActiveState=active") == 2
    assert said.count("NRestarts=0") == 2
    assert "User=wbs-portal" in said
    assert "User=wbs-investigator" in said


@pytest.mark.promise("P24")
@pytest.mark.parametrize("unit", ["wbs-portal@", "wbs-investigator@"])
def test_under_its_unit_a_web_process_reaches_the_loopback_and_writes_the_database_and_nothing_else(
    machine: Machine, unit: str
) -> None:
    said = said_in(machine, unit, PROBE)
    assert said["database"] == "database done"
    assert said["loopback"] == "loopback done"
    assert {name: said[name] for name in REFUSED if said[name].endswith("done")} == {}
    closed = {f"{name} refused 111" for name in ("elsewhere", "mail", "resolver")}
    assert closed & set(said.values()) == set(), "it came as far as a port where nobody listens"
    machine.run("test ! -e /dev/shm/probe")  # what it shares, it shares with itself
    assert {"cores 0 0", "user True groups 1"} <= set(said.values())


@pytest.mark.promise("P24")
def test_without_the_unit_the_same_address_is_reached(machine: Machine) -> None:
    said = machine.run(
        f'/opt/wbs/bin/python -c \'import socket; s = socket.create_server(("{ELSEWHERE}", 9));'
        f' c = socket.create_connection(("{ELSEWHERE}", 9)); print("reached")\''
    )
    assert "reached" in said


def test_nightly_jobs_have_not_even_a_loopback(machine: Machine) -> None:
    said = said_in(machine, "wbs-maintain", PROBE)
    assert said["database"] == "database done"
    assert said["loopback"].startswith("loopback refused")
    assert said["elsewhere"].startswith("elsewhere refused")
    assert said["documents"].startswith("documents refused")


def test_a_backup_is_made_under_its_unit_without_a_network_and_is_its_users_alone(machine: Machine) -> None:
    said = machine.run("ls -l /var/lib/wbs/backups; systemctl show --property=PrivateNetwork,Result wbs-backup")
    assert re.search(r"-rw------- 1 wbs-backup \S+ +[0-9]+ .* wbs-[0-9-]+\.age", said)
    assert "PrivateNetwork=yes" in said
    assert "Result=success" in said


def test_nightly_jobs_run_under_their_unit(machine: Machine) -> None:
    machine.run("systemctl start wbs-maintain wbs-notices wbs-referrals")
    log = (machine.room / "log/wbs-maintain.service").read_text()
    assert "uploads: removed 0 pending uploads" in log
    assert "failed" not in log


@pytest.mark.promise("P10")
def test_a_report_under_the_units_leaves_nothing_of_its_reporter(machine: Machine) -> None:
    """From the form to the database and back, with argon2 and all: the visitor's marks are nowhere on the machine."""
    said = machine.run("python -m tests.machine.reporter 127.0.0.1 8000")
    assert "a receipt of 12 words opened the mailbox" in said
    left = [
        f"{mark!r} in {path}"
        for path in files_in([machine.room / "lib", machine.room / "log", machine.room / "etc/wbs"])
        for mark in MARKS
        if mark in path.read_bytes()
    ]
    assert left == []
    marks = "|".join(mark.decode() for mark in MARKS)
    in_memory = f'grep -rlaE --devices=skip "{marks}" /run /tmp /var/tmp /dev/shm || true'
    assert machine.run(f"echo {marks.partition('|')[0]} > /run/planted; {in_memory}").split() == ["/run/planted"]


@pytest.mark.promise("P10")
def test_https_answers_under_its_unit_with_a_new_key_at_every_start(machine: Machine) -> None:
    ask = (
        "import socket, ssl; c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); c.check_hostname = False;"
        ' c.verify_mode = ssl.CERT_NONE; s = c.wrap_socket(socket.create_connection(("127.0.0.1", 443)));'
        ' s.sendall(b"GET / HTTP/1.1\\r\\nHost: lapor.example.go.id\\r\\nConnection: close\\r\\n\\r\\n");'
        " print(s.recv(99))"
    )
    assert "HTTP/1.1 200" in machine.run(f"python -c '{ask}'")
    drawn = machine.run("cat /run/wbs-https/key; stat -c %a:%U /run/wbs-https")
    assert "700:wbs-https" in drawn
    machine.run("systemctl restart wbs-https")
    assert machine.run("cat /run/wbs-https/key; stat -c %a:%U /run/wbs-https") != drawn
    said = (machine.room / "log/wbs-https.service").read_text()
    assert "127.0.0.1" not in said
    assert "lapor.example" not in said


def test_counts_are_at_sockets_that_the_group_alone_reads(machine: Machine) -> None:
    said = machine.run("stat -c '%a %G' /run/wbs; for one in /run/wbs/*.sock; do stat -c '%a %G %n' $one; done")
    assert said.startswith("770 wbs\n")
    for application in ("portal", "investigator"):
        assert re.search(rf"^660 wbs /run/wbs/{application}-[0-9]+\.sock$", said, re.MULTILINE)


def test_a_service_that_is_killed_comes_back(machine: Machine) -> None:
    machine.run("systemctl kill --signal=KILL wbs-investigator@onion")
    machine.run(answered("http://localhost:8001/"))


def test_who_looks_finds_nothing_urgent_in_the_machine_itself(machine: Machine) -> None:
    machine.run("systemctl start wbs-maintain wbs-notices wbs-referrals")
    block = BLOCKS[LOOK].replace("wbs doctor --en", "wbs doctor --en || true")
    said = machine.run(block)
    urgent = [line for line in said.splitlines() if line.startswith(("ERROR", "WARNING"))]
    assert [line for line in urgent if not LEFT.search(line)] == []


FAULTS = """
printf 'WBS_PORTAL_ONION=1\\nWBS_PORTAL_BIND=0.0.0.0:8020\\nWBS_PORTAL_HOSTS=127.0.0.1\\n' > /etc/wbs/portal-open.env
mkdir -p /etc/systemd/system/wbs-portal@.service.d
printf '[Service]\\nLimitCORE=infinity\\nIPAddressDeny=\\n' > /etc/systemd/system/wbs-portal@.service.d/own.conf
chmod 0644 /etc/wbs/site.pem
sed -i.right 's/no log/log stdout format raw local0/' /etc/haproxy/wbs-https.cfg
systemctl daemon-reload
systemctl start wbs-portal@open
"""
MENDED = """
systemctl stop wbs-portal@open
rm -r /etc/systemd/system/wbs-portal@.service.d
systemctl daemon-reload
chmod 0600 /etc/wbs/site.pem
mv /etc/haproxy/wbs-https.cfg.right /etc/haproxy/wbs-https.cfg
"""


def test_who_looks_finds_what_a_tired_operator_left(machine: Machine) -> None:
    """A portal past its proxy, a unit that grants more, a key that everybody reads, a log of the proxy's."""
    try:
        machine.run(FAULTS)
        machine.run(answered("http://127.0.0.1:8020/"))
        said = machine.run(BLOCKS[LOOK].replace("--en", "--json --en || true"))
    finally:
        machine.run(MENDED)
    found = {(one["code"], one["subject"].partition(" ")[0]) for one in json.loads(said)["findings"]}
    assert found >= {
        ("listens-openly", "portal"),
        ("deployed-changed", "/etc/systemd/system/wbs-portal@.service.d/own.conf"),
        ("permissions", "/etc/wbs/site.pem"),
        ("deployed-changed", "/etc/haproxy/wbs-https.cfg"),
    }


POSTGRES = """
bin={bin}
install -d -o postgres -g postgres /run/postgresql /run/pg
cd /run/pg
runuser -u postgres -- $bin/initdb -D /run/pg/data --auth=peer --no-sync >/dev/null
runuser -u postgres -- $bin/pg_ctl -D /run/pg/data -w -o "-c listen_addresses= -k /run/postgresql" -l /run/pg/log start
for role in root wbs-portal wbs-maintain; do
  runuser -u postgres -- $bin/createuser -h /run/postgresql --superuser $role
done
runuser -u postgres -- $bin/createdb -h /run/postgresql --encoding=UTF8 --template=template0 wbs
echo 'WBS_DATABASE_URL=postgresql:///wbs?host=/run/postgresql' > /run/pg/url
(. /etc/wbs/wbs.env; export WBS_DATA; export $(cat /run/pg/url); wbs migrate)
cat /run/pg/url > /etc/wbs/portal-postgres.env
printf 'WBS_PORTAL_ONION=1\\nWBS_PORTAL_BIND=127.0.0.1:8010\\n' >> /etc/wbs/portal-postgres.env
cat /run/pg/url > /etc/wbs/maintain.env
systemctl start wbs-portal@postgres
"""


def test_with_postgresql_on_its_socket_portal_and_jobs_run_under_the_same_units(machine: Machine) -> None:
    """Peer authentication through a user namespace, psycopg under the filters; rights of roles are tested elsewhere."""
    folder = Path(program("initdb")).resolve().parent
    try:
        machine.run(POSTGRES.format(bin=folder))
        machine.run(answered("http://127.0.0.1:8010/"))
        assert "opened the mailbox" in machine.run("python -m tests.machine.reporter 127.0.0.1 8010")
        machine.run("systemctl start wbs-maintain")
    finally:
        machine.run("rm -f /etc/wbs/maintain.env; systemctl stop wbs-portal@postgres")
    assert "failed" not in (machine.room / "log/wbs-maintain.service").read_text()
