"""Light commands stay light: what `check` and `--help` may import, in a fresh process."""

import subprocess
import sys

HEAVY = ["numpy", "scipy", "numba", "polars", "pandas", "jinja2"]
RICH = ["rich", "pygments"]


def modules_after(*arguments: str) -> set[str]:
    code = (
        "import sys\nfrom backchannel.cli.main import main\n"
        f"sys.argv = ['backchannel', *{list(arguments)!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print('MODULES', *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


def test_help_imports_no_arrays_and_no_pictures() -> None:
    assert modules_after("--help").isdisjoint(HEAVY + RICH)


def test_check_imports_no_arrays_and_no_pictures() -> None:
    assert modules_after("check", "ukraine-2023").isdisjoint(HEAVY + RICH)


def test_importing_the_package_imports_nothing_else_of_it() -> None:
    code = (
        "import sys, backchannel; print(*[m for m in sys.modules if m.startswith('backchannel.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"backchannel.core", "backchannel.core.version"}


def test_brief_is_the_function_even_after_its_room_was_imported() -> None:
    import backchannel
    import backchannel.briefing.page

    assert callable(backchannel.brief)
    assert backchannel.brief is backchannel.briefing.brief


def test_public_names_are_sorted_and_importable() -> None:
    import backchannel

    assert sorted(backchannel.__all__) == backchannel.__all__
    assert all(getattr(backchannel, name) is not None for name in backchannel.__all__)
    assert set(backchannel.__all__) <= set(dir(backchannel))
