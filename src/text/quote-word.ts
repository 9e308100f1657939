/**
 * Quotes text, if necessary, as one word of a POSIX shell command. Uses double quotes, which also work in Windows
 * shells, unless the text contains a character that has a special meaning within them.
 */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
