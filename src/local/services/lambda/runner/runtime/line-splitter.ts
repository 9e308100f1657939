/** Splits text that arrives in pieces into lines. An unfinished line is held back up to `maxLength` characters. */
export function lineSplitter(
  keep: (line: string) => void,
  maxLength = Number.POSITIVE_INFINITY,
): (text: string) => void {
  let unfinished: string[] = [];
  let length = 0;
  const finish = () => {
    const line = unfinished.join("");
    unfinished = [];
    length = 0;
    keep(line);
  };
  return (text) => {
    for (const [index, piece] of text.split("\n").entries()) {
      if (index > 0) finish();
      unfinished.push(piece);
      length += piece.length;
      if (length > maxLength) finish();
    }
  };
}
