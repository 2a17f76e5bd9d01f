/**
 * Hints of accuracies: at once from what is known, with their story when one is looked at. What was measured leads to its point on the
 * page of a run, where the client opens pages.
 */
import { MarkupKind, type Command, type InlayHint, type Range } from 'vscode-languageserver';
import { effectLabel, isMeasured } from '../../dsl/service/accuracy/labels.ts';
import {
  archSubjectAt,
  archSubjects,
  choiceSubjects,
  standing,
  type ArchSubject,
} from '../../dsl/service/accuracy/subjects.ts';
import type { Explanation } from '../../engine/protocol/messages.ts';
import type { OpenFile } from '../locate.ts';
import { rangeOf, spanOf } from '../positions.ts';
import type { Settings } from '../settings.ts';
import type { Accuracy } from './accuracy.ts';
import { accuracyStory, measuredStory } from './story.ts';

/** Milliseconds of one answer; what is left is asked for again. */
const TIME = 20;
/** Milliseconds that a story may take. */
const PATIENCE = 2000;

export function accuracyHintsIn(
  { program, file, lines }: OpenFile,
  range: Range,
  settings: Settings,
  accuracy: Accuracy,
  commands: ReadonlySet<string>,
): { readonly hints: InlayHint[]; readonly more: boolean } {
  if (settings.inlayHints === 'off') return { hints: [], more: false };
  const within = spanOf(lines, range);
  const { archs, more } = archSubjects(program, file, within, TIME);
  const labels = accuracy.labels(file, archs, standing(program, file));
  const at = (offset: number): InlayHint['position'] => rangeOf(lines, { start: offset, end: offset }).start;
  const leads = commands.has(SHOW_ON_FRONT) && file.startsWith('file:');
  const hints = archs.flatMap(({ offset, name }, i): InlayHint[] => {
    const value = labels[i];
    if (value === undefined) return [];
    const label = leads && isMeasured(value) ? [{ value, command: showOnFront(file, name) }] : value;
    return [{ position: at(offset), label, paddingLeft: true, data: { uri: file, accuracy: offset } }];
  });
  if (!settings.marginalEffects) return { hints, more };
  for (const subject of choiceSubjects(program, file, within)) {
    const effects = accuracy.effects(subject);
    for (const { text, offset } of subject.alternatives) {
      const effect = effects?.find(({ alternative }) => alternative === text);
      if (effect === undefined || offset < within.start || offset > within.end) continue;
      const sure = `standard error ${effect.standardError.toFixed(2)}, over ${effect.pairs} architectures`;
      const tooltip = `Change of the predicted accuracy in percent points against the mean of the alternatives, all else held; ${sure}.`;
      hints.push({ position: at(offset), label: effectLabel(effect.effect), paddingLeft: true, tooltip });
    }
  }
  return { hints, more };
}

/** The client's, which takes the URI of the document and the name of the literal. */
const SHOW_ON_FRONT = 'hypernas.showOnFront';

/** A run of the saved file may hold what was measured, and its page has a point to lead to. */
const showOnFront = (file: string, name: string): Command => ({
  title: `Show ${name} on the Pareto front`,
  command: SHOW_ON_FRONT,
  arguments: [file, name],
});

/** Undefined where the hint is none of an accuracy. */
export function resolveAccuracyHint(
  hint: InlayHint,
  open: (uri: string) => OpenFile | undefined,
  accuracy: Accuracy,
): Promise<InlayHint> | undefined {
  const data: unknown = hint.data;
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, accuracy: offset } = data as { readonly uri?: unknown; readonly accuracy?: unknown };
  if (typeof uri !== 'string' || typeof offset !== 'number') return undefined;
  const file = open(uri);
  const subject = file && archSubjectAt(file.program, file.file, offset);
  if (subject === undefined) return Promise.resolve(hint);
  return accuracy
    .explain(subject, AbortSignal.timeout(PATIENCE))
    .then((story) => ({ ...hint, tooltip: { kind: MarkupKind.Markdown, value: tooltipOf(subject, story, accuracy) } }));
}

function tooltipOf(subject: ArchSubject, story: Explanation | undefined, accuracy: Accuracy): string {
  if (story !== undefined) return accuracyStory(story);
  const measured = accuracy.measured(subject);
  if (measured !== undefined) return measuredStory(measured);
  return `The value before the last change. ${accuracy.whyNot(subject.model)}`;
}
