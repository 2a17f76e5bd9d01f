/** Lines of Python that are not too long: what stands between the outermost parentheses is moved to lines of its own. */

const WIDTH = 100;

export function fitted(line: string): readonly string[] {
  if (line.length <= WIDTH) return [line];
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < open) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const inner = `${indent}    `;
  const parts = partsOf(line.slice(open + 1, close));
  if (parts.length < 2) return [line];
  const together = `${inner}${parts.join(', ')}`;
  const middle = together.length <= WIDTH ? [together] : parts.flatMap((part) => fitted(`${inner}${part},`));
  return [line.slice(0, open + 1), ...middle, `${indent}${line.slice(close)}`];
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
