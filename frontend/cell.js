/** @import { Field, Value } from "./types.d.ts" */

/**
 * Creates a table cell.
 * @param {"td" | "th"} tag
 * @param {readonly Node[]} content
 * @param {...string} classes
 */
export function createCell(tag, content, ...classes) {
  const cell = document.createElement(tag);
  cell.append(...content);
  cell.classList.add(...classes);
  return cell;
}

/**
 * Shows a value in a cell: a link for an email address, phone number or URL, a check mark for true, a dash for false or
 * no value.
 * @param {HTMLElement} cell
 * @param {Field} field
 * @param {Value | null | undefined} value
 */
export function fillCell(cell, { label, type, format }, value) {
  const isEmpty = (value ?? "") === "" || value === false;
  const text = isEmpty ? "–" : value === true ? "✓" : type === "string" ? `${value}` : Number(value).toLocaleString();
  const href = isEmpty ? undefined : hrefOf(format, text);
  const content = Object.assign(document.createElement(href ? "a" : "span"), { textContent: text, dir: "auto" });
  if (href) content.setAttribute("href", href);
  // A screen reader reads the label instead of the symbol.
  if (isEmpty || value === true) {
    content.role = "img";
    content.ariaLabel = value === true ? "Yes" : value === false ? "No" : "Empty";
  }
  cell.classList.toggle("none", isEmpty);
  cell.dataset["label"] = label;
  cell.title = isEmpty || value === true ? "" : text;
  cell.replaceChildren(content);
}

/**
 * @param {Field["format"]} format
 * @param {string} text
 */
function hrefOf(format, text) {
  if (format === "email") return `mailto:${text}`;
  if (format === "tel") return `tel:${text}`;
  return format === "url" && /^https?:/i.test(text) ? text : undefined;
}
