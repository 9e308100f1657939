/** Takes text in pieces and hands it on line by line; what has no end yet waits for it. */
export function lineSplitter(keep: (line: string) => void): (text: string) => void {
  let unfinished = "";
  return (text) => {
    const lines = (unfinished + text).split("\n");
    unfinished = lines.pop() ?? "";
    for (const line of lines) keep(line);
  };
}
