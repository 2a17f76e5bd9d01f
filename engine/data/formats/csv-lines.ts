/** Lines and fields of a CSV file, cut by hand: a row of pixels has hundreds of plain numbers and hardly ever a quote. */

/** Lines that are not blank, with their numbers from 1. A quoted field may not span lines. */
export function* lines(content: Uint8Array): Generator<{ readonly text: string; readonly number: number }> {
  const decoder = new TextDecoder('utf-8');
  let number = 0;
  let start = 0;
  while (start < content.length) {
    const feed = content.indexOf(10, start);
    const end = feed < 0 ? content.length : feed;
    number++;
    const text = decoder.decode(content.subarray(start, end)).replace(/\r$/, '');
    start = end + 1;
    if (text.trim() !== '') yield { text, number };
  }
}

/** The fields of a line (RFC 4180 quotes); undefined when a quoted field does not end. */
export function fields(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  const found: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const match = field.exec(line);
    if (match === null) return undefined;
    found.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === '') return found;
  }
}
