"""Where Viewflow's references lead: `workflows/flows.P12V3` is version 3 of process 12, compiled at first need."""

from typing import Any

__all__: list[str] = []


def __getattr__(name: str) -> Any:  # PEP 562
    if name.startswith("__") or not name.startswith("P"):
        raise AttributeError(name)
    from workflows.compiler import flow_class_named

    return flow_class_named(name)
