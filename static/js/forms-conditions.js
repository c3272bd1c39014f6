// The condition language in the browser: the twin of forms_ext/conditions.py, held to the same test vectors.
// Depends on nothing. In Node it is a CommonJS module; in a page it is `MizConditions`.
(function (root, factory) {
  if (typeof module === "object" && module.exports) module.exports = factory();
  else root.MizConditions = factory();
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const MAX_DEPTH = 20;
  const INVISIBLE = /[\u0000\u061c\u200b\u200e\u200f\u2060\ufeff\ufff9-\ufffb\u202a-\u202e\u2066-\u2069]/g;

  // What Python strips: NEL and four separators more than `trim` does.
  const EDGES = /^[\s\u001c-\u001f\u0085]+|[\s\u001c-\u001f\u0085]+$/g;

  function fold(value) {
    return String(value)
      .normalize("NFC")
      .replace(INVISIBLE, "")
      .replace(/[يى]/g, "ی")
      .replace(/ك/g, "ک")
      .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
      .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
      .normalize("NFC")
      .replace(EDGES, "")
      .replace(/^\u200c+|\u200c+$/g, "")
      .replace(EDGES, "");
  }

  function isMapping(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  function texts(value) {
    const values = Array.isArray(value) ? value : [value];
    const found = [];
    for (const one of values) {
      if (one === true || one === false) found.push(one ? "true" : "false");
      else if (one !== null && one !== undefined && typeof one !== "object") found.push(fold(one));
    }
    return found.filter((text) => text !== "");
  }

  // A decimal as sign, whole and fraction without needless zeros: compared exactly, whatever its length.
  function number(text) {
    const match = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
    if (!match) return null;
    const whole = match[2].replace(/^0+(?=[0-9])/, "");
    const fraction = (match[3] || "").replace(/0+$/, "");
    const zero = whole === "0" && fraction === "";
    return { negative: match[1] === "-" && !zero, whole, fraction };
  }

  function order(one, other) {
    if (one.negative !== other.negative) return one.negative ? -1 : 1;
    const sign = one.negative ? -1 : 1;
    if (one.whole.length !== other.whole.length) return one.whole.length < other.whole.length ? -sign : sign;
    if (one.whole !== other.whole) return one.whole < other.whole ? -sign : sign;
    const length = Math.max(one.fraction.length, other.fraction.length);
    const left = one.fraction.padEnd(length, "0");
    const right = other.fraction.padEnd(length, "0");
    return left === right ? 0 : left < right ? -sign : sign;
  }

  function equal(one, other) {
    if (one === other) return true;
    const left = number(one);
    const right = number(other);
    return left !== null && right !== null && order(left, right) === 0;
  }

  function same(found, wanted) {
    return found.length === 1 && wanted.length === 1 && equal(found[0], wanted[0]);
  }

  function contains(actual, found, wanted) {
    if (wanted.length !== 1) return false;
    if (Array.isArray(actual)) return found.some((one) => equal(one, wanted[0]));
    return found.length === 1 && found[0].includes(wanted[0]);
  }

  // By code points, as Python compares texts (JavaScript's own order goes by UTF-16 units).
  function textOrder(one, other) {
    const left = Array.from(one);
    const right = Array.from(other);
    for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
      if (left[i] !== right[i]) return left[i].codePointAt(0) < right[i].codePointAt(0) ? -1 : 1;
    }
    return left.length - right.length;
  }

  function ordered(operator, found, wanted) {
    const left = number(found);
    const right = number(wanted);
    if ((left === null) !== (right === null)) return false;
    const result = left !== null ? order(left, right) : textOrder(found, wanted);
    if (operator === "gt") return result > 0;
    if (operator === "gte") return result >= 0;
    if (operator === "lt") return result < 0;
    return result <= 0;
  }

  function compare(operator, actual, expected) {
    const found = texts(actual);
    const wanted = texts(expected);
    switch (operator) {
      case "empty":
        return found.length === 0;
      case "filled":
        return found.length > 0;
      case "eq":
        return same(found, wanted);
      case "ne":
        return !same(found, wanted);
      case "contains":
        return contains(actual, found, wanted);
      case "in":
        return found.some((one) => wanted.some((other) => equal(one, other)));
      case "gt":
      case "gte":
      case "lt":
      case "lte":
        return found.length === 1 && wanted.length === 1 && ordered(operator, found[0], wanted[0]);
      default:
        return false;
    }
  }

  function evaluateAt(tree, facts, depth) {
    if (!isMapping(tree) || depth < 0) return false;
    if ("all" in tree) return Array.isArray(tree.all) && tree.all.every((part) => evaluateAt(part, facts, depth - 1));
    if ("any" in tree) return Array.isArray(tree.any) && tree.any.some((part) => evaluateAt(part, facts, depth - 1));
    if ("not" in tree) return !evaluateAt(tree.not, facts, depth - 1);
    const known = typeof tree.field === "string" && Object.prototype.hasOwnProperty.call(facts, tree.field);
    return compare(String(tree.op), known ? facts[tree.field] : null, tree.value);
  }

  return { evaluate: (tree, facts) => evaluateAt(tree, facts, MAX_DEPTH), fold };
});
