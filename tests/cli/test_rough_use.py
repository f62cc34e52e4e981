"""Interruptions, odd places to write to, poor terminals: in processes of their own."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from backchannel.briefing import Page
from backchannel.core.errors import UsageError

COMMAND = [sys.executable, "-m", "backchannel"]


def run(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    plain = {"capture_output": True, "text": True}
    return subprocess.run([*COMMAND, *words], check=False, **plain, **options)


def test_interruption_stops_soon_and_leaves_nothing(tmp_path: Path) -> None:
    words = ["brief", "ukraine-2023", "--draws", "500000", "-o", str(tmp_path / "x.html")]
    running = subprocess.Popen([*COMMAND, *words], stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode in (1, 130)
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_terminals_that_know_fewer_letters(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    ran = run("show", "two-issues", "--lang", "ko", env=environment)
    assert ran.returncode == 0
    assert "\\ub9c8" in ran.stdout


def test_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*COMMAND, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith("CANNOT-WRITE")
    assert len(ran.stderr.splitlines()) == 1


def in_shell(words: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which BC is the command; the first failure counts."""
    line = f'set -o pipefail; BC() {{ {sys.executable} -m backchannel "$@"; }}; {words}'
    plain = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    shell = ["bash", "-c", line]
    return subprocess.run(shell, capture_output=True, text=True, check=False, env=plain)


@pytest.mark.parametrize("reader", ["head -1", "true"])
@pytest.mark.parametrize(
    "words", ["schema", "show ukraine-2023", "forecast list cyprus-2004 --format csv"]
)
def test_whoever_reads_may_stop_early(words: str, reader: str) -> None:
    ran = in_shell(f"BC {words} | {reader}")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_findings_stay_findings_when_nobody_reads_them(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("format: 1\n", encoding="utf-8")
    assert in_shell(f"BC check {tmp_path} | true").returncode == 1


@pytest.mark.parametrize(
    ("words", "code"), [("deals ukraine-2023 --actors ua_gov", 0), ("check nope", 2)]
)
def test_closed_streams_are_no_error(words: str, code: int) -> None:
    assert in_shell(f"BC {words} >&-").returncode == code
    assert in_shell(f"BC {words} 2>&-").returncode == code
    assert in_shell(f"BC {words} >&- 2>&- <&-").returncode == code


def test_small_output_on_a_full_disk_is_one_line() -> None:
    ran = in_shell("BC --version >/dev/full")
    assert (ran.returncode, ran.stderr) == (2, "CANNOT-WRITE  No space left on device\n")


def test_ctrl_c_while_the_command_is_loaded_is_quiet() -> None:
    project = tomllib.loads(
        (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    )["project"]
    module, name = project["scripts"]["backchannel"].split(":")
    code = (
        "import os, signal, sys\n"
        "class Press:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'backchannel.cli.common': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Press())\n"
        f"from {module} import {name}\n{name}()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (130, "")


def test_kernels_run_without_a_place_for_their_cache(tmp_path: Path) -> None:
    """A read-only installation without a home: numba finds no place and the kernels still run."""
    code = (
        "import numba.core.caching as c\n"
        "def nowhere(*a, **k): raise RuntimeError('cannot cache function')\n"
        "c.CacheImpl.__init__ = nowhere\n"
        "import backchannel as bc\n"
        "print(bc.zone(bc.load('two-issues'), ['upstream', 'downstream']).count)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "4", ran.stderr[-500:]


def test_pages_go_to_files_only(tmp_path: Path) -> None:
    page = Page("<p>한</p>")
    for target in (tmp_path, tmp_path / "no" / "x.html", Path("/dev/null"), tmp_path / "a\0b"):
        with pytest.raises(UsageError) as caught:
            page.save(target)
        assert caught.value.problems[0].code == "CANNOT-WRITE"
    real = tmp_path / "real.html"
    link = tmp_path / "link.html"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    page.save(link)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "<p>한</p>"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    before = os.umask(0o077)
    try:
        page.save(tmp_path / "private.html")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "private.html").stat().st_mode) == 0o600


def test_brief_to_stdout_and_named_after_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "river"
    assert run("new", str(folder)).returncode == 0
    ran = run("brief", str(folder), "--draws", "64", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "river.html").is_file()
    piped = run("brief", "two-issues", "--draws", "64", "-o", "-", cwd=tmp_path)
    assert piped.stdout.startswith("<!DOCTYPE html>")
    assert "Two villages" in piped.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["river", "river.html"]


def test_interrupted_deals_say_what_was_finished() -> None:
    words = ["deals", "ukraine-2023", "--actors", "us_admin,ru_elite,ua_gov"]
    words += ["--points", "--robust", "--draws", "1000000"]
    pipe = subprocess.PIPE
    running = subprocess.Popen([*COMMAND, *words], stdout=pipe, stderr=pipe, text=True)
    time.sleep(6)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "all accept 321,782" in out
    done = re.search(r"note: stopped after ([\d,]+) of 1,000,000 draws", out)
    assert done is not None
    assert f"agree on something in 100 % of {done[1]} draws" in " ".join(out.split())
    words = f"interrupted; finished: zone, {done[1]} of 1,000,000 draws; nothing is half-written"
    assert err == f"{words}\n"
