import { notSupported } from "../../../protocol/aws-error.ts";
import { invalidParameter } from "../errors.ts";
import { parseSelector } from "./selector.ts";

/** Whether a message matches a filter pattern. */
type Filter = (message: string) => boolean;

/**
 * Parses a filter pattern of terms or JSON fields. Rejects other kinds of patterns with an error that names the kind
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html).
 */
export function parseFilterPattern(pattern: string): Filter {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("[")) throw notSupported("A space-delimited filter pattern");
  if (/%[^%]*%/.test(text)) throw notSupported("A regular expression in a filter pattern");
  if (!text.startsWith("{")) return termFilter(text);
  if (!text.endsWith("}")) throw invalidParameter("If a filter pattern starts with '{' it must end with '}'");
  return parseSelector(text.slice(1, -1));
}

interface Term {
  readonly sign: "" | "-" | "?";
  readonly text: string;
}

/**
 * Matches messages that contain every plain term and no term with `-`, or, if all terms have `?`, at least one term.
 * Terms are case-sensitive.
 */
function termFilter(pattern: string): Filter {
  const terms = termsOf(pattern);
  const signed = (sign: Term["sign"]) => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [required, optional, excluded] = [signed(""), signed("?"), signed("-")];
  if (optional.length > 0 && optional.length < terms.length)
    throw notSupported("A filter pattern that mixes ?terms with other terms");
  return (message) =>
    required.every((term) => message.includes(term)) &&
    (optional.length === 0 || optional.some((term) => message.includes(term))) &&
    !excluded.some((term) => message.includes(term));
}

function termsOf(pattern: string): readonly Term[] {
  return Array.from(
    pattern.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)+)"(?=\s|$)|(\S+))/g),
    ([, sign, quoted, word = ""]) => {
      if (quoted === undefined && !/^[\p{L}\p{N}_]+$/u.test(word))
        throw invalidParameter(`Invalid filter pattern: Invalid character(s) in term '${word}'`);
      return { sign: sign === "-" || sign === "?" ? sign : "", text: quoted?.replace(/\\(.)/g, "$1") ?? word };
    },
  );
}
