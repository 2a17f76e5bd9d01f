/** Bundled for a page: the conformance suite on the web backend there. Its result is plain data, for the test outside. */
import { openWebInBrowser } from '../../engine/compute/web/browser.ts';
import { cases } from '../unit/engine/compute/support/cases.ts';
import { compareToReference, prepare } from '../unit/engine/compute/support/conformance.ts';

export interface BrowserResult {
  readonly detail: string;
  /** The largest distance of each case to the reference, or the error's message. */
  readonly distances: readonly (readonly [name: string, distance: number | string])[];
  /** What is left when all is disposed of. */
  readonly left: readonly number[];
}

async function conformance(folder: string, threads: number): Promise<BrowserResult> {
  const backend = await openWebInBrowser(folder, { threads });
  const distances: [string, number | string][] = [];
  for (const each of cases) {
    try {
      distances.push([each.name, Math.max(0, ...Object.values(await compareToReference(backend, prepare(each))))]);
    } catch (error) {
      distances.push([each.name, String(error)]);
    }
  }
  const left = [backend.liveTensors(), backend.liveExecutables()];
  await backend.dispose();
  return { detail: backend.detail, distances, left };
}

Object.assign(globalThis, { conformance });
