/** @import { Config, Faults, Field, Item, Model, Value } from "./types.d.ts" */

/**
 * Reads a model. The boolean `completed` becomes `done`, the number `order` becomes `order`, and the first required
 * single-line string is the `heading`. Forms have all fields except done and order. If a form has several fields, the
 * items are shown as a table with the heading and the other fields in `columns`.
 * @param {Config["model"]} model
 * @returns {Model}
 */
export function readModel({ labels, fields, columns = [] }) {
  const all = Object.entries(fields).map(([name, field]) => ({ ...field, name }));
  const done = all.find(({ name, type }) => name === "completed" && type === "boolean");
  const order = all.find(({ name, type }) => name === "order" && type === "number");
  const typed = all.filter((field) => field !== done && field !== order);
  const heading = typed.find(({ type, required, multiline }) => type === "string" && required && !multiline);
  const cells = typed.filter((field) => field !== heading && columns.includes(field.name));
  const isTable = typed.length > 1;
  const title = labels.many.replace(/^./u, (letter) => letter.toUpperCase());
  return { ...labels, title, done, order, heading: heading?.name ?? "", fields: typed, cells, isTable };
}

/**
 * Quotes a value for a message, truncated if it is long.
 * @param {Value | null | undefined} value
 */
export function quote(value) {
  const text = `${value ?? ""}`;
  return text.length > 60 ? `“${[...text].slice(0, 60).join("")}…”` : `“${text}”`;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/**
 * Compares two values of a field: text by locale, numbers by value, true before false. `descending` reverses the order,
 * except that missing values always come last.
 * @param {Value | null | undefined} a
 * @param {Value | null | undefined} b
 * @param {boolean} descending
 */
export function compareValues(a, b, descending) {
  const missing = Number((a ?? "") === "") - Number((b ?? "") === "");
  const isText = typeof a === "string" && typeof b === "string";
  const order = isText ? collator.compare(a, b) : Number(a) - Number(b);
  return missing || (descending === (typeof a === "boolean") ? order : -order);
}

/**
 * The faults in known fields, with each field's label in place of its name.
 * @param {readonly Field[]} fields
 * @param {Faults} faults
 * @returns {Faults}
 */
export function labelFaults(fields, faults) {
  /** @type {Faults} */
  const labeled = {};
  for (const { name, label } of fields) {
    const text = faults[name];
    if (text !== undefined) labeled[name] = text.startsWith(`${name} `) ? `${label}${text.slice(name.length)}` : text;
  }
  return labeled;
}

/**
 * The new values of `order`, as [index, order] pairs, after `items[at]` was moved. Usually, only that item changes, to
 * a value halfway between its neighbors. If no number lies between them, some of the following items also change.
 * @param {readonly Item[]} items
 * @param {number} at
 */
export function ordersFor(items, at) {
  const places = items.map(positionOf);
  const before = places[at - 1] ?? (places[at + 1] ?? 0) - 2;
  const after = places[at + 1] ?? before + 2;
  let order = (before + after) / 2;
  if (before < order && order < after) return [/** @type {const} */ ([at, order])];
  const orders = [/** @type {const} */ ([at, before + 1])];
  let next = at + 1;
  for (order = before + 2; (places[next] ?? order) < order; order++) orders.push([next++, order]);
  return orders;
}

/**
 * The value by which an item is sorted: its `order`, or else its creation time, so that most moves change only one
 * item.
 * @param {Item} item
 */
export function positionOf({ order, createdAt }) {
  return order ?? Date.parse(createdAt);
}
