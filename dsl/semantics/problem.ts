/** Makes error values with the catalogue's parameter types checked. */
import type { catalogue, DiagnosticCode, Place } from '../diagnostics/catalogue.ts';
import type { ErrorValue } from './values.ts';

export function problem<C extends DiagnosticCode>(
  code: C,
  place: Place,
  parameters: Parameters<(typeof catalogue)[C]['message']>[0],
): ErrorValue {
  return { kind: 'error', problem: { code, place, parameters } };
}
