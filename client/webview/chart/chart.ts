/** One chart in the page: marks as SVG under and over a canvas of points. */
import { furnish, h, svg } from '../dom.ts';
import { drawPoints, rasterOf, type Raster } from './raster.ts';
import { marksSvg, type Scene } from './scene.ts';

export interface Chart {
  readonly element: HTMLElement;
  /** For what can be focused, over all else. */
  readonly overlay: SVGSVGElement;
  size(): { readonly width: number; readonly height: number };
  draw(scene: Scene): void;
  /** The scene that is seen, for exports. */
  scene(): Scene | undefined;
}

export function createChart(name: string, onResize: () => void): Chart {
  const under = svg('svg', { 'aria-hidden': 'true', class: 'layer' });
  const canvas = h('canvas', { 'aria-hidden': 'true', class: 'layer' });
  const over = svg('svg', { 'aria-hidden': 'true', class: 'layer' });
  const overlay = svg('svg', { class: 'layer overlay' });
  const element = h('div', { class: `chart ${name}` }, under, canvas, over, overlay);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let raster: Raster | undefined;
  let shown: Scene | undefined;
  new ResizeObserver(onResize).observe(element);

  const drawCanvas = ({ box, points }: Scene): void => {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const width = Math.max(1, Math.round((box.right - box.left) * ratio));
    const height = Math.max(1, Math.round((box.bottom - box.top) * ratio));
    if (raster === undefined || raster.width !== width || raster.height !== height) {
      raster = rasterOf(width, height);
      furnish(canvas, { width, height });
    }
    canvas.style.left = `${box.left}px`;
    canvas.style.top = `${box.top}px`;
    canvas.style.width = `${box.right - box.left}px`;
    canvas.style.height = `${box.bottom - box.top}px`;
    drawPoints(raster, points, box, ratio);
    context?.putImageData(new ImageData(raster.pixels, width, height), 0, 0);
  };

  return {
    element,
    overlay,
    size: () => ({ width: element.clientWidth, height: element.clientHeight }),
    draw: (scene) => {
      shown = scene;
      for (const layer of [under, over, overlay])
        furnish(layer, { width: scene.width, height: scene.height, viewBox: `0 0 ${scene.width} ${scene.height}` });
      for (const layer of [under, over]) furnish(layer, { 'font-family': scene.font, 'font-size': 11 });
      under.innerHTML = marksSvg(scene.under);
      drawCanvas(scene);
      over.innerHTML = marksSvg(scene.over);
    },
    scene: () => shown,
  };
}
