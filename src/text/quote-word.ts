/**
 * Quotes text as one word of a command line, for POSIX shells. If the text contains no quotes or variables, the result
 * also works in Windows shells.
 */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
