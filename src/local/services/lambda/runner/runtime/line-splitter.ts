/**
 * Returns a function that receives text piece by piece and passes each line to `keep` as soon as it is complete. A line
 * of more than `maxLength` characters is passed in parts.
 */
export function lineSplitter(
  keep: (line: string) => void,
  maxLength = Number.POSITIVE_INFINITY,
): (text: string) => void {
  let unfinished: string[] = [];
  let length = 0;
  /** Whether part of the current line has already been passed. */
  let isContinued = false;
  const finish = () => {
    const line = unfinished.join("");
    unfinished = [];
    length = 0;
    keep(line);
  };
  return (text) => {
    for (const [index, piece] of text.split("\n").entries()) {
      if (index > 0) {
        if (length > 0 || !isContinued) finish();
        isContinued = false;
      }
      unfinished.push(piece);
      length += piece.length;
      if (length > maxLength) {
        finish();
        isContinued = true;
      }
    }
  };
}
