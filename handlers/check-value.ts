import type { Field, Value } from "./model.ts";

/** The value to store, or a fault such as "is required", which the caller appends to the field's name. */
type Checked = { readonly value: Value; readonly fault?: undefined } | { readonly fault: string };

// The smallest nonzero magnitude that DynamoDB can store
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html).
const MIN_MAGNITUDE = 1e-130;

/** Checks the value given for a field, and trims a string. */
export function checkValue(field: Field, given: unknown): Checked {
  if (given === undefined) return { fault: "is required" };
  if (field.type === "boolean")
    return typeof given === "boolean" ? { value: given } : { fault: "must be true or false" };
  return field.type === "string" ? checkText(field, given) : checkNumber(field, given);
}

function checkText(field: Field, given: unknown): Checked {
  if (typeof given !== "string") return { fault: "must be a string" };
  const value = given.trim();
  const fault = field.choices ? findChoiceFault(field.choices, value) : findTextFault(field, value);
  return fault === undefined ? { value } : { fault };
}

function findChoiceFault(choices: readonly string[], value: string): string | undefined {
  if (choices.includes(value)) return undefined;
  return `must be ${choices.length > 1 ? "one of " : ""}${choices.map((choice) => `"${choice}"`).join(", ")}`;
}

function findTextFault(
  { minLength = 1, maxLength = 500, multiline, format }: Field,
  value: string,
): string | undefined {
  const characters = [...value].length;
  if (characters === 0 && minLength > 0) return "must not be empty";
  if (characters < minLength) return `is too short (${charactersText(characters)}, minimum ${minLength})`;
  if (characters > maxLength) return `is too long (${charactersText(characters)}, maximum ${maxLength})`;
  if (/\p{Control}/u.test(multiline ? value.replace(/[\t\n\r]/g, "") : value))
    return multiline
      ? "must not contain control characters other than line breaks and tabs"
      : "must not contain control characters, line breaks or tabs";
  if (/\p{Surrogate}/u.test(value)) return "must not contain an unpaired surrogate";
  return format && value !== "" && !FORMATS[format].test(value) ? `must be ${EXAMPLES[format]}` : undefined;
}

function charactersText(count: number): string {
  return `${count} ${count === 1 ? "character" : "characters"}`;
}

const FORMATS = {
  // The pattern that browsers use (https://html.spec.whatwg.org/#valid-e-mail-address).
  email:
    /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]{0,61}[A-Za-z\d])?)*$/,
  tel: /^(?=(?:\D*\d){3})[\d ()+./*#x-]+$/,
  url: /^https?:\/\/[^\s/?#]+\S*$/i,
};
const EXAMPLES = {
  email: "an email address, such as ann@example.com",
  tel: "a phone number, such as +44 20 7946 0000",
  url: "a web address, such as https://example.com",
};

function checkNumber(field: Field, given: unknown): Checked {
  const { type, minimum = -Number.MAX_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = field;
  const isWhole = type === "integer";
  const isInRange = typeof given === "number" && given >= minimum && given <= maximum;
  if (!isInRange || (isWhole && !Number.isInteger(given)))
    return { fault: `must be ${isWhole ? "a whole" : "a"} number between ${minimum} and ${maximum}` };
  if (given !== 0 && Math.abs(given) < MIN_MAGNITUDE)
    return { fault: `is too close to 0; the smallest magnitude other than 0 is ${MIN_MAGNITUDE}` };
  return { value: given };
}
