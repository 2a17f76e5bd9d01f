/** What the engine adds to a hover: the story of an architecture's accuracy, and what the alternatives of a choice change. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { archSubjectAt, choiceSubjectAt, type ArchSubject } from '../../dsl/service/accuracy/subjects.ts';
import { profiledDevices } from '../../dsl/semantics/devices.ts';
import { offsetOf, type OpenFile } from '../locate.ts';
import type { Accuracy } from './accuracy.ts';
import { accuracyStory, effectsStory, latencyStory, measuredStory } from './story.ts';

/** Milliseconds that a hover waits for the engine; what comes later is there at the next one. */
const PATIENCE = 300;

/** The hover with what is known of accuracies there; as it was where that is nothing, or takes too long. */
export async function hoverWithAccuracy(
  hover: Hover | null,
  { program, file, lines }: OpenFile,
  position: Position,
  accuracy: Accuracy,
): Promise<Hover | null> {
  const contents = hover?.contents;
  if (contents === undefined || typeof contents !== 'object' || !('kind' in contents)) return hover;
  const offset = offsetOf(lines, position);
  const arch = archSubjectAt(program, file, offset);
  const choice = arch === undefined ? choiceSubjectAt(program, file, offset) : undefined;
  if (arch === undefined && choice === undefined) return hover;
  const signal = AbortSignal.timeout(PATIENCE);
  const added =
    arch !== undefined
      ? accuracy.explain(arch, signal).then((story) => story && accuracyStory(story))
      : choice && accuracy.effectsOf(choice, signal).then((effects) => effects && effectsStory(effects));
  const timed =
    arch === undefined
      ? []
      : await Promise.race([
          accuracy.latencies(arch, profiledDevices(program, arch.model.space.name), signal),
          late(signal),
        ]);
  const text = (await added) ?? measuredOf(arch, accuracy);
  const model = (arch ?? choice)?.model;
  // Costs say what they are; that nothing is said of accuracy has its reason.
  const said = text ?? (model === undefined ? '' : `*No accuracy: ${accuracy.whyNot(model)}*`);
  const parts = [said, latencyStory(timed)].filter((part) => part !== '');
  if (parts.length === 0) return hover;
  const value = `${contents.value}\n\n---\n\n${parts.join('\n\n')}`;
  return { ...hover, contents: { kind: MarkupKind.Markdown, value } };
}

/** Profiles are read and learnt from at first, which may take longer than a hover waits. */
const late = (signal: AbortSignal): Promise<readonly never[]> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve([]), { once: true }));

function measuredOf(arch: ArchSubject | undefined, accuracy: Accuracy): string | undefined {
  const story = arch && accuracy.measured(arch);
  return story && measuredStory(story);
}
