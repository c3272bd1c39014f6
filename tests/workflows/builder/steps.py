"""Steps as the editor's stream stores them, for tests: `staff(post)`, `route([...])`, `end()` …

The browser gives blocks random ids. Here a block's id is its name, so that `node(name)` is a step's name in
specifications, and `key(name)` a decision's key: eight letters of the id count.
"""

from typing import Any


def sid(name: str) -> str:
    return name


def node(name: str) -> str:
    return f"step_{name[:8]}"


def key(name: str) -> str:
    return f"d_{name[:8]}"


def item(name: str, value: Any) -> dict[str, Any]:
    return {"type": "item", "id": sid(name), "value": value}


def step(kind: str, name: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": sid(name), "value": {"title": name, **value}}


def decision(name: str, target: str = "", *, label: str | None = None, needs_note: bool = False) -> dict[str, Any]:
    value = {"label": name if label is None else label, "target": target and sid(target), "needs_note": needs_note}
    return item(name, value)


def placed(form: Any = None, access: str = "read") -> dict[str, Any]:
    return item("form", {"form": getattr(form, "pk", form), "access": access})


def staff(name: str, post: Any, *decisions: dict[str, Any], **value: Any) -> dict[str, Any]:
    ways = list(decisions) or [decision("accept")]
    return step("staff_task", name, post=getattr(post, "pk", post), decisions=ways, **value)


def applicant(name: str, target: str = "", **value: Any) -> dict[str, Any]:
    value.setdefault("forms", [placed(access="write")])
    return step("applicant_task", name, next=target and sid(target), **value)


def row(field: str, op: str, value: str = "") -> dict[str, Any]:
    return item("row", {"field": field, "op": op, "value": value})


def branch(target: str, *rows: dict[str, Any], label: str = "way", mode: str = "all") -> dict[str, Any]:
    return item(label, {"label": label, "condition": {"mode": mode, "rows": list(rows)}, "target": sid(target)})


def route(name: str, *branches: dict[str, Any], default: str = "", **value: Any) -> dict[str, Any]:
    return step("route", name, branches=list(branches), default=default and sid(default), **value)


def message(name: str, target: str = "", **value: Any) -> dict[str, Any]:
    value = {"channel": "sms", "subject": "", "body": "{{ tracking_code }}", **value}
    return step("message", name, next=target and sid(target), **value)


def end(name: str = "done", outcome: str = "done", **value: Any) -> dict[str, Any]:
    return step("end", name, outcome=outcome, **value)
