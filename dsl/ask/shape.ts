/** What images a request is about and how many classes: as it says, as its data set has, else what is assumed. */
import type { Data } from './fact.ts';
import type { Shape } from './generated.ts';
import type { Wishes } from './wishes.ts';

export interface Settled {
  readonly shape: Shape;
  readonly data: Data;
  /** What was said, and is not assumed. */
  readonly firm: { readonly image: boolean; readonly classes: boolean };
  readonly assumed: readonly string[];
  readonly contradictions: readonly string[];
}

const DIGITS: Data = {
  name: 'Digits',
  kind: 'glyphs',
  options: { classes: 'digits', train: 3000, val: 1000, test: 0 },
  classes: 10,
};
const IMAGES: Data = { name: 'Images', kind: 'folder', options: { path: 'images' } };

/** Pixels that generated images may have. */
const DRAWN = { least: 8, most: 256 };

export function settleShape(wishes: Wishes): Settled {
  const { image, channels, classes } = wishes;
  const assumed: string[] = [];
  const contradictions: string[] = [];
  const data = wishes.data ?? likelyData(wishes);
  const drawn = data.kind === 'glyphs';
  // A folder's images have whatever size they were saved in.
  const fixed = data.kind !== 'folder' && data.size !== undefined;
  let side = image;
  if (fixed && image !== undefined && (image.height !== data.size || image.width !== data.size)) {
    contradictions.push(
      `${data.name} has images of ${data.size}x${data.size} pixels, not ${image.width}x${image.height}: they are not scaled`,
    );
    side = undefined;
  }
  if (
    drawn &&
    image !== undefined &&
    (image.height !== image.width || image.height < DRAWN.least || image.height > DRAWN.most)
  ) {
    contradictions.push(
      `drawn images are squares of ${DRAWN.least} to ${DRAWN.most} pixels, not ${image.width}x${image.height}; 32x32 is taken`,
    );
    side = undefined;
  }
  const size = data.size ?? (drawn ? 32 : 64);
  if (side === undefined && data.size === undefined && wishes.data !== undefined)
    assumed.push(`images have ${size}x${size} pixels`);
  const fixedChannels = data.kind === 'folder' ? undefined : data.channels;
  if (fixedChannels !== undefined && channels !== undefined && channels !== fixedChannels)
    contradictions.push(
      `${data.name} has images of ${fixedChannels === 1 ? 'one channel' : 'three channels'}, not ${channels}`,
    );
  if (data.classes !== undefined && classes !== undefined && classes !== data.classes)
    contradictions.push(`${data.name} has ${data.classes} classes, not ${classes}`);
  if (data.classes === undefined && classes === undefined) assumed.push('there are 10 classes');
  return {
    data,
    shape: {
      height: side?.height ?? size,
      width: side?.width ?? size,
      channels: fixedChannels ?? channels ?? data.channels ?? (drawn ? 1 : 3),
      classes: data.classes ?? classes ?? 10,
    },
    firm: {
      image: image !== undefined || channels !== undefined || wishes.data?.size !== undefined,
      classes: classes !== undefined || wishes.data?.classes !== undefined,
    },
    assumed,
    contradictions,
  };
}

/** Whether images of this shape can be drawn. */
const drawable = (height: number, width: number): boolean =>
  height === width && height >= DRAWN.least && height <= DRAWN.most;

/** Where nothing is said of data: digits that are drawn, unless the request is about other images. */
function likelyData({ image, classes }: Wishes): Data {
  const fits =
    (classes === undefined || classes === 10) && (image === undefined || drawable(image.height, image.width));
  return fits && (image === undefined || classes === undefined) ? DIGITS : IMAGES;
}

/** A data set for a space where none is named. */
export function standIn({ height, width, classes }: Shape): Pick<Settled, 'data' | 'assumed'> {
  return classes === DIGITS.classes && drawable(height, width)
    ? {
        data: DIGITS,
        assumed: [
          'no data is named: digits that the project draws itself stand in, so that the search runs as it is; name your own, as "on my own images"',
        ],
      }
    : { data: IMAGES, assumed: ['no data is named: images are read from a folder for each class'] };
}
