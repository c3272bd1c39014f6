"""Translation catalogues: compile them, and check that the Persian one is complete.

    python -m servicedesk.catalogues            compile every catalogue below locale/
    python -m servicedesk.catalogues --check    fail on an untranslated or fuzzy entry

`locale/fa` holds our own texts, `locale/packages/fa` those of the packages that the admin shows, where a package has no
Persian or another word than ours. In Python alone (polib), so that a user's machine needs no gettext tools.
"""

import sys
from pathlib import Path

import polib

LOCALE_DIR = Path(__file__).resolve().parents[2] / "locale"


def compile_catalogues() -> int:
    """Write the .mo beside each .po; return how many."""
    paths = sorted(LOCALE_DIR.glob("**/LC_MESSAGES/*.po"))
    for path in paths:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(paths)


def incomplete_entries() -> list[str]:
    """Every entry without a translation, as `file:line message`."""
    return [
        f"{path.relative_to(LOCALE_DIR)}:{entry.linenum} {entry.msgid!r}"
        for path in sorted(LOCALE_DIR.glob("**/LC_MESSAGES/*.po"))
        for entry in polib.pofile(str(path))
        if not entry.obsolete and not entry.translated()
    ]


def main() -> int:
    if "--check" in sys.argv[1:]:
        missing = incomplete_entries()
        sys.stdout.writelines(f"not translated: {line}\n" for line in missing)
        return 1 if missing else 0
    sys.stdout.write(f"{compile_catalogues()} catalogues compiled\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
