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

/** What a translucent mark looks like. */
export function laidOver(colour: Colour, ground: Colour, opacity: number): Rgb {
  const [over, under] = [rgbOf(colour), rgbOf(ground)];
  const mixed = (a: number, b: number): number => opacity * a + (1 - opacity) * b;
  return {
    red: mixed(over.red, under.red),
    green: mixed(over.green, under.green),
    blue: mixed(over.blue, under.blue),
  };
}

/** 1..21, as WCAG 2 defines it. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance({ red, green, blue }: Rgb): number {
  const linear = (value: number): number =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : Math.pow((value / 255 + 0.055) / 1.055, 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** More would look like a mark of the front. */
const MOST_OPACITY = 0.9;

/** The least opacity from `wanted` on with which a mark stands out from the ground as WCAG asks of graphics, 3 to 1, where one does. */
export function seenOpacity(wanted: number, colour: Colour, ground: Colour): number {
  for (let opacity = wanted; opacity < MOST_OPACITY; opacity += 0.05)
    if (contrast(laidOver(colour, ground, opacity), rgbOf(ground)) >= 3) return opacity;
  return Math.max(wanted, MOST_OPACITY);
}
