/** Colours as the page uses them: resolved, without transparency, since opacity is a property of marks. */

/** `#rrggbb` */
export type Colour = `#${string}`;

export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export function rgbOf(colour: Colour): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return { red: (value >> 16) & 255, green: (value >> 8) & 255, blue: value & 255 };
}

/** A computed colour (`rgb(…)`, `rgba(…)`, `color(srgb …)`), laid over the ground where it is translucent. Undefined where it is none of these. */
export function opaque(computed: string, ground: Colour): Colour | undefined {
  const form = /^(rgba?|color)\((.*)\)$/.exec(computed.trim());
  if (form === null) return undefined;
  const numbers = (form[2] ?? '')
    .match(/[\d.]+%?/g)
    ?.map((n) => (n.endsWith('%') ? Number(n.slice(0, -1)) / 100 : Number(n)));
  if (numbers === undefined || numbers.length < 3) return undefined;
  const scale = form[1] === 'color' ? 255 : 1;
  const alpha = numbers[3] ?? 1;
  const under = rgbOf(ground);
  const channel = (value: number, below: number): number => Math.round(value * scale * alpha + below * (1 - alpha));
  return hex(
    channel(numbers[0] as number, under.red),
    channel(numbers[1] as number, under.green),
    channel(numbers[2] as number, under.blue),
  );
}

function hex(...channels: readonly number[]): Colour {
  return `#${channels.map((c) => Math.min(255, Math.max(0, c)).toString(16).padStart(2, '0')).join('')}`;
}
