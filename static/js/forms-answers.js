// Conditions, computed answers and what they decide, in the browser: the twin of forms_ext/answers (evaluation, functions,
// settling), held to the same vectors and the same generated trees. No eval, no build, no dependency.
// In Node it is a CommonJS module; in a page it is `MizAnswers`.
(function (root, factory) {
  if (typeof module === "object" && module.exports) module.exports = factory();
  else root.MizAnswers = factory();
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const PLACES = 12;
  const SCALE = 10n ** 12n;
  const LIMIT = 10n ** 40n;
  const DEPTH = 64;
  const STEPS = 200000;
  const LONGEST_TEXT = 10000;
  const MANY = 1000;
  const MOST_DAYS = 4000000n;
  const DAY = 86400000;
  // 1000-01-01 and 9999-12-31, in days since 1970.
  const FIRST_DAY = -354285;
  const LAST_DAY = 2932896;

  class Fault extends Error {}
  const fail = (code) => {
    throw new Fault(code);
  };

  // A day, as its number since 1970-01-01.
  class Day {
    constructor(number) {
      this.number = number;
    }
  }

  // ------------------------------------------------------------------------------------------------ values
  const iso = (number) => new Date(number * DAY).toISOString().slice(0, 10);

  function readDate(text) {
    if (typeof text !== "string" || !/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return null;
    const number = Date.parse(`${text}T00:00:00Z`) / DAY;
    return Number.isNaN(number) || iso(number) !== text ? null : new Day(number);
  }

  function readNumber(stored) {
    if (typeof stored === "number") return Number.isSafeInteger(stored) ? BigInt(stored) * SCALE : null;
    const match = typeof stored === "string" ? /^(-?)(\d{1,28})(?:\.(\d{1,12}))?$/.exec(stored) : null;
    if (!match) return null;
    const number = BigInt(match[2]) * SCALE + BigInt((match[3] || "").padEnd(PLACES, "0"));
    return match[1] ? -number : number;
  }

  function writeNumber(number) {
    const size = number < 0n ? -number : number;
    const part = String(size % SCALE).padStart(PLACES, "0").replace(/0+$/, "");
    return (number < 0n ? "-" : "") + String(size / SCALE) + (part ? `.${part}` : "");
  }

  const isObject = (stored) => typeof stored === "object" && stored !== null && !Array.isArray(stored);
  const isFilledText = (stored) => typeof stored === "string" && stored !== "";

  function isEmpty(value) {
    if (value === null || value === undefined || value === "") return true;
    if (Array.isArray(value)) return value.length === 0;
    return isObject(value) && !(value instanceof Day) && Object.keys(value).length === 0;
  }

  const holdsAnything = (stored) => (isObject(stored) ? Object.values(stored).some(holdsAnything) : !isEmpty(stored));

  function read(kind, stored) {
    switch (kind) {
      case "number":
        return readNumber(stored);
      case "boolean":
        return typeof stored === "boolean" ? stored : null;
      case "date":
        return readDate(stored);
      case "choices":
        return Array.isArray(stored) ? stored.filter(isFilledText) : [];
      case "object":
      case "group":
      case "rows":
        return holdsAnything(stored) ? true : null;
      default:
        return isFilledText(stored) ? stored : null;
    }
  }

  function write(value) {
    if (value === null) return ["e"];
    if (typeof value === "boolean") return ["b", value];
    if (typeof value === "bigint") return ["n", writeNumber(value)];
    if (value instanceof Day) return ["d", iso(value.number)];
    return Array.isArray(value) ? ["l", value.map(write)] : ["t", value];
  }

  // ------------------------------------------------------------------------------------------------ functions
  const kindOf = (value) => (value instanceof Day ? "date" : Array.isArray(value) ? "list" : typeof value);
  const number = (value) => (typeof value === "bigint" ? value : fail("kind"));
  const within = (value) => (value >= LIMIT || value <= -LIMIT ? fail("digits") : value);
  const flat = (args) => args.flatMap((arg) => (Array.isArray(arg) ? arg : [arg])).filter((value) => !isEmpty(value));
  const numbers = (args) => flat(args).map(number);
  const sum = (values) => values.reduce((one, other) => one + other, 0n);

  // Half away from zero.
  function divide(value, by) {
    const size = value < 0n ? -value : value;
    const step = by < 0n ? -by : by;
    const quotient = size / step + (2n * (size % step) >= step ? 1n : 0n);
    return value < 0n !== by < 0n ? -quotient : quotient;
  }

  function same(one, other) {
    if (isEmpty(one) || isEmpty(other) || Array.isArray(one) || kindOf(one) !== kindOf(other)) return false;
    return one instanceof Day ? one.number === other.number : one === other;
  }

  // Python orders texts by code point, JavaScript by half of one.
  function textOrder(one, other) {
    const left = Array.from(one);
    const right = Array.from(other);
    for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
      if (left[i] !== right[i]) return left[i].codePointAt(0) - right[i].codePointAt(0);
    }
    return left.length - right.length;
  }

  function order(one, other) {
    if (typeof one === "string") return textOrder(one, other);
    if (one instanceof Day) return one.number - other.number;
    return one < other ? -1 : one > other ? 1 : 0;
  }

  const ordered = (test) => ([one, other]) => {
    if (isEmpty(one) || isEmpty(other) || kindOf(one) !== kindOf(other)) return false;
    return Array.isArray(one) || typeof one === "boolean" ? false : test(order(one, other));
  };

  const spread = (work) => (args) =>
    args.slice(1).reduce((one, other) => (isEmpty(one) || isEmpty(other) ? null : work(one, other)), args[0]);

  function daysLater(day, by) {
    const days = number(by) / SCALE;
    if (by % SCALE || days > MOST_DAYS || days < -MOST_DAYS) fail("date");
    const later = day.number + Number(days);
    return later < FIRST_DAY || later > LAST_DAY ? fail("date") : new Day(later);
  }

  function minus(one, other) {
    if (!(one instanceof Day)) return within(number(one) - number(other));
    return other instanceof Day ? BigInt(one.number - other.number) * SCALE : daysLater(one, -number(other));
  }

  function over(one, other) {
    if (number(other) === 0n) fail("zero");
    return within(divide(number(one) * SCALE, other));
  }

  function contains([whole, part]) {
    if (Array.isArray(whole)) return whole.some((one) => same(one, part));
    return typeof whole === "string" && typeof part === "string" && part !== "" && whole.includes(part);
  }

  const say = (value) => (Array.isArray(value) ? fail("kind") : value === null ? "" : String(write(value)[1]));
  const characters = (text) => Array.from(text).length;

  function join(parts, between) {
    const text = parts.join(between);
    return text.length > LONGEST_TEXT && characters(text) > LONGEST_TEXT ? fail("text") : text;
  }

  const floor = (value) => value / SCALE - (value < 0n && value % SCALE ? 1n : 0n);

  function rounded(args) {
    if (isEmpty(args[0])) return null;
    const places = args.length > 1 ? floor(number(args[1])) : 0n;
    if (places < 0n || places > 12n) fail("digits");
    const unit = 10n ** (12n - places);
    return divide(number(args[0]), unit) * unit;
  }

  function length([value]) {
    if (isEmpty(value)) return null;
    return BigInt(Array.isArray(value) ? value.length : characters(say(value))) * SCALE;
  }

  function absolute([value]) {
    if (isEmpty(value)) return null;
    return number(value) < 0n ? -value : value;
  }

  function average(args) {
    const found = numbers(args);
    return found.length ? divide(sum(found), BigInt(found.length)) : null;
  }

  const extreme = (isBetter) => (args) =>
    numbers(args).reduce((best, one) => (best === null || isBetter(one, best) ? one : best), null);

  // Each with how many arguments it takes: at least, at most.
  const FUNCTIONS = new Map([
    ["=", [([one, other]) => same(one, other), 2, 2]],
    ["!=", [([one, other]) => !same(one, other), 2, 2]],
    ["<", [ordered((by) => by < 0), 2, 2]],
    ["<=", [ordered((by) => by <= 0), 2, 2]],
    [">", [ordered((by) => by > 0), 2, 2]],
    [">=", [ordered((by) => by >= 0), 2, 2]],
    ["+", [spread((one, other) => (one instanceof Day ? daysLater(one, other) : within(number(one) + number(other)))), 2, MANY]],
    ["-", [spread(minus), 2, 2]],
    ["*", [spread((one, other) => within(divide(number(one) * number(other), SCALE))), 2, MANY]],
    ["/", [spread(over), 2, 2]],
    ["in", [(args) => flat(args.slice(1)).some((one) => same(args[0], one)), 1, MANY]],
    ["contains", [contains, 2, 2]],
    ["empty", [([value]) => isEmpty(value), 1, 1]],
    ["&", [(args) => join(args.map(say), ""), 1, MANY]],
    ["join", [(args) => join(flat(args.slice(1)).map(say), say(args[0])), 2, MANY]],
    ["len", [length, 1, 1]],
    ["abs", [absolute, 1, 1]],
    ["round", [rounded, 1, 2]],
    ["count", [(args) => BigInt(flat(args).length) * SCALE, 1, MANY]],
    ["sum", [(args) => within(sum(numbers(args))), 1, MANY]],
    ["min", [extreme((one, best) => one < best), 1, MANY]],
    ["max", [extreme((one, best) => one > best), 1, MANY]],
    ["avg", [average, 1, MANY]],
  ]);

  // ------------------------------------------------------------------------------------------------ evaluation
  const newBudget = () => ({ steps: 0, kept: new Map() });

  function spend(budget, steps) {
    budget.steps += steps;
    if (budget.steps > STEPS) fail("steps");
  }

  function evaluate(tree, scope, depth) {
    spend(scope.budget, 1);
    if (depth < 0 || !Array.isArray(tree) || !tree.length) fail("tree");
    switch (tree[0]) {
      case "f": {
        const value = scope.field(tree[1]);
        if (typeof value === "string" && value.length > 255) spend(scope.budget, characters(value) >> 8);
        return value;
      }
      case "c":
        return call(tree[1], tree.slice(2), scope, depth - 1);
      case "r":
        return rows(tree, scope, depth - 1);
      case "n":
        return readNumber(tree[1]);
      case "d":
        return readDate(tree[1]);
      case "e":
        return null;
      case "t":
      case "b":
        return tree[1];
      default:
        return fail("tree");
    }
  }

  function rows(tree, scope, depth) {
    const { kept } = scope.budget;
    if (kept.has(tree)) return kept.get(tree);
    const [, path, where, take, mark] = tree;
    const found = [];
    for (const row of scope.rows(path)) {
      if (where === null || evaluate(where, row, depth) === true) found.push(take === null ? true : evaluate(take, row, depth));
    }
    if (mark) kept.set(tree, found);
    return found;
  }

  function call(name, args, scope, depth) {
    const ask = (tree) => evaluate(tree, scope, depth);
    if (name === "and") return args.every((one) => ask(one) === true);
    if (name === "or") return args.some((one) => ask(one) === true);
    if (name === "not") return ask(args[0]) !== true;
    if (name === "if") return ask(ask(args[0]) === true ? args[1] : args[2]);
    const [apply, least, most] = FUNCTIONS.get(name) || fail("tree");
    if (args.length < least || args.length > most) fail("tree");
    return apply(args.map(ask));
  }

  // ------------------------------------------------------------------------------------------------ settling
  const own = (at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined);
  const absent = (value) => (value === undefined ? null : value);

  function scopeOf(pass, around) {
    const stored = (node) => absent(node.tail.reduce(own, around.get(node.base)));
    return {
      budget: pass.budget,
      field(path) {
        const node = pass.nodes.get(path);
        return node ? read(node.kind, stored(node)) : absent(own(pass.facts, path));
      },
      rows: (path) => (stored(pass.nodes.get(path)) || []).map((row) => scopeOf(pass, new Map(around).set(path, row))),
    };
  }

  function places(node, answers) {
    let found = [{ at: answers, path: [], around: new Map([["", answers]]) }];
    for (const name of node.around) found = found.flatMap((place) => inside(place, name));
    return found.map(({ at, path, around }) => ({ at, around, path: [...path, node.tail[node.tail.length - 1]] }));
  }

  function inside({ at, path, around }, name) {
    const inner = own(at, name);
    const here = [...path, name];
    if (!Array.isArray(inner)) return isObject(inner) ? [{ at: inner, path: here, around }] : [];
    const rowsPath = here.filter((part) => typeof part === "string").join(".");
    return inner.map((row, i) => ({ at: row, path: [...here, i], around: new Map(around).set(rowsPath, row) }));
  }

  // `plan` is `Plan.for_browser()`; `answers` is changed in place; `today` is the server's day (ISO 8601).
  // Read-only answers are those of the page: only the server knows what they were before.
  function settle(plan, answers, today) {
    const nodes = new Map(plan.order.map((node) => [node.path, node]));
    const pass = { nodes, budget: newBudget(), facts: { today: readDate(today) } };
    const found = { answers, errors: {}, hidden: new Set(), readonly: new Set(), required: new Set() };
    const ask = (tree, place) => {
      try {
        return evaluate(tree, scopeOf(pass, place.around), DEPTH);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const path = place.path.join(".");
        if (!Object.hasOwn(found.errors, path)) found.errors[path] = error.message;
        return null;
      }
    };
    for (const node of plan.order) for (const place of places(node, answers)) decide(node, place, ask, found);
    for (const node of plan.order.filter((one) => one.required)) {
      for (const place of places(node, answers)) {
        const path = place.path.join(".");
        if (!found.hidden.has(path) && ask(node.required, place) === true) found.required.add(path);
      }
    }
    return found;
  }

  function decide(node, { at, path, around }, ask, found) {
    const name = path[path.length - 1];
    const place = { path, around };
    if (node.visible && ask(node.visible, place) !== true) {
      delete at[name];
      found.hidden.add(path.join("."));
    } else if (!node.leaf) {
      if (own(at, name) === undefined) at[name] = node.kind === "group" ? {} : [];
    } else if (node.compute) {
      const value = ask(node.compute, place);
      delete at[name];
      if (!isEmpty(value)) at[name] = write(value)[1];
    } else if (node.readonly && ask(node.readonly, place) === true) found.readonly.add(path.join("."));
  }

  // A tree asked of plain facts, each read as its kind: conditions of processes, and tests. Never throws.
  function ask(tree, kinds, facts) {
    const scope = {
      budget: newBudget(),
      field: (path) => read(absent(own(kinds, path)), absent(own(facts, path))),
      rows: () => [],
    };
    try {
      return write(evaluate(tree, scope, DEPTH));
    } catch (error) {
      if (error instanceof Fault) return ["x", error.message];
      throw error;
    }
  }

  return { ask, settle, Fault };
});
