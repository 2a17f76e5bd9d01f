/** The user's program as the system finds it; what holds on Windows is asked for by its name, so that it is tested everywhere. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../../../../engine/evaluate/command/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-program-'));
const [first, second] = [join(folder, 'first'), join(folder, 'second')];
for (const each of [first, second]) mkdirSync(each);
const search = [first, second].join(delimiter);
for (const file of ['train.py', 'train.cmd', 'first/tool', 'second/tool.exe']) writeFileSync(join(folder, file), '');

const found = (name: string, platform: NodeJS.Platform) => findProgram(name, folder, search, platform);

describe('a program on Windows', () => {
  it('is found without its ending, past what Windows cannot start', () => {
    expect(found('tool', 'win32')).toEqual({ value: join(second, 'tool.exe') });
  });

  it.each([
    ['./train.py', 'run: ["python", "./train.py"]'],
    ['./train.cmd', 'run: ["cmd", "/c", "./train.cmd"]'],
  ])('%s takes another that runs it', (name, way) => {
    expect(found(name, 'win32')).toEqual({
      error: `"${name}" is nothing that Windows starts by itself; name the program that runs it first: ${way}`,
    });
  });
});

describe.skipIf(process.platform === 'win32')('a program elsewhere (Windows knows no executable bit)', () => {
  it('is what may be executed', () => {
    expect(found('tool', 'linux')).toMatchObject({ error: expect.stringContaining('chmod +x tool') as string });
    chmodSync(join(first, 'tool'), 0o755);
    expect(found('tool', 'linux')).toEqual({ value: join(first, 'tool') });
    expect(found('nothing', 'linux')).toMatchObject({
      error: expect.stringContaining('in the folders of PATH') as string,
    });
  });
});
