/** String literals: double quotes, escapes `\" \\ \n \t \u{..}`, never longer than a line. */

/** Where a string literal goes wrong, relative to its opening quote. */
export interface StringFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const simple: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', t: '\t' };

/** The value of a literal as written, quotes included, and the escapes in it that mean nothing (kept as written). */
export function decodeString(image: string): { value: string; faults: readonly StringFault[] } {
  const closed = image.length > 1 && image.endsWith('"');
  const inner = image.slice(1, closed ? -1 : undefined);
  if (!inner.includes('\\')) return { value: inner, faults: [] };
  const faults: StringFault[] = [];
  let value = '';
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at] ?? '';
    if (char !== '\\') {
      value += char;
      continue;
    }
    const escaped = inner[at + 1] ?? '';
    const plain = simple[escaped];
    const unicode = escaped === 'u' ? /^\{([0-9a-fA-F]{1,6})\}/.exec(inner.slice(at + 2, at + 10)) : null;
    const codePoint = unicode === null ? Number.NaN : Number.parseInt(unicode[1] ?? '', 16);
    if (plain !== undefined) {
      value += plain;
      at += 1;
    } else if (codePoint <= 0x10ffff) {
      value += String.fromCodePoint(codePoint);
      at += 1 + (unicode?.[0].length ?? 0);
    } else {
      const message = `unknown escape "\\${escaped}"; the escapes are \\" \\\\ \\n \\t and \\u{hex}`;
      faults.push({ start: at + 1, end: at + 2 + escaped.length, message });
      value += char;
    }
  }
  return { value, faults };
}

/** A value as a literal that `decodeString` reads back. */
export function encodeString(value: string): string {
  let text = '"';
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') text += `\\${char}`;
    else if (char === '\n') text += '\\n';
    else if (char === '\t') text += '\\t';
    else if (code < 0x20 || code === 0x7f || (code >= 0xd800 && code <= 0xdfff)) text += `\\u{${code.toString(16)}}`;
    else text += char;
  }
  return `${text}"`;
}
