"""Changes one thing in wbs/crypto or wbs/cases at a time, and sees whether a test notices: `make mutants`.

Each mutant lives in a process of its own, in memory: nothing on the disk changes. It meets only tests that pass its
line, which a first run with coverage tells; the most particular ones first. Which mutants are tried follows from a
seed. Survivors are judged in docs/mutants.md.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("wbs/crypto", "wbs/cases")
TESTS = ("tests/crypto", "tests/cases")
FOLDER = ROOT / "build" / "mutants"
FIRST, ALL = 30, 250
"""How many tests a mutant meets at first, and how many a survivor meets."""
PATIENCE = 240
"""Seconds after which a mutant counts as noticed: it loops."""
DEAR = "test_a_rebuild_gives_the_same_bytes"
"""Makes every vector anew, which takes longer than all other tests of a line together."""
LOADED = ("flask", "hypothesis.stateful", "msgspec", "nacl.bindings", "playwright.sync_api", "pytest", "sqlalchemy")
"""Imported once, before any mutant is born: what costs most, and nothing of wbs."""
UNCHANGED = -1
"""The place of a mutant in which nothing is changed: if tests notice that one, they tell nothing."""
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the how-manieth place of a module, in the order of `changes`."""

    path: str
    place: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"


def changes(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int, str]]:
    """Give every node that can be changed, the field, its line, and what becomes of it."""
    told = {id(node) for outer in ast.walk(tree) for node in _prose(outer)}
    for node in ast.walk(tree):
        if id(node) in told:
            continue
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _SWAPS:
            yield node, "ops", line, _named(node.ops[0])
        elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _SWAPS and not _is_type(node):
            yield node, "op", line, _named(node.op)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "operand", line, "`not` goes"
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | bytes) and node.value != b"":
            yield node, "value", line, f"{node.value!r} becomes {_next(node.value)!r}"
        elif isinstance(node, ast.Raise) and node.exc is not None:
            yield node, "raise", line, "`raise` goes"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield node, "call", line, "a call goes"
        elif isinstance(node, ast.If):
            yield node, "test", line, "the branch is never taken"


def _prose(node: ast.AST) -> Iterator[ast.AST]:
    """Give what only people and checkers read: docstrings, types, how classes are declared, what errors say."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield from ast.walk(node)
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield from (inner for argument in node.exc.args for inner in ast.walk(argument))
    if isinstance(node, ast.ClassDef):
        yield from (inner for part in (*node.keywords, *node.decorator_list) for inner in ast.walk(part))
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
        yield from ast.walk(node.annotation)
    if isinstance(node, ast.FunctionDef) and node.returns is not None:
        yield from ast.walk(node.returns)
    if isinstance(node, ast.FunctionDef) and node.name == "__repr__":
        yield from ast.walk(node)


def _is_type(node: ast.BoolOp | ast.BinOp) -> bool:
    """Say whether `a | b` names a type rather than computing."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and "None" in ast.unparse(node)


def _named(operator: ast.AST) -> str:
    return f"{type(operator).__name__} becomes {_SWAPS[type(operator)].__name__}"


def _next(value: bool | int | bytes) -> object:  # noqa: FBT001 - a constant of the program
    if isinstance(value, bytes):
        return b"?" + value[1:]
    return (not value) if isinstance(value, bool) else value + 1


def mutate(tree: ast.Module, place: int) -> ast.Module:
    """Give the module with one thing changed."""
    if place == UNCHANGED:
        return tree
    tree = copy.deepcopy(tree)
    node, field, _, _ = next(change for number, change in enumerate(changes(tree)) if number == place)
    target: Any = node
    if field == "ops":
        target.ops = [_SWAPS[type(target.ops[0])]()]
    elif field == "op":
        target.op = _SWAPS[type(target.op)]()
    elif field == "value":
        target.value = _next(target.value)
    elif field == "operand":
        target.op = ast.UAdd()
        target.operand = ast.Call(ast.Name("bool", ast.Load()), [target.operand], [])
    elif field == "test":
        target.test = ast.Constant(value=False)
    else:
        _replace(tree, node)
    return ast.fix_missing_locations(tree)


def _replace(tree: ast.Module, gone: ast.AST) -> None:
    for outer in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(outer, name, None)
            if isinstance(body, list) and gone in body:
                body[body.index(gone)] = ast.copy_location(ast.Pass(), gone)


def all_mutants() -> list[Mutant]:
    """Name every mutant of the rooms."""
    found = []
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        places = enumerate(changes(ast.parse(path.read_text(encoding="utf-8"))))
        found += [Mutant(name, place, line, what) for place, (_, _, line, what) in places]
    return found


def sample(mutants: list[Mutant], count: int, seed: str) -> list[Mutant]:
    """Choose so many of them, the same for one seed."""
    return sorted(mutants, key=lambda one: sha256(f"{seed} {one.path} {one.place}".encode()).digest())[:count]


class Tests:
    """Which tests pass which line."""

    def __init__(self, data: Path) -> None:
        from coverage import CoverageData  # noqa: PLC0415 - never in a mutant's process

        self._data = CoverageData(str(data))
        self._data.read()
        self._files = {Path(name).as_posix().split("/wbs/", 1)[-1]: name for name in self._data.measured_files()}
        self._lines: dict[str, dict[int, list[str]]] = {}
        self._reach: dict[str, int] = {}
        for name in self._data.measured_files():
            found = {
                line: sorted({context.partition("|")[0] for context in contexts if context and DEAR not in context})
                for line, contexts in self._data.contexts_by_lineno(name).items()
            }
            self._lines[name] = found
            for tests in found.values():
                for test in tests:
                    self._reach[test] = self._reach.get(test, 0) + 1

    def of(self, mutant: Mutant) -> list[str]:
        """Give the tests of a mutant's line, the most particular first; of a line outside functions, its module's."""
        name = self._files.get(mutant.path.removeprefix("wbs/"), "")
        lines = self._lines.get(name, {})
        tests = lines.get(mutant.line) or sorted({test for found in lines.values() for test in found})
        return sorted(tests, key=lambda test: (self._reach[test], test))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from its changed tree."""

    def __init__(self, mutant: Mutant) -> None:
        """Make the tree."""
        self._name = mutant.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        self._path = ROOT / mutant.path
        self._code = compile(
            mutate(ast.parse(self._path.read_text(encoding="utf-8")), mutant.place), mutant.path, "exec"
        )

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        """Find the one module."""
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def create_module(self, spec: object) -> None:
        """Leave that to Python."""

    def exec_module(self, module: Any) -> None:
        """Run the changed tree."""
        exec(self._code, module.__dict__)  # noqa: S102 - our own source


def survives(mutant: Mutant, tests: list[str]) -> bool:
    """Let a mutant meet tests in a process of its own."""
    child = os.fork()
    if child == 0:
        _meet(mutant, tests)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _meet(mutant: Mutant, tests: list[str]) -> None:
    import pytest  # noqa: PLC0415 - imported before the first fork, without wbs

    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    try:
        sys.meta_path.insert(0, Changed(mutant))
        code = int(
            pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:cov", "--assert=plain", *tests])
        )
    except BaseException:  # noqa: BLE001 - a mutant that cannot even be imported was noticed
        code = 1
    os._exit(code)


def record(data: Path) -> None:
    """Run the tests once with coverage that notes which test passes which line."""
    data.parent.mkdir(parents=True, exist_ok=True)
    settings = data.with_suffix(".ini")
    settings.write_text(f"[run]\ndata_file = {data}\n")
    sources = [f"--cov={room}" for room in ROOMS]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", *sources, f"--cov-config={settings}"]
    subprocess.run([*command, "--cov-context=test", "--cov-report=", *TESTS], cwd=ROOT, check=True)


def main() -> None:
    """Try the sample; write who survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", default="6")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--data", type=Path, default=FOLDER / "coverage.data")
    parser.add_argument("--out", type=Path, default=FOLDER / "survivors.json")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    if not arguments.data.exists():
        record(arguments.data)
    tests = Tests(arguments.data)
    every = all_mutants()
    _refuse_blind(sample(every, 5, arguments.seed), tests)
    end = time.monotonic() + arguments.minutes * 60
    outcome: dict[str, list[str]] = {"noticed": [], "survived": [], "passed by no test of the rooms": []}
    for mutant in sample(every, arguments.count, arguments.seed):
        if time.monotonic() > end:
            break
        kind = _outcome(mutant, tests.of(mutant))
        outcome[kind].append(str(mutant))
        if kind != "noticed":
            print(f"{kind}: {mutant}", flush=True)
    counts = {kind: len(found) for kind, found in outcome.items()}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps({"of": len(every), "seed": arguments.seed, **outcome}, indent=1) + "\n")
    print(f"{sum(counts.values())} of {len(every)} mutants: {counts}")


def _refuse_blind(some: list[Mutant], tests: Tests) -> None:
    for one in some:
        if tests.of(one) and not survives(replace(one, place=UNCHANGED), tests.of(one)[:FIRST]):
            sys.exit(f"tests fail with nothing changed: those of {one.path}")


def _outcome(mutant: Mutant, tests: list[str]) -> str:
    if not tests:
        return "passed by no test of the rooms"
    if not survives(mutant, tests[:FIRST]):
        return "noticed"
    more = tests[FIRST:ALL]
    return "survived" if not more or survives(mutant, more) else "noticed"


if __name__ == "__main__":
    for name in LOADED:
        importlib.import_module(name)
    main()
