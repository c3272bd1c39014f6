"""JSON Schema (2020-12) of the answers to a version, for other software and for API documents.

Need and sight are said where the schema can say them: a condition that asks texts and yes/no answers which stand in the
same object becomes `if`/`then`. What it cannot say (numbers are texts; other objects; rows) stands as
`x-required-when`, with the trees. The need of a field that may be read only is left out.
"""

from typing import Any

from forms_ext.answers.evaluation import Tree
from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.paths import ROW_ID
from forms_ext.answers.settling import ALWAYS
from forms_ext.answers.tree import Node, Plan

__all__ = ["json_schema"]

Schema = dict[str, Any]
_NOTHING: Schema = {"not": {}}


def json_schema(plan: Plan) -> Schema:
    """The schema that every complete, accepted set of answers fits."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(plan.nodes)}


def _object(nodes: list[Node]) -> Schema:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    rules: list[Schema] = []
    for node in nodes:
        properties[node.name] = _property(node)
        when = _need(node)
        if when == []:
            required.append(node.name)
        elif when:
            asked = [_asked(tree, node) for tree in when]
            if None in asked:
                properties[node.name] |= {"x-required-when": when}
            else:
                rules.append({"if": {"allOf": asked}, "then": {"required": [node.name]}})
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": required} if required else {}) | ({"allOf": rules} if rules else {})


def _property(node: Node) -> Schema:
    if node.kind == FieldKind.GROUP:
        return _object(node.nodes)
    if node.kind == FieldKind.ROWS:
        items = _object(node.nodes)
        items["properties"][ROW_ID] = {"type": "string"}
        return {"type": "array", "items": items, "minItems": max(1, node.least_rows), "maxItems": node.most_rows}
    if node.is_computed:
        return {"type": "boolean" if node.kind == FieldKind.BOOLEAN else "string", "readOnly": True}
    return dict(node.type.json_schema(node.spec))


def _need(node: Node) -> list[Tree] | None:
    """The rules that must all hold for an answer to be needed; none of them where it always is, None where never."""
    need = node.rules["required"]
    if need is None or node.rules["readonly"] is not None:
        return None
    return [tree for tree in (node.rules["visible"], need) if tree is not None and tree != ALWAYS]


def _asked(tree: Tree, node: Node) -> Schema | None:
    """The condition as a schema of the object that holds the field; None where it cannot be said."""
    if tree[0] == "b":
        return {} if tree[1] else _NOTHING
    if tree[0] != "c":
        return None
    name, args = tree[1], tree[2:]
    if name in ("and", "or", "not"):
        return _combined(name, [_asked(one, node) for one in args])
    field = _beside(args[0], node)
    if field is None:
        return None
    if name == "empty":
        return {"not": {"required": [field]}}
    if name not in ("=", "!=", "in") or not all(one[0] in ("t", "b") for one in args[1:]):
        return None
    one_of = {"required": [field], "properties": {field: {"enum": [one[1] for one in args[1:]]}}}
    return {"not": one_of} if name == "!=" else one_of


def _combined(name: str, parts: list[Schema | None]) -> Schema | None:
    said = [part for part in parts if part is not None]
    if len(said) != len(parts):
        return None
    if name == "not":
        return {"not": said[0]}
    if name == "and":
        return {"allOf": said} if said else {}
    return {"anyOf": said} if said else _NOTHING


def _beside(tree: Tree, node: Node) -> str | None:
    """The name of a field that stands in the same object as the node, if the tree is one."""
    around, _dot, name = tree[1].rpartition(".") if tree[0] == "f" else ("", "", "")
    return name if name and around == ".".join(node.around) else None
