import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { expect, it } from 'vitest';
import { isWorking, thisProcess } from '../../../../engine/store/owner.ts';

it('a process keeps its name when the machine is given another one', () => {
  const before = thisProcess();
  const { hostname } = os;
  os.hostname = () => 'moved';
  syncBuiltinESMExports();
  try {
    expect(thisProcess()).toBe(before);
  } finally {
    os.hostname = hostname;
    syncBuiltinESMExports();
  }
});

it('a silent process counts as gone after a minute', () => {
  expect(isWorking(thisProcess(), 1000, 1060)).toBe(true);
  expect(isWorking(thisProcess(), 1000, 1061)).toBe(false);
});
