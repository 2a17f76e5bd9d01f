/** Colours of a terminal, or none. */

export interface Paint {
  bold(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  dim(text: string): string;
}

export function paint(color: boolean): Paint {
  const style = (open: number, close: number) => (text: string) =>
    color ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return { bold: style(1, 22), red: style(31, 39), yellow: style(33, 39), blue: style(34, 39), dim: style(2, 22) };
}
