import type { Field, Value } from "./model.ts";

/** A value as it is kept, or what is wrong with it: the end of a sentence that begins with the field's name. */
export type Checked = { readonly value: Value; readonly fault?: undefined } | { readonly fault: string };

// DynamoDB stores no smaller magnitude (Naming rules and data types, "Number").
const MIN_MAGNITUDE = 1e-130;

/** Checks what was given for a field. */
export function checkValue(field: Field, given: unknown): Checked {
  if (field.type === "boolean")
    return typeof given === "boolean" ? { value: given } : { fault: "must be true or false" };
  return field.type === "string" ? checkText(field, given) : checkNumber(field, given);
}

function checkText(field: Field, given: unknown): Checked {
  if (typeof given !== "string") return { fault: "must be given, as a string" };
  const value = given.trim();
  const fault = field.choices ? findChoiceFault(field.choices, value) : findTextFault(field, value);
  return fault === undefined ? { value } : { fault };
}

function findChoiceFault(choices: readonly string[], value: string): string | undefined {
  return choices.includes(value) ? undefined : `must be one of ${choices.map((choice) => `"${choice}"`).join(", ")}`;
}

function findTextFault(
  { minLength = 1, maxLength = 500, multiline, format }: Field,
  value: string,
): string | undefined {
  const characters = [...value].length;
  if (characters === 0 && minLength > 0) return "must have a character that is not white space";
  if (characters < minLength) return `has ${characters} characters, and must have at least ${minLength}`;
  if (characters > maxLength) return `has ${characters} characters, at most ${maxLength} fit`;
  if (/\p{Control}/u.test(multiline ? value.replace(/[\t\n\r]/g, "") : value))
    return `must not have control characters${multiline ? " but line breaks and tabs" : " (line breaks and tabs are such)"}`;
  if (/\p{Surrogate}/u.test(value)) return "has half of a surrogate pair, which is no character";
  return format && value !== "" && !FORMATS[format].test(value) ? `must be ${EXAMPLES[format]}` : undefined;
}

/** An e-mail address is what a browser's own form takes for one (HTML Standard, "valid e-mail address"). */
const FORMATS = {
  email:
    /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?)*$/,
  tel: /^(?=(?:\D*\d){3})[\d ()+./*#x-]+$/,
  url: /^https?:\/\/[^\s/?#]+\S*$/i,
};
const EXAMPLES = {
  email: "an e-mail address, such as ann@example.com",
  tel: "a telephone number, such as +44 20 7946 0000",
  url: "a web address, such as https://example.com",
};

function checkNumber(field: Field, given: unknown): Checked {
  const { type, minimum = -Number.MAX_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = field;
  const isNumber = typeof given === "number" && given >= minimum && given <= maximum;
  if (isNumber && (type === "integer" ? Number.isInteger(given) : given === 0 || Math.abs(given) >= MIN_MAGNITUDE))
    return { value: given };
  const what = `must be a${type === "integer" ? " whole" : ""} number between ${minimum} and ${maximum}`;
  return { fault: type === "integer" ? what : `${what}, and not closer to 0 than ${MIN_MAGNITUDE}` };
}
