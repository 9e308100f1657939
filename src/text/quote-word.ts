/**
 * Quotes text, if necessary, as one word of a command line, for POSIX shells. Uses double quotes, which also work
 * in Windows shells, unless a character of the text has a special meaning within them.
 */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
