/** Ask for an Experiment: by rules and by a language model, what is shown, and that a model's text is checked before. */
import { beforeEach, describe, expect, it } from 'vitest';
import { askForExperiment } from '../../../../client/commands/ask/ask.ts';
import { specIn } from '../../../../client/commands/ask/by-model.ts';
import type { Parts } from '../../../../client/parts.ts';
import { Document, editor, Selection, Uri } from '../../../support/editor.ts';

const asked = {
  text: 'experiment Asked {\n}\n',
  experiment: 'Asked',
  space: 'Net',
  understood: [{ phrase: 'fast', meaning: 'little latency' }],
  notUnderstood: [] as readonly { phrase: string; why: string }[],
  assumed: [],
  contradictions: [] as readonly string[],
};
const refused = (error: string) => ({ error, kind: 'refused' });

let requests: (readonly [string, unknown])[] = [];
let answers: Record<string, unknown> = {};
/** Texts in which the checker finds an error, and what it says. */
let wrong: Readonly<Record<string, string>> = {};
const ask = async (method: string, params: { readonly text?: string }) => {
  requests.push([method, params]);
  if (method === 'hypernas/checkText') {
    const found = Object.entries(wrong).filter(([part]) => params.text?.includes(part));
    return { value: found.map(([, message]) => ({ severity: 'error', message })) };
  }
  return answers[method] ?? refused(`Nobody answers ${method}.`);
};
const parts = { programs: { ask }, state: { status: undefined } } as unknown as Parts;
const of = (method: string) => requests.filter(([name]) => name === method).map(([, params]) => params);

/** A model that says these texts in turn, in two pieces each. */
function model(...texts: readonly (string | Error)[]) {
  const heard: (readonly { role: string; content: string }[])[] = [];
  const left = [...texts];
  const sendRequest = async (messages: readonly { role: string; content: string }[]) => {
    heard.push([...messages]);
    const text = left.shift();
    if (text instanceof Error) throw text;
    const half = Math.floor((text?.length ?? 0) / 2);
    return { text: (async function* () { yield text?.slice(0, half); yield text?.slice(half); })() }; // prettier-ignore
  };
  editor.models.push({ name: 'Some Model', vendor: 'somebody', sendRequest });
  return heard;
}

function open(text: string): Document {
  const document = new Document(Uri.file('/w/s.hnas'), text);
  editor.documents.push(document);
  editor.active = { document, selection: new Selection(0, 0, 0, 0) };
  return document;
}

beforeEach(() => {
  editor.reset();
  requests = [];
  wrong = {};
  answers = { 'hypernas/ask': { value: asked }, 'hypernas/askFacts': { value: { text: 'FACTS' } } };
});

describe('by rules', () => {
  it('opens a new document where none is being edited, and tells what was understood', async () => {
    editor.answers.push(' a fast network ');
    await askForExperiment(parts);
    expect(of('hypernas/ask')).toEqual([{ request: 'a fast network', uri: undefined }]);
    expect(editor.active?.document).toMatchObject({ text: asked.text, languageId: 'hnas' });
    expect(editor.said).toEqual(['One phrase was understood; the experiment searches Net.']);
  });

  it('proposes an edit at the end of the document, which the user looks at first', async () => {
    const document = open('space Net {}\n\n\n');
    await askForExperiment(parts, 'a fast network');
    expect(of('hypernas/ask')).toEqual([{ request: 'a fast network', uri: document.uri.toString() }]);
    expect(editor.previews).toMatchObject([{ needsConfirmation: true, label: 'The experiment that you asked for' }]);
    expect(editor.said).toEqual([
      'One phrase was understood; the experiment searches Net. Tick it in Refactor Preview and press Apply to accept it.',
    ]);
    expect(document.text).toBe('space Net {}\n\nexperiment Asked {\n}\n');
    expect(editor.revealed).toHaveLength(1);
  });

  it('changes nothing where the user turns the edit down, or turns back', async () => {
    const document = open('space Net {}\n');
    editor.declines = true;
    await askForExperiment(parts, 'a fast network');
    expect([document.text, editor.previews.length, editor.revealed.length]).toEqual(['space Net {}\n', 1, 0]);
    editor.answers.push(undefined);
    await askForExperiment(parts);
    expect(requests).toHaveLength(1);
  });

  it('names what was not understood and what contradicts itself', async () => {
    answers['hypernas/ask'] = {
      value: {
        ...asked,
        understood: [...asked.understood, ...asked.understood],
        notUnderstood: [{ phrase: 'sparkly', why: 'no rule knows these words' }],
        contradictions: ['nothing can have both'],
      },
    };
    await askForExperiment(parts, 'sparkly');
    expect(editor.said).toEqual([
      '2 phrases were understood; the experiment searches Net. Not understood: "sparkly". Contradictions: nothing can have both.',
    ]);
  });

  it('says why where nothing can be written', async () => {
    answers['hypernas/ask'] = refused('Nothing of "x" can be searched for.');
    await askForExperiment(parts, 'x');
    expect(editor.said).toEqual(['Nothing of "x" can be searched for.']);
    expect(editor.documents).toEqual([]);
  });
});

describe('by a language model', () => {
  const good = 'Here it is:\n```hnas\nexperiment Mine {\n}\n```\nHave fun.';

  it('is offered where there is one, and asked only when it is chosen', async () => {
    const heard = model(good);
    editor.answers.push('By rules');
    await askForExperiment(parts, 'fast');
    expect(editor.offered).toEqual([['By rules', 'Some Model']]);
    expect(heard).toEqual([]);
    editor.answers.push(undefined);
    await askForExperiment(parts, 'fast');
    expect([heard.length, editor.documents.length]).toEqual([0, 1]);
  });

  it('is told the request and the facts, and its text is checked at its place before it is shown', async () => {
    const document = open('space Net {}\n');
    wrong = { 'space Net': 'An old mistake.' };
    const heard = model(good);
    editor.answers.push('Some Model');
    await askForExperiment(parts, 'something fast');
    expect(heard[0]?.[0]?.content).toMatch(/FACTS[^]*something fast$/);
    expect(heard[0]?.[0]?.content).not.toContain('space Net {}');
    expect(of('hypernas/checkText').at(-1)).toMatchObject({ text: 'space Net {}\n\nexperiment Mine {\n}\n' });
    expect(of('hypernas/ask')).toEqual([]);
    expect(document.text).toBe('space Net {}\n\nexperiment Mine {\n}\n');
    expect(editor.previews).toMatchObject([{ needsConfirmation: true }]);
    expect(editor.said[0]).toMatch(/^Some Model wrote this; the checker found no error in it\./);
  });

  it('may mend once what the checker finds', async () => {
    const heard = model('```\nexperiment Bad {\n}\n```', good);
    wrong = { 'experiment Bad': 'There is no space.' };
    editor.answers.push('Some Model');
    await askForExperiment(parts, 'fast');
    expect(heard[1]?.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(heard[1]?.[2]?.content).toContain('There is no space.');
    expect(editor.active?.document.text).toBe('experiment Mine {\n}\n');
  });

  it.each([
    ['writes what does not check', ['```\nexperiment Bad {\n}\n```', '```\nexperiment Bad {\n}\n```'], 'What Some Model wrote does not check: There is no space. The rules answer instead.'], // prettier-ignore
    ['writes no experiment', ['I cannot do that.', 'Sorry.'], 'What Some Model wrote does not check: it holds no experiment. The rules answer instead.'], // prettier-ignore
    ['refuses', [new Error('no permission.')], 'Some Model did not answer: no permission. The rules answer instead.'],
  ] as const)('gives way to the rules with a sentence where it %s', async (_, texts, why) => {
    model(...texts);
    wrong = { 'experiment Bad': 'There is no space.' };
    editor.answers.push('Some Model');
    await askForExperiment(parts, 'fast');
    expect(editor.active?.document.text).toBe(asked.text);
    expect(editor.said).toEqual([`One phrase was understood; the experiment searches Net. ${why}`]);
  });

  it('says both where the rules cannot answer either', async () => {
    model(new Error('quota'));
    answers['hypernas/ask'] = refused('Nothing of "x" can be searched for.');
    editor.answers.push('Some Model');
    await askForExperiment(parts, 'x');
    expect(editor.said).toEqual([
      'Some Model did not answer: quota. The rules answer instead. Nothing of "x" can be searched for.',
    ]);
  });

  it('is read by its block, or as a whole', () => {
    expect(specIn('experiment A {\n}')).toBe('experiment A {\n}\n');
    expect(specIn('```\nno\n```\n```hnas\nexperiment A {\n}\n```')).toBe('experiment A {\n}\n');
    expect(specIn('text about an experiment')).toBeUndefined();
    expect(specIn(`experiment A {\n${'x'.repeat(50_000)}}`)).toBeUndefined();
  });
});
