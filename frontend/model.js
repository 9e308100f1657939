/**
 * Reads a model. By name and type, one boolean is a record's `tick` and one number its `order`; the first required string of one
 * line is its `heading`. All but tick and order are `fields` of the form, and those of the columns `cells` of the list.
 */
export function readModel({ labels, fields, columns = [] }) {
  const all = Object.entries(fields).map(([name, field]) => ({ label: name, ...field, name }));
  const tick = all.find(({ name, type }) => name === "completed" && type === "boolean");
  const order = all.find(({ name, type }) => name === "order" && type === "number");
  const typed = all.filter((field) => field !== tick && field !== order);
  const heading =
    typed.find(({ type, required, multiline }) => type === "string" && required && !multiline) ?? typed[0];
  const cells = typed.filter((field) => field !== heading && columns.includes(field.name));
  const title = labels.many.replace(/^./u, (letter) => letter.toUpperCase());
  return { ...labels, title, tick, order, heading: heading.name, fields: typed, cells };
}

/** A text as it stands in a message: quoted, and cut where it is long. */
export function quote(text) {
  return text.length > 60 ? `“${[...text].slice(0, 60).join("")}…”` : `“${text}”`;
}

/** Sorts items by `order`; one without it counts by when it was made, so that to move one item changes no other. */
export function byPlace(a, b) {
  return placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1);
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

function placeOf({ order, createdAt }) {
  return order ?? Date.parse(createdAt);
}
