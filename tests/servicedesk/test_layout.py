"""The house keeps its rules."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_site_is_a_source_root_and_never_a_package():
    # Python's own module `site` is loaded before any code of ours; a package of that name would be shadowed by it.
    assert not (ROOT / "site" / "__init__.py").exists()


def test_no_module_of_a_source_root_shadows_the_standard_library():
    names = {path.stem for path in (ROOT / "site").iterdir()} | {path.stem for path in ROOT.iterdir() if path.is_dir()}
    assert not names & {"calendar", "celery", "email", "signal", "types"}


def test_templates_hold_no_inline_script_or_style():
    offenders = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if " style=" in text or "<style" in text or "onclick=" in text or "javascript:" in text:
            offenders.append(str(path.relative_to(ROOT)))
    assert offenders == []


def test_escaping_is_never_switched_off_in_a_template():
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if "|safe" in (text := path.read_text(encoding="utf-8")) or "autoescape off" in text
    ]
    assert offenders == []
