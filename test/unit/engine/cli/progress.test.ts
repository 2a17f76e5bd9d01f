import { describe, expect, it } from 'vitest';
import type { Io } from '../../../../engine/cli/io.ts';
import { evaluationLine, lineOf, progressView } from '../../../../engine/cli/progress.ts';
import { trackPace } from '../../../../engine/search/pace.ts';
import { sampleEvaluation } from '../store/sample-run.ts';

const record = sampleEvaluation(3, {
  metrics: { accuracy: 93.2, params: 12_345, macs: 1_210_000 },
  origin: 'mutation',
  predicted: { accuracy: { mean: 92.8, std: 1.1 } },
  seconds: 4.2,
});

function listen(errWidth: number | undefined): string {
  const printed: string[] = [];
  const io = { err: (text: string) => void printed.push(text), errWidth } as Io;
  let clock = 0;
  const view = progressView(io, [], () => (clock += 1000));
  view.listen({ kind: 'started', done: 2, budget: 10, front: 0 });
  view.listen({ kind: 'evaluating', position: 3, share: 0.5, doing: 'epoch 1 of 2' });
  view.listen({ kind: 'evaluated', record, done: 3, front: 2 });
  view.listen({ kind: 'finished', reason: 'budget', done: 3 });
  view.end();
  return printed.join('');
}

describe('progress', () => {
  it('is one line that is rewritten on a terminal, never wider than it', () => {
    const printed = listen(60);
    expect(printed).not.toContain('\n');
    expect(printed).toContain('epoch 1 of 2');
    for (const line of printed.split('\r\x1b[K')) expect(line.length).toBeLessThan(60);
    expect(printed.endsWith('\r\x1b[K')).toBe(true);
  });

  it('is a plain line an evaluation elsewhere', () => {
    expect(listen(undefined)).toBe(`resuming after 2 evaluations\n${evaluationLine(record, 3, 10)}\n`);
  });

  it.each([
    [undefined, 'hnas: the disk is full\n'],
    [60, '\r\x1b[Khnas: the disk is full\n'],
  ])('leaves a line of its own to what went wrong beside it (%s columns)', (errWidth, expected) => {
    const printed: string[] = [];
    const view = progressView({ err: (text: string) => void printed.push(text), errWidth } as Io, [], () => 0);
    view.listen({ kind: 'warning', text: 'the disk is full' });
    expect(printed[0]).toBe(expected);
  });

  it('estimates the time left from what was done since the start, not before it', () => {
    let clock = 0;
    const tracker = trackPace(() => clock);
    tracker.listen({ kind: 'started', done: 2, budget: 10, front: 1 });
    expect(tracker.pace()).toMatchObject({ done: 2, front: 1, share: 0, secondsLeft: undefined });
    tracker.listen({ kind: 'evaluated', record, done: 5, front: 3 });
    tracker.listen({ kind: 'evaluating', position: 5, share: 0.75, doing: '' });
    tracker.listen({ kind: 'evaluating', position: 6, share: 0.25, doing: '' });
    clock = 20_000;
    const state = tracker.pace();
    expect(state).toMatchObject({ position: 6, before: 2, share: 0.75, secondsLeft: 20 });
    expect(lineOf({ ...state, done: 6 })).toBe('[████████████░░░░░░░░] 6/10  20 s left  front 3');
    expect(lineOf({ ...state, done: 6, budget: undefined, secondsLeft: undefined })).toBe('6  front 3');
  });

  it('does not count what an interrupted evaluation had done before', () => {
    let clock = 0;
    const tracker = trackPace(() => clock);
    tracker.listen({ kind: 'started', done: 2, budget: 4, front: 1 });
    tracker.listen({ kind: 'evaluating', position: 3, share: 0, doing: '' });
    tracker.listen({ kind: 'evaluating', position: 3, share: 0.5, doing: 'epoch 2' });
    tracker.listen({ kind: 'evaluated', record, done: 3, front: 3 });
    clock = 10_000;
    // Half an evaluation in ten seconds, and one to go.
    expect(tracker.pace().secondsLeft).toBe(20);
  });

  it('tells what an evaluation gave', () => {
    expect(evaluationLine(record, 3, 14)).toBe(
      '[ 3/14]  93.20 %  12.3K params  1.21M MACs  4.2 s  mutation, predicted 92.8 ±1.1',
    );
    expect(evaluationLine(sampleEvaluation(0, { status: 'diverged', why: 'NaN', metrics: {} }), 1, undefined)).toBe(
      '[1]  diverged  0 params  0 MACs  1.5 s  random  NaN',
    );
  });
});
