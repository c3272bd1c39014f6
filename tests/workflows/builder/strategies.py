"""Random processes: sound ones, as specifications. Posts, forms and facts are the caller's."""

from typing import Any

from hypothesis import strategies as st

OUTCOMES = ["done", "rejected", "withdrawn"]


def sound_specs(post: int) -> st.SearchStrategy[dict[str, Any]]:
    """Specifications in which every step is reached and every step reaches an end.

    Step n goes to step n + 1 by one of its ways, so that all are reached and the last, an end, is reached from all;
    its other ways go anywhere, back too.
    """
    return st.composite(_spec)(post)


def _spec(draw: Any, post: int) -> dict[str, Any]:
    count = draw(st.integers(min_value=0, max_value=9))
    names = [f"step_{n:08}" for n in range(count + 1)]
    nodes: list[dict[str, Any]] = [{"name": "start", "type": "start", "title": "", "next": names[0]}]
    anywhere = st.sampled_from(names)
    for index in range(count):
        following = names[index + 1]
        extra = draw(st.lists(anywhere, max_size=3))
        kind = draw(st.sampled_from(["staff_task", "applicant_task", "route", "message"]))
        nodes.append(
            {"name": names[index], "type": kind, "title": f"S{index}"} | _node(draw, kind, following, extra, post)
        )
    outcome = draw(st.sampled_from(OUTCOMES))
    nodes.append({"name": names[-1], "type": "end", "title": "End", "public_title": "", "outcome": outcome})
    return {"title": "Random", "nodes": nodes}


def _node(draw: Any, kind: str, following: str, extra: list[str], post: int) -> dict[str, Any]:
    hidden = draw(st.booleans())
    if kind == "staff_task":
        targets = draw(st.permutations([following, *extra]))
        return {
            "public_title": "",
            "hidden": hidden,
            "post": post,
            "forms": [{"form": None, "version": None, "access": "read"}],
            "decisions": [
                {"key": f"d_{n}", "label": f"D{n}", "target": target, "needs_note": False}
                for n, target in enumerate(targets)
            ],
            "limit": None,
            "instructions": "",
            "referral_posts": [],
        }
    if kind == "route":
        ways = [*extra, following] if draw(st.booleans()) else [following, *extra]
        if len(ways) == 1:
            ways = [following, following]
        condition = {"all": [{"field": "case.late", "op": "eq", "value": True}]}
        branches = [{"label": f"W{n}", "condition": condition, "target": way} for n, way in enumerate(ways[:-1])]
        return {"hidden": True, "branches": branches, "default": ways[-1]}
    if kind == "message":
        return {"hidden": True, "channel": "sms", "subject": "", "body": "{{ stage }}", "next": following}
    return {
        "public_title": "",
        "hidden": hidden,
        "forms": [{"form": None, "version": None, "access": "write"}],
        "instructions": "",
        "next": following,
        "limit": None,
    }
