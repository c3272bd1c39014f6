"""The browser's half of the answers core, run in Node."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node")
SCRIPT = Path(__file__).parent / "evaluate_answers.js"

needs_node = pytest.mark.skipif(
    NODE is None and os.environ.get("CI") != "true",
    reason="node is not installed: the browser's evaluator is not tested",
)


def in_node(**given):
    """What the script makes of `asked` or `settled`."""
    answer = subprocess.run(
        [NODE or "node", str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(answer.stdout)
