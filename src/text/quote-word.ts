/** A text as one word of a command line, in a POSIX shell and, where it has neither quotes nor variables in it, in those of Windows. */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
