"""What is wrong with a rule of a form, said when the form is published: kinds that never meet, fields out of reach.

A rule is a condition of an editor's, a tree, or plainly true. What passes here has a value for any answers, but for
what only answers can do wrong (division by zero, too many digits or steps).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_ext.answers.condition_trees import condition_tree
from forms_ext.answers.evaluation import DEPTH, LAZY, Tree
from forms_ext.answers.functions import FUNCTIONS
from forms_ext.answers.kinds import FieldKind, family
from forms_ext.answers.numbers import read_number
from forms_ext.answers.values import read_date

__all__ = ["MOST_PARTS", "Mistake", "check_size", "infer", "rule_tree"]

MOST_PARTS = 300
ANY = "any"
_LIST = "list of "
# Functions that look into lists, and so take them as arguments.
_OF_LISTS = {"in", "contains", "empty", "join", "len", "count", "sum", "min", "max", "avg"}
_ORDER = {"<", "<=", ">", ">="}


class Mistake(Exception):
    """A rule that cannot be published: a code and the word that it is about."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(code, word)
        self.code, self.word = code, word

    def __str__(self) -> str:
        """The sentence for the editor."""
        sentences = {
            "unknown": _("There is no field “%(word)s” to ask about."),
            "reach": _("“%(word)s” stands inside rows and cannot be asked about from here."),
            "kind": _("The values that “%(word)s” is asked about do not go together."),
            "result": _("The rule gives a value of another kind (%(word)s) than is needed here."),
            "function": _("There is no function “%(word)s”."),
            "arguments": _("“%(word)s” has too few or too many values."),
            "large": _("The rule is too long or nested too deeply."),
            "cycle": _("These fields wait for each other: %(word)s."),
            "tree": _("The rule is not complete."),
        }
        return sentences[self.code] % {"word": self.word}


def rule_tree(given: Any, resolve: Callable[[str], str | None], kinds: Mapping[str, str]) -> Tree | None:
    """The tree of a rule; None where there is no rule. `resolve` finds the field that a name means at the rule's place.

    Raises `Mistake` for a name that means nothing, and for a rule that is none.
    """
    if given is None or given is False or given == {}:
        return None
    if given is True:
        return ["b", True]
    if isinstance(given, list):
        check_size(given)
        return given
    if not isinstance(given, Mapping):
        raise Mistake("tree")

    def path_and_kind(leaf: Mapping[str, Any]) -> tuple[str, str | None]:
        path = resolve(str(leaf.get("field")))
        if path is None:
            raise Mistake("unknown", str(leaf.get("field"))[:60])
        return path, kinds[path]

    tree = condition_tree(given, path_and_kind)
    check_size(tree)
    return tree


def check_size(tree: Tree) -> None:
    """Raises `Mistake` for a tree of too many parts or too deep."""
    level, parts = [tree], 0
    for _level in range(DEPTH):
        parts += len(level)
        if parts > MOST_PARTS:
            break
        level = [part for one in level for part in one[1:] if isinstance(part, list)]
        if not level:
            return
    raise Mistake("large")


def infer(tree: Any, kinds: Mapping[str, str]) -> str:
    """The kind of the tree's value: a family of kinds, `list of` one, or `any` for what is always empty.

    Raises `Mistake` where two kinds can never meet, and for what is no tree.
    """
    head = tree[0] if isinstance(tree, list) and tree else None
    if head == "c" and len(tree) > 1:
        return _call(tree[1], [infer(one, kinds) for one in tree[2:]])
    if head == "r" and len(tree) > 3:
        return _rows(tree, kinds)
    if head == "f" and len(tree) == 2:
        return family(_known(tree[1], kinds))
    return _literal(tree, head)


def _literal(tree: Any, head: Any) -> str:
    if head == "e":
        return ANY
    value = tree[1] if head in ("n", "t", "d", "b") and len(tree) == 2 else None
    for name, kind, is_one in (
        ("n", "number", read_number(value) is not None),
        ("t", "text", isinstance(value, str)),
        ("d", "date", read_date(value) is not None),
        ("b", "boolean", isinstance(value, bool)),
    ):
        if head == name and is_one:
            return kind
    raise Mistake("tree")


def _known(path: Any, kinds: Mapping[str, str]) -> str:
    if not isinstance(path, str) or path not in kinds:
        raise Mistake("unknown", str(path)[:60])
    return kinds[path]


def _rows(tree: Tree, kinds: Mapping[str, str]) -> str:
    _head, path, where, take, *_mark = tree
    if _known(path, kinds) != FieldKind.ROWS:
        raise Mistake("kind", path)
    if where is not None and infer(where, kinds) not in ("boolean", ANY):
        raise Mistake("kind", path)
    taken = "boolean" if take is None else infer(take, kinds)
    if taken.startswith(_LIST):
        raise Mistake("kind", path)
    return _LIST + taken


def _call(name: Any, args: list[str]) -> str:
    if name in LAZY:
        return _lazy(name, args)
    function = FUNCTIONS.get(name) if isinstance(name, str) else None
    if function is None:
        raise Mistake("function", str(name)[:60])
    if not function.least <= len(args) <= function.most:
        raise Mistake("arguments", name)
    inner = [one.removeprefix(_LIST) for one in args]
    if name not in _OF_LISTS and inner != args:
        raise Mistake("kind", name)
    if function.takes and not _all_of(inner, function.takes):
        raise Mistake("kind", name)
    if not _meet(name, args, inner):
        raise Mistake("kind", name)
    return function.gives or _sum_of(name, args)


def _lazy(name: str, args: list[str]) -> str:
    if (name == "not" and len(args) != 1) or (name == "if" and len(args) != 3):
        raise Mistake("arguments", name)
    if not _all_of(args[:1] if name == "if" else args, "boolean"):
        raise Mistake("kind", name)
    if name != "if":
        return "boolean"
    if ANY not in args[1:] and args[1] != args[2]:
        raise Mistake("kind", name)
    return args[2] if args[1] == ANY else args[1]


def _all_of(args: list[str], kind: str) -> bool:
    return all(one in (kind, ANY) for one in args)


def _meet(name: str, args: list[str], inner: list[str]) -> bool:
    """Whether the kinds of the arguments go together."""
    first = inner[0]
    if name in _ORDER and first == "boolean":
        return False
    if name in ("=", "!=", *_ORDER):
        return first in _COMPARED and (ANY in args or args[0] == args[1])
    if name == "in":
        return first == args[0] and (first == ANY or _all_of(inner[1:], first))
    if name == "contains":
        return _all_of(inner, first) and args[0] in ("text", ANY, _LIST + first)
    if name in ("&", "join", "len"):
        return all(one in _COMPARED for one in inner) and (name != "join" or args[0] in ("text", ANY))
    return True


_COMPARED = ("text", "number", "date", "boolean", ANY)


def _sum_of(name: str, args: list[str]) -> str:
    """The kind of `+` and `-`: numbers, or a day and days."""
    if name == "-" and args == ["date", "date"]:
        return "number"
    if args[0] not in ("number", "date", ANY) or not _all_of(args[1:], "number"):
        raise Mistake("kind", name)
    return args[0]
