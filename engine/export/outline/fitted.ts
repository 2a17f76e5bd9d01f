/** Lines of Python that are not too long: what stands in the first parentheses that hold several things is moved to lines of its own. */

const WIDTH = 100;

export function fitted(line: string): readonly string[] {
  if (line.length <= WIDTH) return [line];
  const found = parenthesesOf(line);
  if (found === undefined) return [line];
  const { open, close, parts } = found;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const inner = `${indent}    `;
  const together = `${inner}${parts.join(', ')}`;
  const middle = together.length <= WIDTH ? [together] : parts.flatMap((part) => fitted(`${inner}${part},`));
  return [line.slice(0, open + 1), ...middle, `${indent}${line.slice(close)}`];
}

interface Parentheses {
  readonly open: number;
  readonly close: number;
  readonly parts: readonly string[];
}

function parenthesesOf(line: string): Parentheses | undefined {
  for (let open = line.indexOf('('); open >= 0; open = line.indexOf('(', open + 1)) {
    const close = closing(line, open);
    const parts = partsOf(line.slice(open + 1, close));
    if (parts.length > 1) return { open, close, parts };
  }
  return undefined;
}

/** The bracket that closes the one at `open`. */
function closing(line: string, open: number): number {
  let depth = 0;
  for (let i = open; i < line.length; i++) {
    const character = line[i] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth === 0) return i;
  }
  return line.length;
}

/** Between the commas outside of all brackets. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()].filter((part) => part !== '');
}
