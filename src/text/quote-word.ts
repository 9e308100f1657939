/**
 * Quotes text as one word of a command line, for POSIX shells; a word without quotes or variables also works in Windows
 * shells.
 */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /["$`\\!%]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
