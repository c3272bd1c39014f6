"""What the linear check lets through is sound in every state that a case can come to: all of them are walked here."""

import copy
import random
from collections import defaultdict

import pytest

from tests.workflows.steps.conftest import AFTER, END, join, spec, split, staff
from workflows.steps.outline import graph_of

pytestmark = pytest.mark.usefixtures("parallel")
OVER = "over"
MOST_STATES = 4_000


class Unsound(Exception):
    pass


def following(graph, token, opener):
    """Every token that may come of this one in a step of one of its parts; None: it has arrived at its join.

    A token is the name of a step, or an open scope: (its opener, how many have arrived, ((branch, token), …)).
    """
    if isinstance(token, str):
        vertex = graph.by_name[token]
        if vertex.ends:
            yield OVER
        elif vertex.block is not None:
            yield (token, 0, tuple((number, way.target) for number, way in enumerate(vertex.ways)))
        else:
            yield from (gone_to(graph, target, opener) for target in graph.targets(token))
        return
    name, _arrived, branches = token
    for branch, inner in branches:
        for moved in following(graph, inner, name):
            yield OVER if moved == OVER else after_move(graph, token, branch, moved, opener)


def gone_to(graph, target, opener):
    if not graph.by_name[target].joins:
        return target
    if opener is None or graph.by_name[opener].block.join != target:
        raise Unsound(f"{target} from outside")
    return None


def after_move(graph, scope, branch, moved, opener):
    name, arrived, branches = scope
    if moved is not None:
        return name, arrived, tuple((number, moved if number == branch else old) for number, old in branches)
    block = graph.by_name[name].block
    if arrived + 1 == (block.needed or len(graph.by_name[name].ways)):
        return gone_to(graph, graph.targets(block.join)[0], opener)
    return name, arrived + 1, tuple(one for one in branches if one[0] != branch)


def steps_in(token):
    return [token] if isinstance(token, str) else [step for _b, inner in token[2] for step in steps_in(inner)]


def explore(graph):
    """Raises `Unsound`: a step that has two tokens at once, a state from which no end can be reached."""
    seen, waiting, before = {graph.start}, [graph.start], defaultdict(list)
    while waiting:
        state = waiting.pop()
        if state == OVER:
            continue
        if len(set(steps_in(state))) != len(steps_in(state)):
            raise Unsound(f"two tokens: {state}")
        for after in following(graph, state, None):
            before[after].append(state)
            if after not in seen:
                seen.add(after)
                waiting.append(after)
        assert len(seen) < MOST_STATES
    ending, back = set(), [OVER]
    while back:
        state = back.pop()
        if state not in ending:
            ending.add(state)
            back += before[state]
    if seen - ending:
        raise Unsound(f"no end from {min(map(str, seen - ending))}")


def block(chance, names, depth, then):
    opener, closer = f"s{next(names)}", f"j{next(names)}"
    nodes, targets = [join(closer, then)], []
    for _branch in range(2):
        if depth and chance.random() < 0.5:
            first, inner = block(chance, names, depth - 1, closer)
        else:
            first = f"t{next(names)}"
            second = f"t{next(names)}"
            inner = [staff(first, second), staff(second, closer, first)]
        nodes += inner
        targets.append(first)
    return opener, [split(opener, closer, *targets, needed=chance.choice([0, 0, 1])), *nodes]


def random_process(chance):
    first, nodes = block(chance, iter(range(1000)), 1, "after")
    nodes.sort(key=lambda node: node["name"] != first)
    return spec(staff("before", first), *nodes, AFTER, END)


def bend(chance, made):
    """Let one way of one step lead somewhere else."""
    names = [node["name"] for node in made["nodes"][1:]]
    node = chance.choice([node for node in made["nodes"][1:] if node["type"] != "end"])
    if "decisions" in node:
        chance.choice(node["decisions"])["target"] = chance.choice(names)
    elif "branches" in node:
        node["branches"][chance.randrange(len(node["branches"]))] = chance.choice(names)
    else:
        node["next"] = chance.choice(names)


def test_blocks_that_are_made_well_pass():
    for seed in range(40):
        graph = graph_of(random_process(random.Random(seed))["nodes"])
        assert graph.flaws() == []
        explore(graph)


def test_what_passes_is_sound_in_every_state():
    passed = refused = 0
    for seed in range(1500):
        chance = random.Random(seed)
        made = copy.deepcopy(random_process(chance))  # bending changes nodes that all processes share
        bend(chance, made)
        graph = graph_of(made["nodes"])
        if graph.flaws():
            refused += 1
            continue
        passed += 1
        explore(graph)
    assert passed > 20
    assert refused > 1000
