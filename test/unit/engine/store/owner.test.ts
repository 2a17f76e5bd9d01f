import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { expect, it, vi } from 'vitest';
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

it('a process of another user, which may not be signalled, is there', () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  });
  try {
    expect(isWorking(thisProcess(), 1000, 1000)).toBe(true);
    kill.mockImplementation(() => {
      throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
    });
    expect(isWorking(thisProcess(), 1000, 1000)).toBe(false);
  } finally {
    kill.mockRestore();
  }
});
