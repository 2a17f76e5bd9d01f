/**
 * What one document shows: the version of each model that its hints are of, and the last label of each literal. A document changes from one
 * version to the next when the next one knows all of its architectures, and never goes back, so it shows no two at once.
 */
import { accuracyLabel, measuredLabel } from '../../dsl/service/accuracy/labels.ts';
import type { ArchSubject, Standing } from '../../dsl/service/accuracy/subjects.ts';
import { accuracyIn, latestShown, type KnownAccuracy, type KnownModel } from './known-model.ts';

export interface ShownDocument {
  /** Texts that are looked at, by the literal's name. */
  readonly looked: Map<string, { readonly key: string; readonly text: string }>;
  /** By model. */
  readonly versions: Map<string, string>;
  /** Of the last pass, by the literal's name. */
  readonly labels: Map<string, string | undefined>;
}

export const shownDocument = (): ShownDocument => ({ looked: new Map(), versions: new Map(), labels: new Map() });

/** Literals and models that the document has no more are not looked at any more. */
export function forget(document: ShownDocument, { names, models }: Standing): void {
  for (const [name, { key }] of document.looked) {
    if (names.has(name) && models.has(key)) continue;
    document.looked.delete(name);
    // The last label of a literal stays until its space, as it is now, has an answer.
    if (!names.has(name)) document.labels.delete(name);
  }
}

/** The version to show; undefined where no accuracy is known. */
export function versionToShow(document: ShownDocument, known: KnownModel): string | undefined {
  const { key } = known.model;
  const latest = latestShown(known);
  const shown = document.versions.get(key);
  if (latest === undefined || shown === latest) return latest;
  const all = [...document.looked.values()].filter((each) => each.key === key);
  if (shown !== undefined && !all.every(({ text }) => isKnown(known, latest, text))) return shown;
  document.versions.set(key, latest);
  return latest;
}

const isKnown = (known: KnownModel, version: string, text: string): boolean =>
  known.refused.has(text) || accuracyIn(known, version, text) !== undefined;

/**
 * Whether a label of the model would be another one than its document shows: `awaited` where it shows none, or one that is marked, since
 * the text was edited; `old` where it shows one that was right before.
 */
export function oldLabels(documents: Iterable<ShownDocument>, known: KnownModel): 'none' | 'old' | 'awaited' {
  let found: 'none' | 'old' = 'none';
  for (const document of documents)
    for (const [name, { key, text }] of document.looked) {
      if (key !== known.model.key) continue;
      const shown = document.labels.get(name);
      if (labelNow(document, known, { name, text }) === shown) continue;
      if (shown === undefined || shown.startsWith('~')) return 'awaited';
      found = 'old';
    }
  return found;
}

/** The label of a literal now; the last one, marked as such, while its value is on its way. */
export function labelNow(
  document: ShownDocument,
  known: KnownModel,
  { name, text }: Pick<ArchSubject, 'name' | 'text'>,
): string | undefined {
  const version = versionToShow(document, known);
  if (known.state !== undefined && version === undefined) return undefined;
  if (known.refused.has(text)) return undefined;
  const accuracy = version === undefined ? undefined : accuracyIn(known, version, text);
  if (accuracy !== undefined) return labelOf(accuracy);
  const last = document.labels.get(name);
  return last === undefined ? undefined : `~${last.slice(1)}`;
}

/** Undefined while nothing can be predicted and this one was not measured. */
function labelOf(accuracy: KnownAccuracy): string | undefined {
  if ('mean' in accuracy) return accuracyLabel(accuracy);
  return accuracy.accuracy === undefined ? undefined : measuredLabel(accuracy.accuracy);
}
