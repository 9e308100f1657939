/**
 * Reads a model. By name and type, one boolean is a record's `tick` and one number its `order`; the first required string of one
 * line is its `heading`. All but tick and order are `fields` of the form, and those of the columns `cells` of the list, which is a
 * table where there are several fields.
 */
export function readModel({ labels, fields, columns = [] }) {
  const all = Object.entries(fields).map(([name, field]) => ({ label: name, ...field, name }));
  const tick = all.find(({ name, type }) => name === "completed" && type === "boolean");
  const order = all.find(({ name, type }) => name === "order" && type === "number");
  const typed = all.filter((field) => field !== tick && field !== order);
  const heading =
    typed.find(({ type, required, multiline }) => type === "string" && required && !multiline) ?? typed[0];
  const cells = typed.filter((field) => field !== heading && columns.includes(field.name));
  const isTable = typed.length > 1;
  const title = labels.many.replace(/^./u, (letter) => letter.toUpperCase());
  return { ...labels, title, tick, order, heading: heading.name, fields: typed, cells, isTable };
}

/** A text as it stands in a message: quoted, and cut where it is long. */
export function quote(text) {
  return text.length > 60 ? `“${[...text].slice(0, 60).join("")}…”` : `“${text}”`;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Compares two values of a field: texts by language, numbers by size, true before false; missing ones are last. */
export function compareValues(a, b, descending) {
  const missing = (a === undefined) - (b === undefined);
  const order = typeof a === "string" ? collator.compare(a, b) : typeof a === "boolean" ? b - a : a - b;
  return missing || (a === undefined ? 0 : descending ? -order : order);
}

/** What is wrong with fields, in words with their labels: the API begins each fault with the field's name. */
export function labelFaults(fields, faults) {
  const labelled = fields
    .filter(({ name }) => name in faults)
    .map(({ name, label }) => {
      const text = faults[name];
      return [name, text.startsWith(`${name} `) ? `${label}${text.slice(name.length)}` : text];
    });
  return Object.fromEntries(labelled);
}

/**
 * The new orders, as [index, order], that keep `items[at]` where it was moved to: its own alone, half way between its
 * neighbours; but where no number is left between them, those that follow make room.
 */
export function ordersFor(items, at) {
  const places = items.map(placeOf);
  const before = places[at - 1] ?? places[at + 1] - 2;
  const after = places[at + 1] ?? before + 2;
  let order = (before + after) / 2;
  if (before < order && order < after) return [[at, order]];
  const orders = [[at, before + 1]];
  for (order = before + 2; places[++at] < order; order++) orders.push([at, order]);
  return orders;
}

/** Where an item stands: at its `order`; without one, at the time of its creation, so that moving one item changes no other. */
export function placeOf({ order, createdAt }) {
  return order ?? Date.parse(createdAt);
}
