import { beforeEach, describe, expect, it } from 'vitest';
import { chooseDevice, deviceItems } from '../../../../client/engine/choose-device.ts';
import type { Parts } from '../../../../client/parts.ts';
import type { ResultOf } from '../../../../engine/protocol/messages.ts';
import { editor } from '../../../support/editor.ts';

const choices = { enum: ['auto', 'cpu', 'webgpu'], enumDescriptions: ['What the file says', 'Native', 'A GPU'] };
const onnx = { name: 'onnx', used: false };
const backends: ResultOf<'doctor'>['backends'] = [
  { ...onnx, device: 'cpu', available: true, used: true, detail: 'onnxruntime 1.30', takes: undefined },
  { ...onnx, device: 'webgpu', available: false, detail: 'There is no GPU.', takes: 'A GPU with its driver.' },
];

const partsWith = (doctor: object): Parts =>
  ({
    context: {
      extension: {
        packageJSON: { contributes: { configuration: { properties: { 'hypernas.engine.device': choices } } } },
      },
    },
    engine: { request: async () => doctor },
  }) as unknown as Parts;

beforeEach(() => editor.reset());

describe('the devices that can be chosen', () => {
  it('say which is chosen, whether this machine has them, and what it takes to', () => {
    expect(
      deviceItems(choices, 'cpu', backends).map(({ label, description, detail }) => [label, description, detail]),
    ).toEqual([
      ['auto', 'What the file says', undefined],
      ['$(check) cpu', 'Native (chosen now)', '$(pass) onnxruntime 1.30'],
      ['webgpu', 'A GPU', '$(circle-slash) It takes: A GPU with its driver.'],
    ]);
  });

  it('become the setting of the user, of the workspace where that has one, and none where it is auto', async () => {
    const parts = partsWith({ value: { backends } });
    editor.answers.push('webgpu', 'cpu', '$(check) auto', undefined);
    await chooseDevice(parts);
    editor.settings.set('workspace hypernas.engine.device', 'web');
    for (let i = 0; i < 3; i++) await chooseDevice(parts);
    expect(editor.ran).toEqual([
      ['setting', 'hypernas.engine.device', 'webgpu', 1],
      ['setting', 'hypernas.engine.device', 'cpu', 2],
      ['setting', 'hypernas.engine.device', undefined, 2],
    ]);
  });

  it('are told where the setting cannot be kept', async () => {
    editor.settings.set('read-only', true);
    editor.answers.push('cpu');
    await chooseDevice(partsWith({ value: { backends } }));
    expect(editor.said).toEqual(['The device cannot be kept: The file cannot be written.']);
  });

  it('can be chosen while the engine does not answer', async () => {
    editor.answers.push('webgpu');
    await chooseDevice(partsWith({ error: 'It is gone.', kind: 'refused' }));
    expect(editor.offered).toEqual([['$(check) auto', 'cpu', 'webgpu']]);
    expect(editor.ran).toEqual([['setting', 'hypernas.engine.device', 'webgpu', 1]]);
  });
});
